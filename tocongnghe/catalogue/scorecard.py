"""The scorecard as data: which criteria count for how many points, and which villages are alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from tocongnghe.catalogue.definitions import read_code
from tocongnghe.catalogue.entries import Entry, read_file

FILE = Path(__file__).resolve().parent / "scorecard.yaml"
MAX_CODE, MAX_POINTS, MAX_DAYS = 32, 1000, 366
PERCENT = 100


class Measure(StrEnum):
    """What the program can count for a criterion."""

    HOUSEHOLDS_REACHED = "households_reached"
    NOT_RETURNED = "not_returned"
    ARRIVED_IN_TIME = "arrived_in_time"
    WEEKS_WORKED = "weeks_worked"
    FOLLOW_UPS_DONE = "follow_ups_done"
    SPOT_CHECKS_CONFIRMED = "spot_checks_confirmed"
    CLASSES_HELD = "classes_held"
    FEEDBACK_ANSWERED = "feedback_answered"


class Level(StrEnum):
    """Of whom a criterion is asked."""

    VILLAGE = "village"
    COMMUNE = "commune"


WITH_DAYS = {Measure.ARRIVED_IN_TIME, Measure.FOLLOW_UPS_DONE, Measure.FEEDBACK_ANSWERED}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the scorecard; `name` and `label` are message ids, shares are percentages."""

    code: str
    name: str
    label: str
    measure: Measure
    points: int
    none_at: int
    full_at: int
    levels: frozenset[str]
    days: int = 0

    def points_for(self, part: int, whole: int) -> Decimal:
        """Return the points for *part* of *whole* (above 0), one decimal."""
        percent = Decimal(part * PERCENT) / whole
        share = (percent - self.none_at) / (self.full_at - self.none_at)
        return (min(max(share, Decimal(0)), Decimal(1)) * self.points).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Group:
    """Villages that are alike: those with at most `up_to` households; None is without end."""

    code: str
    name: str
    up_to: int | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Criteria in the order in which they are shown, groups from small to large."""

    criteria: tuple[Criterion, ...]
    groups: tuple[Group, ...]
    least_base: int

    def at(self, level: Level) -> tuple[Criterion, ...]:
        return tuple(each for each in self.criteria if level in each.levels)

    def group_of(self, households: int) -> Group:
        return next(each for each in self.groups if each.up_to is None or households <= each.up_to)

    def days_of(self, measure: Measure) -> int:
        """Return how many days *measure* allows; 0 where no criterion asks for it."""
        return next((each.days for each in self.criteria if each.measure is measure), 0)


@cache
def load_scorecard() -> Scorecard:
    """Return the scorecard of this installation, read once.

    Raises:
        CatalogueError: A file that cannot be used; says which, where and why.
    """
    return read_scorecard(FILE)


def read_scorecard(path: Path) -> Scorecard:
    """Return the scorecard in the file at *path*.

    Raises:
        CatalogueError: As in `load_scorecard`.
    """
    file = read_file(path)
    criteria = _once((entry, _read_criterion(entry)) for entry in file.entries("criteria"))
    least_base = _percent(file, "least_base")
    entries = file.entries("groups")
    groups = [_read_group(entry) for entry in entries]
    file.finish()
    for entry, group, following in zip(entries, groups, [*groups[1:], None], strict=True):
        if (group.up_to is None) is not (following is None):
            entry.fail("must stand in every group but the last", "up_to")
        if following is not None and following.up_to is not None and following.up_to <= (group.up_to or 0):
            entry.fail("must be below the next group's", "up_to")
    return Scorecard(tuple(criteria), tuple(groups), least_base)


def _once(read: Iterable[tuple[Entry, Criterion]]) -> list[Criterion]:
    found: dict[str, Criterion] = {}
    for entry, criterion in read:
        if criterion.code in found:
            entry.fail(f"{criterion.code!r} stands twice", "code")
        if criterion.measure in {each.measure for each in found.values()}:
            entry.fail(f"{criterion.measure.value!r} stands twice", "measure")
        found[criterion.code] = criterion
    return list(found.values())


def _read_criterion(entry: Entry) -> Criterion:
    measure = Measure(entry.word("measure", Measure))
    points = entry.integer("points")
    if not 1 <= points <= MAX_POINTS:
        entry.fail(f"must be 1 to {MAX_POINTS}", "points")
    none_at, full_at = _percent(entry, "none_at"), _percent(entry, "full_at")
    if full_at <= none_at:
        entry.fail("must be above none_at", "full_at")
    days = entry.integer("days") if measure in WITH_DAYS else 0
    if measure in WITH_DAYS and not 1 <= days <= MAX_DAYS:
        entry.fail(f"must be 1 to {MAX_DAYS}", "days")
    criterion = Criterion(
        code=read_code(entry, MAX_CODE),
        name=entry.text("name"),
        label=entry.text("label"),
        measure=measure,
        points=points,
        none_at=none_at,
        full_at=full_at,
        levels=entry.words("levels", Level),
        days=days,
    )
    entry.finish()
    return criterion


def _read_group(entry: Entry) -> Group:
    up_to = entry.integer("up_to") if entry.has("up_to") else None
    group = Group(read_code(entry, MAX_CODE), entry.text("name"), up_to)
    entry.finish()
    return group


def _percent(entry: Entry, key: str) -> int:
    value = entry.integer(key)
    if not 0 <= value <= PERCENT:
        entry.fail(f"must be 0 to {PERCENT}", key)
    return value
