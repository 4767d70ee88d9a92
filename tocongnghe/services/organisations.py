"""Who lends members to the teams: the usual organisations, and those that a commune has named itself."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.models import Membership, Team
from tocongnghe.services.access import Actor

USUAL = Path(__file__).resolve().parent.parent / "data" / "organisations.csv"


@lru_cache(maxsize=1)
def usual_organisations() -> tuple[str, ...]:
    """Return the names that are offered everywhere, in the order of the list."""
    with USUAL.open(encoding="utf-8", newline="") as file:
        return tuple(row["name"] for row in csv.DictReader(file))


def list_organisations(session: Session, actor: Actor) -> tuple[str, ...]:
    """Return the usual organisations, then those that the actor's teams have named besides."""
    named = session.scalars(
        select(Membership.organisation)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.place_id.in_(actor.village_ids | actor.commune_ids), Membership.organisation.is_not(None))
        .distinct()
        .order_by(Membership.organisation)
    )
    usual = usual_organisations()
    return usual + tuple(name for name in named if name and name not in usual)
