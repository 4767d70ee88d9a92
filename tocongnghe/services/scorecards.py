"""The scorecard of a commune and its villages: points with the counts behind each, like compared with like.

A criterion without data is left out of the points and of what they are out of:
no data is never 0. Below the catalogue's least base there is no total.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from sqlalchemy.orm import Session

from tocongnghe.catalogue.periods import Period
from tocongnghe.catalogue.scorecard import Criterion, Group, Level, Measure, Scorecard, load_scorecard
from tocongnghe.services.closing_figures import people_on
from tocongnghe.services.closings import Commune
from tocongnghe.services.scorecard_counts import Share, count_all, households_on_list

PERCENT = 100
LEAST_COMPARED = 3
"""Places of one group; the middle of fewer would point at a neighbour."""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of one place; `points` is None where there is no data."""

    criterion: Criterion
    part: int
    whole: int
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Score:
    """One place's lines in the catalogue's order; `total` is out of 100, over the criteria with data."""

    code: str
    name: str
    lines: tuple[Line, ...]
    total: int | None
    base: int
    """The points of the criteria with data."""
    all_points: int
    households: int = 0
    teams: int = 0
    members: int = 0


@dataclass(frozen=True, slots=True)
class GroupScores:
    """Villages of one size, by code; `middle` is the median of their totals, None of too few."""

    group: Group
    scores: tuple[Score, ...]
    middle: int | None


@dataclass(frozen=True, slots=True)
class CommuneScorecard:
    """The commune as a whole, then its villages by size; groups without villages are left out."""

    commune: Score
    groups: tuple[GroupScores, ...]
    least_base: int


def find_scorecard(session: Session, commune: Commune, period: Period) -> CommuneScorecard:
    """Return the scorecard of *commune* in *period*; the number of statements does not depend on either."""
    scorecard = load_scorecard()
    ids = sorted(commune.village_ids)
    counted = count_all(session, ids, period, scorecard)
    cards = households_on_list(session, ids)
    people = people_on(session, ids, period.to_day)
    scores: dict[str, list[Score]] = {group.code: [] for group in scorecard.groups}
    for village in commune.villages:
        shares = {measure: counted[measure].get(village.id, (0, 0)) for measure in Measure}
        score = _score(
            village.code,
            village.name,
            scorecard,
            scorecard.at(Level.VILLAGE),
            shares,
            households=cards[village.id],
            people=people[village.id],
        )
        scores[scorecard.group_of(cards[village.id]).code].append(score)
    together = {measure: _sum(counted[measure].values()) for measure in Measure}
    return CommuneScorecard(
        commune=_score(
            commune.place.code,
            commune.place.name,
            scorecard,
            scorecard.at(Level.COMMUNE),
            together,
            households=sum(cards[id] for id in ids),
            people=_sum(people[id] for id in ids),
        ),
        groups=tuple(
            GroupScores(group, tuple(scores[group.code]), _middle(scores[group.code]))
            for group in scorecard.groups
            if scores[group.code]
        ),
        least_base=scorecard.least_base,
    )


def _score(
    code: str,
    name: str,
    scorecard: Scorecard,
    criteria: tuple[Criterion, ...],
    shares: dict[Measure, Share],
    *,
    households: int,
    people: tuple[int, int],
) -> Score:
    lines = tuple(_line(criterion, *shares[criterion.measure]) for criterion in criteria)
    known = [line for line in lines if line.points is not None]
    base, whole = sum(line.criterion.points for line in known), sum(each.points for each in criteria)
    reached = sum((line.points or Decimal(0) for line in known), Decimal(0))
    has_enough = base * PERCENT >= scorecard.least_base * whole and base > 0
    total = int((reached * PERCENT / base).quantize(Decimal(1), ROUND_HALF_UP)) if has_enough else None
    return Score(code, name, lines, total, base, whole, households, *people)


def _line(criterion: Criterion, part: int, whole: int) -> Line:
    return Line(criterion, part, whole, criterion.points_for(part, whole) if whole else None)


def _sum(shares: Iterable[Share]) -> Share:
    listed = list(shares)
    return sum(part for part, _ in listed), sum(whole for _, whole in listed)


def _middle(scores: list[Score]) -> int | None:
    totals = [score.total for score in scores if score.total is not None]
    return round(median(totals)) if len(totals) >= LEAST_COMPARED else None
