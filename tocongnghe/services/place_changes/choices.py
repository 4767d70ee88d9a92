"""What the forms offer: communes and the villages of one; and the households that a decision names."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.i18n.search import fold
from tocongnghe.i18n.sorting import order
from tocongnghe.models import Household, Place
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import find_place, places_in
from tocongnghe.services.place_changes.wishes import ChangeRefused
from tocongnghe.vocabulary import HouseholdState, Role

Choice = tuple[str, str]
"""(code or id, name)."""


def list_communes(session: Session, actor: Actor) -> list[Choice]:
    """Return the communes of the actor's province today, by name.

    Raises:
        Forbidden: Not of the province.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    communes = places_in(session, session.get_one(Place, actor.province_id))
    return sorted(
        ((one.code, one.name) for one in communes if one.valid_to is None), key=lambda one: order(one[1])
    )


def list_villages(session: Session, actor: Actor, commune: str) -> list[Choice]:
    """Return the villages of *commune* today, by code.

    Raises:
        NotFound: No commune of the actor's.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    place = find_place(session, actor, commune)
    return [(one.code, one.name) for one in places_in(session, place) if one.valid_to is None]


def households_named(session: Session, actor: Actor, village: str, text: str) -> tuple[str, ...]:
    """Return the active households of *village* whose heads *text* names, one a line, diacritics or not.

    The province reads no household's name; it brings those of the decision along.

    Raises:
        NotFound: No village of the actor's.
        ChangeRefused: With the lines that fit none, or more than one.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    place = find_place(session, actor, village)
    rows = session.execute(
        select(Household.id, Household.head_name).where(
            Household.village_id == place.id, Household.state == HouseholdState.ACTIVE
        )
    )
    by_name: dict[str, list[str]] = defaultdict(list)
    for id, name in rows:
        by_name[fold(name)].append(id)
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if unknown := [line for line in lines if not by_name.get(fold(line))]:
        raise ChangeRefused("names_unknown", names=", ".join(unknown[:10]))
    if several := [line for line in lines if len(by_name[fold(line)]) > 1]:
        raise ChangeRefused("names_several", names=", ".join(several[:10]))
    return tuple(by_name[fold(line)][0] for line in lines)
