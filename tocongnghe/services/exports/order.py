"""What somebody asks to have as a file, and whether they may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import Forbidden
from tocongnghe.i18n import N_
from tocongnghe.models import Place, PlaceParent
from tocongnghe.services.access import Actor, load_actor, places_below
from tocongnghe.services.areas import find_place
from tocongnghe.services.dated import holds_on
from tocongnghe.services.exports.table import Format
from tocongnghe.services.refused import Refused
from tocongnghe.vocabulary import ExportKind, PlaceKind, Role

MIN_REASON, MAX_REASON = 10, 300  # characters
READERS = (Role.SUPERVISOR, Role.COMMUNE_READER, Role.PROVINCE, Role.ADMIN)
WHO_MAY = {
    ExportKind.COVERAGE: READERS,
    ExportKind.TALLY: READERS,
    ExportKind.TEAMS: READERS,
    ExportKind.ASSISTS: (Role.SUPERVISOR, Role.PROVINCE, Role.ADMIN),
}
MAY_HAVE_NAMES = (Role.SUPERVISOR, Role.ADMIN)
"""The commune's own supervisor, and the province's administrator."""
HAVE_NAMES = (ExportKind.ASSISTS, ExportKind.TEAMS)
NO_REASON = N_("Say in a sentence what the names are needed for; it is kept with the export.")
NEEDS_DAYS = N_("Choose the first and the last day, or a period.")
OF_VILLAGES = N_("Choose a commune or the province.")
NO_NAMES_HERE = N_("There are no names in this kind of export. Leave the tick out.")
OPERATOR = 0
"""The user id of the operator at the shell, who is nobody in the database."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which export, of which place and days, in which form.

    Coverage is counted up to `to_day`, or from `from_day` on; the other kinds need both.
    """

    kind: ExportKind
    place_code: str
    format: Format
    to_day: date
    from_day: date | None = None
    topic: str | None = None
    places_of: date | None = None
    """The day whose division into communes is shown; None: today's."""
    is_identified: bool = False
    reason: str | None = None
    period: str | None = None
    """Code of the reporting period that the days are."""

    def filters(self) -> dict[str, Any]:
        """Return the rest of it as it is kept."""
        return {
            "place": self.place_code,
            "from": _text(self.from_day),
            "to": _text(self.to_day),
            "topic": self.topic,
            "places_of": _text(self.places_of),
            "period": self.period,
        }

    @classmethod
    def from_kept(
        cls, kind: ExportKind, format_: Format, filters: dict[str, Any], *, names: bool, reason: str | None
    ) -> Order:
        """Return the order that was kept as *filters*."""
        return cls(
            kind=kind,
            place_code=filters["place"],
            format=format_,
            to_day=date.fromisoformat(filters["to"]),
            from_day=_day(filters["from"]),
            topic=filters["topic"],
            places_of=_day(filters["places_of"]),
            is_identified=names,
            reason=reason,
            period=filters["period"],
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """An order that is allowed: who asked, for which place, when."""

    order: Order
    actor: Actor
    place: Place
    at: datetime

    @property
    def is_operator(self) -> bool:
        return self.actor.user_id == OPERATOR

    @property
    def coverage_actor(self) -> Actor | None:
        return None if self.is_operator else self.actor


def allow(session: Session, actor: Actor | None, order: Order, at: datetime | None = None) -> Asked:
    """Return *order* as one that *actor* may have; None is the operator at the shell.

    Raises:
        Forbidden: The role reads no such thing, or no names.
        NotFound: A place outside the actor's.
        Refused: Names without a reason, or of a kind that has none; days or places that say too little.
    """
    if actor is not None:
        actor.require(*WHO_MAY[order.kind])
    order = _with_reason(actor, order) if order.is_identified else replace(order, reason=None)
    place = find_place(session, actor, order.place_code, order.places_of)
    if order.kind in (ExportKind.TALLY, ExportKind.TEAMS) and place.kind is PlaceKind.VILLAGE:
        raise Refused(OF_VILLAGES)
    if order.kind is ExportKind.TALLY and order.from_day is None:
        raise Refused(NEEDS_DAYS)
    known = actor or operator_at(session, place)
    return Asked(order, known, place, at or clock.now())


def allow_again(session: Session, user_id: int | None, order: Order, at: datetime) -> Asked:
    """Return what was asked for at *at*, if whoever asked may still have it.

    Raises:
        LoginRequired: They have no role any more.
        Forbidden, NotFound: It is theirs no more.
    """
    actor = None if user_id is None else load_actor(session, user_id, clock.local_date())
    return allow(session, actor, order, at)


def operator_at(session: Session, place: Place) -> Actor:
    """Return the operator at the shell as somebody who reads *place* and all below it."""
    today = clock.local_date()
    below = places_below(session, frozenset({place.id}), today)
    return Actor(
        user_id=OPERATOR,
        name="",
        language="vi",
        role=Role.ADMIN,
        province_id=_province_of(session, place),
        place_ids=frozenset({place.id}),
        commune_ids=frozenset(id for id, kind in below if kind is PlaceKind.COMMUNE),
        village_ids=frozenset(id for id, kind in below if kind is PlaceKind.VILLAGE),
        work_village_ids=frozenset(),
        may_log=False,
        stands_in=False,
    )


def _with_reason(actor: Actor | None, order: Order) -> Order:
    if order.kind not in HAVE_NAMES:
        raise Refused(NO_NAMES_HERE)
    if actor is not None and actor.role not in MAY_HAVE_NAMES:
        raise Forbidden
    reason = " ".join((order.reason or "").split())[:MAX_REASON]
    if len(reason) < MIN_REASON:
        raise Refused(NO_REASON)
    return replace(order, reason=reason)


def _province_of(session: Session, place: Place) -> int:
    """Return the topmost place above *place* today."""
    found = place.id
    above = PlaceParent.parent_id
    while True:
        query = select(above).where(PlaceParent.place_id == found, holds_on(PlaceParent, clock.local_date()))
        parent_id = session.scalar(query)
        if parent_id is None:
            return found
        found = parent_id


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
