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

from tocongnghe.catalogue import load_catalogue
from tocongnghe.errors import InvalidInput, NotFound
from tocongnghe.models import Place, Target
from tocongnghe.services.people import find_place

COLUMNS = ("place", "indicator", "from", "to", "value", "source")
MAX_ROWS = 20_000
MAX_VALUE = 10_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row of a file of targets, checked."""

    place: Place
    indicator: str
    from_on: date
    to_on: date
    value: int
    source: str


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
    rows, complaints = [], []
    for number, row in enumerate(reader, start=2):
        if number > MAX_ROWS + 1:
            raise InvalidInput(f"more than {MAX_ROWS} rows")
        try:
            rows.append(_read(session, row))
        except (InvalidInput, NotFound, ValueError) as error:
            complaints.append(f"row {number}: {getattr(error, 'detail', None) or error}")
    if complaints:
        raise InvalidInput("; ".join(complaints[:20]))
    for wanted in rows:
        set_target(session, wanted)
    return len(rows)


def _read(session: Session, row: dict[str, Any]) -> Wanted:
    if None in row or None in row.values():
        raise InvalidInput("has not six cells")
    from_on, to_on = date.fromisoformat(row["from"].strip()), date.fromisoformat(row["to"].strip())
    value, source = int(row["value"]), row["source"].strip()
    indicator = row["indicator"].strip()
    if indicator not in {known.code for known in load_catalogue().indicators}:
        raise InvalidInput(f"{indicator[:60]!r} is no indicator")
    if from_on > to_on:
        raise InvalidInput("ends before it begins")
    if not 0 <= value <= MAX_VALUE:
        raise InvalidInput(f"the value is not from 0 to {MAX_VALUE}")
    if not 0 < len(source) <= 300:
        raise InvalidInput("the source must have 1 to 300 characters")
    return Wanted(
        find_place(session, row["place"].strip(), from_on), indicator, from_on, to_on, value, source
    )


def set_target(session: Session, wanted: Wanted) -> None:
    """Write one target, or its new value."""
    target = session.scalar(
        select(Target).where(
            Target.place_id == wanted.place.id,
            Target.indicator == wanted.indicator,
            Target.from_on == wanted.from_on,
            Target.to_on == wanted.to_on,
        )
    )
    if target is None:
        target = Target(
            place_id=wanted.place.id,
            indicator=wanted.indicator,
            from_on=wanted.from_on,
            to_on=wanted.to_on,
        )
        session.add(target)
    target.value, target.source = wanted.value, wanted.source
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
