"""Targets from a file: every row's fate is shown, then all come in or none."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.periods import closing_kinds
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.list_desk import (
    SHOWN_ROWS,
    ListDesk,
    brought_back,
    send_template,
    show_preview,
)
from tocongnghe.routes.console.office_lists import TOO_OLD, UNREADABLE, uploaded
from tocongnghe.routes.console.pages import current_actor, page
from tocongnghe.services.access import Actor
from tocongnghe.services.indicators import indicator_label
from tocongnghe.services.office_files import (
    ListChanged,
    RowsPreview,
    TextFile,
    UnreadableFile,
    from_package,
)
from tocongnghe.services.target_lists import (
    SETTERS,
    SHOWN,
    TEMPLATE,
    TargetColumn,
    judge_targets,
    list_last_set,
    list_own_places,
    read_targets,
    take_targets,
)

blueprint = Blueprint("target_lists", __name__, url_prefix="/targets")

TITLE = N_("Targets from a file")
DESK = ListDesk("targets", TITLE, SHOWN, "target_lists.show", "target_lists.take")
CHANGED_MEANWHILE = N_("Somebody changed targets meanwhile. Nothing was written; look at the rows again.")
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
    package = brought_back(actor, DESK.purpose)
    if package is None:
        return _show(actor, complaint=TOO_OLD, status=400)
    file = from_package(package, TargetColumn)
    try:
        with writing() as session:
            count = take_targets(session, actor, file, package["seen"])
    except ListChanged:
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
    advice = _("Write the targets and by which decision; add or remove rows. Days look like 21/11/2026.")
    return send_template(_(TITLE), TEMPLATE, rows, advice, "mau-chi-tieu.xlsx")


def _preview(
    actor: Actor,
    file: TextFile[TargetColumn],
    found: RowsPreview,
    *,
    complaint: str | None = None,
    status: int = 200,
) -> Response:
    return show_preview(DESK, actor, file, found, complaint=complaint, status=status)


def _show(actor: Actor, *, complaint: str | None = None, status: int = 200) -> Response:
    places = list_own_places(db.session(), actor)
    return page(
        "console/target_lists.html",
        actor=actor,
        title=TITLE,
        columns=TEMPLATE,
        places=places[:SHOWN_ROWS],
        place_count=len(places),
        last_set=list_last_set(db.session(), actor),
        indicators=[(each.code, indicator_label(each)) for each in load_catalogue().indicators],
        complaint=complaint,
        status=status,
    )
