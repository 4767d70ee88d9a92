"""The shape of a tally: figures by village and topic, and the work of each member."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """A count that includes what waits for review, and one of what was approved."""

    provisional: int = 0
    official: int = 0

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.provisional + other.provisional, self.official + other.official)

    def __bool__(self) -> bool:
        return bool(self.provisional or self.official)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """The figures of one topic: visits, households helped, households that have it."""

    topic: str
    visits: Figure = Figure()
    helped: Figure = Figure()
    has: Figure = Figure()

    def __add__(self, other: TopicLine) -> TopicLine:
        return TopicLine(
            self.topic, self.visits + other.visits, self.helped + other.helped, self.has + other.has
        )


@dataclass(frozen=True, slots=True)
class VillageTally:
    """One village in the period: topics with any figure, in catalogue order.

    `has_reported` is False as long as nothing ever came from there: no data, not zero.
    """

    code: str
    name: str
    has_reported: bool
    visits: Figure
    topics: tuple[TopicLine, ...]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Visits of one member in the period by what became of them."""

    member_id: int | None
    name: str | None
    waiting: int = 0
    approved: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of the actor's villages from `from_day` to `to_day`, both included."""

    places: tuple[str, ...]
    from_day: date
    to_day: date
    villages: tuple[VillageTally, ...]
    members: tuple[MemberLine, ...]
    counted_at: datetime | None
    """When the cells were last brought up to date; None: never."""
    uncounted: int
    """Assists that arrived or changed since then."""
    totals: tuple[TopicLine, ...] = field(default=())

    @property
    def visits(self) -> Figure:
        return sum((village.visits for village in self.villages), Figure())

    @property
    def silent(self) -> int:
        return sum(not village.has_reported for village in self.villages)
