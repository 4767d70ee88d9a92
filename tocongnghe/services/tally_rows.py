"""The rows of a tally as they are shown: the page and the file are made of the same ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tocongnghe.i18n import N_
from tocongnghe.services.tally_figures import Figure, Goal, Tally, TopicLine, VillageTally

NOT_ADDED = N_("Not added up: a household helped with two topics would be counted twice")
NEVER_COUNTED = N_("No data: nothing has been counted yet")
SILENT = N_("No data: nothing from this village has been counted yet")


class Layout(StrEnum):
    """What stands in the rows."""

    VILLAGE = "village"
    """Every village, its topics below it."""
    TOPIC = "topic"
    """Every topic, all villages together."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; a figure that is None has none, and `missing` (a message id) says why."""

    village: VillageTally | None
    """None: all of them."""
    topic: str | None
    """None: all of them."""
    visits: Figure | None
    helped: Figure | None
    has: Figure | None
    missing: str | None = None
    goals: tuple[Goal, ...] = ()
    is_head: bool = False
    """It begins a block of rows."""

    def goal(self, measure: str) -> Goal | None:
        return next((goal for goal in self.goals if goal.measure == measure), None)


def tally_rows(tally: Tally, layout: Layout) -> list[list[Row]]:
    """Return the blocks of rows of *tally*; the first one is about all villages."""
    if layout is Layout.TOPIC:
        return [_of_all(tally)]
    if tally.topic is not None:
        return [_of_topic(tally, tally.topic)]
    of_villages = ([_head(village), *_lines(village.topics, village)] for village in tally.villages)
    return [_of_all(tally), *of_villages]


def _of_all(tally: Tally) -> list[Row]:
    head = [] if tally.topic else [_whole(tally)]
    return [*head, *_lines(tally.totals, None, has_data=tally.counted_at is not None)]


def _of_topic(tally: Tally, topic: str) -> list[Row]:
    """Return one row for all villages, and one for each."""
    total = next(iter(tally.totals), TopicLine(topic))
    rows = [_line(total, None, has_data=tally.counted_at is not None, is_head=True)]
    for village in tally.villages:
        line = next(iter(village.topics), TopicLine(topic))
        rows.append(_line(line, village, has_data=village.has_reported))
    return rows


def _whole(tally: Tally) -> Row:
    if tally.counted_at is None:
        return Row(None, None, None, None, None, NEVER_COUNTED, is_head=True)
    return Row(None, None, tally.visits, None, None, NOT_ADDED, is_head=True)


def _head(village: VillageTally) -> Row:
    if not village.has_reported:
        return Row(village, None, None, None, None, SILENT, is_head=True)
    return Row(village, None, village.visits, None, None, NOT_ADDED, is_head=True)


def _lines(lines: Iterable[TopicLine], village: VillageTally | None, *, has_data: bool = True) -> list[Row]:
    has_data = has_data and (village is None or village.has_reported)
    return [_line(line, village, has_data=has_data) for line in lines]


def _line(line: TopicLine, village: VillageTally | None, *, has_data: bool, is_head: bool = False) -> Row:
    if not has_data:
        reason = NEVER_COUNTED if village is None else SILENT
        return Row(village, line.topic, None, None, None, reason, line.goals, is_head)
    return Row(village, line.topic, line.visits, line.helped, line.has, None, line.goals, is_head)
