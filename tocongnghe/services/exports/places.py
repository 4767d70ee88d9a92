"""The places whose figures somebody may have as a file."""

from __future__ import annotations

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from tocongnghe.models import Place
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import PlaceKind


def list_export_places(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return code and name: the province first where it is the actor's to read, then communes by name."""
    ids = set(actor.commune_ids) | ({actor.province_id} if actor.may_read_province else set())
    is_commune = case((Place.kind == PlaceKind.PROVINCE, 0), else_=1)
    rows = session.execute(
        select(Place.code, Place.name).where(Place.id.in_(ids)).order_by(is_commune, Place.name, Place.code)
    )
    return [(code, name) for code, name in rows]
