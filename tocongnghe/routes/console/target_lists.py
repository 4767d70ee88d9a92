"""Targets from a file: every row's fate is shown, then all come in or none."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.periods import closing_kinds
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.old_fonts import Typing
from tocongnghe.routes.console.office_lists import MAX_FORM_BYTES, TOO_OLD, UNREADABLE, unwrap, uploaded, wrap
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.roster_desk import RosterPackageIn
from tocongnghe.services.access import Actor
from tocongnghe.services.indicators import indicator_label
from tocongnghe.services.office_files import Fate, RowsPreview, UnreadableFile
from tocongnghe.services.sheets import MEDIA_TYPES, Column, Origin, Sheet, stream_sheet
from tocongnghe.services.target_lists import (
    SETTERS,
    SHOWN,
    TEMPLATE,
    TargetColumn,
    TargetFile,
    TargetRow,
    TargetsChanged,
    judge_targets,
    list_own_places,
    read_targets,
    take_targets,
    told,
)

blueprint = Blueprint("target_lists", __name__, url_prefix="/targets")

TITLE = N_("Targets from a file")
PURPOSE = "targets"
CHANGED_MEANWHILE = N_("Somebody changed targets meanwhile. Nothing was written; look at the rows again.")
SHOWN_ROWS = 200
"""Of each fate but wrong ones: those are all shown."""
EXAMPLE_ROWS = 20


@blueprint.get("")
def show() -> Response:
    """Show where to choose the file, and what it has to say."""
    return _show(current_actor())


@blueprint.post("")
def preview() -> Response:
    """Read a file and show every row's fate; nothing is written."""
    actor = current_actor()
    actor.require(*SETTERS)
    try:
        file = read_targets(uploaded())
    except UnreadableFile as error:
        return _show(actor, complaint=UNREADABLE[error.code], status=400)
    return _preview(actor, file, judge_targets(db.session(), actor, file))


@blueprint.post("/take")
def take() -> Response:
    """Take in what was shown: all of it, or nothing."""
    actor = current_actor()
    actor.require(*SETTERS)
    request.max_content_length = request.max_form_memory_size = MAX_FORM_BYTES
    package = unwrap(actor, PURPOSE, read(RosterPackageIn(), request.form)["package"])
    if package is None:
        return _show(actor, complaint=TOO_OLD, status=400)
    rows = (
        TargetRow(number, {TargetColumn(name): text for name, text in texts.items()})
        for number, texts in package["rows"]
    )
    file = TargetFile(tuple(rows), Typing(package["typing"]))
    try:
        with writing() as session:
            count = take_targets(session, actor, file, package["seen"])
    except TargetsChanged:
        found = judge_targets(db.session(), actor, file)
        return _preview(actor, file, found, complaint=CHANGED_MEANWHILE, status=409)
    flash(_("{count} targets saved. Phones hear of them at their next contact.", count=count), "done")
    return redirect(url_for("target_lists.show"), code=303)


@blueprint.get("/template.xlsx")
def template() -> Response:
    """Send a list to be filled in: the reader's first places, one indicator, the month that comes next."""
    actor = current_actor()
    places = list_own_places(db.session(), actor)
    month = closing_kinds()[0].recent(clock.local_date(), 1)[0]
    indicator = load_catalogue().indicators[0].code
    days = tuple(day.strftime("%d/%m/%Y") for day in (month.from_day, month.to_day))
    rows = [
        (str(count), place.code, place.name, indicator, *days, "", "")
        for count, place in enumerate(places[:EXAMPLE_ROWS], start=1)
    ]
    origin = Origin(
        what=_(TITLE),
        place=_("Template, to be filled in"),
        period="",
        as_of="",
        states=_("Write the targets and by which decision; add or remove rows. Days look like 21/11/2026."),
    )
    sheet = Sheet(_(TITLE), tuple(Column(title) for title in TEMPLATE), rows, origin)
    headers = {"Content-Disposition": "attachment; filename=mau-chi-tieu.xlsx"}
    return Response(b"".join(stream_sheet(sheet, "xlsx")), mimetype=MEDIA_TYPES["xlsx"], headers=headers)


def _preview(
    actor: Actor, file: TargetFile, found: RowsPreview, *, complaint: str | None = None, status: int = 200
) -> Response:
    package: dict[str, Any] = {
        "rows": [(row.number, dict(row.texts)) for row in file.rows],
        "typing": str(file.typing),
        "seen": [told(row) for row in found.rows],
    }
    return page(
        "console/list_preview.html",
        actor=actor,
        title=TITLE,
        way_back=url_for("target_lists.show"),
        way_back_name=_(TITLE),
        way_on=url_for("target_lists.take"),
        shown=SHOWN,
        found=found,
        shelves=[(fate, found.of(fate)) for fate in (Fate.WRONG, Fate.CHANGED, Fate.NEW, Fate.SAME)],
        most=SHOWN_ROWS,
        package=wrap(actor, PURPOSE, package) if found.may_be_taken else None,
        complaint=complaint,
        status=status,
    )


def _show(actor: Actor, *, complaint: str | None = None, status: int = 200) -> Response:
    places = list_own_places(db.session(), actor)
    return page(
        "console/target_lists.html",
        actor=actor,
        title=TITLE,
        columns=TEMPLATE,
        places=places[:SHOWN_ROWS],
        place_count=len(places),
        indicators=[(each.code, indicator_label(each)) for each in load_catalogue().indicators],
        complaint=complaint,
        status=status,
    )
