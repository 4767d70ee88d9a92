"""Who may see what: a person's role and places on a day.

The one place where roles turn into villages; everything else asks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.errors import Forbidden, LoginRequired
from tocongnghe.models import Assignment, Membership, Place, PlaceParent, PlaceSuccession, Team, User
from tocongnghe.services.dated import holds_on
from tocongnghe.vocabulary import PlaceKind, Role

TEAM_ROLES = {Role.LEADER, Role.MEMBER}
LOGGING_ROLES = TEAM_ROLES | {Role.SUPERVISOR}
"""Whose work lies on phones, too; whoever only reads gets none."""
RANK = [
    Role.ADMIN,
    Role.PROVINCE,
    Role.SUPERVISOR,
    Role.COMMUNE_READER,
    Role.LEADER,
    Role.MEMBER,
    Role.SPEAKER,
]
"""The strongest first: to be a speaker, too, takes nothing from anybody."""


@dataclass(frozen=True)
class Actor:
    """A person with one role at one or more places, on one day."""

    user_id: int
    name: str
    language: str
    role: Role
    province_id: int
    place_ids: frozenset[int]
    """Where the role was given: villages or communes of teams, a commune, a province."""
    commune_ids: frozenset[int]
    village_ids: frozenset[int]
    work_village_ids: frozenset[int]
    """Where they may log: the villages of all their teams and, for a supervisor, of the commune."""
    may_log: bool
    """Whether a phone may speak for them."""
    stands_in: bool
    """Whether they have the role today in place of somebody on leave."""
    languages: frozenset[str] = frozenset()
    """Whose words they propose and review, whatever their role."""

    @property
    def may_review(self) -> bool:
        return self.role is Role.SUPERVISOR

    @property
    def may_read_commune(self) -> bool:
        """Tell whether the figures of a commune are theirs to read and to sign."""
        return self.role in (Role.SUPERVISOR, Role.COMMUNE_READER)

    @property
    def may_read_province(self) -> bool:
        return self.role in (Role.PROVINCE, Role.ADMIN)

    @property
    def may_administer(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def may_read_words(self) -> bool:
        """Tell whether the translation desk is theirs to read: its speakers', and the province's."""
        return bool(self.languages) or self.may_read_province

    def require_language(self, code: str) -> None:
        """Go on only if the actor was appointed as a speaker of the language *code*.

        Raises:
            Forbidden: Not a speaker of it.
        """
        if code not in self.languages:
            raise Forbidden

    def require(self, *roles: Role) -> None:
        """Go on only if the actor has one of *roles*.

        Raises:
            Forbidden: Another role.
        """
        if self.role not in roles:
            raise Forbidden


def load_actor(session: Session, user_id: int, on: date) -> Actor:
    """Return what *user_id* may do on day *on*, by the strongest role held then.

    Raises:
        LoginRequired: Unknown, switched off, or without any role on that day.
    """
    user = session.get(User, user_id)
    if user is None or not user.is_active:
        raise LoginRequired
    at_desks = _assignments(session, user_id, on)
    held = [(role, place_id) for role, place_id, _, _ in at_desks] + _memberships(session, user_id, on)
    if not held:
        raise LoginRequired
    role = min((role for role, _ in held), key=RANK.index)
    alike = TEAM_ROLES if role in TEAM_ROLES else {role}
    place_ids = frozenset(place_id for held_role, place_id in held if held_role in alike)
    below = places_below(session, place_ids, on) if role is not Role.SPEAKER else set()
    working = frozenset(place_id for held_role, place_id in held if held_role in LOGGING_ROLES)
    work = below if working == place_ids else places_below(session, working, on)
    return Actor(
        user_id=user.id,
        name=user.name,
        language=user.language,
        role=role,
        province_id=_province_of(session, next(iter(place_ids)), on),
        place_ids=place_ids,
        commune_ids=frozenset(p for p, kind in below if kind is PlaceKind.COMMUNE),
        village_ids=_villages(below),
        work_village_ids=_villages(work),
        may_log=bool(working),
        stands_in=any(stands_in for held_role, _, stands_in, _ in at_desks if held_role is role),
        languages=frozenset(language for _, _, _, language in at_desks if language is not None),
    )


def _villages(places: set[tuple[int, PlaceKind]]) -> frozenset[int]:
    return frozenset(place_id for place_id, kind in places if kind is PlaceKind.VILLAGE)


def _assignments(session: Session, user_id: int, on: date) -> list[tuple[Role, int, bool, str | None]]:
    """Return (role, place, stands in for somebody, language) of the desk roles that hold on *on*."""
    one = Assignment
    rows = session.execute(
        select(one.role, one.place_id, one.stands_in_for_id, one.language).where(
            one.user_id == user_id, holds_on(one, on)
        )
    )
    return [(role, place_id, absent_id is not None, language) for role, place_id, absent_id, language in rows]


def _memberships(session: Session, user_id: int, on: date) -> list[tuple[Role, int]]:
    rows = session.execute(
        select(Membership.role, Team.place_id)
        .join(Team, Team.id == Membership.team_id)
        .where(
            Membership.user_id == user_id,
            holds_on(Membership, on),
        )
    )
    return [(role, place_id) for role, place_id in rows]


def places_below(session: Session, place_ids: frozenset[int], on: date) -> set[tuple[int, PlaceKind]]:
    """Return the given places and all that lay below them on *on*, villages that went on there, too."""
    found: set[tuple[int, PlaceKind]] = set()
    # Columns, no places: whether a place is still in the session later would hang on when memory is freed.
    rows = session.execute(select(Place.id, Place.kind).where(Place.id.in_(place_ids)))
    level = {(place_id, kind) for place_id, kind in rows}
    while level:
        found |= level
        rows = session.execute(
            select(Place.id, Place.kind)
            .join(PlaceParent, PlaceParent.place_id == Place.id)
            .where(
                PlaceParent.parent_id.in_([place_id for place_id, _ in level]),
                holds_on(PlaceParent, on),
            )
            .union(
                select(Place.id, Place.kind)
                .join(PlaceSuccession, PlaceSuccession.from_id == Place.id)
                .where(
                    PlaceSuccession.to_id.in_([place_id for place_id, _ in level]),
                    PlaceSuccession.on_day <= on,
                    Place.kind == PlaceKind.VILLAGE,
                    Place.valid_to <= on,
                )
            )
        )
        level = {(place_id, kind) for place_id, kind in rows} - found
    return found


def _province_of(session: Session, place_id: int, on: date) -> int:
    """Return the topmost place above *place_id* on *on*."""
    while True:
        parent_id = session.scalar(
            select(PlaceParent.parent_id).where(
                PlaceParent.place_id == place_id,
                holds_on(PlaceParent, on),
            )
        )
        if parent_id is None:
            return place_id
        place_id = parent_id
