"""Spot checks: a random sample of each team's work of a month, looked into by a call or a visit.

A sample is drawn once, after the month has ended, and kept: nobody can draw
again until it pleases, and nobody knows beforehand which visits will be in it.
A supervisor draws it, or a job once the phones have had some days to send.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue.periods import periods_around
from tocongnghe.errors import InvalidInput, NotFound
from tocongnghe.models import Assist, Membership, Place, SpotCheck, SpotDraw, Team, User
from tocongnghe.services.access import Actor, places_below
from tocongnghe.services.review_rows import ReviewRow, read_rows, rows_query
from tocongnghe.vocabulary import AssistState, PlaceKind, Role, SpotFinding

READERS = (Role.SUPERVISOR, Role.COMMUNE_READER)
MONTH_KIND = "administrative_month"
MONTHS_CAUGHT_UP = 2
"""Months that have ended and are drawn by themselves: the last, and one more after a long standstill."""


class Days(Protocol):
    """A span of days, both ends in it: a period of the catalogue, or any other."""

    @property
    def from_day(self) -> date: ...
    @property
    def to_day(self) -> date: ...


class Month(Days, Protocol):
    """A month of the catalogue."""

    @property
    def code(self) -> str: ...


class Area(Protocol):
    """Whose teams and visits are meant: an actor's, or those of a commune."""

    @property
    def village_ids(self) -> frozenset[int]: ...
    @property
    def commune_ids(self) -> frozenset[int]: ...


@dataclass(frozen=True, slots=True)
class _Commune:
    village_ids: frozenset[int]
    commune_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One drawn assist and what was found; `assist` is None while its phone has yet to send it again."""

    id: int
    position: int
    assist: ReviewRow | None
    finding: SpotFinding | None
    note: str | None
    checked_by: str | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn of one team's month."""

    team_id: int
    team: str
    place: str
    population: int
    seed: str
    drawn_at: datetime
    drawn_by: str | None
    checks: tuple[CheckRow, ...]

    @property
    def confirmed(self) -> int:
        return sum(check.finding is SpotFinding.CONFIRMED for check in self.checks)

    @property
    def checked(self) -> int:
        """Those that somebody could be asked about."""
        return sum(
            check.finding in (SpotFinding.CONFIRMED, SpotFinding.NOT_CONFIRMED) for check in self.checks
        )

    @property
    def open(self) -> int:
        return sum(check.finding is None for check in self.checks)


def confirmation_rates(session: Session, actor: Actor, period: Days) -> dict[int, tuple[int, int]]:
    """Return team -> (confirmed, checked) of the samples of all months within *period*.

    Who could not be reached is in neither. A team of which nothing was checked is not there.

    Raises:
        Forbidden: No reader of a commune or a province.
    """
    actor.require(*READERS, Role.PROVINCE, Role.ADMIN)
    rows = session.execute(
        select(SpotDraw.team_id, SpotCheck.finding, func.count())
        .join(SpotCheck, SpotCheck.draw_id == SpotDraw.id)
        .join(Team, Team.id == SpotDraw.team_id)
        .where(
            Team.place_id.in_(actor.village_ids | actor.commune_ids),
            SpotDraw.from_on >= period.from_day,
            SpotDraw.to_on <= period.to_day,
            SpotCheck.finding.in_((SpotFinding.CONFIRMED, SpotFinding.NOT_CONFIRMED)),
        )
        .group_by(SpotDraw.team_id, SpotCheck.finding)
    )
    rates: dict[int, tuple[int, int]] = {}
    for team_id, finding, count in rows:
        confirmed, checked = rates.get(team_id, (0, 0))
        rates[team_id] = (confirmed + count * (finding is SpotFinding.CONFIRMED), checked + count)
    return rates


def list_samples(session: Session, actor: Actor, month: Month) -> tuple[Sample, ...]:
    """Return the samples of *month* in the actor's places, by the code of the team's place.

    Raises:
        Forbidden: Neither supervisor nor leader of a commune.
    """
    actor.require(*READERS)
    draws = session.execute(
        select(SpotDraw, Team.name, Place.name, User.name)
        .join(Team, Team.id == SpotDraw.team_id)
        .join(Place, Place.id == Team.place_id)
        .outerjoin(User, User.id == SpotDraw.drawn_by_id)
        .where(Team.place_id.in_(actor.village_ids | actor.commune_ids), SpotDraw.from_on == month.from_day)
        .order_by(Place.code, Team.id)
    ).all()
    checks = _checks_of(session, actor, [draw.id for draw, *_ in draws])
    return tuple(
        Sample(
            team_id=draw.team_id,
            team=team,
            place=place,
            population=draw.population_count,
            seed=draw.seed,
            drawn_at=draw.drawn_at,
            drawn_by=drawn_by,
            checks=tuple(checks[draw.id]),
        )
        for draw, team, place, drawn_by in draws
    )


def _checks_of(session: Session, actor: Actor, draw_ids: list[int]) -> dict[int, list[CheckRow]]:
    found = session.execute(
        select(SpotCheck, User.name)
        .outerjoin(User, User.id == SpotCheck.checked_by_id)
        .where(SpotCheck.draw_id.in_(draw_ids))
        .order_by(SpotCheck.draw_id, SpotCheck.position)
    ).all()
    query = rows_query(actor.village_ids).where(Assist.id.in_([check.assist_id for check, _ in found]))
    assists = {row.id: row for row in read_rows(session, actor.village_ids, query)}
    checks: dict[int, list[CheckRow]] = defaultdict(list)
    for check, checked_by in found:
        checks[check.draw_id].append(
            CheckRow(
                check.id,
                check.position,
                assists.get(check.assist_id),
                check.finding,
                check.note,
                checked_by,
                check.checked_at,
            )
        )
    return checks


def count_undrawn(session: Session, actor: Actor, month: Month) -> int:
    """Return how many teams have work of *month* of which no sample was drawn."""
    return len(_undrawn(session, actor, month))


def draw_samples(session: Session, actor: Actor, month: Month, *, least: int, percent: int) -> int:
    """Draw the sample of every team that has work of *month* and none drawn yet; return how many.

    Args:
        least: Assists of a team that are drawn at least, if it has as many.
        percent: Of its assists, if that is more.

    Raises:
        Forbidden: No supervisor.
        InvalidInput: The month has not ended: what is logged afterwards would be safe from it.
    """
    actor.require(Role.SUPERVISOR)
    if month.to_day >= clock.local_date():
        raise InvalidInput(extra={"errors": {"month": ["not over"]}})
    return _draw(session, actor, month, actor.user_id, least=least, percent=percent)


def months_to_draw(today: date, days_after: int) -> list[Month]:
    """Return the months that draw themselves on *today*, the earliest first.

    Args:
        days_after: Days after a month's end in which phones may still send its work.
    """
    around = periods_around(MONTH_KIND, today, MONTHS_CAUGHT_UP + 1)
    wait = timedelta(days=days_after)
    return sorted(
        (month for month in around if month.to_day + wait < today), key=lambda month: month.from_day
    )


def list_communes(session: Session) -> list[int]:
    """Return the communes of today, by code."""
    today = clock.local_date()
    query = select(Place.id).where(
        Place.kind == PlaceKind.COMMUNE,
        Place.valid_from <= today,
        or_(Place.valid_to.is_(None), Place.valid_to > today),
    )
    return list(session.scalars(query.order_by(Place.code)))


def draw_of_commune(session: Session, commune_id: int, month: Month, *, least: int, percent: int) -> int:
    """Draw what nobody has drawn of a commune's teams, as a supervisor's `draw_samples` would."""
    below = places_below(session, frozenset({commune_id}), clock.local_date())
    villages = frozenset(place_id for place_id, kind in below if kind is PlaceKind.VILLAGE)
    commune = _Commune(villages, frozenset({commune_id}))
    return _draw(session, commune, month, None, least=least, percent=percent)


def _draw(
    session: Session, area: Area, month: Month, drawn_by_id: int | None, *, least: int, percent: int
) -> int:
    drawn = 0
    for team_id, assists in sorted(_undrawn(session, area, month).items()):
        draw = SpotDraw(
            team_id=team_id,
            period=month.code,
            from_on=month.from_day,
            to_on=month.to_day,
            seed=secrets.token_hex(16),
            population_count=len(assists),
            drawn_by_id=drawn_by_id,
            drawn_at=clock.now(),
        )
        try:
            with session.begin_nested():
                session.add(draw)
                session.flush()
        except IntegrityError:  # somebody else drew it a moment ago
            continue
        size = min(len(assists), max(least, math.ceil(len(assists) * percent / 100)))
        for position, assist_id in enumerate(sample(draw.seed, assists, size), start=1):
            session.add(SpotCheck(draw_id=draw.id, assist_id=assist_id, position=position))
        drawn += 1
    session.flush()
    return drawn


def sample(seed: str, ids: Iterable[str], size: int) -> list[str]:
    """Return *size* of *ids*: those whose hash with *seed* is lowest, so that anybody can draw them again."""
    return sorted(set(ids), key=lambda id: hashlib.sha256(f"{seed}:{id}".encode()).digest())[:size]


def _undrawn(session: Session, area: Area, month: Month) -> dict[int, set[str]]:
    """Return team -> the assists of *month* that its members logged in its place, of undrawn teams."""
    in_place = or_(Team.place_id == Assist.village_id, Team.place_id.in_(area.commune_ids))
    rows = session.execute(
        select(Membership.team_id, Assist.id)
        .join(Membership, Membership.user_id == Assist.author_id)
        .join(Team, Team.id == Membership.team_id)
        .where(
            Assist.village_id.in_(area.village_ids),
            Assist.state.in_((AssistState.SUBMITTED, AssistState.APPROVED)),
            Assist.happened_on.between(month.from_day, month.to_day),
            Team.place_id.in_(area.village_ids | area.commune_ids),
            in_place,
            Membership.valid_from <= Assist.happened_on,
            or_(Membership.valid_to.is_(None), Membership.valid_to > Assist.happened_on),
            Team.id.not_in(select(SpotDraw.team_id).where(SpotDraw.from_on == month.from_day)),
        )
    )
    assists: dict[int, set[str]] = defaultdict(set)
    for team_id, assist_id in rows:
        assists[team_id].add(assist_id)
    return assists


def record_finding(
    session: Session,
    actor: Actor,
    check_id: int,
    finding: SpotFinding,
    note: str | None,
    *,
    seen_at: datetime | None,
) -> str | None:
    """Write down what was found; return who wrote something else meanwhile, then nothing is changed.

    Args:
        seen_at: When the finding was written that the page showed; None if it showed none.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, or of a team outside the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    check = session.scalar(
        select(SpotCheck)
        .join(SpotDraw, SpotDraw.id == SpotCheck.draw_id)
        .join(Team, Team.id == SpotDraw.team_id)
        .where(SpotCheck.id == check_id, Team.place_id.in_(actor.village_ids | actor.commune_ids))
        .with_for_update(of=SpotCheck)
    )
    if check is None:
        raise NotFound
    if check.checked_at != seen_at:
        other = session.get(User, check.checked_by_id) if check.checked_by_id else None
        return other.name if other else ""
    check.finding, check.note = finding, note
    check.checked_by_id, check.checked_at = actor.user_id, clock.now()
    return None
