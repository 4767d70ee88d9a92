"""Lists of villages, teams and members from a file: every row's fate is shown, then all come in or none."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.old_fonts import Typing
from tocongnghe.routes.console.office_lists import MAX_FORM_BYTES, TOO_OLD, UNREADABLE, unwrap, uploaded, wrap
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.team_desk import WHY_NOT
from tocongnghe.schemas.roster_desk import RosterIn, RosterPackageIn
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import Fate, RowsPreview, UnreadableFile
from tocongnghe.services.rosters import (
    ROSTERS,
    ListChanged,
    RawRow,
    Raws,
    RosterKind,
    judge_roster,
    read_roster,
    take_roster,
)
from tocongnghe.services.sheets import MEDIA_TYPES, Column, Origin, Sheet, stream_sheet
from tocongnghe.services.team_changes import NotPossible
from tocongnghe.services.team_reach import list_places
from tocongnghe.vocabulary import PlaceKind, Role

blueprint = Blueprint("rosters", __name__, url_prefix="/commune/teams/import")

TITLES = {
    RosterKind.VILLAGES: N_("List of villages"),
    RosterKind.TEAMS: N_("List of teams"),
    RosterKind.MEMBERS: N_("List of members"),
}
CHANGED_MEANWHILE = N_(
    "Somebody changed teams or members meanwhile. Nothing was written; look at the rows again."
)
SHOWN_ROWS = 200
"""Of each fate but wrong ones: those are all shown."""


@blueprint.get("")
def show() -> Response:
    """Show the three lists, in the order in which they are brought in."""
    return _show(current_actor())


@blueprint.post("/<kind>")
def preview(kind: str) -> Response:
    """Read a file and show every row's fate; nothing is written."""
    actor, about = current_actor(), _kind(kind)
    actor.require(Role.SUPERVISOR)
    content = uploaded()
    given = read(RosterIn(), request.form)
    on = given["on"] or clock.local_date()
    try:
        raws = read_roster(content, ROSTERS[about].headings, ROSTERS[about].needed)
    except UnreadableFile as error:
        return _show(actor, complaint=UNREADABLE[error.code], about=about, status=400)
    found = judge_roster(db.session(), actor, about, raws, given["commune"], on)
    return _preview(actor, about, raws, found, given["commune"], on)


@blueprint.post("/<kind>/take")
def take(kind: str) -> Response:
    """Take in what was shown: all of it, or nothing."""
    actor, about = current_actor(), _kind(kind)
    actor.require(Role.SUPERVISOR)
    request.max_content_length = request.max_form_memory_size = MAX_FORM_BYTES
    package = unwrap(actor, f"roster-{about}", read(RosterPackageIn(), request.form)["package"])
    if package is None:
        return _show(actor, complaint=TOO_OLD, about=about, status=400)
    raws = Raws(tuple(RawRow(number, texts) for number, texts in package["rows"]), Typing(package["typing"]))
    commune, on = package["commune"], date.fromisoformat(package["on"])
    try:
        with writing() as session:
            count = take_roster(session, actor, about, raws, commune, on, [Fate(x) for x in package["seen"]])
    except ListChanged:
        found = judge_roster(db.session(), actor, about, raws, commune, on)
        return _preview(actor, about, raws, found, commune, on, complaint=CHANGED_MEANWHILE, status=409)
    except NotPossible as refusal:
        return _show(actor, complaint=WHY_NOT[refusal.code], about=about, status=409)
    flash(_("{count} rows were taken in.", count=count), "done")
    return redirect(url_for("rosters.show", _anchor=about), code=303)


@blueprint.get("/<kind>/template.xlsx")
def template(kind: str) -> Response:
    """Send an empty list with the right headings and two rows of example."""
    current_actor().require(Role.SUPERVISOR)
    about = _kind(kind)
    roster = ROSTERS[about]
    origin = Origin(
        what=_(TITLES[about]),
        place=_("Template, to be filled in"),
        period="",
        as_of="",
        states=_("The two rows are examples: write over them. Days look like 21/11/2026."),
    )
    sheet = Sheet(_(TITLES[about]), tuple(Column(title) for title in roster.template), roster.example, origin)
    headers = {"Content-Disposition": f"attachment; filename=mau-{about}.xlsx"}
    content = b"".join(stream_sheet(sheet, "xlsx"))
    return Response(content, mimetype=MEDIA_TYPES["xlsx"], headers=headers)


def _kind(kind: str) -> RosterKind:
    try:
        return RosterKind(kind)
    except ValueError as error:
        raise NotFound from error


def _preview(
    actor: Actor,
    about: RosterKind,
    raws: Raws,
    found: RowsPreview,
    commune: str | None,
    on: date,
    *,
    complaint: str | None = None,
    status: int = 200,
) -> Response:
    package: dict[str, Any] = {
        "rows": [(row.number, dict(row.texts)) for row in raws.rows],
        "typing": str(raws.typing),
        "commune": commune,
        "on": on.isoformat(),
        "seen": [str(row.fate) for row in found.rows],
    }
    return page(
        "console/list_preview.html",
        actor=actor,
        title=TITLES[about],
        way_back=url_for("rosters.show"),
        way_back_name=_("Lists of villages, teams, members"),
        way_on=url_for("rosters.take", kind=about),
        shown=ROSTERS[about].shown,
        found=found,
        shelves=[(fate, found.of(fate)) for fate in (Fate.WRONG, Fate.CHANGED, Fate.NEW, Fate.SAME)],
        most=SHOWN_ROWS,
        package=wrap(actor, f"roster-{about}", package) if found.may_be_taken else None,
        complaint=complaint,
        status=status,
    )


def _show(
    actor: Actor, *, complaint: str | None = None, about: RosterKind | None = None, status: int = 200
) -> Response:
    actor.require(Role.SUPERVISOR)
    communes = [each for each in list_places(db.session(), actor) if each.kind is PlaceKind.COMMUNE]
    return page(
        "console/rosters.html",
        actor=actor,
        kinds=[(kind, TITLES[kind], ROSTERS[kind].template) for kind in RosterKind],
        communes=communes,
        complaint=complaint,
        about=about,
        status=status,
    )
