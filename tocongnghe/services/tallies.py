"""A commune's figures for a period, by village and topic, read from the day cells.

Households are never counted here: the cells are the one truth (design.md §2),
so the desk, the export and the phone agree. Only the work of each member,
which is no published figure, is counted from the records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import load_catalogue
from tocongnghe.errors import NotFound
from tocongnghe.models import Assist, Cell, CountedAssist, Place, PlaceParent, RollUpPosition, User
from tocongnghe.services.access import Actor
from tocongnghe.services.tally_figures import Figure, MemberLine, Tally, TopicLine, VillageTally
from tocongnghe.vocabulary import AssistState, PlaceKind, Role

VISITS = "visits"
MEASURES = ("visits", "helped", "has")


def find_tally(
    session: Session, actor: Actor, from_day: date, to_day: date, commune: str | None = None
) -> Tally:
    """Return the figures of the actor's villages, or of those in *commune* (a code).

    Raises:
        Forbidden: Nobody of the commune or the province.
        NotFound: A commune outside the actor's places.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER, Role.PROVINCE, Role.ADMIN)
    communes = _communes(session, actor, commune)
    villages = _villages(session, actor, communes)
    ids = [village_id for village_id, _, _ in villages]
    reported = _reported(session, ids)
    lines = _lines(session, ids, from_day, to_day)
    order = [topic.code for topic in load_catalogue().topics]
    tallies = tuple(
        VillageTally(
            code,
            name,
            village_id in reported,
            lines[village_id][VISITS].visits,
            _topics(lines[village_id], order),
        )
        for village_id, code, name in villages
    )
    position = session.get(RollUpPosition, actor.province_id)
    return Tally(
        places=tuple(communes.values()),
        from_day=from_day,
        to_day=to_day,
        villages=tallies,
        members=_members(session, ids, from_day, to_day),
        counted_at=position.counted_at if position else None,
        uncounted=_uncounted(session, ids, position.seq if position else 0),
        totals=_totals(tallies, order),
    )


def _communes(session: Session, actor: Actor, commune: str | None) -> dict[int, str]:
    query = select(Place.id, Place.name).where(Place.id.in_(actor.commune_ids)).order_by(Place.code)
    if commune is not None:
        query = query.where(Place.code == commune)
    elif not actor.may_read_commune:
        raise NotFound
    communes = dict(session.execute(query).all())
    if not communes:
        raise NotFound
    return communes


def _villages(session: Session, actor: Actor, communes: Iterable[int]) -> list[tuple[int, str, str]]:
    query = (
        select(Place.id, Place.code, Place.name)
        .join(PlaceParent, PlaceParent.place_id == Place.id)
        .where(
            PlaceParent.parent_id.in_(list(communes)),
            Place.id.in_(actor.village_ids),
            Place.kind == PlaceKind.VILLAGE,
        )
        .distinct()
        .order_by(Place.code)
    )
    return [(village_id, code, name) for village_id, code, name in session.execute(query)]


def _reported(session: Session, ids: list[int]) -> set[int]:
    """Return the villages from which an assist was ever counted or might have been, whatever became of it."""
    query = select(CountedAssist.village_id).where(CountedAssist.village_id.in_(ids)).distinct()
    return set(session.scalars(query))


def _lines(session: Session, ids: list[int], from_day: date, to_day: date) -> dict[int, dict[str, TopicLine]]:
    """Return village -> topic -> figures; the village's visits on all topics stand under VISITS."""
    rows = session.execute(
        select(
            Cell.village_id, Cell.indicator, func.sum(Cell.provisional_count), func.sum(Cell.official_count)
        )
        .where(Cell.village_id.in_(ids), Cell.day.between(from_day, to_day))
        .group_by(Cell.village_id, Cell.indicator)
    )
    lines: dict[int, dict[str, TopicLine]] = defaultdict(lambda: defaultdict(lambda: TopicLine(VISITS)))
    for village_id, indicator, provisional, official in rows:
        topic, _, measure = indicator.rpartition("_")
        if not topic:
            topic, measure = VISITS, VISITS
        if measure in MEASURES:
            line = TopicLine(topic, **{measure: Figure(int(provisional), int(official))})
            known = lines[village_id].get(topic, TopicLine(topic))
            lines[village_id][topic] = known + line
    return lines


def _topics(lines: dict[str, TopicLine], order: list[str]) -> tuple[TopicLine, ...]:
    return tuple(lines[topic] for topic in order if topic in lines and _counts(lines[topic]))


def _counts(line: TopicLine) -> bool:
    return bool(line.visits or line.helped or line.has)


def _totals(villages: Iterable[VillageTally], order: list[str]) -> tuple[TopicLine, ...]:
    sums: dict[str, TopicLine] = {}
    for village in villages:
        for line in village.topics:
            sums[line.topic] = sums.get(line.topic, TopicLine(line.topic)) + line
    return tuple(sums[topic] for topic in order if topic in sums)


def _members(session: Session, ids: list[int], from_day: date, to_day: date) -> tuple[MemberLine, ...]:
    rows = session.execute(
        select(Assist.author_id, User.name, Assist.state, func.count())
        .outerjoin(User, User.id == Assist.author_id)
        .where(
            Assist.village_id.in_(ids),
            Assist.happened_on.between(from_day, to_day),
            Assist.state != AssistState.WITHDRAWN,
        )
        .group_by(Assist.author_id, User.name, Assist.state)
    )
    counts: dict[tuple[int | None, str | None], dict[AssistState, int]] = defaultdict(dict)
    for author_id, name, state, count in rows:
        counts[author_id, name][state] = count
    lines = [
        MemberLine(
            author_id,
            name,
            waiting=states.get(AssistState.SUBMITTED, 0),
            approved=states.get(AssistState.APPROVED, 0),
            returned=states.get(AssistState.RETURNED, 0),
        )
        for (author_id, name), states in counts.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.name or "", line.member_id or 0)))


def _uncounted(session: Session, ids: list[int], seq: int) -> int:
    query = select(func.count()).where(Assist.village_id.in_(ids), Assist.seq > seq)
    return session.scalar(query) or 0
