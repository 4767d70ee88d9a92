"""Who a grant or a user speaks as: the villages that are or were theirs, by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, Date, literal, select, union_all

from tocongnghe.models import Assignment, Grant, Membership, Place, PlaceParent, PlaceSuccession, Team, User
from tocongnghe.operations.questions import Question
from tocongnghe.operations.rows import Among
from tocongnghe.operations.words import Author, Spans
from tocongnghe.vocabulary import PlaceKind, Role

LAST_DAY = date.max
_G, _U, _M, _T = (cast("Any", model.__table__).c for model in (Grant, User, Membership, Team))
_S, _P, _L, _N = (
    cast("Any", model.__table__).c for model in (Assignment, Place, PlaceParent, PlaceSuccession)
)
_GRANTS = Question(select(_G.id, _G.user_id, _G.expires_at, _G.revoked_at).where(Among(_G.id, "ids")))
_ACTIVE = Question(select(_U.id, _U.is_active).where(Among(_U.id, "ids")))
_WORKS = union_all(
    select(_M.user_id, _T.place_id, _M.valid_from, _M.valid_to, _M.role)
    .join_from(Membership.__table__, Team.__table__, _T.id == _M.team_id)
    .where(Among(_M.user_id, "ids")),
    select(_S.user_id, _S.place_id, _S.valid_from, _S.valid_to, _S.role).where(
        Among(_S.user_id, "ids"), _S.role == Role.SUPERVISOR
    ),
).cte("works")
"""Every membership and supervisor's assignment, past ones too."""
_W = _WORKS.c
_WORK = (_W.user_id, _W.role, _W.valid_from.label("since"), _W.valid_to.label("until"))
_VILLAGES = Question(
    union_all(
        select(*_WORK, _P.id, _P.valid_from, _P.valid_to)
        .join_from(_WORKS, Place.__table__, _P.id == _W.place_id)
        .where(_P.kind == PlaceKind.VILLAGE),
        select(*_WORK, _P.id, _L.valid_from, _L.valid_to)
        .join_from(_WORKS, PlaceParent.__table__, _L.parent_id == _W.place_id)
        .join(Place.__table__, _P.id == _L.place_id)
        .where(_P.kind == PlaceKind.VILLAGE),
        select(*_WORK, _P.id, _N.on_day, literal(None, Date).label("valid_to"))
        .join_from(_WORKS, PlaceSuccession.__table__, _N.to_id == _W.place_id)
        .join(Place.__table__, _P.id == _N.from_id)
        .where(_P.kind == PlaceKind.VILLAGE, _P.valid_to <= _N.on_day),
    )
)
"""The villages in the places of that work, with the days of both; it holds itself, and what became it."""


def authors_of_grants(connection: Connection, grant_ids: Iterable[str]) -> dict[str, Author]:
    """Return the author of each grant that is known, by grant id."""
    grants = _GRANTS.tuples(connection, {"ids": set(grant_ids)})
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
    active = dict(_ACTIVE.tuples(connection, {"ids": set(user_ids)}))
    return {
        id: author if active[id] else replace(author, standing="revoked")
        for id, author in _at_work(connection, active).items()
    }


def author_at_work(connection: Connection, user_id: int) -> Author:
    """Return a user, whose standing the caller knows, as an author without a grant."""
    return _at_work(connection, [user_id])[user_id]


def _at_work(connection: Connection, user_ids: Iterable[int]) -> dict[int, Author]:
    ids = set(user_ids)
    villages: dict[int, dict[int, Spans]] = {id: {} for id in ids}
    reviews: dict[int, dict[int, Spans]] = {id: {} for id in ids}
    leads: dict[int, dict[int, Spans]] = {id: {} for id in ids}
    wanted = {"ids": ids}
    for user_id, role, start, end, village_id, since, until in _VILLAGES.tuples(connection, wanted):
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
    return {id: Author(id, None, villages[id], reviews[id], leads[id]) for id in ids}


def _overlap(
    start: date, end: date | None, since: date, until: date | None
) -> tuple[date, date | None] | None:
    first, last = max(start, since), min(end or LAST_DAY, until or LAST_DAY)
    if first >= last:
        return None
    return first, None if last == LAST_DAY else last
