"""The one condition for a dated row: it held on a day. On `valid_to` it no longer does."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_

from tocongnghe import clock
from tocongnghe.models import Assignment, Membership, Place, PlaceParent, Team

Dated = type[Place] | type[PlaceParent] | type[Assignment] | type[Membership] | type[Team]


def holds_on(table: Dated, on: date | None = None) -> ColumnElement[bool]:
    """Return the condition that a row of *table* held on *on*, by default today."""
    day = on or clock.local_date()
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))
