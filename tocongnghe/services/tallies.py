"""A commune's figures for a period, by village and topic, read from the day cells.

Households are never counted here: the cells are the one truth (design.md §2),
so the desk, the export and the phone agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import load_catalogue
from tocongnghe.models import Cell, CountedAssist
from tocongnghe.services.access import Actor
from tocongnghe.services.goals import Goals, find_goals
from tocongnghe.services.tally_figures import Figure, Tally, TopicLine, VillageTally
from tocongnghe.services.tally_scope import Scope, find_freshness, find_scope

VISITS = "visits"
MEASURES = ("visits", "helped", "has")

Lines = dict[int, dict[str, TopicLine]]
"""Village -> topic -> figures; the village's visits on all topics stand under VISITS."""


def find_tally(
    session: Session,
    actor: Actor,
    from_day: date,
    to_day: date,
    commune: str | None = None,
    topic: str | None = None,
) -> Tally:
    """Return the figures of the actor's villages, or of those in *commune* (a code); of all topics or one.

    Goals are those set for exactly these days.

    Raises:
        Forbidden: Nobody of the commune or the province.
        NotFound: A commune outside the actor's places.
    """
    scope = find_scope(session, actor, commune)
    reported = _reported(session, scope.village_ids)
    lines = _lines(session, scope.village_ids, from_day, to_day)
    goals = find_goals(session, [*scope.communes, *scope.village_ids], from_day, to_day)
    topics = [one.code for one in load_catalogue().topics if topic in (None, one.code)]
    villages = []
    for village in scope.villages:
        has_reported = village.id in reported
        of_topics = _topics(lines[village.id], goals.get(village.id, {}), topics, has_data=has_reported)
        visits = lines[village.id][VISITS].visits if topic is None else _visits(of_topics)
        villages.append(VillageTally(village.code, village.name, has_reported, visits, of_topics))
    counted_at, uncounted = find_freshness(session, actor, scope)
    return Tally(
        places=scope.names,
        from_day=from_day,
        to_day=to_day,
        topic=topic,
        villages=tuple(villages),
        totals=_totals(scope, villages, goals, topics),
        counted_at=counted_at,
        uncounted=uncounted,
    )


def _reported(session: Session, ids: list[int]) -> set[int]:
    """Return the villages from which an assist was ever counted or might have been, whatever became of it."""
    query = select(CountedAssist.village_id).where(CountedAssist.village_id.in_(ids)).distinct()
    return set(session.scalars(query))


def _lines(session: Session, ids: list[int], from_day: date, to_day: date) -> Lines:
    rows = session.execute(
        select(
            Cell.village_id, Cell.indicator, func.sum(Cell.provisional_count), func.sum(Cell.official_count)
        )
        .where(Cell.village_id.in_(ids), Cell.day.between(from_day, to_day))
        .group_by(Cell.village_id, Cell.indicator)
    )
    lines: Lines = defaultdict(lambda: defaultdict(lambda: TopicLine(VISITS)))
    for village_id, indicator, provisional, official in rows:
        topic, _, measure = indicator.rpartition("_")
        if not topic:
            topic, measure = VISITS, VISITS
        if measure in MEASURES:
            line = TopicLine(topic).counted(measure, Figure(int(provisional), int(official)))
            known = lines[village_id].get(topic, TopicLine(topic))
            lines[village_id][topic] = known + line
    return lines


def _topics(
    lines: dict[str, TopicLine], goals: dict[tuple[str, str], int], topics: list[str], *, has_data: bool
) -> tuple[TopicLine, ...]:
    found = (
        lines.get(topic, TopicLine(topic)).with_goals(_of_topic(goals, topic), has_data=has_data)
        for topic in topics
    )
    return tuple(line for line in found if line)


def _of_topic(goals: dict[tuple[str, str], int], topic: str) -> dict[str, int]:
    return {measure: value for (about, measure), value in goals.items() if about == topic}


def _visits(lines: Iterable[TopicLine]) -> Figure:
    return sum((line.visits for line in lines), Figure())


def _totals(
    scope: Scope, villages: list[VillageTally], goals: Goals, topics: list[str]
) -> tuple[TopicLine, ...]:
    """Return the sums by topic, beside the commune's own goal, or that of all its villages together."""
    sums = {topic: TopicLine(topic) for topic in topics}
    for village in villages:
        for line in village.topics:
            sums[line.topic] += line
    has_data = any(village.has_reported for village in villages)
    whole = _goals_of_all(scope, goals)
    found = (line.with_goals(_of_topic(whole, line.topic), has_data=has_data) for line in sums.values())
    return tuple(line for line in found if line)


def _goals_of_all(scope: Scope, goals: Goals) -> dict[tuple[str, str], int]:
    """Return the communes' goals, else the villages' sums.

    None where a place has none: a sum would be of fewer places than the figure beside it.
    """
    whole: dict[tuple[str, str], int] = {}
    for ids in (scope.village_ids, list(scope.communes)):
        parts = [goals.get(id, {}) for id in ids]
        for key in set().union(*parts):
            if all(key in part for part in parts):
                whole[key] = sum(part[key] for part in parts)
    return whole
