"""Who stands in for a supervisor on leave: a dated role of the same commune, named by the supervisor."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.i18n import N_
from tocongnghe.i18n.sorting import people_order
from tocongnghe.models import Assignment, Place, User
from tocongnghe.services.access import Actor
from tocongnghe.services.reach import people_of_province
from tocongnghe.services.refused import Refused
from tocongnghe.vocabulary import Role

LONGEST = timedelta(days=92)
"""Leave, not a change of office: that is the administrator's to write down."""

NO_SUCH_PERSON = N_("Nobody of this province has that login. Ask the administrator to add the person.")
YOURSELF = N_("You cannot stand in for yourself. Choose somebody else.")
DAYS_NOT_IN_ORDER = N_("The first day is past, or the last day is before it. Choose the days again.")
TOO_LONG = N_("A substitute is named for three months at most. For longer, ask the administrator.")
IS_SUPERVISOR = N_("This person supervises the commune on those days already.")
NOT_IN_OWN_RIGHT = N_("Only a supervisor names a substitute, not somebody who is one.")


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody who stands in, both days included."""

    assignment_id: int
    name: str
    login: str
    commune: str
    first_day: date
    last_day: date
    is_now: bool


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on which *user_id* stood in for *absent*."""

    user_id: int
    absent: str
    first_day: date
    first_day_without: date | None

    def covers(self, user_id: int | None, on: date) -> bool:
        """Tell whether it is *user_id*'s, and *on* one of its days."""
        until = self.first_day_without
        holds = self.first_day <= on and (until is None or on < until)
        return user_id == self.user_id and (holds or on == self.first_day)


@dataclass(frozen=True, slots=True)
class StandingIn:
    """Whose work the reader does today, and until when."""

    name: str
    commune: str
    last_day: date | None


def list_substitutes(session: Session, actor: Actor, on: date) -> list[Substitute]:
    """Return who stands in for *actor* on *on* or later, the earliest first.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    rows = session.execute(
        select(Assignment, User, Place.name)
        .join(User, User.id == Assignment.user_id)
        .join(Place, Place.id == Assignment.place_id)
        .where(Assignment.stands_in_for_id == actor.user_id, Assignment.valid_to > on)
        .order_by(Assignment.valid_from, Assignment.id)
    )
    return [
        Substitute(
            row.id,
            user.name,
            user.login or "",
            commune,
            row.valid_from,
            _last_day(row.valid_to),
            row.valid_from <= on,
        )
        for row, user, commune in rows
        if row.valid_to is not None
    ]


def list_standing_in(session: Session, actor: Actor, on: date) -> list[StandingIn]:
    """Return for whom *actor* works as a substitute on *on*."""
    rows = session.execute(
        select(User.name, Place.name, Assignment.valid_to)
        .join(Assignment, Assignment.stands_in_for_id == User.id)
        .join(Place, Place.id == Assignment.place_id)
        .where(Assignment.user_id == actor.user_id, *_holds(on))
    )
    return [
        StandingIn(name, commune, _last_day(until) if until else None)
        for name, commune, until in sorted(rows, key=lambda row: people_order(row.name))
    ]


def list_known_nearby(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return (login, name) of those who have or had a desk role in the actor's communes, to choose from."""
    rows = session.execute(
        select(User.login, User.name)
        .join(Assignment, Assignment.user_id == User.id)
        .where(
            Assignment.place_id.in_(actor.commune_ids),
            User.is_active,
            User.login.is_not(None),
            User.id != actor.user_id,
        )
        .distinct()
    )
    found = [(login, name) for login, name in rows if login is not None]
    return sorted(found, key=lambda row: (people_order(row[1]), row[0]))


def may_name(session: Session, actor: Actor, on: date) -> bool:
    """Tell whether *actor* supervises in their own right on *on*, and so may name a substitute."""
    return actor.may_review and bool(_own_communes(session, actor, on, on))


def name_substitute(session: Session, actor: Actor, login: str, first_day: date, last_day: date) -> str:
    """Let *login* supervise the actor's communes from *first_day* to *last_day*; return their name.

    Raises:
        Forbidden: No supervisor.
        Refused: Not this person, or not these days.
    """
    actor.require(Role.SUPERVISOR)
    if last_day < first_day or first_day < clock.local_date():
        raise Refused(DAYS_NOT_IN_ORDER)
    if last_day - first_day >= LONGEST:
        raise Refused(TOO_LONG)
    communes = _own_communes(session, actor, first_day, last_day)
    if not communes:
        raise Refused(NOT_IN_OWN_RIGHT)
    user = session.scalar(
        select(User).where(
            User.login == login.strip().lower(),
            User.is_active,
            User.id.in_(people_of_province(actor.province_id)),
        )
    )
    if user is None:
        raise Refused(NO_SUCH_PERSON)
    if user.id == actor.user_id:
        raise Refused(YOURSELF)
    if _supervises(session, user.id, communes, first_day, last_day):
        raise Refused(IS_SUPERVISOR)
    for commune_id in communes:
        session.add(
            Assignment(
                user_id=user.id,
                place_id=commune_id,
                role=Role.SUPERVISOR,
                valid_from=first_day,
                valid_to=last_day + timedelta(days=1),
                stands_in_for_id=actor.user_id,
                named_by_id=actor.user_id,
            )
        )
    return user.name


def end_substitute(session: Session, actor: Actor, assignment_id: int) -> None:
    """End a substitution at once; one that has not begun yet never was.

    Raises:
        Forbidden: No supervisor.
        NotFound: Nobody who stands in for the actor now or later.
    """
    actor.require(Role.SUPERVISOR)
    today = clock.local_date()
    found = session.scalar(
        select(Assignment).where(
            Assignment.id == assignment_id,
            Assignment.stands_in_for_id == actor.user_id,
            Assignment.valid_to > today,
        )
    )
    if found is None:
        raise NotFound
    end_assignment(session, found, today)


def end_assignment(session: Session, assignment: Assignment, first_day_without: date) -> None:
    """Let *assignment* hold no longer from *first_day_without* on.

    Whose first day is that one has decided things this morning, perhaps: who it was stays known.
    """
    if assignment.valid_from > first_day_without:
        session.delete(assignment)
    else:
        assignment.valid_to = first_day_without


def list_spells(session: Session, user_ids: Collection[int], commune_ids: Collection[int]) -> list[Spell]:
    """Return when those people stood in for whom in those communes, ever."""
    rows = session.execute(
        select(Assignment.user_id, User.name, Assignment.valid_from, Assignment.valid_to)
        .join(User, User.id == Assignment.stands_in_for_id)
        .where(Assignment.user_id.in_(user_ids), Assignment.place_id.in_(commune_ids))
        .distinct()
        .order_by(User.name)
    )
    return [Spell(*row) for row in rows]


def _own_communes(session: Session, actor: Actor, first_day: date, last_day: date) -> list[int]:
    """Return the communes that the actor supervises in their own right on all these days."""
    query = select(Assignment.place_id).where(
        Assignment.user_id == actor.user_id,
        Assignment.role == Role.SUPERVISOR,
        Assignment.stands_in_for_id.is_(None),
        Assignment.valid_from <= first_day,
        or_(Assignment.valid_to.is_(None), Assignment.valid_to > last_day),
    )
    return list(session.scalars(query.distinct()))


def _supervises(session: Session, user_id: int, communes: list[int], first_day: date, last_day: date) -> bool:
    overlaps = and_(
        Assignment.valid_from <= last_day,
        or_(Assignment.valid_to.is_(None), Assignment.valid_to > first_day),
    )
    query = select(Assignment.id).where(
        Assignment.user_id == user_id,
        Assignment.place_id.in_(communes),
        Assignment.role == Role.SUPERVISOR,
        overlaps,
    )
    return session.scalar(query.limit(1)) is not None


def _holds(on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Assignment.valid_from <= on,
        or_(Assignment.valid_to.is_(None), Assignment.valid_to > on),
    )


def _last_day(first_day_without: date) -> date:
    return first_day_without - timedelta(days=1)
