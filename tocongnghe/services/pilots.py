"""Pilots: which topics are offered where and when, and what a province tries in some of its communes.

A topic that is switched off is no choice on phones and paper any more. Work on
it is taken all the same, from phones that were offline as from any other, and
counts as it always did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.errors import InvalidInput, NotFound
from tocongnghe.i18n import N_
from tocongnghe.models import Pilot, PilotPlace, Place, PlaceParent
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import Remark
from tocongnghe.vocabulary import PlaceKind, Role

READERS = (Role.PROVINCE, Role.ADMIN)
MAX_CODE, MAX_NAME, MAX_QUESTION = 40, 120, 500

NO_CODE = N_("Give the pilot a code of up to 40 letters a–z, digits and “-”, such as qr-2026.")
NO_NAME = N_("Give the pilot a name of up to 120 letters.")
NO_QUESTION = N_("Write what the pilot is to find out, in up to 500 letters.")
NO_TOPIC = N_("There is no topic “{code}” here.")
NO_INDICATOR = N_("There is no indicator “{code}” here.")
NOTHING = N_("Choose at least one topic or indicator.")
NO_COMMUNE = N_("There is no commune “{code}” in this province.")
NOWHERE = N_("Choose at least one commune.")
ENDS_FIRST = N_("The last day is before the first.")
CODE_TAKEN = N_("Another pilot has this code already.")


@dataclass(frozen=True, slots=True)
class PilotPlan:
    """A pilot as a form or a file describes it."""

    code: str
    name: str
    question: str
    switches_off: bool
    topics: tuple[str, ...]
    indicators: tuple[str, ...]
    communes: tuple[str, ...]
    """Their codes."""
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class KnownPilot:
    """A stored pilot and the communes that it is tried in."""

    id: int
    plan: PilotPlan
    communes: tuple[Place, ...]

    @property
    def standing(self) -> str:
        """Return ahead, running or over."""
        today = clock.local_date()
        return "ahead" if today < self.plan.from_on else "over" if today > self.plan.to_on else "running"


def topics_off(session: Session, province_id: int, commune_ids: Collection[int], day: date) -> frozenset[str]:
    """Return the topics that are offered in none of the communes on *day*.

    A pilot offers its topics in its communes only, or takes them from these; the second wins.
    """
    rows = session.execute(
        select(Pilot, PilotPlace.place_id)
        .join(PilotPlace, PilotPlace.pilot_id == Pilot.id)
        .where(Pilot.province_id == province_id, Pilot.from_on <= day, Pilot.to_on >= day)
    ).all()
    if not rows or not commune_ids:
        return frozenset()
    taken: set[tuple[str, int]] = set()
    given: dict[str, set[int]] = {}
    for pilot, place_id in rows:
        for topic in pilot.topics:
            if pilot.switches_off:
                taken.add((topic, place_id))
            else:
                given.setdefault(topic, set()).add(place_id)
    codes = {topic for topic, _ in taken} | given.keys()
    return frozenset(
        topic
        for topic in codes
        if not any(
            (topic, commune) not in taken and (topic not in given or commune in given[topic])
            for commune in commune_ids
        )
    )


def communes_of(session: Session, village_ids: Collection[int]) -> set[int]:
    """Return the communes that the villages lie in today."""
    parents = select(PlaceParent.parent_id).where(
        PlaceParent.place_id.in_(village_ids), PlaceParent.valid_to.is_(None)
    )
    return set(session.scalars(parents))


def list_pilots(session: Session, actor: Actor) -> list[KnownPilot]:
    """Return the province's pilots, those that began last first.

    Raises:
        Forbidden: Nobody of the province.
    """
    actor.require(*READERS)
    pilots = session.scalars(
        select(Pilot).where(Pilot.province_id == actor.province_id).order_by(Pilot.from_on.desc(), Pilot.id)
    ).all()
    return _known(session, pilots)


def find_pilot(session: Session, actor: Actor, pilot_id: int) -> KnownPilot:
    """Return a pilot of the actor's province.

    Raises:
        Forbidden: Nobody of the province.
        NotFound: Unknown, or another province's.
    """
    actor.require(*READERS)
    return _known(session, [_find(session, actor, pilot_id)])[0]


def find_faults(session: Session, actor: Actor, plan: PilotPlan, pilot_id: int | None = None) -> list[Remark]:
    """Return all that is wrong with *plan*, for a new pilot or for *pilot_id*.

    Raises:
        Forbidden: Nobody of the province's staff.
    """
    actor.require(Role.PROVINCE)
    catalogue = load_catalogue()
    topics, indicators = ({each.code for each in known} for known in (catalogue.topics, catalogue.indicators))
    code = plan.code
    is_code = 0 < len(code) <= MAX_CODE and code.isascii() and code.replace("-", "").isalnum()
    faults = [
        *([] if is_code else [Remark(NO_CODE)]),
        *([] if 0 < len(plan.name) <= MAX_NAME else [Remark(NO_NAME)]),
        *([] if 0 < len(plan.question) <= MAX_QUESTION else [Remark(NO_QUESTION)]),
        *(Remark(NO_TOPIC, {"code": each[:60]}) for each in plan.topics if each not in topics),
        *(Remark(NO_INDICATOR, {"code": each[:60]}) for each in plan.indicators if each not in indicators),
        *([] if plan.topics or plan.indicators else [Remark(NOTHING)]),
        *([] if plan.communes else [Remark(NOWHERE)]),
        *([] if plan.from_on <= plan.to_on else [Remark(ENDS_FIRST)]),
    ]
    known = _communes(session, actor)
    faults += [Remark(NO_COMMUNE, {"code": each[:20]}) for each in plan.communes if each not in known]
    if _is_taken(session, actor, plan.code, pilot_id):
        faults.append(Remark(CODE_TAKEN))
    return faults


def save_pilot(session: Session, actor: Actor, plan: PilotPlan, pilot_id: int | None = None) -> int:
    """Write a new pilot, or what *pilot_id* is from now on; return its id.

    Raises:
        Forbidden: Nobody of the province's staff.
        NotFound: No such pilot in the actor's province.
        InvalidInput: `find_faults` finds some.
    """
    if find_faults(session, actor, plan, pilot_id):
        raise InvalidInput("the pilot has faults")
    pilot = Pilot(province_id=actor.province_id) if pilot_id is None else _find(session, actor, pilot_id)
    pilot.code, pilot.name, pilot.question = plan.code, plan.name, plan.question
    pilot.switches_off, pilot.from_on, pilot.to_on = plan.switches_off, plan.from_on, plan.to_on
    pilot.topics, pilot.indicators = list(plan.topics), list(plan.indicators)
    pilot.set_by_id, pilot.set_at = actor.user_id, clock.now()
    session.add(pilot)
    session.flush()
    known = _communes(session, actor)
    wanted = {known[code].id for code in plan.communes}
    for row in session.scalars(select(PilotPlace).where(PilotPlace.pilot_id == pilot.id)).all():
        if row.place_id in wanted:
            wanted.remove(row.place_id)
        else:
            session.delete(row)
    session.add_all(PilotPlace(pilot_id=pilot.id, place_id=place_id) for place_id in sorted(wanted))
    session.flush()
    return pilot.id


def list_communes(session: Session, actor: Actor) -> list[Place]:
    """Return the communes of the actor's province today, by code."""
    return sorted(_communes(session, actor).values(), key=lambda place: place.code)


def _communes(session: Session, actor: Actor) -> dict[str, Place]:
    rows = session.scalars(
        select(Place)
        .join(PlaceParent, PlaceParent.place_id == Place.id)
        .where(
            PlaceParent.parent_id == actor.province_id,
            PlaceParent.valid_to.is_(None),
            Place.valid_to.is_(None),
            Place.kind == PlaceKind.COMMUNE,
        )
    )
    return {place.code: place for place in rows}


def _is_taken(session: Session, actor: Actor, code: str, pilot_id: int | None) -> bool:
    term = (Pilot.province_id == actor.province_id) & (Pilot.code == code)
    if pilot_id is not None:
        term &= Pilot.id != pilot_id
    return bool(session.scalar(select(func.count()).select_from(Pilot).where(term)))


def _find(session: Session, actor: Actor, pilot_id: int) -> Pilot:
    pilot = session.get(Pilot, pilot_id)
    if pilot is None or pilot.province_id != actor.province_id:
        raise NotFound("no such pilot in this province")
    return pilot


def _known(session: Session, pilots: Iterable[Pilot]) -> list[KnownPilot]:
    pilots = list(pilots)
    communes: dict[int, list[Place]] = {}
    rows = session.execute(
        select(PilotPlace.pilot_id, Place)
        .join(Place, Place.id == PilotPlace.place_id)
        .where(PilotPlace.pilot_id.in_([pilot.id for pilot in pilots]))
        .order_by(Place.code)
    )
    for pilot_id, place in rows:
        communes.setdefault(pilot_id, []).append(place)
    return [_as_known(pilot, communes.get(pilot.id, [])) for pilot in pilots]


def _as_known(pilot: Pilot, communes: list[Place]) -> KnownPilot:
    plan = PilotPlan(
        pilot.code,
        pilot.name,
        pilot.question,
        pilot.switches_off,
        tuple(pilot.topics),
        tuple(pilot.indicators),
        tuple(place.code for place in communes),
        pilot.from_on,
        pilot.to_on,
    )
    return KnownPilot(pilot.id, plan, tuple(communes))
