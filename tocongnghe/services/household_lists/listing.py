"""How many households each village of a commune has on its list, and how many of them were asked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from tocongnghe.models import Household, Place
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import ConsentStanding, HouseholdState, Role


@dataclass(frozen=True, slots=True)
class VillageHouseholds:
    """Active households of one village; `asked` of them were asked for consent, whatever they said."""

    code: str
    name: str
    households: int
    asked: int


def count_households(session: Session, actor: Actor) -> tuple[VillageHouseholds, ...]:
    """Return all villages of the actor's communes, by code; those without a household, too.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    was_asked = case((Household.consent != ConsentStanding.NOT_ASKED, 1), else_=0)
    rows = session.execute(
        select(Place.code, Place.name, func.count(Household.id), func.coalesce(func.sum(was_asked), 0))
        .outerjoin(
            Household,
            (Household.village_id == Place.id)
            & (Household.state == HouseholdState.ACTIVE)
            & (Household.head_name != ""),  # or it was erased
        )
        .where(Place.id.in_(actor.village_ids))
        .group_by(Place.code, Place.name)
        .order_by(Place.code)
    )
    return tuple(
        VillageHouseholds(code, name, households, asked if households else 0)
        for code, name, households, asked in rows
    )
