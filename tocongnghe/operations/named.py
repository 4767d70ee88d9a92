"""What the operations of a batch name besides themselves, by their bodies alone.

Found before anything is locked: the next one who writes waits for what comes after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tocongnghe.operations.kinds import KINDS, RULINGS
from tocongnghe.operations.words import Incoming
from tocongnghe.operations.workers import worker_named
from tocongnghe.vocabulary import RecordType


@dataclass(slots=True)
class Names:
    """Ids and codes, each where it has to be looked for."""

    ids: set[str] = field(default_factory=set)
    """Of the operations themselves."""
    operations: set[str] = field(default_factory=set)
    """Predecessors, what is replaced, what is ruled on."""
    replacing: set[str] = field(default_factory=set)
    """Those of the operations that replace another."""
    households: set[str] = field(default_factory=set)
    changed: dict[RecordType, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The records that operations go on from or tell of, by what they are."""
    subjects: list[tuple[RecordType, str]] = field(default_factory=list)
    """The notices and tasks among them that were read or done."""
    going_on: list[Incoming] = field(default_factory=list)
    """The operations that name a record."""
    visits: set[tuple[str, date]] = field(default_factory=set)
    """Household and day of assists."""
    villages: set[str] = field(default_factory=set)
    workers: set[int] = field(default_factory=set)


def names_of(batch: Iterable[Incoming]) -> Names:
    """Return what *batch* names."""
    names = Names()
    for op in batch:
        names.ids.add(op.id)
        kind, body = KINDS.get(op.kind), op.body
        if op.prev:
            names.operations.add(op.prev)
        if replaced := op.replaces:
            names.operations.add(replaced)
            names.replacing.add(op.id)
        if op.record is not None:
            names.going_on.append(op)
        if village := body.get("village"):
            names.villages.add(str(village))
        if kind is None:
            continue
        if not kind.creates:
            names.changed[kind.record].add(op.record_id)
        if not op.malformed:
            _note_sound(names, op)
    return names


def _note_sound(names: Names, op: Incoming) -> None:
    kind, body = KINDS[op.kind], op.body
    household = body.get("household")
    if household:
        names.households.add(str(household))
    if into := body.get("into"):
        names.households.add(str(into))
    if kind.record is RecordType.ASSIST and household and (day := day_of(body.get("on"))):
        names.visits.add((str(household), day))
    if kind.about is not None:
        subject = kind.about, str(body.get(str(kind.about)))
        names.subjects.append(subject)
        names.changed[subject[0]].add(subject[1])
    if op.kind in RULINGS and (ruled := body.get("op")):
        names.operations.add(ruled)
    worker = worker_named(op)
    if worker is not None:
        names.workers.add(worker)


def day_of(text: Any) -> date | None:
    """Return the day that *text* names; None for none, or for nonsense."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
