"""The shape of a tally: figures by village and topic, beside what was to be reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from tocongnghe.services.statistics import percent


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
class Goal:
    """What is to be reached in the period, and how far it got."""

    measure: str
    """`helped`, `has` or `visits`: which figure it is about."""
    value: int
    reached: Figure | None
    """None: no data."""

    @property
    def official(self) -> Decimal | None:
        """Per cent; None without data, or where nothing is to be reached."""
        return percent(None if self.reached is None else self.reached.official, self.value)

    @property
    def provisional(self) -> Decimal | None:
        return percent(None if self.reached is None else self.reached.provisional, self.value)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """The figures of one topic: visits, households helped, households that have it."""

    topic: str
    visits: Figure = Figure()
    helped: Figure = Figure()
    has: Figure = Figure()
    goals: tuple[Goal, ...] = ()

    def __add__(self, other: TopicLine) -> TopicLine:
        """Goals are not added: not every village may have one."""
        return TopicLine(
            self.topic, self.visits + other.visits, self.helped + other.helped, self.has + other.has
        )

    def __bool__(self) -> bool:
        return bool(self.visits or self.helped or self.has or self.goals)

    def counted(self, measure: str, figure: Figure) -> TopicLine:
        """Return the line with *figure* for `visits`, `helped` or `has`."""
        return replace(self, **{measure: figure})  # type: ignore[arg-type]

    def of(self, measure: str) -> Figure:
        """Return the figure of `visits`, `helped` or `has`."""
        return {"visits": self.visits, "helped": self.helped, "has": self.has}[measure]

    def with_goals(self, values: dict[str, int], *, has_data: bool) -> TopicLine:
        """Return the line beside *values* (measure -> value)."""
        goals = (
            Goal(measure, value, self.of(measure) if has_data else None)
            for measure, value in sorted(values.items())
        )
        return replace(self, goals=tuple(goals))


@dataclass(frozen=True, slots=True)
class VillageTally:
    """One village in the period: topics with any figure or goal, in catalogue order.

    `has_reported` is False as long as nothing ever came from there: no data, not zero.
    """

    code: str
    name: str
    has_reported: bool
    visits: Figure
    topics: tuple[TopicLine, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of the actor's villages from `from_day` to `to_day`, both included."""

    places: tuple[str, ...]
    from_day: date
    to_day: date
    topic: str | None
    """The only topic that was asked for."""
    villages: tuple[VillageTally, ...]
    totals: tuple[TopicLine, ...]
    counted_at: datetime | None
    """When the cells were last brought up to date; None: never."""
    uncounted: int
    """Assists that arrived or changed since then."""

    @property
    def visits(self) -> Figure:
        return sum((village.visits for village in self.villages), Figure())

    @property
    def silent(self) -> int:
        return sum(not village.has_reported for village in self.villages)

    @property
    def has_later_approvals(self) -> bool:
        """Tell whether households became official here whose first help, not approved, lay before."""
        lines = (*self.totals, *(line for village in self.villages for line in village.topics))
        return any(
            figure.official > figure.provisional for line in lines for figure in (line.helped, line.has)
        )

    @property
    def goal_measures(self) -> frozenset[str]:
        """The measures for which anything was set in this period."""
        lines = (*self.totals, *(line for village in self.villages for line in village.topics))
        return frozenset(goal.measure for line in lines for goal in line.goals)
