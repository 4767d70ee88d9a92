"""Small figures are not shown to everybody, and cannot be worked out from what is (decision 91).

Pure: counts in, the places to be shown out. It knows neither tables nor pages.

A *cell* is what is told of one place: a few counts that belong together
(households helped, households that have it). It is shown whole or not at all,
so that no count is had by taking one column from another.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

SMALL = 5
"""Fewer than this, and more than none, are not told: small cells of public aggregates."""

Cell = tuple[int, ...]
Shown = Mapping[str, Cell]
"""Place -> what was told of it; a place that is not in it was hidden."""


def is_small(count: int) -> bool:
    """Tell whether *count*, or a change by *count*, is of so few that it would point at them."""
    return 0 < abs(count) < SMALL


def tells_small(cell: Cell) -> bool:
    """Tell whether a count of *cell*, or what lies between two of them, is small."""
    return any(map(is_small, cell)) or any(is_small(one - other) for one, other in combinations(cell, 2))


def changed(now: Cell, then: Cell) -> Cell:
    """Return what is added from *then* to *now*, count by count."""
    return tuple(new - old for new, old in zip(now, then, strict=True))


@dataclass(frozen=True)
class Table:
    """The cells of places that add up.

    Args:
        cells: Place -> cell; a place without data is not in it.
        parts: Whole -> the places that it is the sum of.
        bases: Place -> for each count the published number that it is of; what is missing may be small, too.
        earlier: What was told before of the same counts, oldest first; nothing of it is forgotten outside.
    """

    cells: Mapping[str, Cell]
    parts: Mapping[str, Sequence[str]]
    bases: Mapping[str, Sequence[int | None]] = field(default_factory=dict)
    earlier: Sequence[Shown] = ()

    def parts_of(self, whole: str) -> list[str]:
        return [part for part in self.parts[whole] if part in self.cells]

    def is_sensitive(self, place: str) -> bool:
        """Tell whether the cell of *place* alone, or beside what was told before, tells something small."""
        cell = self.cells[place]
        missing = (base - count for base, count in zip(self.bases.get(place, ()), cell, strict=False) if base)
        if tells_small(cell) or any(map(is_small, missing)):
            return True
        return any(tells_small(changed(cell, shown[place])) for shown in self.earlier if place in shown)

    def addition(self, place: str) -> Cell:
        """Return what showing *place* would tell that is not known yet."""
        known = next((shown[place] for shown in reversed(self.earlier) if place in shown), None)
        return self.cells[place] if known is None else changed(self.cells[place], known)

    def news(self, place: str) -> int:
        """Return how much that is."""
        return sum(map(abs, self.addition(place)))

    def counts_of(self, place: str) -> list[int]:
        """Return every count by which *place* may be small, but for what is missing to its base."""
        cells = (self.cells[place], self.addition(place))
        return [
            count
            for cell in cells
            for count in (*cell, *(one - other for one, other in combinations(cell, 2)))
        ]


def small_cells(table: Table) -> set[str]:
    """Return the places whose own cell must not be shown: the first half of masking, and not enough."""
    return {place for place in table.cells if table.is_sensitive(place)}


def mask(table: Table, secret: bytes) -> set[str]:
    """Return the places of *table* that may be shown.

    Beside the small cells others are hidden, those with the least news first,
    until no sum of what is shown leaves a small one; the last to go is the whole,
    and a whole that is hidden takes all its parts with it.

    Args:
        secret: Decides between equals, so that nobody who knows this rule
            can tell which of two it took.
    """
    sensitive = small_cells(table)
    hidden = set(sensitive)
    while more := next(_still_open(table, hidden, sensitive, secret), None):
        hidden.add(more)
    return set(table.cells) - hidden


def _still_open(table: Table, hidden: set[str], sensitive: set[str], secret: bytes) -> Iterator[str]:
    """Yield what must be hidden, too, because a sum would tell."""
    for whole in table.parts:
        if whole not in table.cells:
            continue
        parts = table.parts_of(whole)
        group = [part for part in parts if part in hidden]
        candidates = [part for part in parts if part not in hidden and table.news(part)]
        candidates.sort(key=lambda place: (table.news(place), _lot(secret, place)))
        if whole in hidden:
            yield from (part for part in parts if part not in hidden)
        elif group and not _keeps_its_secret(table, whole, group, sensitive, is_last=not candidates):
            yield candidates[0] if candidates else whole


def _keeps_its_secret(
    table: Table, whole: str, group: list[str], sensitive: set[str], *, is_last: bool
) -> bool:
    """Tell whether the sum of a hidden *group*, which anybody can work out, gives none of it away.

    Whoever is small in it must be exchangeable with another: with one that is not small
    or, where nobody else could join (*is_last*), with one that is small in another way.
    """
    if len(group) < 2:
        return False
    if all(place in sensitive for place in group) and not (is_last and _is_mixed(table, group)):
        return False
    if tells_small(_sum(table.cells, group)):
        return False
    return not any(
        tells_small(change)
        for shown in table.earlier
        for change in _known_changes(table, whole, set(group), shown)
    )


def _is_mixed(table: Table, group: list[str]) -> bool:
    """Tell whether *group* is of three at least, and each of its small counts another one elsewhere in it."""
    lines = [table.counts_of(place) for place in group]
    return len(group) > 2 and all(
        not is_small(count) or any(other[number] != count for other in lines)
        for line in lines
        for number, count in enumerate(line)
    )


def _known_changes(table: Table, whole: str, group: set[str], shown: Shown) -> Iterator[Cell]:
    """Yield the changes since *shown* of the groups whose sums anybody can work out then and now."""
    if whole not in shown:
        return
    parts = table.parts_of(whole)
    before = {part for part in parts if part not in shown}
    if not group & before:
        yield changed(_sum(table.cells, group), _sum(shown, group))
        group = set()
    if before:
        rest = _sum(shown, [part for part in parts if part not in group | before], len(shown[whole]))
        yield changed(_sum(table.cells, group | before), changed(shown[whole], rest))


def _sum(cells: Shown, places: Iterable[str], width: int = 1) -> Cell:
    """Return the sum; of no places at all, *width* noughts."""
    found = [cells[place] for place in places]
    return tuple(map(sum, zip(*found, strict=True))) if found else (0,) * width


def _lot(secret: bytes, place: str) -> bytes:
    return hmac.new(secret, place.encode(), hashlib.sha256).digest()
