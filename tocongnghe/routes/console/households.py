"""Lists of households: what each village has, and taking in the file that the commune keeps.

Between looking and taking in, the rows travel in the page itself, signed: the
server keeps no half-read list of names.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from tocongnghe.extensions import db
from tocongnghe.i18n import N_
from tocongnghe.routes.console.office_lists import MAX_FORM_BYTES, TOO_OLD, UNREADABLE, unwrap, uploaded, wrap
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.console import HouseholdListIn, TickedRowsIn
from tocongnghe.services.access import Actor
from tocongnghe.services.household_lists import (
    Preview,
    RowStatus,
    UnreadableFile,
    count_households,
    preview_list,
    take_list,
)
from tocongnghe.vocabulary import OutcomeReason, Role

blueprint = Blueprint("households", __name__, url_prefix="/commune/households")

SHOWN_NEW_ROWS = 20

WHY_NOT = UNREADABLE | {
    "empty": N_("The file is empty, or holds no household. Choose the right file and try again."),
    "columns": N_("No column of names was found. Give the column the heading “Họ và tên chủ hộ”."),
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
    content = uploaded()
    form = read(HouseholdListIn(), request.form)
    try:
        found = preview_list(db.session(), actor, content, form["village"])
    except UnreadableFile as error:
        return _page(actor, complaint=WHY_NOT[error.code], chosen=form["village"], status=400)
    return page(
        "console/households_preview.html",
        actor=actor,
        found=found,
        new=found.of(RowStatus.NEW),
        doubtful=found.of(RowStatus.REPEATED, RowStatus.KNOWN),
        problems=found.of(RowStatus.PROBLEM),
        shown_new_rows=SHOWN_NEW_ROWS,
        package=wrap(actor, "household-list", _package(found)),
    )


@blueprint.post("/take")
def take() -> Response:
    """Take in the rows that were shown as new, and those that somebody ticked."""
    actor = current_actor()
    actor.require(Role.SUPERVISOR)
    request.max_content_length = request.max_form_memory_size = MAX_FORM_BYTES
    form = read(TickedRowsIn(), request.form)
    package = unwrap(actor, "household-list", form["package"])
    if package is None:
        return _page(actor, complaint=TOO_OLD, status=400)
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


def _package(found: Preview) -> dict[str, Any]:
    rows = [
        (row.number, row.status is RowStatus.NEW, row.body)
        for row in found.rows
        if row.status is not RowStatus.PROBLEM
    ]
    return {"id": found.id, "rows": rows}
