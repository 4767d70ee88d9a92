"""What lies on a commune supervisor's desk: the assists of the commune, filtered and paged.

Reads only; verdicts are given in `services.verdicts`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import load_catalogue
from tocongnghe.errors import NotFound
from tocongnghe.i18n.sorting import people_order
from tocongnghe.models import Assist, Membership, Place, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.services.review_flags import COMPUTED, ReviewFlag, find_company, flag_term
from tocongnghe.services.review_rows import ReviewRow, read_rows, rows_query
from tocongnghe.services.team_work import made_by_team
from tocongnghe.vocabulary import AssistOutcome, AssistState, Role

PAGE_ROWS = 50
MOST_COMPARED = 20_000
"""Of so many assists, newest first, those are looked for whose flag follows from other assists."""


class Shelf(StrEnum):
    """Which assists to lay out, by what has become of them."""

    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    COUNTED = "counted"
    """Provisionally or officially: what a tally's figure is made of."""


class Reach(StrEnum):
    """Which outcomes a figure counts."""

    HELPED = "helped"
    HAS = "has"


STATES = {
    Shelf.WAITING: (AssistState.SUBMITTED,),
    Shelf.RETURNED: (AssistState.RETURNED,),
    Shelf.APPROVED: (AssistState.APPROVED,),
    Shelf.COUNTED: (AssistState.SUBMITTED, AssistState.APPROVED),
}
OUTCOMES = {
    Reach.HELPED: (AssistOutcome.HELPED,),
    Reach.HAS: (AssistOutcome.HELPED, AssistOutcome.ALREADY_HAD),
}


NEWEST_FIRST = (Assist.happened_on.desc(), Assist.logged_at.desc(), Assist.id)


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What the reader asked to see; None means all. Days are included."""

    shelf: Shelf = Shelf.WAITING
    village: str | None = None
    team: int | None = None
    topic: str | None = None
    member: int | None = None
    flag: ReviewFlag | None = None
    reach: Reach | None = None
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One page of rows, newest first; `total` counts those on all pages."""

    rows: tuple[ReviewRow, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_ROWS))


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to filter by: its value in the URL and its name."""

    value: str
    name: str


def list_reviews(session: Session, actor: Actor, wanted: ReviewFilter, page: int = 1) -> ReviewPage:
    """Return page *page* (from 1; beyond the last one: the last) of the assists that *wanted* describes.

    Raises:
        Forbidden: No supervisor.
        NotFound: A village or a team outside the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    terms = _terms(session, actor, wanted)
    if wanted.flag in COMPUTED:
        ids = _flagged(session, actor, terms, wanted.flag)
        total, page = len(ids), _clamped(page, len(ids))
        rows = rows_query(actor.village_ids).where(Assist.id.in_(ids[_from(page) : _from(page) + PAGE_ROWS]))
    else:
        total = session.scalar(select(func.count()).select_from(Assist).where(*terms)) or 0
        page = _clamped(page, total)
        rows = rows_query(actor.village_ids).where(*terms).limit(PAGE_ROWS).offset(_from(page))
    return ReviewPage(read_rows(session, actor.village_ids, rows.order_by(*NEWEST_FIRST)), total, page)


def count_reviews(session: Session, actor: Actor, wanted: ReviewFilter) -> int:
    """Return how many assists *wanted* describes.

    Raises:
        Forbidden: No supervisor.
        NotFound: A village or a team outside the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    terms = _terms(session, actor, wanted)
    if wanted.flag in COMPUTED:
        return len(_flagged(session, actor, terms, wanted.flag))
    return session.scalar(select(func.count()).select_from(Assist).where(*terms)) or 0


def find_reviews(session: Session, actor: Actor, ids: Collection[str]) -> tuple[ReviewRow, ...]:
    """Return those of the assists *ids* that are in the actor's places, newest first.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    rows = rows_query(actor.village_ids).where(Assist.id.in_(ids)).order_by(*NEWEST_FIRST)
    return read_rows(session, actor.village_ids, rows)


def _clamped(page: int, total: int) -> int:
    return min(max(page, 1), max(1, -(-total // PAGE_ROWS)))


def _from(page: int) -> int:
    return (page - 1) * PAGE_ROWS


def _flagged(session: Session, actor: Actor, terms: list[ColumnElement[bool]], flag: ReviewFlag) -> list[str]:
    """Return the assists with a flag that follows from other assists, newest first."""
    rows = session.execute(
        select(Assist.id, Assist.author_id, Assist.logged_at)
        .where(*terms)
        .order_by(*NEWEST_FIRST)
        .limit(MOST_COMPARED)
    ).all()
    company = find_company(session, actor.village_ids, [(id, author, at) for id, author, at in rows])
    wanted = company.busy if flag is ReviewFlag.MANY_IN_AN_HOUR else company.first
    return [id for id, _, _ in rows if id in wanted]


def list_villages(session: Session, actor: Actor) -> list[Choice]:
    """Return the actor's villages, by code."""
    rows = session.execute(
        select(Place.code, Place.name).where(Place.id.in_(actor.village_ids)).order_by(Place.code)
    )
    return [Choice(code, name) for code, name in rows]


def list_members(session: Session, actor: Actor) -> list[Choice]:
    """Return everybody who is or was in a team of the actor's places, by name."""
    actor.require(Role.SUPERVISOR)
    places = actor.village_ids | actor.commune_ids
    rows = session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.place_id.in_(places))
        .distinct()
    )
    in_order = sorted(rows, key=lambda row: (people_order(row.name), row.id))
    return [Choice(str(user_id), name) for user_id, name in in_order]


def list_team_choices(session: Session, actor: Actor) -> list[Choice]:
    """Return the teams of the actor's places, past ones too, by the code of their place."""
    rows = session.execute(
        select(Team.id, Team.name, Place.name)
        .join(Place, Place.id == Team.place_id)
        .where(Team.place_id.in_(actor.village_ids | actor.commune_ids))
        .order_by(Place.code, Team.id)
    )
    return [Choice(str(id), name if place in name else f"{name} ({place})") for id, name, place in rows]


def list_topics() -> list[Choice]:
    """Return the topics of the catalogue in its order; their names are message ids."""
    return [Choice(topic.code, topic.name) for topic in load_catalogue().topics]


def _terms(session: Session, actor: Actor, wanted: ReviewFilter) -> list[ColumnElement[bool]]:
    terms: list[ColumnElement[bool]] = [Assist.state.in_(STATES[wanted.shelf])]
    if wanted.village is None:
        terms.append(Assist.village_id.in_(actor.village_ids))
    else:
        terms.append(Assist.village_id == _village_id(session, actor, wanted.village))
    if wanted.team is not None:
        terms.append(_of_team(session, actor, wanted.team))
    if wanted.topic is not None:
        terms.append(Assist.topic == wanted.topic)
    if wanted.member is not None:
        terms.append(Assist.author_id == wanted.member)
    if wanted.flag is not None and wanted.flag not in COMPUTED:
        terms.append(flag_term(wanted.flag, actor.village_ids))
    if wanted.reach is not None:
        terms += [Assist.outcome.in_(OUTCOMES[wanted.reach]), Assist.household_id.is_not(None)]
    if wanted.from_day is not None:
        terms.append(Assist.happened_on >= wanted.from_day)
    if wanted.to_day is not None:
        terms.append(Assist.happened_on <= wanted.to_day)
    return terms


def _of_team(session: Session, actor: Actor, team_id: int) -> ColumnElement[bool]:
    """Return the condition for the work of a team, as the tally counts it.

    Raises:
        NotFound: A team outside the actor's places.
    """
    place_id = session.scalar(select(Team.place_id).where(Team.id == team_id))
    if place_id not in actor.village_ids | actor.commune_ids:
        raise NotFound
    return made_by_team(team_id, actor.commune_ids)


def _village_id(session: Session, actor: Actor, code: str) -> int:
    village_id = session.scalar(select(Place.id).where(Place.code == code, Place.id.in_(actor.village_ids)))
    if village_id is None:
        raise NotFound
    return village_id
