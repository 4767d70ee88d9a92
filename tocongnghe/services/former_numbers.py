"""Numbers about places that became one: the sum of the former ones, until there is one of the new place.

Only counts are summed, and only if every former place has one. A place that gave
something away has no number until a newer one comes: nobody knows what is left.
Changes that the province decided here count, not those of before: their numbers
were published for the places of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from tocongnghe.models import Place, PlaceSuccession
from tocongnghe.vocabulary import SuccessionRelation

Number = TypeVar("Number")


@dataclass(frozen=True, slots=True)
class Became:
    """Places that went on in another on a day."""

    on_day: date
    former: tuple[int, ...]
    is_new: bool
    """The place that they went on in began with it: every number of its own is of all of it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of places by decision, up to a day."""

    mergers: dict[int, list[Became]] = field(default_factory=dict)
    """By the place that they went on in, oldest first."""
    divided: dict[int, date] = field(default_factory=dict)
    """When a place that goes on last gave something away."""

    def with_former(self, place_ids: Iterable[int]) -> set[int]:
        """Return *place_ids* and all that went on in them, however far back."""
        found, waiting = set(place_ids), list(place_ids)
        while waiting:
            former = {id for one in self.mergers.get(waiting.pop(), ()) for id in one.former} - found
            found |= former
            waiting += former
        return found


def find_changes(session: Session, on: date) -> Changes:
    """Return what was decided here and holds on *on*; one statement, and few rows."""
    old, new = aliased(Place), aliased(Place)
    rows = session.execute(
        select(
            PlaceSuccession.from_id,
            PlaceSuccession.to_id,
            PlaceSuccession.on_day,
            PlaceSuccession.relation,
            new.valid_from == PlaceSuccession.on_day,
            old.valid_to.is_(None) | (old.valid_to > on),
        )
        .join(old, old.id == PlaceSuccession.from_id)
        .join(new, new.id == PlaceSuccession.to_id)
        .where(
            PlaceSuccession.change_id.is_not(None),
            PlaceSuccession.is_direct,
            PlaceSuccession.on_day <= on,
            old.valid_to.is_(None) | (old.valid_to > old.valid_from),
        )
        .order_by(PlaceSuccession.on_day, PlaceSuccession.from_id)
    )
    changes = Changes()
    found: dict[int, dict[date, tuple[list[int], bool]]] = defaultdict(dict)
    for from_id, to_id, on_day, relation, is_new, goes_on in rows:
        if relation is SuccessionRelation.WHOLE:
            found[to_id].setdefault(on_day, ([], is_new))[0].append(from_id)
        elif goes_on:
            changes.divided[from_id] = on_day
    for to_id, days in found.items():
        changes.mergers[to_id] = [Became(day, tuple(ids), is_new) for day, (ids, is_new) in days.items()]
    return changes


@dataclass(frozen=True, slots=True)
class Known(Generic[Number]):
    """A number of a place: since when it holds, and as the place was on which day."""

    since: date
    of_day: date
    number: Number


@dataclass(frozen=True, slots=True)
class Lookup(Generic[Number]):
    """Every number of one kind, and what became of the places that they are of."""

    known: dict[int, list[Known[Number]]]
    """By place, oldest first."""
    changes: Changes
    day: date
    """Numbers until then hold; where all are younger, the oldest does."""

    def parts_of(self, place_id: int, before: date | None = None) -> Sequence[Number | None]:
        """Return what adds up to the place's number: one, or those of the former places; None is not known.

        Args:
            before: Only as the place was until that day.
        """
        own = [one for one in self.known.get(place_id, ()) if before is None or one.of_day < before]
        cut = self.changes.divided.get(place_id)
        if cut is not None and (before is None or cut < before):
            own = [one for one in own if one.of_day >= cut]
        mergers = [
            one for one in self.changes.mergers.get(place_id, ()) if before is None or one.on_day < before
        ]
        if not mergers:
            return (self._chosen(own),)
        last = mergers[-1]
        since = own if last.is_new else [one for one in own if one.of_day >= last.on_day]
        if any(one.since <= self.day for one in since):
            return (self._chosen(since),)
        parts = [part for id in last.former for part in self.parts_of(id, last.on_day)]
        if not last.is_new:
            parts += self.parts_of(place_id, last.on_day)
        return (self._chosen(since),) if since and None in parts else parts

    def _chosen(self, numbers: list[Known[Number]]) -> Number | None:
        held = [one for one in numbers if one.since <= self.day] or numbers[:1]
        return held[-1].number if held else None
