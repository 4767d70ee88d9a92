"""For which team, and for which organisation, an assist was made: one answer for figures and lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from tocongnghe.models import Assist, Membership, Team


def membership_of_assist(commune_ids: Iterable[int]) -> ColumnElement[int | None]:
    """Return the id of the membership in which an assist was made; NULL for none.

    Its author's on that day: in the team of the assist's village, else in one
    of *commune_ids*, else in any other; so each assist belongs to one team at most.
    """
    return func.coalesce(
        _first(Team.place_id == Assist.village_id), _first(Team.place_id.in_(list(commune_ids))), _first()
    )


def made_by_team(team_id: int, commune_ids: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that an assist is the work of the team *team_id*."""
    return membership_of_assist(commune_ids).in_(select(Membership.id).where(Membership.team_id == team_id))


def made_for(organisation: str, commune_ids: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that an assist was made by somebody whom *organisation* had sent."""
    sent = select(Membership.id).where(Membership.organisation == organisation)
    return membership_of_assist(commune_ids).in_(sent)


def _first(*terms: ColumnElement[bool]) -> Any:
    return (
        select(func.min(Membership.id))
        .join(Team, Team.id == Membership.team_id)
        .where(
            Membership.user_id == Assist.author_id,
            Membership.valid_from <= Assist.happened_on,
            or_(Membership.valid_to.is_(None), Membership.valid_to > Assist.happened_on),
            *terms,
        )
        .correlate(Assist)
        .scalar_subquery()
    )
