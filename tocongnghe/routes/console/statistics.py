"""Numbers about places: what is known, what is missing, whence; brought in from a file, and taken back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.list_desk import ListDesk, brought_back, send_template, show_preview
from tocongnghe.routes.console.office_lists import TOO_OLD, UNREADABLE, uploaded
from tocongnghe.routes.console.pages import current_actor, page
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import (
    ListChanged,
    RowsPreview,
    TextFile,
    UnreadableFile,
    from_package,
)
from tocongnghe.services.statistic_lists import (
    SHOWN,
    TEMPLATE,
    StatisticColumn,
    judge_statistics,
    list_statistic_places,
    read_statistics,
    statistic_names,
    take_statistics,
)
from tocongnghe.services.statistic_overview import (
    find_place_numbers,
    list_numbers,
    list_statistics,
    list_uploads,
)
from tocongnghe.services.statistic_uploads import UploadInUse, undo_upload
from tocongnghe.vocabulary import Role

blueprint = Blueprint("statistics", __name__, url_prefix="/province/statistics")

TITLE = N_("Numbers of the province")
DESK = ListDesk("statistics", TITLE, SHOWN, "statistics.show", "statistics.take")
IN_USE = N_("Nothing was taken back: a later file changed some of these numbers. Take that one back first.")
CHANGED_MEANWHILE = N_("Somebody changed numbers meanwhile. Nothing was written; look at the rows again.")


@blueprint.get("")
def show() -> Response:
    """Show every statistic: which communes have it, how old it is, where from."""
    return _show(current_actor())


@blueprint.post("")
def preview() -> Response:
    """Read a file and show every row's fate; nothing is written."""
    actor = current_actor()
    actor.require(Role.PROVINCE)
    try:
        file = read_statistics(uploaded())
    except UnreadableFile as error:
        return _show(actor, complaint=UNREADABLE[error.code], status=400)
    name = request.files["file"].filename or ""
    found = judge_statistics(db.session(), list_statistic_places(db.session(), actor), file)
    return _preview(actor, file, found, name)


@blueprint.post("/take")
def take() -> Response:
    """Take in what was shown: all of it, or nothing."""
    actor = current_actor()
    actor.require(Role.PROVINCE)
    package = brought_back(actor, DESK.purpose)
    if package is None:
        return _show(actor, complaint=TOO_OLD, status=400)
    file = from_package(package, StatisticColumn)
    places = list_statistic_places(db.session(), actor)
    try:
        with writing() as session:
            take_statistics(session, places, file, package["seen"], name=package["name"], by_id=actor.user_id)
    except ListChanged:
        found = judge_statistics(db.session(), places, file)
        return _preview(actor, file, found, package["name"], complaint=CHANGED_MEANWHILE, status=409)
    flash(_("The numbers are saved. Coverage counts over them from now on."), "done")
    return redirect(url_for("statistics.show"), code=303)


@blueprint.post("/uploads/<int:upload_id>/undo")
def undo(upload_id: int) -> Response:
    """Take an upload back: every number of it is what it was before."""
    actor = current_actor()
    try:
        with writing() as session:
            count = undo_upload(session, actor, upload_id)
        flash(_("Taken back: {count} numbers are what they were before.", count=count), "done")
    except UploadInUse:
        flash(_(IN_USE), "warning")
    return redirect(url_for("statistics.show"), code=303)


@blueprint.get("/template.xlsx")
def template() -> Response:
    """Send a list with every commune of the province, to be filled in for one statistic."""
    actor = current_actor()
    names = statistic_names()
    code = request.args.get("statistic", "")
    code = code if code in names else next(iter(names))
    rows = [
        (str(count), each.place.code, each.place.name, code, "", "", "", "")
        for count, each in enumerate(list_numbers(db.session(), actor, code), start=1)
    ]
    advice = _("Write number, day and source; “có” in the last column if the number was worked out.")
    return send_template(_(TITLE), TEMPLATE, rows, advice, f"mau-thong-ke-{code}.xlsx")


@blueprint.get("/<code>")
def show_one(code: str) -> Response:
    """Show one statistic, commune by commune; those without it are named."""
    actor = current_actor()
    rows = list_numbers(db.session(), actor, code)
    return page("console/statistic.html", actor=actor, code=code, name=statistic_names()[code], rows=rows)


@blueprint.get("/places/<code>")
def show_place(code: str) -> Response:
    """Show every number that is known of a place, with who brought it."""
    actor = current_actor()
    place, rows = find_place_numbers(db.session(), actor, code)
    return page("console/statistic_place.html", actor=actor, place=place, rows=rows, names=statistic_names())


def _preview(
    actor: Actor,
    file: TextFile[StatisticColumn],
    found: RowsPreview,
    name: str,
    *,
    complaint: str | None = None,
    status: int = 200,
) -> Response:
    return show_preview(DESK, actor, file, found, complaint=complaint, status=status, name=name)


def _show(actor: Actor, *, complaint: str | None = None, status: int = 200) -> Response:
    return page(
        "console/statistics.html",
        actor=actor,
        title=TITLE,
        lines=list_statistics(db.session(), actor),
        uploads=list_uploads(db.session(), actor),
        may_set=actor.role is Role.PROVINCE,
        columns=TEMPLATE,
        complaint=complaint,
        status=status,
    )
