"""Cards of merged households lead to the one that counts, however many mergers lie between."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import CTE, select
from sqlalchemy.orm import aliased

from tocongnghe.models import Household


def winners(village_ids: Collection[int], name: str = "step") -> CTE:
    """Return (card, winner_id) of each step from a merged card of *village_ids* to the card that counts.

    A card that went through several mergers has a row for each; the last one is
    that whose winner is merged no further: join it with `Household.merged_into_id IS NULL`.
    A query that asks twice needs two names.
    """
    step = (
        select(Household.id.label("card"), Household.merged_into_id.label("winner_id"))
        .where(Household.merged_into_id.is_not(None), Household.village_id.in_(village_ids))
        .cte(name, recursive=True)
    )
    further = aliased(Household)
    return step.union(
        select(step.c.card, further.merged_into_id)
        .join_from(step, further, further.id == step.c.winner_id)
        .where(further.merged_into_id.is_not(None))
    )
