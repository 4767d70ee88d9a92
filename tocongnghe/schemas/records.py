"""Rows of records as phones get them, by column name (protocol §5 `changes`, §9).

They travel as lists with the names beside them; `sync/rows.py` puts them
together, and a test holds both to the same names.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from tocongnghe.schemas.operations import RosterSlotIn
from tocongnghe.schemas.strict import BlobName, CalendarDay, Id, OneOf, Small, UserId, YesNo
from tocongnghe.vocabulary import (
    AssistOutcome,
    AssistStage,
    AssistState,
    ClassState,
    ConsentMethod,
    ConsentStanding,
    ConsentState,
    FeedbackCategory,
    FeedbackState,
    HouseholdState,
    LastUsed,
    NoticeState,
    NotPossibleReason,
    Poverty,
    RecordFlag,
    RecordType,
    ReturnReason,
    SurveyedExtent,
    SurveySource,
    SurveyState,
    TaskState,
)


def _flags() -> fields.Field[Any]:
    return fields.List(OneOf(RecordFlag), required=True)


def _text(**options: Any) -> fields.Field[Any]:
    return fields.String(required=True, **options)


def _count() -> fields.Field[Any]:
    return fields.Integer(required=True, allow_none=True, strict=True)


def _instant() -> fields.Field[Any]:
    """Milliseconds since 1970."""
    return fields.Integer(required=True, allow_none=True, strict=True)


def _fact() -> fields.Field[Any]:
    return YesNo(required=True, allow_none=True)


class _Record(Schema):
    id = Id(required=True)
    head_op = Id(required=True)
    seq = fields.Integer(required=True, strict=True)
    village = _text()


class HouseholdRow(_Record):
    state = OneOf(HouseholdState, required=True)
    head_name = _text()
    people = _count()
    children_under_16 = _count()
    language = _text(allow_none=True)
    phone = _text(allow_none=True)
    has_smartphone = _fact()
    has_electricity = _fact()
    has_signal = _fact()
    poverty = OneOf(Poverty, required=True, allow_none=True)
    poverty_year = _count()
    roster = fields.List(fields.Nested(RosterSlotIn), required=True, allow_none=True)
    note = _text(allow_none=True)
    consent = OneOf(ConsentStanding, required=True)
    merged_into = Id(required=True, allow_none=True)
    author = _text(allow_none=True)
    created_at = _instant()
    flags = _flags()


class AssistRow(_Record):
    state = OneOf(AssistState, required=True)
    household = Id(required=True, allow_none=True)
    slot = _count()
    topic = _text()
    outcome = OneOf(AssistOutcome, required=True)
    reason = OneOf(NotPossibleReason, required=True, allow_none=True)
    stage = OneOf(AssistStage, required=True, allow_none=True)
    last_used = OneOf(LastUsed, required=True, allow_none=True)
    on = CalendarDay(required=True)
    people = _count()
    details = Small(required=True, allow_none=True)
    follow_up_on = CalendarDay(required=True, allow_none=True)
    note = _text(allow_none=True)
    voice = BlobName(required=True, allow_none=True)
    author = _text(allow_none=True)
    logged_at = _instant()
    review_reason = OneOf(ReturnReason, required=True, allow_none=True)
    review_text = _text(allow_none=True)
    reviewed_at = _instant()
    flags = _flags()


class ConsentRow(_Record):
    state = OneOf(ConsentState, required=True)
    household = Id(required=True)
    slot = _count()
    text_version = _text()
    language = _text()
    method = OneOf(ConsentMethod, required=True)
    witness = _text(allow_none=True)
    at = _instant()


class ClassSessionRow(_Record):
    state = OneOf(ClassState, required=True)
    on = CalendarDay(required=True)
    topic = _text(allow_none=True)
    lesson = _text(allow_none=True)
    steps = fields.List(fields.Integer(strict=True), required=True, allow_none=True)
    women = _count()
    men = _count()
    over_60 = _count()
    language = _text(allow_none=True)
    note = _text(allow_none=True)
    author = _text(allow_none=True)
    logged_at = _instant()
    flags = _flags()


class FeedbackRow(_Record):
    state = OneOf(FeedbackState, required=True)
    household = Id(required=True, allow_none=True)
    category = OneOf(FeedbackCategory, required=True)
    text = _text(allow_none=True)
    voice = BlobName(required=True, allow_none=True)
    answer = _text(allow_none=True)
    answered_at = _instant()
    author = _text(allow_none=True)
    raised_at = _instant()
    flags = _flags()


class VillageSurveyRow(_Record):
    state = OneOf(SurveyState, required=True)
    on = CalendarDay(required=True)
    power = OneOf(SurveyedExtent, required=True, allow_none=True)
    mobile_signal = OneOf(SurveyedExtent, required=True, allow_none=True)
    fibre = _fact()
    cash_point = _fact()
    source = OneOf(SurveySource, required=True, allow_none=True)
    author = _text(allow_none=True)
    logged_at = _instant()
    flags = _flags()


class NoticeRow(_Record):
    state = OneOf(NoticeState, required=True)
    title = _text()
    text = _text()
    until = CalendarDay(required=True, allow_none=True)
    readers = fields.List(UserId(), required=True)
    author = _text(allow_none=True)
    at = _instant()


class TaskRow(_Record):
    state = OneOf(TaskState, required=True)
    to = UserId(required=True, allow_none=True)
    household = Id(required=True, allow_none=True)
    text = _text()
    due = CalendarDay(required=True, allow_none=True)
    done_by = UserId(required=True, allow_none=True)
    done_at = _instant()
    done_text = _text(allow_none=True)
    author = _text(allow_none=True)
    at = _instant()


ROWS: dict[RecordType, Schema] = {
    RecordType.HOUSEHOLD: HouseholdRow(),
    RecordType.ASSIST: AssistRow(),
    RecordType.CONSENT: ConsentRow(),
    RecordType.CLASS_SESSION: ClassSessionRow(),
    RecordType.FEEDBACK: FeedbackRow(),
    RecordType.VILLAGE_SURVEY: VillageSurveyRow(),
    RecordType.NOTICE: NoticeRow(),
    RecordType.TASK: TaskRow(),
}
