"""Whom an administrator may see: everybody who has, had or will have a place in the province."""

from __future__ import annotations

from sqlalchemy import CompoundSelect, Select, select, union

from tocongnghe.models import Assignment, Membership, Place, PlaceParent, Team


def places_of_province(province_id: int) -> CompoundSelect[int]:
    """Select the province, its communes and villages of any day: old ones had people, too."""
    communes = select(PlaceParent.place_id).where(PlaceParent.parent_id == province_id)
    villages = select(PlaceParent.place_id).where(PlaceParent.parent_id.in_(communes))
    return union(select(Place.id).where(Place.id == province_id), communes, villages)


def people_of_province(province_id: int) -> CompoundSelect[int]:
    """Select the ids of those people, at the desk or in a team."""
    places = places_of_province(province_id)
    at_desks: Select[int] = select(Assignment.user_id).where(Assignment.place_id.in_(places))
    in_teams: Select[int] = (
        select(Membership.user_id).join(Team, Team.id == Membership.team_id).where(Team.place_id.in_(places))
    )
    return union(at_desks, in_teams)
