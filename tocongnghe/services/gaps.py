"""Where villages lack power, signal, fibre or a place to draw cash, by what was surveyed last.

Not surveyed is never the same as lacking. Each answer keeps its day and its
source; a survey that left a question out does not take an older answer away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from tocongnghe.models import Household, Place, VillageSurvey
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import places_in, villages_in
from tocongnghe.services.statistics import denominators_on, percent
from tocongnghe.vocabulary import HouseholdState, PlaceKind, Role, SurveyedExtent, SurveySource

OLD_AFTER = timedelta(days=365)
"""A survey of longer ago is marked: masts and lines have been built since."""
HOUSEHOLDS = "households"


class Thing(StrEnum):
    """What a survey asks for."""

    POWER = "power"
    SIGNAL = "mobile_signal"
    FIBRE = "fibre"
    CASH = "cash_point"


class Answer(StrEnum):
    """What is known of a thing in a village."""

    NONE = "none"
    PART = "part"
    ALL = "all"
    NEVER = "never"
    """Nobody ever said."""


@dataclass(frozen=True, slots=True)
class Said:
    """The last answer, when it was found and how; NEVER has neither."""

    answer: Answer
    on: date | None = None
    source: SurveySource | None = None
    is_old: bool = False


UNASKED = Said(Answer.NEVER)


@dataclass(frozen=True, slots=True)
class VillageGaps:
    """What is known of one village."""

    code: str
    name: str
    commune_code: str
    commune: str
    households: int | None
    """As a published number says; None: none is known."""
    registered: int
    """Cards of households that the team keeps."""
    said: Mapping[Thing, Said]

    @property
    def surveyed_on(self) -> date | None:
        return max((each.on for each in self.said.values() if each.on), default=None)


@dataclass(frozen=True, slots=True)
class Count:
    """How many villages have a thing: not at all, in part, everywhere, and of how many nobody knows."""

    none: int = 0
    part: int = 0
    all: int = 0
    never: int = 0

    @property
    def surveyed(self) -> int:
        return self.none + self.part + self.all

    @property
    def lacking(self) -> Decimal | None:
        """Per cent of the surveyed villages that have none; None where nobody asked."""
        return percent(self.none, self.surveyed)


@dataclass(frozen=True, slots=True)
class CommuneGaps:
    """A commune's villages, counted."""

    code: str
    name: str
    latitude: float | None
    longitude: float | None
    villages: tuple[VillageGaps, ...]
    counts: Mapping[Thing, Count]
    oldest_on: date | None
    """The day of the oldest answer that still stands."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """The communes that somebody reads, by code."""

    communes: tuple[CommuneGaps, ...]
    counts: Mapping[Thing, Count]

    @property
    def villages(self) -> list[VillageGaps]:
        return [village for commune in self.communes for village in commune.villages]

    def matching(self, thing: Thing, answer: str | None, *, old: bool = False) -> list[VillageGaps]:
        """Return the villages with *answer* on *thing* (None: any); *old*: only what was asked long ago."""
        return [
            village
            for village in self.villages
            if answer in (None, village.said[thing].answer) and (not old or village.said[thing].is_old)
        ]


def find_gaps(session: Session, actor: Actor, today: date, commune: str | None = None) -> Gaps:
    """Return what is known of the actor's villages of today, or of those of one *commune* (a code).

    Raises:
        Forbidden: Nobody of the commune or the province.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER, Role.PROVINCE, Role.ADMIN)
    if actor.may_read_province:
        wholes = [session.get_one(Place, actor.province_id)]
    else:
        ids = sorted(actor.commune_ids)
        wholes = list(session.scalars(select(Place).where(Place.id.in_(ids)).order_by(Place.code)))
    found: list[CommuneGaps] = []
    for whole in wholes:
        found += _communes(session, whole, today)
    chosen = tuple(each for each in found if commune in (None, each.code))
    return Gaps(chosen, _counts(village for each in chosen for village in each.villages))


def _communes(session: Session, whole: Place, today: date) -> list[CommuneGaps]:
    """Return the communes of a province, or the one that *whole* is."""
    inner = places_in(session, whole)
    areas = [whole, *inner]
    links, shown = villages_in(areas), aliased(Place)
    rows = session.execute(
        select(links.c.village_id, links.c.area_id, shown.id, shown.code, shown.name)
        .join(shown, shown.id == links.c.shown_id)
        .where(or_(links.c.is_alive, shown.id != links.c.village_id))
        .order_by(shown.code)
    ).all()
    shown_as = {village_id: shown_id for village_id, _area, shown_id, _code, _name in rows}
    said = _said(session, shown_as, today)
    households = denominators_on(session, set(shown_as.values()), [HOUSEHOLDS], today)
    registered = _registered(session, shown_as)
    is_province = whole.kind is PlaceKind.PROVINCE
    communes = {place.id: place for place in (inner if is_province else [whole])}
    by_commune: dict[int, dict[int, VillageGaps]] = {place_id: {} for place_id in communes}
    for _village, area_id, shown_id, code, name in rows:
        commune = communes[area_id] if is_province else whole
        known = households.get((shown_id, HOUSEHOLDS))
        by_commune[commune.id][shown_id] = VillageGaps(
            code,
            name,
            commune.code,
            commune.name,
            known.value if known else None,
            registered.get(shown_id, 0),
            said.get(shown_id) or dict.fromkeys(Thing, UNASKED),
        )
    return [_commune(communes[id], list(villages.values())) for id, villages in by_commune.items()]


def _commune(place: Place, villages: Sequence[VillageGaps]) -> CommuneGaps:
    days = [each.on for village in villages for each in village.said.values() if each.on]
    counts = _counts(villages)
    oldest = min(days, default=None)
    return CommuneGaps(
        place.code, place.name, place.latitude, place.longitude, tuple(villages), counts, oldest
    )


def _counts(villages: Iterable[VillageGaps]) -> dict[Thing, Count]:
    tally = {thing: dict.fromkeys(Answer, 0) for thing in Thing}
    for village in villages:
        for thing, said in village.said.items():
            tally[thing][said.answer] += 1
    return {
        thing: Count(each[Answer.NONE], each[Answer.PART], each[Answer.ALL], each[Answer.NEVER])
        for thing, each in tally.items()
    }


def _said(session: Session, shown_as: Mapping[int, int], today: date) -> dict[int, dict[Thing, Said]]:
    """Return for each village the last answer to each question, the newest survey first."""
    rows = session.execute(
        select(
            VillageSurvey.village_id,
            VillageSurvey.surveyed_on,
            VillageSurvey.source,
            VillageSurvey.power,
            VillageSurvey.mobile_signal,
            VillageSurvey.has_fibre,
            VillageSurvey.has_cash_point,
        )
        .where(VillageSurvey.village_id.in_(shown_as))
        .order_by(VillageSurvey.surveyed_on.desc(), VillageSurvey.logged_at.desc(), VillageSurvey.id)
    )
    found: dict[int, dict[Thing, Said]] = {}
    for village_id, on, source, *answers in rows:
        of_village = found.setdefault(shown_as[village_id], dict.fromkeys(Thing, UNASKED))
        for thing, answer in zip(Thing, answers, strict=True):
            if answer is not None and of_village[thing] is UNASKED:
                of_village[thing] = Said(_answer(answer), on, source, is_old=today - on > OLD_AFTER)
    return found


def _answer(answer: SurveyedExtent | bool) -> Answer:
    if isinstance(answer, bool):
        return Answer.ALL if answer else Answer.NONE
    return Answer(answer.value)


def _registered(session: Session, shown_as: Mapping[int, int]) -> dict[int, int]:
    rows = session.execute(
        select(Household.village_id, func.count())
        .where(Household.village_id.in_(shown_as), Household.state == HouseholdState.ACTIVE)
        .group_by(Household.village_id)
    )
    found: dict[int, int] = {}
    for village_id, count in rows:
        shown_id = shown_as[village_id]
        found[shown_id] = found.get(shown_id, 0) + count
    return found
