"""Lists of households: what each village has, and taking in the file that the commune keeps.

Between looking and taking in, the rows travel in the page itself, signed: the
server keeps no half-read list of names.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from tocongnghe.extensions import db
from tocongnghe.i18n import N_
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.console import HouseholdListIn, TickedRowsIn
from tocongnghe.services.access import Actor
from tocongnghe.services.household_lists import (
    MAX_FILE_BYTES,
    Preview,
    RowStatus,
    UnreadableFile,
    count_households,
    preview_list,
    take_list,
)
from tocongnghe.vocabulary import OutcomeReason, Role

blueprint = Blueprint("households", __name__, url_prefix="/commune/households")

MAX_FORM_BYTES = 2 << 20
LOOK_FOR_SECONDS = 24 * 3600
SHOWN_NEW_ROWS = 20

UNREADABLE = {
    "empty": N_("The file is empty, or holds no household. Choose the right file and try again."),
    "too_long": N_("The list has more than 5,000 rows. Part it, for example one file for each village."),
    "locked": N_("The file is locked with a password. Save a copy without one and try again."),
    "damaged": N_("The file is damaged. Open it on this computer, save it again as .xlsx and try again."),
    "kind": N_("This kind of file cannot be read. Save the list as .xlsx, .xls, .ods or .csv."),
    "columns": N_("No column of names was found. Give the column the heading “Họ và tên chủ hộ”."),
    "village": N_("The list does not say which village. Choose the village, or add a column “Thôn”."),
    "too_large": N_("The file is larger than 4 MB. Remove pictures and other sheets from it."),
}
REFUSALS = {OutcomeReason.OUT_OF_SCOPE: N_("The village is no longer yours")}
REFUSED = N_("Could not be recorded; look at this row again")


@blueprint.get("")
def show() -> Response:
    """Show what each village has, and where to choose a file."""
    actor = current_actor()
    return _page(actor)


@blueprint.post("/preview")
def preview() -> Response:
    """Read a file and show, row by row, what it would bring; nothing is written."""
    actor = current_actor()
    actor.require(Role.SUPERVISOR)
    request.max_content_length = MAX_FILE_BYTES + (64 << 10)
    form = read(HouseholdListIn(), request.form)
    file = request.files.get("file")
    content = file.read() if file else b""
    try:
        found = preview_list(db.session(), actor, content, form["village"])
    except UnreadableFile as error:
        return _page(actor, complaint=UNREADABLE[error.code], chosen=form["village"], status=400)
    return page(
        "console/households_preview.html",
        actor=actor,
        found=found,
        new=found.of(RowStatus.NEW),
        doubtful=found.of(RowStatus.REPEATED, RowStatus.KNOWN),
        problems=found.of(RowStatus.PROBLEM),
        shown_new_rows=SHOWN_NEW_ROWS,
        package=_signer().dumps(_package(actor, found)),
    )


@blueprint.post("/take")
def take() -> Response:
    """Take in the rows that were shown as new, and those that somebody ticked."""
    actor = current_actor()
    actor.require(Role.SUPERVISOR)
    request.max_content_length = request.max_form_memory_size = MAX_FORM_BYTES
    form = read(TickedRowsIn(), request.form)
    try:
        package = _signer().loads(form["package"], max_age=LOOK_FOR_SECONDS)
    except BadData:
        package = None
    if package is None or package["actor"] != actor.user_id:
        return _page(actor, complaint=N_("This preview is too old. Choose the file again."), status=400)
    ticked = set(form["row"])
    rows = {number: body for number, is_new, body in package["rows"] if is_new or number in ticked}
    taken = take_list(db.session(), actor, package["id"], rows)
    return page("console/households_taken.html", actor=actor, taken=taken, reasons=REFUSALS, refused=REFUSED)


def _page(
    actor: Actor, *, complaint: str | None = None, chosen: str | None = None, status: int = 200
) -> Response:
    villages = count_households(db.session(), actor)
    return page(
        "console/households.html",
        actor=actor,
        villages=villages,
        complaint=complaint,
        chosen=chosen,
        choices=[{"value": village.code, "name": village.name} for village in villages],
        status=status,
    )


def _package(actor: Actor, found: Preview) -> dict[str, Any]:
    rows = [
        (row.number, row.status is RowStatus.NEW, row.body)
        for row in found.rows
        if row.status is not RowStatus.PROBLEM
    ]
    return {"id": found.id, "actor": actor.user_id, "rows": rows}


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="household-list")
