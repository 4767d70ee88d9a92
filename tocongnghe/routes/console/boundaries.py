"""The province's own boundaries for its map: a file taken in, what did not fit, and taking it away again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import number
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.province_desk import BoundariesIn
from tocongnghe.services.access import Actor
from tocongnghe.services.boundaries import (
    MAX_BYTES,
    Taken,
    communes_without_shape,
    drop_boundaries,
    get_boundaries,
    take_boundaries,
)
from tocongnghe.services.coverage_desk import find_province_code
from tocongnghe.services.maps.features import Fault, UnusableFile

blueprint = Blueprint("boundaries", __name__, url_prefix="/province/coverage/boundaries")

FAULTS = {
    Fault.NOT_JSON: N_("This is no GeoJSON or TopoJSON file: it could not be read as JSON."),
    Fault.NO_MAP: N_("The file is broken, or holds no areas. Save it again as GeoJSON or TopoJSON."),
    Fault.NOT_DEGREES: N_(
        "The coordinates are no longitude and latitude. Convert the file to WGS 84 (EPSG:4326) first."
    ),
    Fault.TOO_LARGE: N_("The file is larger than 12 MB. Simplify it first, or leave out other provinces."),
    Fault.NO_CODES: N_(
        "No area bears the code of a commune of this province. Give each its five-digit code as a property."
    ),
}
MOST_LISTED = 60


@blueprint.get("")
def show() -> Response:
    """Show whose boundaries the map has, and take others."""
    return _show(current_actor())


@blueprint.post("")
def take() -> Response:
    """Take a file in; what did not fit is listed."""
    actor = current_actor()
    code = find_province_code(db.session(), actor)
    request.max_content_length = MAX_BYTES + 100_000
    file = request.files.get("file")
    if not isinstance(file, FileStorage) or not file.filename:
        return _show(actor, complaint=N_("Choose a file first."), status=400)
    form = read(BoundariesIn(), request.form)
    try:
        with writing() as session:
            taken = take_boundaries(session, actor, code, file.filename, file.read(), form["source"])
    except UnusableFile as error:
        return _show(actor, complaint=FAULTS[error.fault], status=400)
    flash(_("{count} communes have a shape on the map now.", count=number(taken.matched)), "done")
    return _show(actor, taken=taken)


@blueprint.post("/drop")
def drop() -> Response:
    """Go back to the schematic map."""
    actor = current_actor()
    with writing() as session:
        drop_boundaries(session, actor)
    flash(_("The map is schematic again."), "done")
    return redirect(url_for("boundaries.show"), code=303)


def _show(
    actor: Actor, *, taken: Taken | None = None, complaint: str | None = None, status: int = 200
) -> Response:
    session = db.session()
    find_province_code(session, actor)
    stored = get_boundaries(session, actor.province_id)
    return page(
        "console/boundaries.html",
        actor=actor,
        stored=stored,
        missing=communes_without_shape(session, actor, stored) if stored else [],
        taken=taken,
        complaint=complaint,
        most=MOST_LISTED,
        status=status,
    )
