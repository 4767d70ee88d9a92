"""Who did the work of a period: visits and households by member, team or organisation.

Counted from the records at this moment, so that a member's figures here and on
the member's phone are the same. These are no published figures: a household
that two members helped counts for both, which is why households are not added up.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from tocongnghe.models import Assist, Household, Membership, Operation, Place, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.services.aliases import winners
from tocongnghe.services.tally_scope import Scope, find_scope
from tocongnghe.services.team_work import made_for, membership_of_assist
from tocongnghe.vocabulary import AssistOutcome, AssistState, HouseholdState, OperationOutcome

Key = int | str
Counts = tuple[int, int, int, int, int]
"""Visits waiting, approved, returned; households helped provisionally, officially."""
NOTHING: Counts = (0, 0, 0, 0, 0)
STATES = (AssistState.SUBMITTED, AssistState.APPROVED, AssistState.RETURNED)


class Side(StrEnum):
    """By whom the work is told apart."""

    MEMBER = "member"
    TEAM = "team"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Share:
    """The work of one member, team or organisation; visits by what became of them."""

    key: Key | None
    """Id of the member or team, name of the organisation; None: of none."""
    name: str | None
    detail: str | None
    """The member's organisation, the team's place."""
    has_reported: bool
    """False: nothing ever came from there; no data, not zero."""
    waiting: int
    approved: int
    returned: int
    households_provisional: int
    households_official: int
    held: int = 0
    """A member's visits that wait for a word of the commune (/commune/held); on the phone they wait, too."""

    @property
    def provisional(self) -> int:
        return self.waiting + self.approved


@dataclass(frozen=True, slots=True)
class Contributions:
    """All shares of a period, by name; work of none last."""

    side: Side
    shares: tuple[Share, ...]

    def total(self, what: str) -> int:
        """Return the sum of one of the counts of visits."""
        return sum(getattr(share, what) for share in self.shares)


@dataclass(slots=True)
class Known:
    """A member, team or organisation of the period, and the people who stand behind it."""

    name: str
    detail: str | None
    people: set[int]


def find_contributions(
    session: Session,
    actor: Actor,
    side: Side,
    from_day: date,
    to_day: date,
    *,
    commune: str | None = None,
    topic: str | None = None,
    organisation: str | None = None,
) -> Contributions:
    """Return the work in the actor's villages, or those of *commune*, on *topic* or all, from day to day.

    *organisation*: only the work that its members did for it.

    Who belonged to a team in the period stands there even without work.

    Raises:
        Forbidden: Nobody of the commune or the province.
        NotFound: A commune outside the actor's places.
    """
    scope = find_scope(session, actor, commune)
    terms: list[ColumnElement[bool]] = [Assist.happened_on.between(from_day, to_day)]
    if topic is not None:
        terms.append(Assist.topic == topic)
    if organisation is not None:
        terms.append(made_for(organisation, scope.communes))
    counts = _counts(session, scope, side, terms)
    held = _held(session, actor, (from_day, to_day), topic) if side is Side.MEMBER else Counter()
    known = _known(session, scope, side, (from_day, to_day), organisation)
    names = _names(session, side, [key for key in counts if key is not None and key not in known])
    heard = _heard_of(session, scope)
    shares = []
    for key in counts.keys() | known.keys():
        one = known.get(key) if key is not None else None
        name, detail = (one.name, one.detail) if one else (names.get(key), None)
        has_reported = key in counts or (one is not None and not one.people.isdisjoint(heard))
        shares.append(Share(key, name, detail, has_reported, *counts.get(key, NOTHING), held=held[key]))
    return Contributions(side, tuple(sorted(shares, key=_by_name)))


def _counts(
    session: Session, scope: Scope, side: Side, terms: list[ColumnElement[bool]]
) -> dict[Key | None, Counts]:
    merged = winners(scope.village_ids)
    into = (
        select(merged.c.card, merged.c.winner_id)
        .join(Household, Household.id == merged.c.winner_id)
        .where(Household.merged_into_id.is_(None))
        .subquery()
    )
    gone = select(Household.id).where(
        Household.village_id.in_(scope.village_ids), Household.state == HouseholdState.WITHDRAWN
    )
    reached = func.coalesce(into.c.winner_id, Assist.household_id)
    is_helped = and_(Assist.outcome == AssistOutcome.HELPED, reached.not_in(gone))
    by = Assist.author_id if side is Side.MEMBER else membership_of_assist(scope.communes)
    work = (
        select(by.label("by"), Assist.state.label("state"), case((is_helped, reached)).label("household"))
        .outerjoin(into, into.c.card == Assist.household_id)
        .where(Assist.village_id.in_(scope.village_ids), Assist.state.in_(STATES), *terms)
        .subquery()
    )
    columns = {
        Side.MEMBER: work.c.by,
        Side.TEAM: Membership.team_id,
        Side.ORGANISATION: Membership.organisation,
    }
    key: Any = columns[side]
    query = select(
        key,
        *(func.count(case((work.c.state == state, 1))) for state in STATES),
        func.count(case((work.c.state != AssistState.RETURNED, work.c.household)).distinct()),
        func.count(case((work.c.state == AssistState.APPROVED, work.c.household)).distinct()),
    ).group_by(key)
    if side is not Side.MEMBER:
        query = query.select_from(work.outerjoin(Membership.__table__, Membership.id == work.c.by))
    return {key: (a, b, c, d, e) for key, a, b, c, d, e in session.execute(query)}


def _held(session: Session, actor: Actor, days: tuple[date, date], topic: str | None) -> Counter[Key | None]:
    """Return how many visits of each member were taken in, but wait to be decided at all."""
    rows = session.execute(
        select(Operation.author_id, Operation.body).where(
            Operation.province_id == actor.province_id,
            Operation.outcome == OperationOutcome.HELD,
            Operation.kind == "assist.log",
        )
    )
    held: Counter[Key | None] = Counter()
    for author_id, text in rows:
        said = json.loads(text) or {}
        if topic in (None, said.get("topic")) and str(days[0]) <= str(said.get("on")) <= str(days[1]):
            held[author_id] += 1
    return held


def _known(
    session: Session, scope: Scope, side: Side, days: tuple[date, date], organisation: str | None
) -> dict[Key, Known]:
    from_day, to_day = days
    query = (
        select(User.id, User.name, Membership.organisation, Team.id, Team.name, Place.name)
        .select_from(Membership)
        .join(Team, Team.id == Membership.team_id)
        .join(Place, Place.id == Team.place_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Team.place_id.in_([*scope.village_ids, *scope.communes]),
            Membership.valid_from <= to_day,
            or_(Membership.valid_to.is_(None), Membership.valid_to > from_day),
        )
        .order_by(Membership.id)
    )
    if organisation is not None:
        query = query.where(Membership.organisation == organisation)
    known: dict[Key, Known] = {}
    for user_id, name, works_for, team_id, team, place in session.execute(query):
        if side is Side.MEMBER:
            known[user_id] = Known(name, works_for, {user_id})
        elif side is Side.TEAM:
            known.setdefault(team_id, Known(team, place, set())).people.add(user_id)
        elif works_for is not None:
            known.setdefault(works_for, Known(works_for, None, set())).people.add(user_id)
    return known


def _names(session: Session, side: Side, keys: list[Key]) -> dict[Key | None, str]:
    """Return the names of members and teams from elsewhere."""
    if side is Side.ORGANISATION:
        return {key: str(key) for key in keys}
    table = User if side is Side.MEMBER else Team
    rows = session.execute(select(table.id, table.name).where(table.id.in_(keys)))
    return {row.id: row.name for row in rows}


def _heard_of(session: Session, scope: Scope) -> set[int | None]:
    """Return who ever logged anything in the scope, whatever became of it."""
    query = select(Assist.author_id).where(Assist.village_id.in_(scope.village_ids)).distinct()
    return set(session.scalars(query))


def _by_name(share: Share) -> tuple[bool, str, str]:
    return (share.key is None, share.name or "", str(share.key or ""))
