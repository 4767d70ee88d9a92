"""Targets: what villages are to reach, brought in from a file all together or not at all."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.errors import InvalidInput, NotFound
from tocongnghe.i18n import N_
from tocongnghe.models import Place, Target
from tocongnghe.services.office_files import Remark
from tocongnghe.services.people import find_place

COLUMNS = ("place", "indicator", "from", "to", "value", "source")
MAX_ROWS = 20_000
MAX_VALUE = 10_000_000
MAX_SOURCE = 300

NO_INDICATOR = N_("'{code}' is no indicator.")
ENDS_FIRST = N_("ends before it begins.")
BAD_VALUE = N_("the value is not from 0 to {most}.")
NO_SOURCE = N_("the source must have 1 to 300 characters.")
REPEATED = N_("says again what row {row} says.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One target as a file or a form asks for it."""

    place_id: int
    indicator: str
    from_on: date
    to_on: date
    value: int
    source: str

    @property
    def key(self) -> tuple[Any, ...]:
        """What a target is told apart by."""
        return self.place_id, self.indicator, self.from_on, self.to_on


class TargetRules:
    """What every row of a file must keep to, whoever brings it; one object a file: no target stands twice."""

    def __init__(self) -> None:
        self._indicators = {known.code for known in load_catalogue().indicators}
        self._rows: dict[tuple[Any, ...], int] = {}

    def find_fault(self, number: int, wanted: Wanted) -> Remark | None:
        """Return what is wrong with row *number*."""
        if wanted.indicator not in self._indicators:
            return Remark(NO_INDICATOR, {"code": wanted.indicator[:60]})
        if wanted.from_on > wanted.to_on:
            return Remark(ENDS_FIRST)
        if not 0 <= wanted.value <= MAX_VALUE:
            return Remark(BAD_VALUE, {"most": str(MAX_VALUE)})
        if not 0 < len(wanted.source) <= MAX_SOURCE:
            return Remark(NO_SOURCE)
        first = self._rows.setdefault(wanted.key, number)
        return None if first == number else Remark(REPEATED, {"row": str(first)})


def import_targets(session: Session, text: str) -> int:
    """Write the targets of *text* (CSV with COLUMNS); one that is there already gets the new value.

    Returns:
        How many rows were taken.

    Raises:
        InvalidInput: Something is wrong, and nothing was written; `detail` names up to 20 rows.
    """
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InvalidInput(f"the first line must be {','.join(COLUMNS)}")
    rules = TargetRules()
    rows, complaints = [], []
    for number, row in enumerate(reader, start=2):
        if number > MAX_ROWS + 1:
            raise InvalidInput(f"more than {MAX_ROWS} rows")
        try:
            rows.append(_read(session, rules, number, row))
        except (InvalidInput, NotFound, ValueError) as error:
            complaints.append(f"row {number}: {getattr(error, 'detail', None) or error}")
    if complaints:
        raise InvalidInput("; ".join(complaints[:20]))
    write_targets(session, rows)
    return len(rows)


def _read(session: Session, rules: TargetRules, number: int, row: dict[str, Any]) -> Wanted:
    if None in row or None in row.values():
        raise InvalidInput("has not six cells")
    from_on, to_on = date.fromisoformat(row["from"].strip()), date.fromisoformat(row["to"].strip())
    place = find_place(session, row["place"].strip(), from_on)
    wanted = Wanted(
        place.id, row["indicator"].strip(), from_on, to_on, int(row["value"]), row["source"].strip()
    )
    fault = rules.find_fault(number, wanted)
    if fault is not None:
        raise InvalidInput(fault.msgid.format(**fault.values).rstrip("."))
    return wanted


def find_stored(session: Session, rows: Collection[Wanted]) -> dict[tuple[Any, ...], Target]:
    """Return, by `Wanted.key`, the targets that *rows* would replace, among others of their places."""
    found = session.scalars(
        select(Target).where(
            Target.place_id.in_({wanted.place_id for wanted in rows}),
            Target.from_on.in_({wanted.from_on for wanted in rows}),
        )
    )
    return {(each.place_id, each.indicator, each.from_on, each.to_on): each for each in found}


def write_targets(session: Session, rows: Collection[Wanted], by_id: int | None = None) -> None:
    """Write targets, or their new values, as set by *by_id* (None: at the command line)."""
    stored = find_stored(session, rows)
    for wanted in rows:
        target = stored.get(wanted.key)
        if target is None:
            target = Target(
                place_id=wanted.place_id,
                indicator=wanted.indicator,
                from_on=wanted.from_on,
                to_on=wanted.to_on,
            )
            session.add(target)
        if (target.value, target.source) != (wanted.value, wanted.source):
            target.value, target.source = wanted.value, wanted.source
            target.set_by_id, target.set_at = by_id, clock.now()
    session.flush()


def list_household_targets(session: Session, village_ids: Collection[int], since: date) -> list[Any]:
    """Return (village code, topic, from, to, households) of what still ran on *since*, or begins later.

    Only households helped on one topic: what a phone can show a bar for.
    """
    topics = {one.code: one.topic for one in load_catalogue().indicators if one.measure == "helped"}
    rows = session.execute(
        select(Place.code, Target.indicator, Target.from_on, Target.to_on, Target.value)
        .join(Place, Place.id == Target.place_id)
        .where(Target.place_id.in_(village_ids), Target.to_on >= since, Target.indicator.in_(_codes(topics)))
        .order_by(Place.code, Target.from_on, Target.indicator, Target.to_on)
    )
    return [(code, topics[indicator], *rest) for code, indicator, *rest in rows]


def _codes(topics: dict[str, str | None]) -> Iterable[str]:
    return [code for code, topic in topics.items() if topic is not None]
