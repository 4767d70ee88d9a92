"""The boundary file of a province: taken in once, kept small, drawn whenever a map is asked for.

Shapes come from whoever drew them and are no legal boundaries; every map says so.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import BoundaryFile, Place
from tocongnghe.services.access import Actor
from tocongnghe.services.areas import find_place, places_in
from tocongnghe.services.maps.features import Fault, UnusableFile, match, read_areas
from tocongnghe.services.maps.shapes import Drawing, Shape, draw
from tocongnghe.vocabulary import PlaceKind, Role

MAX_BYTES = 12 * 1024 * 1024
MAX_NAME, MAX_SOURCE = 200, 300  # characters, as wide as the columns


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: how many communes have a shape now, and what did not fit."""

    matched: int
    unknown: list[tuple[str, str]]
    """(code, name) of areas that are no commune of the province today."""
    missing: list[tuple[str, str]]
    """(code, name) of communes without an area."""


@dataclass(frozen=True, slots=True)
class StoredMap:
    """A province's own map, and where it comes from."""

    drawing: Drawing
    name: str
    source: str
    imported_at: datetime


def take_boundaries(
    session: Session, actor: Actor | None, province: str, name: str, content: bytes, source: str
) -> Taken:
    """Keep the shapes of *content* (GeoJSON or TopoJSON) instead of any earlier ones.

    Args:
        actor: None is the operator at the shell.
        province: Its code.

    Raises:
        Forbidden: No province staff.
        NotFound: No such province of the actor's.
        UnusableFile: No file to draw from; nothing was changed.
    """
    if actor is not None:
        actor.require(Role.PROVINCE, Role.ADMIN)
    place = find_place(session, actor, province)
    if place.kind is not PlaceKind.PROVINCE:
        raise NotFound(f"{province} is no province")
    if len(content) > MAX_BYTES:
        raise UnusableFile(Fault.TOO_LARGE)
    communes = {one.code: one.name for one in places_in(session, place)}
    found = match(read_areas(content), communes)
    row = session.get(BoundaryFile, place.id) or BoundaryFile(province_id=place.id)
    row.name, row.source = name[:MAX_NAME], source[:MAX_SOURCE]
    row.sha256 = hashlib.sha256(content).hexdigest()
    row.shapes = json.dumps(asdict(draw(found.polygons)), separators=(",", ":"))
    row.imported_at, row.imported_by_id = clock.now(), actor.user_id if actor else None
    session.add(row)
    session.flush()
    return Taken(len(found.polygons), found.unknown, [(code, communes[code]) for code in found.missing])


def drop_boundaries(session: Session, actor: Actor) -> None:
    """Take the province's own map away; the schematic one is shown again.

    Raises:
        Forbidden: No province staff.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    row = session.get(BoundaryFile, actor.province_id)
    if row is not None:
        session.delete(row)


def get_boundaries(session: Session, province_id: int) -> StoredMap | None:
    """Return the province's own map, if it imported one."""
    row = session.get(BoundaryFile, province_id)
    if row is None:
        return None
    kept = json.loads(row.shapes)
    shapes = {code: Shape(**shape) for code, shape in kept["shapes"].items()}
    return StoredMap(Drawing(kept["width"], kept["height"], shapes), row.name, row.source, row.imported_at)


def communes_without_shape(session: Session, actor: Actor, stored: StoredMap) -> list[tuple[str, str]]:
    """Return code and name of the communes of today that *stored* does not show.

    Raises:
        Forbidden: No province staff.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    query = select(Place.code, Place.name).where(Place.id.in_(actor.commune_ids)).order_by(Place.code)
    return [(code, name) for code, name in session.execute(query) if code not in stored.drawing.shapes]
