"""Operations that a supervisor makes at the desk, and village teams to make them for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tocongnghe.errors import NotFound
from tocongnghe.i18n.sorting import people_order
from tocongnghe.models import Membership, Place, PlaceParent, Team, User
from tocongnghe.operations import Decision, Draft, submit_from_desk
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.vocabulary import OperationOutcome, PlaceKind, Role


@dataclass(frozen=True, slots=True)
class Shown:
    """A record, and the version of it that was on the page."""

    id: str
    version: str


@dataclass(frozen=True, slots=True)
class Tried:
    """How many drafts took effect, and how many did not: somebody was faster, or it is not possible."""

    done: int = 0
    late: int = 0


def submit_drafts(session: Session, actor: Actor, drafts: Sequence[Draft]) -> Tried:
    """Submit *drafts* in *actor*'s name; each stands for itself. Ends what *session* was reading.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - a session of the app is bound to one
    session.rollback()
    decisions: list[Decision] = submit_from_desk(
        engine, province_id=actor.province_id, author_id=actor.user_id, drafts=drafts
    )
    done = sum(decision.outcome is OperationOutcome.APPLIED for decision in decisions)
    return Tried(done, len(decisions) - done)


@dataclass(frozen=True, slots=True)
class Village:
    """A village of the actor's, with who works there."""

    id: int
    code: str
    name: str
    people: dict[int, str]
    """User id -> name, by name: of the village's own team and of its commune's."""


def list_village_teams(session: Session, actor: Actor, on: date) -> tuple[Village, ...]:
    """Return the actor's villages by code, with the people of their teams on *on*.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    people: dict[int, dict[int, str]] = defaultdict(dict)
    members = session.execute(
        select(Team.place_id, User.id, User.name)
        .join(Membership, Membership.team_id == Team.id)
        .join(User, User.id == Membership.user_id)
        .where(
            Team.place_id.in_(actor.village_ids | actor.commune_ids),
            User.is_active,
            holds_on(Membership, on),
        )
    )
    for place_id, user_id, name in sorted(members, key=lambda row: (people_order(row.name), row.id)):
        people[place_id][user_id] = name
    villages = session.execute(
        select(Place.id, Place.code, Place.name, PlaceParent.parent_id)
        .join(PlaceParent, PlaceParent.place_id == Place.id)
        .where(
            Place.id.in_(actor.village_ids),
            holds_on(PlaceParent, on),
            holds_on(Place, on),
            Place.kind == PlaceKind.VILLAGE,
        )
        .order_by(Place.code)
    )
    return tuple(
        Village(id, code, name, people[id] | people[parent_id]) for id, code, name, parent_id in villages
    )


def find_village_id(session: Session, actor: Actor, code: str) -> int:
    """Return the id of the actor's village *code*.

    Raises:
        NotFound: Unknown, or outside the actor's places.
    """
    village_id = session.scalar(select(Place.id).where(Place.code == code, Place.id.in_(actor.village_ids)))
    if village_id is None:
        raise NotFound
    return village_id
