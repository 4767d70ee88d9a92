"""Everybody of a province, to be found again: by place, role, state, and by name without diacritics."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from tocongnghe.i18n.search import matches
from tocongnghe.i18n.sorting import people_order
from tocongnghe.models import Assignment, Membership, Place, PlaceParent, Team, User
from tocongnghe.services.access import TEAM_ROLES, Actor
from tocongnghe.services.reach import places_of_province
from tocongnghe.services.users import list_desk_places
from tocongnghe.vocabulary import Role

PAGE_ROWS = 50


class Standing(StrEnum):
    """Whether somebody may come in."""

    ON = "on"
    OFF = "off"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class UserFilter:
    """What the reader asked to see; None means all who work at a desk, of any place."""

    words: str = ""
    role: Role | None = None
    place: str | None = None
    standing: Standing = Standing.ON


@dataclass(frozen=True, slots=True)
class UserRow:
    """One person with the roles that hold today, or begin later."""

    id: int
    name: str
    login: str | None
    is_active: bool
    has_password: bool
    posts: tuple[tuple[Role, str, bool], ...]
    """(role, place, stands in for somebody)."""


@dataclass(frozen=True, slots=True)
class UserPage:
    """One page of people by name; `total` counts those on all pages."""

    rows: tuple[UserRow, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_ROWS))


def list_users(session: Session, actor: Actor, wanted: UserFilter, on: date, page: int = 1) -> UserPage:
    """Return page *page* (from 1; beyond the last one: the last) of the people whom *wanted* describes.

    Raises:
        Forbidden: No administrator.
    """
    actor.require(Role.ADMIN)
    query = select(User.id, User.name, User.login).where(*_terms(session, actor, wanted, on))
    rows = [row for row in session.execute(query) if matches(f"{row.name} {row.login}", wanted.words)]
    rows.sort(key=lambda row: (people_order(row.name), row.id))
    total = len(rows)
    page = _within(page, total)
    ids = [row.id for row in rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]]
    return UserPage(_rows(session, ids, on), total, page)


def _within(page: int, total: int) -> int:
    return min(max(page, 1), max(1, -(-total // PAGE_ROWS)))


def _terms(session: Session, actor: Actor, wanted: UserFilter, on: date) -> list[ColumnElement[bool]]:
    if wanted.place is None:
        places: list[ColumnElement[bool]] = [Place.id.in_(places_of_province(actor.province_id))]
    else:
        codes = {place.code: place.id for place in list_desk_places(session, actor, on)}
        within = select(PlaceParent.place_id).where(PlaceParent.parent_id == codes.get(wanted.place))
        places = [or_(Place.id == codes.get(wanted.place), Place.id.in_(within))]
    terms: list[ColumnElement[bool]] = [User.id.in_(_people(wanted.role, places, on))]
    if wanted.standing is not Standing.ALL:
        terms.append(User.is_active.is_(wanted.standing is Standing.ON))
    return terms


def _people(role: Role | None, places: list[ColumnElement[bool]], on: date) -> Select[int]:
    """Select who has (or had) a desk role at *places*; a role that is asked for holds today or later."""
    if role in TEAM_ROLES:
        return (
            select(Membership.user_id)
            .join(Team, Team.id == Membership.team_id)
            .join(Place, Place.id == Team.place_id)
            .where(
                Membership.role == role, or_(Membership.valid_to.is_(None), Membership.valid_to > on), *places
            )
        )
    query = select(Assignment.user_id).join(Place, Place.id == Assignment.place_id).where(*places)
    if role is None:
        return query
    return query.where(Assignment.role == role, or_(Assignment.valid_to.is_(None), Assignment.valid_to > on))


def _rows(session: Session, ids: list[int], on: date) -> tuple[UserRow, ...]:
    users = {user.id: user for user in session.scalars(select(User).where(User.id.in_(ids)))}
    posts: dict[int, list[tuple[Role, str, bool]]] = defaultdict(list)
    at_desks = session.execute(
        select(Assignment, Place.name)
        .join(Place, Place.id == Assignment.place_id)
        .where(Assignment.user_id.in_(ids), or_(Assignment.valid_to.is_(None), Assignment.valid_to > on))
        .order_by(Assignment.valid_from, Assignment.id)
    )
    for assignment, place in at_desks:
        posts[assignment.user_id].append((assignment.role, place, assignment.stands_in_for_id is not None))
    in_teams = session.execute(
        select(Membership.user_id, Membership.role, Place.name)
        .join(Team, Team.id == Membership.team_id)
        .join(Place, Place.id == Team.place_id)
        .where(Membership.user_id.in_(ids), or_(Membership.valid_to.is_(None), Membership.valid_to > on))
        .order_by(Membership.id)
    )
    for user_id, role, place in in_teams:
        posts[user_id].append((role, place, False))
    return tuple(
        UserRow(
            id,
            users[id].name,
            users[id].login,
            users[id].is_active,
            users[id].password_hash is not None,
            tuple(posts[id]),
        )
        for id in ids
    )
