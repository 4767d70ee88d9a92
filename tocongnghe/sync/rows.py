"""Records as they travel to phones: columns by wire name (protocol §5 `changes`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from tocongnghe import clock
from tocongnghe.vocabulary import ConsentStanding, RecordFlag, RecordType

Row = Mapping[str, Any]


def _day(name: str) -> Callable[[Row], Any]:
    return lambda row: row[name].isoformat() if row[name] else None


def _ms(name: str) -> Callable[[Row], Any]:
    return lambda row: clock.to_ms(row[name]) if row[name] else None


def _user(name: str) -> Callable[[Row], Any]:
    return lambda row: str(row[name]) if row[name] is not None else None


_author = _user("author_id")


def _flags(row: Row) -> list[str]:
    flags = []
    if row.get("is_late"):
        flags.append(RecordFlag.LATE)
    if row["is_late_scope"]:
        flags.append(RecordFlag.LATE_SCOPE)
    if row["is_clock_suspect"]:
        flags.append(RecordFlag.CLOCK_SUSPECT)
    if row.get("is_possible_duplicate"):
        flags.append(RecordFlag.POSSIBLE_DUPLICATE)
    if row.get("consent") == ConsentStanding.NOT_ASKED:
        flags.append(RecordFlag.NO_CONSENT)
    return [str(flag) for flag in flags]


COMMON: dict[str, str | Callable[[Row], Any]] = {
    "id": "id",
    "head_op": "head_op",
    "state": "state",
    "seq": "seq",
    "village": "village",
}
COLUMNS: dict[RecordType, dict[str, str | Callable[[Row], Any]]] = {
    RecordType.HOUSEHOLD: COMMON
    | {
        "head_name": "head_name",
        "people": "people_count",
        "children_under_16": "children_under_16_count",
        "language": "language",
        "phone": "phone",
        "has_smartphone": "has_smartphone",
        "has_electricity": "has_electricity",
        "has_signal": "has_signal",
        "poverty": "poverty",
        "poverty_year": "poverty_year",
        "roster": "roster",
        "note": "note",
        "consent": "consent",
        "merged_into": "merged_into_id",
        "author": _author,
        "created_at": _ms("created_at"),
        "flags": _flags,
    },
    RecordType.ASSIST: COMMON
    | {
        "household": "household_id",
        "slot": "slot",
        "topic": "topic",
        "outcome": "outcome",
        "reason": "reason",
        "stage": "stage",
        "last_used": "last_used",
        "on": _day("happened_on"),
        "people": "people_count",
        "details": "details",
        "follow_up_on": _day("follow_up_on"),
        "note": "note",
        "voice": "voice",
        "author": _author,
        "logged_at": _ms("logged_at"),
        "review_reason": "review_reason",
        "review_text": "review_text",
        "reviewed_at": _ms("reviewed_at"),
        "flags": _flags,
    },
    RecordType.CONSENT: COMMON
    | {
        "household": "household_id",
        "slot": "slot",
        "text_version": "text_version",
        "language": "language",
        "method": "method",
        "witness": "witness",
        "at": _ms("given_at"),
    },
}

COLUMNS |= {
    RecordType.CLASS_SESSION: COMMON
    | {
        "on": _day("held_on"),
        "topic": "topic",
        "lesson": "lesson",
        "steps": "steps",
        "women": "women_count",
        "men": "men_count",
        "over_60": "over_60_count",
        "language": "language",
        "note": "note",
        "author": _author,
        "logged_at": _ms("logged_at"),
        "flags": _flags,
    },
    RecordType.FEEDBACK: COMMON
    | {
        "household": "household_id",
        "category": "category",
        "text": "text",
        "voice": "voice",
        "answer": "answer",
        "answered_at": _ms("answered_at"),
        "author": _author,
        "raised_at": _ms("raised_at"),
        "flags": _flags,
    },
    RecordType.VILLAGE_SURVEY: COMMON
    | {
        "on": _day("surveyed_on"),
        "power": "power",
        "mobile_signal": "mobile_signal",
        "fibre": "has_fibre",
        "cash_point": "has_cash_point",
        "source": "source",
        "author": _author,
        "logged_at": _ms("logged_at"),
        "flags": _flags,
    },
    RecordType.NOTICE: COMMON
    | {
        "title": "title",
        "text": "text",
        "until": _day("until_on"),
        "readers": lambda row: [str(id) for id in row["readers"]],
        "author": _author,
        "at": _ms("posted_at"),
    },
    RecordType.TASK: COMMON
    | {
        "to": _user("to_id"),
        "household": "household_id",
        "text": "text",
        "due": _day("due_on"),
        "done_by": _user("done_by_id"),
        "done_at": _ms("done_at"),
        "done_text": "done_text",
        "author": _author,
        "at": _ms("given_at"),
    },
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a row becomes a list: most values as they are, picked at once; some worked out, by place."""

    pick: Callable[[Row], tuple[Any, ...]]
    made: tuple[tuple[int, Callable[[Row], Any]], ...]


def _plan(columns: Mapping[str, str | Callable[[Row], Any]]) -> _Plan:
    ways = list(enumerate(columns.values()))
    picked = [how if isinstance(how, str) else "id" for _, how in ways]
    return _Plan(itemgetter(*picked), tuple((at, how) for at, how in ways if not isinstance(how, str)))


_PLANS = {record: _plan(columns) for record, columns in COLUMNS.items()}


def wire_row(record: RecordType, row: Row) -> list[Any]:
    """Return *row* as the list of values that goes with `wire_fields`."""
    plan = _PLANS[record]
    values = list(plan.pick(row))
    for at, how in plan.made:
        values[at] = how(row)
    return values


def wire_fields(record: RecordType) -> list[str]:
    """Return the names of the columns, in the order of `wire_row`."""
    return list(COLUMNS[record])
