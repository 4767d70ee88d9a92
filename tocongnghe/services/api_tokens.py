"""Tokens with which other systems read aggregates: made once, scoped to a place, expiring, revocable."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.errors import Forbidden, NotFound, UnknownToken
from tocongnghe.i18n import N_
from tocongnghe.models import ApiToken, Place, User
from tocongnghe.services.access import Actor, places_below
from tocongnghe.services.grants import hash_token
from tocongnghe.services.refused import Refused
from tocongnghe.vocabulary import PlaceKind, Role

PREFIX = "tcns_"
"""So that a token that lies somewhere is known for what it is."""
MAX_TOKEN_CHARACTERS = 100
LIVES_DAYS = (30, 90, 365, 730)
NOTED_EVERY = timedelta(hours=1)
NO_NAME = N_("Say which system the token is for and who answers for it.")
NO_SCOPE = N_("Tick at least one thing that the system may read.")


class ApiScope(StrEnum):
    """What a system may read."""

    COVERAGE = "coverage:read"
    TALLIES = "tallies:read"
    PLACES = "places:read"


SCOPE_NAMES = {
    ApiScope.COVERAGE: N_("Coverage, targets and completeness"),
    ApiScope.TALLIES: N_("Counts by month, commune and village"),
    ApiScope.PLACES: N_("Places: communes and villages"),
}


@dataclass(frozen=True, slots=True)
class System:
    """Another system, as its token lets it read."""

    token_id: int
    name: str
    place_id: int
    place_code: str
    province_id: int
    scopes: frozenset[str]
    is_of_commune: bool
    is_to_be_noted: bool

    def require(self, scope: ApiScope) -> None:
        """Go on only if the token was made for *scope*.

        Raises:
            Forbidden: It was made for other things.
        """
        if scope not in self.scopes:
            raise Forbidden(f"the token lacks {scope}")


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as it is listed; the token itself is nowhere."""

    id: int
    name: str
    place: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None
    used_at: datetime | None

    @property
    def works(self) -> bool:
        return self.revoked_at is None and clock.now() < self.expires_at


def find_system(session: Session, token: str | None) -> System:
    """Return who asks with *token*.

    Raises:
        UnknownToken: None, unknown, expired or revoked: indistinguishable.
    """
    if not token or len(token) > MAX_TOKEN_CHARACTERS:
        raise UnknownToken
    row = session.execute(
        select(ApiToken, Place.kind, Place.code)
        .join(Place, Place.id == ApiToken.place_id)
        .where(ApiToken.token_hash == hash_token(token))
    ).one_or_none()
    now = clock.now()
    if row is None or row.ApiToken.revoked_at is not None or row.ApiToken.expires_at <= now:
        raise UnknownToken
    found = row.ApiToken
    return System(
        token_id=found.id,
        name=found.name,
        place_id=found.place_id,
        place_code=row.code,
        province_id=found.province_id,
        scopes=frozenset(found.scopes.split()),
        is_of_commune=row.kind is PlaceKind.COMMUNE,
        is_to_be_noted=found.used_at is None or now - found.used_at >= NOTED_EVERY,
    )


def actor_of(session: Session, system: System, on: date) -> Actor:
    """Return what *system* may read on day *on*: as province staff, or as a reader of one commune."""
    place_ids = frozenset({system.place_id})
    below = places_below(session, place_ids, on)
    return Actor(
        user_id=0,
        name=system.name,
        language="vi",
        role=Role.COMMUNE_READER if system.is_of_commune else Role.PROVINCE,
        province_id=system.province_id,
        place_ids=place_ids,
        commune_ids=frozenset(place_id for place_id, kind in below if kind is PlaceKind.COMMUNE),
        village_ids=frozenset(place_id for place_id, kind in below if kind is PlaceKind.VILLAGE),
        work_village_ids=frozenset(),
        may_log=False,
        stands_in=False,
    )


def note_use(session: Session, system: System) -> None:
    """Write down that the token was used; once an hour is enough."""
    found = session.get(ApiToken, system.token_id)
    if found is not None:
        found.used_at = clock.now()


def list_tokens(session: Session, actor: Actor) -> list[TokenRow]:
    """Return the tokens of the actor's province, those that work first, then the newest.

    Raises:
        Forbidden: No administrator.
    """
    actor.require(Role.ADMIN)
    maker, ender = aliased(User), aliased(User)
    rows = session.execute(
        select(ApiToken, Place.name, maker.name, ender.name)
        .join(Place, Place.id == ApiToken.place_id)
        .join(maker, maker.id == ApiToken.created_by_id)
        .outerjoin(ender, ender.id == ApiToken.revoked_by_id)
        .where(ApiToken.province_id == actor.province_id)
        .order_by(ApiToken.created_at.desc(), ApiToken.id.desc())
    )
    found = [
        TokenRow(
            row.id,
            row.name,
            place,
            tuple(row.scopes.split()),
            row.created_at,
            made_by,
            row.expires_at,
            row.revoked_at,
            ended_by,
            row.used_at,
        )
        for row, place, made_by, ended_by in rows
    ]
    return sorted(found, key=lambda each: not each.works)


def list_token_places(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return (code, name) of the places that a token may be for: the province, then its communes.

    Raises:
        Forbidden: No administrator.
    """
    actor.require(Role.ADMIN)
    query = select(Place.code, Place.name, Place.kind).where(
        Place.id.in_([actor.province_id, *actor.commune_ids])
    )
    rows = session.execute(query.order_by(Place.kind != PlaceKind.PROVINCE, Place.code))
    return [(code, name) for code, name, _kind in rows]


def make_token(
    session: Session, actor: Actor, *, name: str, place: str, scopes: Collection[str], days: int
) -> tuple[ApiToken, str]:
    """Make a token and return it with its words, which nobody can have back later.

    Raises:
        Forbidden: No administrator.
        NotFound: Not a place of the actor's province.
        Refused: No name, or nothing that it may read.
    """
    actor.require(Role.ADMIN)
    if not name.strip():
        raise Refused(NO_NAME)
    wanted = [scope for scope in ApiScope if scope in scopes]
    if not wanted:
        raise Refused(NO_SCOPE)
    place_id = session.scalar(
        select(Place.id).where(Place.code == place, Place.id.in_([actor.province_id, *actor.commune_ids]))
    )
    if place_id is None:
        raise NotFound
    words, now = PREFIX + secrets.token_urlsafe(32), clock.now()
    token = ApiToken(
        token_hash=hash_token(words),
        province_id=actor.province_id,
        place_id=place_id,
        name=name.strip(),
        scopes=" ".join(wanted),
        created_at=now,
        created_by_id=actor.user_id,
        expires_at=now + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    return token, words


def revoke_token(session: Session, actor: Actor, token_id: int) -> None:
    """Let a token open nothing any more, from the next request on.

    Raises:
        Forbidden: No administrator.
        NotFound: Not one of the actor's province.
    """
    actor.require(Role.ADMIN)
    found = session.get(ApiToken, token_id)
    if found is None or found.province_id != actor.province_id:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at = clock.now()
        found.revoked_by_id = actor.user_id
