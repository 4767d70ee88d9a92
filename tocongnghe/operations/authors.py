"""Who a grant or a user speaks as: the villages that are or were theirs, by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, Row, select

from tocongnghe.models import Assignment, Grant, Membership, Place, PlaceParent, Team, User
from tocongnghe.operations.words import Author, Spans
from tocongnghe.vocabulary import PlaceKind, Role

LAST_DAY = date.max


def authors_of_grants(connection: Connection, grant_ids: Iterable[str]) -> dict[str, Author]:
    """Return the author of each grant that is known, by grant id."""
    query = select(Grant.id, Grant.user_id, Grant.expires_at, Grant.revoked_at).where(
        Grant.id.in_(set(grant_ids))
    )
    grants = connection.execute(query).all()
    people = authors_of_users(connection, {user_id for _, user_id, _, _ in grants})
    return {
        id: replace(
            people[user_id],
            grant_id=id,
            standing="revoked" if revoked_at else people[user_id].standing,
            expires_at=expires_at,
        )
        for id, user_id, expires_at, revoked_at in grants
    }


def authors_of_users(connection: Connection, user_ids: Iterable[int]) -> dict[int, Author]:
    """Return each user as an author without a grant, by user id."""
    wanted = set(user_ids)
    users = select(User.id, User.is_active).where(User.id.in_(wanted))
    active = {row.id: row.is_active for row in connection.execute(users)}
    works = _given(connection, wanted)
    below = _villages_below(connection, {place_id for _, place_id, _, _, _ in works})
    villages: dict[int, dict[int, Spans]] = {id: {} for id in active}
    reviews: dict[int, dict[int, Spans]] = {id: {} for id in active}
    leads: dict[int, dict[int, Spans]] = {id: {} for id in active}
    for user_id, place_id, start, end, role in works:
        for village_id, since, until in below.get(place_id, ()):
            span = _overlap(start, end, since, until)
            if span is None:
                continue
            theirs = [villages]
            if role in (Role.SUPERVISOR, Role.LEADER):
                theirs.append(leads)
            if role is Role.SUPERVISOR:
                theirs.append(reviews)
            for each in theirs:
                each[user_id][village_id] = (*each[user_id].get(village_id, ()), span)
    return {
        id: Author(id, None, villages[id], reviews[id], leads[id], "good" if is_active else "revoked")
        for id, is_active in active.items()
    }


def _given(connection: Connection, user_ids: set[int]) -> list[Row[int, int, date, date | None, Role]]:
    """Return (user, place, from, to, role) of every membership and supervisor's assignment, past ones too."""
    member = (
        select(Membership.user_id, Team.place_id, Membership.valid_from, Membership.valid_to, Membership.role)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.user_id.in_(user_ids))
    )
    supervisor = select(
        Assignment.user_id, Assignment.place_id, Assignment.valid_from, Assignment.valid_to, Assignment.role
    ).where(Assignment.user_id.in_(user_ids), Assignment.role == Role.SUPERVISOR)
    return [row for query in (member, supervisor) for row in connection.execute(query)]


def _villages_below(
    connection: Connection, place_ids: set[int]
) -> dict[int, list[tuple[int, date, date | None]]]:
    """Return for each place the villages in it with their dates; a village holds itself."""
    below: dict[int, list[tuple[int, date, date | None]]] = {id: [] for id in place_ids}
    own = select(Place.id, Place.valid_from, Place.valid_to).where(
        Place.id.in_(place_ids), Place.kind == PlaceKind.VILLAGE
    )
    for id, start, end in connection.execute(own):
        below[id].append((id, start, end))
    children = (
        select(PlaceParent.parent_id, Place.id, PlaceParent.valid_from, PlaceParent.valid_to)
        .join(Place, Place.id == PlaceParent.place_id)
        .where(PlaceParent.parent_id.in_(place_ids), Place.kind == PlaceKind.VILLAGE)
    )
    for parent_id, id, start, end in connection.execute(children):
        below[parent_id].append((id, start, end))
    return below


def _overlap(
    start: date, end: date | None, since: date, until: date | None
) -> tuple[date, date | None] | None:
    first, last = max(start, since), min(end or LAST_DAY, until or LAST_DAY)
    if first >= last:
        return None
    return first, None if last == LAST_DAY else last
