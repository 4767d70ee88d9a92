"""Which place a row of a list means: told by its code or, where no other has it, by its name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.i18n import N_
from tocongnghe.i18n.search import fold
from tocongnghe.models import Place
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import Remark

NO_PLACE = N_("No place of yours has the code or name “{name}”.")
MANY_PLACES = N_("Several places are called “{name}”. Write the code instead.")

_ORDER = ("province", "commune", "village")
_CODE = re.compile(r"\d{1,5}")


def list_places_of(session: Session, actor: Actor) -> list[Place]:
    """Return every place of *actor*: wider ones first, by code."""
    own = actor.commune_ids | actor.village_ids
    own |= {actor.province_id} if actor.may_read_province else set()
    places = session.scalars(select(Place).where(Place.id.in_(own))).all()
    return sorted(places, key=lambda place: (_ORDER.index(place.kind), place.code))


def was_there(place: Place, day: date) -> bool:
    """Tell whether *place* was a place on *day*."""
    return place.valid_from <= day and (place.valid_to is None or place.valid_to > day)


class ListedPlaces:
    """The places that the rows of one file may be about."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_code: dict[str, Place] = {}
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            self._by_code[place.code] = place
            self._by_name[fold(place.name)].append(place)

    def find(self, code: str, name: str, problems: list[Remark]) -> Place | None:
        """Return the place that *code*, or else *name*, means; None adds to the *problems*."""
        if code:
            padded = code.zfill(5) if _CODE.fullmatch(code) else code
            found = self._by_code.get(code) or self._by_code.get(padded)  # spreadsheets drop leading zeros
            if found is None:
                problems.append(Remark(NO_PLACE, {"name": code}))
            return found
        alike = self._by_name.get(fold(name), [])
        if len(alike) == 1:
            return alike[0]
        problems.append(Remark(MANY_PLACES if alike else NO_PLACE, {"name": name}))
        return None
