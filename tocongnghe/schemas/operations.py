"""Bodies of operations, one schema a kind (protocol §9).

Fields are spelled out, not derived from tables: phones in the field keep last
year's shape. A schema judges one body alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from tocongnghe.schemas.quick import compile_test
from tocongnghe.schemas.strict import BlobName, CalendarDay, Id, OneOf, Small, UserId, Whole, Words, YesNo
from tocongnghe.vocabulary import (
    AssistOutcome,
    AssistStage,
    ConsentMethod,
    FeedbackCategory,
    LastUsed,
    NotPossibleReason,
    Poverty,
    ReturnReason,
    SurveyedExtent,
    SurveySource,
)


class Strict(Schema):
    class Meta:
        unknown = RAISE


class Body(Strict):
    """Any body may say which rejected or conflicting operations it settles."""

    settles = fields.List(Id(), validate=validate.Length(max=50))


class RosterSlotIn(Strict):
    slot = Whole(1, 50, required=True)
    label = Words(40, required=True, least=1)
    birth_year = Whole(1900, 2100, allow_none=True)


class HouseholdFields(Body):
    people = Whole(0, 50, allow_none=True)
    children_under_16 = Whole(0, 50, allow_none=True)
    language = Words(8, allow_none=True)
    phone = Words(20, allow_none=True)
    has_smartphone = YesNo(allow_none=True)
    has_electricity = YesNo(allow_none=True)
    has_signal = YesNo(allow_none=True)
    poverty = OneOf(Poverty, allow_none=True)
    poverty_year = Whole(2000, 2100, allow_none=True)
    roster = fields.List(fields.Nested(RosterSlotIn), allow_none=True, validate=validate.Length(max=50))
    note = Words(2000, allow_none=True)


class HouseholdAddIn(HouseholdFields):
    village = Words(16, required=True, least=1)
    head_name = Words(120, required=True, least=1)
    replaces = Id(allow_none=True)


class HouseholdAmendIn(HouseholdFields):
    village = Words(16, least=1)
    head_name = Words(120, least=1)


class ReasonIn(Body):
    reason = Words(500, allow_none=True)


class HouseholdMergeIn(Body):
    into = Id(required=True)


class ConsentGiveIn(Body):
    household = Id(required=True)
    slot = Whole(1, 50, allow_none=True)
    text_version = Words(20, required=True, least=1)
    language = Words(8, required=True, least=2)
    method = OneOf(ConsentMethod, required=True)
    recording = Words(64, allow_none=True)
    """The household's own spoken yes: it goes when the household is erased."""
    heard = fields.List(BlobName(), validate=validate.Length(max=40))
    """The recordings of the province that were played to the end before the answer, in that order."""
    witness = Words(120, allow_none=True)


class AssistFields(Body):
    village = Words(16, least=1)
    slot = Whole(1, 50, allow_none=True)
    reason = OneOf(NotPossibleReason, allow_none=True)
    stage = OneOf(AssistStage, allow_none=True)
    last_used = OneOf(LastUsed, allow_none=True)
    people = Whole(0, 50, allow_none=True)
    details = Small(allow_none=True)
    follow_up_on = CalendarDay(allow_none=True)
    note = Words(2000, allow_none=True)
    voice = BlobName(allow_none=True)
    paper = Words(20, least=1, allow_none=True)

    @validates_schema
    def check_reason(self, data: Mapping[str, Any], **_: Any) -> None:
        if (
            data.get("reason")
            and data.get("outcome", AssistOutcome.NOT_POSSIBLE) != AssistOutcome.NOT_POSSIBLE
        ):
            raise ValidationError("Goes only with not_possible.", "reason")


class AssistLogIn(AssistFields):
    """`helper`: who gave the help, when a supervisor enters it from a paper form."""

    helper = UserId(allow_none=True)
    household = Id(allow_none=True, load_default=None)
    topic = Words(32, required=True, least=1)
    outcome = OneOf(AssistOutcome, required=True)
    on = CalendarDay(required=True)

    @validates_schema
    def check_where(self, data: Mapping[str, Any], **_: Any) -> None:
        if data.get("household") is None and "village" not in data:
            raise ValidationError("Needed when no household is named.", "village")


class AssistAmendIn(AssistFields):
    household = Id(allow_none=True)
    topic = Words(32, least=1)
    outcome = OneOf(AssistOutcome)
    on = CalendarDay()


class AssistReturnIn(Body):
    reason = OneOf(ReturnReason, required=True)
    text = Words(500, allow_none=True)


def _each_once(numbers: list[int]) -> None:
    if numbers != sorted(set(numbers)):
        raise ValidationError("Not rising numbers, each once.")


class ClassFields(Body):
    village = Words(16, least=1)
    topic = Words(32, least=1, allow_none=True)
    lesson = Words(64, least=1, allow_none=True)
    steps = fields.List(Whole(1, 20), allow_none=True, validate=_each_once)
    women = Whole(0, 1000, allow_none=True)
    men = Whole(0, 1000, allow_none=True)
    over_60 = Whole(0, 1000, allow_none=True)
    language = Words(8, allow_none=True)
    note = Words(2000, allow_none=True)


class ClassHoldIn(ClassFields):
    village = Words(16, required=True, least=1)
    on = CalendarDay(required=True)


class ClassAmendIn(ClassFields):
    on = CalendarDay()


class FeedbackFields(Body):
    village = Words(16, least=1)
    household = Id(allow_none=True)
    category = OneOf(FeedbackCategory)
    text = Words(2000, allow_none=True)
    voice = BlobName(allow_none=True)


class FeedbackRaiseIn(FeedbackFields):
    village = Words(16, required=True, least=1)
    category = OneOf(FeedbackCategory, required=True)


class FeedbackAnswerIn(Body):
    text = Words(2000, required=True, least=1)


class VillageSurveyIn(Body):
    village = Words(16, required=True, least=1)
    on = CalendarDay(required=True)
    power = OneOf(SurveyedExtent, allow_none=True)
    mobile_signal = OneOf(SurveyedExtent, allow_none=True)
    fibre = YesNo(allow_none=True)
    cash_point = YesNo(allow_none=True)
    source = OneOf(SurveySource, allow_none=True)


class NoticePostIn(Body):
    village = Words(16, required=True, least=1)
    title = Words(120, required=True, least=1)
    text = Words(2000, required=True, least=1)
    until = CalendarDay(allow_none=True)


class NoticeReadIn(Body):
    notice = Id(required=True)
    text = Words(500, allow_none=True)


class TaskGiveIn(Body):
    """`to` is a user's id; null: whoever of the team comes to it."""

    village = Words(16, required=True, least=1)
    to = UserId(allow_none=True)
    text = Words(500, required=True, least=1)
    household = Id(allow_none=True)
    due = CalendarDay(allow_none=True)


class TaskDoneIn(Body):
    task = Id(required=True)
    text = Words(500, allow_none=True)


class MoveIn(Body):
    """The server's word alone, for a change of places."""

    village = Words(16, required=True, least=1)
    change = UserId(required=True)
    since = CalendarDay(allow_none=True)


class RulingIn(Body):
    op = Id(required=True)
    village = Words(16, allow_none=True)
    text = Words(500, allow_none=True)


BODIES: dict[str, Schema] = {
    "household.add": HouseholdAddIn(),
    "household.amend": HouseholdAmendIn(),
    "household.withdraw": ReasonIn(),
    "household.merge": HouseholdMergeIn(),
    "household.unmerge": ReasonIn(),
    "household.move": MoveIn(),
    "consent.give": ConsentGiveIn(),
    "consent.withdraw": ReasonIn(),
    "assist.log": AssistLogIn(),
    "assist.amend": AssistAmendIn(),
    "assist.withdraw": ReasonIn(),
    "assist.approve": ReasonIn(),
    "assist.unapprove": ReasonIn(),
    "assist.return": AssistReturnIn(),
    "assist.reopen": AssistReturnIn(),
    "assist.move": MoveIn(),
    "class_session.hold": ClassHoldIn(),
    "class_session.amend": ClassAmendIn(),
    "class_session.withdraw": ReasonIn(),
    "class_session.move": MoveIn(),
    "feedback.raise": FeedbackRaiseIn(),
    "feedback.amend": FeedbackFields(),
    "feedback.withdraw": ReasonIn(),
    "feedback.answer": FeedbackAnswerIn(),
    "feedback.move": MoveIn(),
    "village_survey.record": VillageSurveyIn(),
    "village_survey.move": MoveIn(),
    "notice.post": NoticePostIn(),
    "notice.withdraw": ReasonIn(),
    "notice.read": NoticeReadIn(),
    "task.give": TaskGiveIn(),
    "task.withdraw": ReasonIn(),
    "task.done": TaskDoneIn(),
    "op.accept": RulingIn(),
    "op.refuse": RulingIn(),
}


def _has_its_reason(body: Mapping[str, Any]) -> bool:
    is_possible = body.get("outcome", AssistOutcome.NOT_POSSIBLE) != AssistOutcome.NOT_POSSIBLE
    return not (body.get("reason") and is_possible)


def _has_place_and_reason(body: Mapping[str, Any]) -> bool:
    return (body.get("household") is not None or "village" in body) and _has_its_reason(body)


_WHOLE = {"assist.log": _has_place_and_reason, "assist.amend": _has_its_reason}
"""What the `@validates_schema` of a kind's schema asks; a test holds it to that."""
LOOKS_SOUND = {
    kind: compile_test(schema, _WHOLE.get(kind, lambda _: True)) for kind, schema in BODIES.items()
}


def complaint_about(kind: str, body: Mapping[str, Any]) -> str | None:
    """Return what is wrong with *body*, naming fields and never their content; None if nothing is.

    A kind that is not known has no complaint: it is held until it is.
    """
    schema = BODIES.get(kind)
    if schema is None or LOOKS_SOUND[kind](body):
        return None
    errors = schema.validate(body)
    if not errors:
        return None
    # A field that nobody knows may be called anything: a person's name, or half a character.
    known = {name: complaints for name, complaints in errors.items() if name in schema.fields}
    told = [f"{name}: {_first(complaints)}" for name, complaints in sorted(known.items())]
    return "; ".join([*told, *(["unknown fields"] if len(known) < len(errors) else [])])[:300]


def _first(complaints: Any) -> str:
    while isinstance(complaints, (dict, list)):
        complaints = next(iter(complaints.values() if isinstance(complaints, dict) else complaints), "")
    return str(complaints)
