"""What a change would touch: villages, teams, phones with unsent work, figures before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tocongnghe.models import (
    ALL_DAYS,
    Assignment,
    Assist,
    CellSum,
    Device,
    Grant,
    Household,
    Membership,
    Place,
    PlaceStatistic,
    Target,
    Team,
    User,
)
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import shown_among
from tocongnghe.services.dated import holds_on
from tocongnghe.services.merged_villages import of_villages
from tocongnghe.services.place_changes.planning import Plan, commune_of, villages_under, went_on_in
from tocongnghe.vocabulary import AssistState, HouseholdState, PlaceChangeKind, PlaceKind, Role

MOST_INDICATORS = 6
"""Figures shown in a preview: visits, and the indicators with the most in these places."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that said of itself that it holds work which was not sent."""

    member: str
    device: str | None
    unsent: int
    oldest_at: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator's provisional count in a place; None: the place is not there then, or never reported."""

    place: str
    indicator: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would touch."""

    villages: tuple[str, ...]
    teams: int
    members: int
    households: int
    visits: int
    waiting: int
    phones: tuple[Phone, ...]
    figures: tuple[Figure, ...]
    targets: int
    statistics: int
    supervisors: tuple[str, ...]
    """Who supervises what ends: they go on where it went."""
    without_supervisor: tuple[str, ...]
    """New communes that nobody supervises yet."""


def preview(session: Session, actor: Actor, made: Plan) -> Preview:
    """Return what the change would touch, as of now.

    Raises:
        Forbidden: Not of the province.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    villages = [village.id for village in made.villages]
    theirs = {*villages, *(place.id for place in made.places)}
    households, visits, waiting = _records(session, made, villages)
    teams = list(
        session.scalars(select(Team.id).where(Team.place_id.in_(theirs), holds_on(Team, made.wish.on)))
    )
    members = set(
        session.scalars(
            select(Membership.user_id).where(
                Membership.team_id.in_(teams), holds_on(Membership, made.wish.on)
            )
        )
    )
    losing = [place.id for place in made.ends]
    communes = [place for place in made.ends if place.kind is PlaceKind.COMMUNE]
    is_division = made.wish.kind is PlaceChangeKind.SPLIT and made.kind is PlaceKind.COMMUNE
    return Preview(
        villages=tuple(village.name for village in made.villages if village.valid_to is None),
        teams=len(teams),
        members=len(members),
        households=households,
        visits=visits,
        waiting=waiting,
        phones=tuple(_phones(session, members)),
        figures=tuple(_figures(session, made)),
        targets=_count(session, Target, Target.place_id.in_(losing), Target.to_on >= made.wish.on),
        statistics=_count(session, PlaceStatistic, PlaceStatistic.place_id.in_(losing)),
        supervisors=tuple(_supervisors(session, communes, made)),
        without_supervisor=tuple(new.name for new in made.new) if is_division else (),
    )


def _count(session: Session, table: Any, *conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _records(session: Session, made: Plan, villages: list[int]) -> tuple[int, int, int]:
    """Return (households that move or whose commune changes, visits, visits that wait for review)."""
    listed = [id for new in made.new for id in new.households]
    card = [Household.village_id.in_(villages), Household.state == HouseholdState.ACTIVE]
    visit: list[Any] = [Assist.village_id.in_(villages), Assist.state != AssistState.WITHDRAWN]
    if listed:
        card, visit = [Household.id.in_(listed)], [Assist.household_id.in_(listed)]
    waits = Assist.state == AssistState.SUBMITTED
    return (
        _count(session, Household, *card),
        _count(session, Assist, *visit),
        _count(session, Assist, *visit, waits),
    )


def _phones(session: Session, members: set[int]) -> Iterable[Phone]:
    rows = session.execute(
        select(User.name, Device.name, Device.unsent_count, Device.oldest_unsent_at)
        .join(Grant, Grant.user_id == User.id)
        .join(Device, Device.id == Grant.device_id)
        .where(User.id.in_(members), Grant.revoked_at.is_(None), Device.unsent_count > 0)
        .order_by(User.name, Device.id)
    )
    for name, device, unsent, oldest in rows:
        yield Phone(name, device, unsent or 0, _moment(oldest))


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _supervisors(session: Session, communes: list[Place], made: Plan) -> Iterable[str]:
    query = (
        select(User.name)
        .join(Assignment, Assignment.user_id == User.id)
        .where(
            Assignment.place_id.in_([commune.id for commune in communes]),
            Assignment.role == Role.SUPERVISOR,
            or_(Assignment.valid_to.is_(None), Assignment.valid_to > made.wish.on),
        )
        .distinct()
        .order_by(User.name)
    )
    return session.scalars(query)


def _figures(session: Session, made: Plan) -> Iterable[Figure]:
    """Yield before and after of each place whose sum changes; a figure is the sum of its villages."""
    before, after = _areas(session, made)
    villages = {id for ids in (*before.values(), *after.values()) for id in ids}
    sums: dict[tuple[int, str], int] = {
        (village_id, code): count
        for village_id, code, count in session.execute(
            select(CellSum.village_id, CellSum.indicator, CellSum.provisional_count).where(
                CellSum.span == ALL_DAYS, CellSum.village_id.in_(villages)
            )
        )
    }
    total: dict[str, int] = defaultdict(int)
    for (_, code), count in sums.items():
        total[code] += count
    codes = sorted(total, key=lambda code: (code != "visits", -total[code], code))[:MOST_INDICATORS]
    ones, once = _shown(session, made, villages), of_villages()
    for place in dict.fromkeys((*before, *after)):
        for code in codes:
            one, other = (
                _sum(sums, areas.get(place), code, ones if code in once else None)
                for areas in (before, after)
            )
            yield Figure(place, code, one, other)


def _sum(
    sums: Mapping[tuple[int, str], int], villages: set[int] | None, code: str, ones: Mapping[int, int] | None
) -> int | None:
    """Return the sum over *villages*; of those that *ones* has as one, each once."""
    if villages is None:
        return None
    found = {id: sums[id, code] for id in villages if (id, code) in sums}
    if not found:
        return None
    return len({ones[id] for id, count in found.items() if count}) if ones else sum(found.values())


def _shown(session: Session, made: Plan, villages: set[int]) -> dict[int, int]:
    """Return which one each of *villages* is shown as; where villages themselves change, a place is one."""
    if made.kind is PlaceKind.VILLAGE and made.wish.kind is not PlaceChangeKind.MOVE:
        return dict.fromkeys(villages, 0)
    links = shown_among(sorted(villages), made.wish.on)
    rows = session.execute(select(links.c.village_id, links.c.shown_id))
    return {village_id: shown_id for village_id, shown_id in rows}  # noqa: C416 - dict() of a Result


def _areas(session: Session, made: Plan) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Return the villages that each place is the sum of, before and after, by the place's name."""
    wish = made.wish
    if made.kind is PlaceKind.VILLAGE and wish.kind is not PlaceChangeKind.MOVE:
        before = {
            place.name: {place.id, *(one.id for one in went_on_in(session, place))} for place in made.places
        }
        after: dict[str, set[int]] = {}
        if wish.kind is PlaceChangeKind.MERGE:
            name = made.target.name if made.target is not None else made.new[0].name
            after[name] = set().union(*before.values())
        elif wish.kind is PlaceChangeKind.SPLIT:
            after = before | {new.name: set() for new in made.new}
        else:
            after = {f"{wish.name}": set().union(*before.values())}
        return before, after
    communes = list(made.places)
    if wish.kind is PlaceChangeKind.MOVE and made.target is not None:
        communes = [
            *{c.id: c for c in (commune_of(session, v, wish) for v in made.places)}.values(),
            made.target,
        ]
    elif made.target is not None and made.target not in communes:
        communes.append(made.target)
    before = {one.name: {v.id for v in villages_under(session, one, wish)} for one in communes}
    moved = {village.id for village in made.villages}
    ends = {place.name for place in made.ends}
    after = {name: ids - moved for name, ids in before.items() if name not in ends}
    if made.target is not None and wish.kind is not PlaceChangeKind.RENAME:
        after[made.target.name] = before.get(made.target.name, set()) | moved
    for new in made.new:
        after[new.name] = {village.id for village in new.villages}
    return before, after


def preview_to_json(shown: Preview) -> dict[str, Any]:
    """Return *shown* as it is kept with the change."""
    return asdict(shown)


def preview_from_json(told: Mapping[str, Any]) -> Preview:
    """Return the preview that was kept as *told*."""
    return Preview(
        **{
            **told,
            "villages": tuple(told["villages"]),
            "phones": tuple(Phone(**one) for one in told["phones"]),
            "figures": tuple(Figure(**one) for one in told["figures"]),
            "supervisors": tuple(told["supervisors"]),
            "without_supervisor": tuple(told["without_supervisor"]),
        }
    )
