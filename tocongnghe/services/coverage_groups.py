"""Communes beside others of their kind: how far each stands from the middle of its group.

Who has roads, signal and a market is not better for it: a figure is compared
with the middle of communes alike, and below three of them with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import median

from tocongnghe.services.coverage import CoverageRow

SMALLEST = 3
"""Places with a figure, for a middle to mean anything."""
PARTS = 3
"""Groups by a number are thirds: lower, middle, upper."""


class Likeness(StrEnum):
    """What makes places alike."""

    SIZE = "size"
    """Households."""
    KIND = "kind"
    """Xã, phường, thôn …"""
    POVERTY = "poverty"
    """Poor and near-poor households of all."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A place within its group."""

    row: CoverageRow
    figure: Decimal | None
    """Percent where there is a denominator, else the count; official."""
    delta: Decimal | None
    """From the middle of the group; None where there is none."""
    rank: int | None
    """From 1, the highest figure; equal figures share one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Places alike, in the order in which they came."""

    kind: str
    """The type of place, where the group is one; else empty."""
    low: Decimal | None
    high: Decimal | None
    """Between which numbers the group lies; None where it is not by a number, or the number is not known."""
    members: tuple[Compared, ...]
    middle: Decimal | None

    @property
    def with_figure(self) -> int:
        return sum(each.figure is not None for each in self.members)


def compare(
    rows: Sequence[CoverageRow], likeness: Likeness, kinds: Mapping[str, str], sizes: Mapping[str, Decimal]
) -> list[Group]:
    """Return *rows* in groups, smallest first.

    Args:
        kinds: Type of place by code.
        sizes: By code, the number that makes places alike under SIZE and POVERTY; places without
            one are a group of their own, the last.
    """
    if likeness is Likeness.KIND:
        names = dict.fromkeys(sorted(kinds.get(row.place_code, "") for row in rows))
        return [
            _group([row for row in rows if kinds.get(row.place_code, "") == name], name) for name in names
        ]
    known = sorted({sizes[row.place_code] for row in rows if row.place_code in sizes})
    bounds = _thirds([sizes[row.place_code] for row in rows if row.place_code in sizes])
    groups = []
    for low, high in bounds:
        inside = [row for row in rows if low <= sizes.get(row.place_code, Decimal(-1)) <= high]
        groups.append(
            _group(inside, "", min(n for n in known if n >= low), max(n for n in known if n <= high))
        )
    unknown = [row for row in rows if row.place_code not in sizes]
    return groups + ([_group(unknown)] if unknown else [])


def _thirds(numbers: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
    """Return the ends of up to PARTS groups of about equally many of *numbers*; equal ones stay together."""
    ordered = sorted(numbers)
    if len(ordered) < SMALLEST * 2:
        return [(ordered[0], ordered[-1])] if ordered else []
    tops = sorted({ordered[len(ordered) * part // PARTS - 1] for part in range(1, PARTS + 1)})
    bounds, low = [], ordered[0]
    for top in tops:
        bounds.append((low, top))
        low = next((number for number in ordered if number > top), top)
    return bounds


def figure_of(row: CoverageRow) -> Decimal | None:
    """Return what places are compared by: the official percentage, or the count where nothing is divided."""
    if row.rule.over is not None:
        return row.percent_official
    return None if row.official is None else Decimal(row.official)


def _group(
    rows: Sequence[CoverageRow], kind: str = "", low: Decimal | None = None, high: Decimal | None = None
) -> Group:
    figures = [figure for row in rows if (figure := figure_of(row)) is not None]
    middle = Decimal(median(figures)) if len(figures) >= SMALLEST else None
    members = []
    for row in rows:
        figure = figure_of(row)
        is_compared = figure is not None and middle is not None
        members.append(
            Compared(
                row,
                figure,
                figure - middle if figure is not None and middle is not None else None,
                1 + sum(other > figure for other in figures) if is_compared and figure is not None else None,
            )
        )
    return Group(kind, low, high, tuple(members), middle)
