"""Turns the operations on an assist into sentences for its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day, number
from tocongnghe.services.histories import Step
from tocongnghe.vocabulary import (
    LABELS,
    AssistOutcome,
    AssistStage,
    LastUsed,
    NotPossibleReason,
    OperationOutcome,
    OutcomeReason,
    ReturnReason,
)

DEEDS = {
    "assist.log": N_("Logged"),
    "assist.amend": N_("Corrected"),
    "assist.withdraw": N_("Withdrawn by the team"),
    "assist.approve": N_("Approved, counted"),
    "assist.unapprove": N_("Approval taken back"),
    "assist.return": N_("Returned to the team"),
    "assist.reopen": N_("Opened again and returned to the team"),
}
FIELDS = {
    "topic": N_("Topic"),
    "outcome": N_("Outcome"),
    "reason": N_("Reason"),
    "on": N_("Day of the visit"),
    "people": N_("People"),
    "follow_up_on": N_("Next visit"),
    "stage": N_("How far it went"),
    "last_used": N_("Last used"),
    "slot": N_("Person on the card"),
    "details": N_("Details"),
    "note": N_("Note"),
    "paper": N_("Number of the form"),
    "text": N_("In words"),
}
STAGES = {
    AssistStage.OPENED: N_("Opened"),
    AssistStage.USED_WITH_HELP: N_("Used with help"),
    AssistStage.USED_ALONE: N_("Used alone"),
}
LAST_USED = {
    LastUsed.WITHIN_30_DAYS: N_("Within 30 days"),
    LastUsed.WITHIN_90_DAYS: N_("Within 90 days"),
    LastUsed.LONGER: N_("Longer ago"),
    LastUsed.UNKNOWN: N_("Not known"),
}
WORDS: dict[str, Mapping[Any, str]] = {"stage": STAGES, "last_used": LAST_USED}
NOT_IN_EFFECT = {
    OperationOutcome.CONFLICT: N_("Not in effect: somebody else had changed it before."),
    OperationOutcome.HELD: N_("Not in effect yet: it waits for something that has not arrived."),
    OperationOutcome.REJECTED: N_("Not in effect: it was not possible any more."),
}


AT_ONCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Told:
    """One step as its reader sees it; `effect` is there when it took none."""

    deed: str
    author: str | None
    stands_in_for: str | None
    at: datetime
    made_at: datetime | None
    """When it was made, if it did not arrive at once."""
    phone: str | None
    version: int | None
    effect: str | None
    said: tuple[tuple[str, str], ...]


def tell(step: Step, topics: Mapping[str, str]) -> Told:
    """Return *step* in the reader's language."""
    effect = NOT_IN_EFFECT.get(step.outcome)
    if step.reason == OutcomeReason.DATE_IN_FUTURE:
        effect = N_("Not in effect: its day lay in the future.")
    return Told(
        deed=_(DEEDS.get(step.kind, step.kind)),
        author=step.author,
        stands_in_for=step.stands_in_for,
        at=step.received_at,
        made_at=step.made_at if abs(step.received_at - step.made_at) > AT_ONCE else None,
        phone=step.phone,
        version=step.version,
        effect=_(effect) if effect else None,
        said=tuple(_said(step.said, topics)),
    )


def _said(body: Mapping[str, Any], topics: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for field, label in FIELDS.items():
        value = body.get(field)
        if value not in (None, ""):
            yield _(label), value_words(field, value, topics)
    if "household" in body:
        yield _("Household"), _("Recorded") if body["household"] else _("Visit without household")


def value_words(field: str, value: Any, topics: Mapping[str, str]) -> str:
    """Return the value of an assist's field as its reader says it."""
    text = str(value)
    if field == "topic":
        return topics.get(text, text)
    if field in ("on", "follow_up_on"):
        return _day(text)
    if field == "people":
        return number(int(value)) if text.isdecimal() else text
    if field in WORDS:
        return _(WORDS[field][value]) if value in WORDS[field] else text
    if isinstance(value, Mapping):
        return ", ".join(str(detail) for detail in value.values())
    return _label(text) if field in ("outcome", "reason") else text


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def _label(code: str) -> str:
    for words in (AssistOutcome, NotPossibleReason, ReturnReason):
        if code in words.__members__.values():
            return _(LABELS[words(code)])
    return code
