"""Exports at the desk: short ones are sent at once, long ones made by the jobs process and fetched here."""

from __future__ import annotations

from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, send_file, stream_with_context, url_for
from flask.wrappers import Response
from marshmallow import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from tocongnghe import clock
from tocongnghe.catalogue.periods import find_period
from tocongnghe.errors import InvalidInput
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day, number
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.periods import recent_periods
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.exports_desk import ExportIn
from tocongnghe.services.access import Actor
from tocongnghe.services.exports import FORMATS, MEDIA_TYPES, Asked, Order, allow, stream_export
from tocongnghe.services.exports.notes import list_notes, note_export
from tocongnghe.services.exports.order import HAVE_NAMES, MAY_HAVE_NAMES, MIN_REASON, READERS, WHO_MAY
from tocongnghe.services.exports.places import list_export_places
from tocongnghe.services.exports.queue import (
    TOO_MANY,
    ask,
    export_folder,
    find_file,
    is_long,
    list_mine,
    throw_away,
)
from tocongnghe.services.exports.states import ExportState
from tocongnghe.services.exports.writers import file_name
from tocongnghe.services.job_requests import is_at_work
from tocongnghe.services.refused import Refused
from tocongnghe.vocabulary import ExportKind, Role

blueprint = Blueprint("exports", __name__)

KINDS = {
    ExportKind.COVERAGE: (N_("Coverage"), N_("every indicator of the place and of each place in it")),
    ExportKind.TALLY: (N_("Tally"), N_("visits and households, village by village and topic by topic")),
    ExportKind.ASSISTS: (N_("Visits, one by one"), N_("a row for each, without names unless you say why")),
    ExportKind.TEAMS: (N_("The teams"), N_("their people as numbers, and what they did")),
}
STATES = {
    ExportState.WAITING: N_("Waits for its turn"),
    ExportState.READING: N_("Reading the records"),
    ExportState.WRITING: N_("Writing the file"),
    ExportState.DONE: N_("Ready"),
    ExportState.FAILED: N_("Did not succeed"),
}
NOTES_SHOWN = 50
MONTHS, QUARTERS = "administrative_month", "administrative_quarter"
NO_SUCH_PERIOD = N_("There is no such period. Choose another one, or days.")
WRONG_DAYS = N_("The first day lies after the last one. Change one of them.")
FORGOTTEN = N_("Something in the form was missing or could not be read. Look it over and ask again.")


@blueprint.get("/province/exports")
def show_province() -> AnyResponse:
    """Show what the province may have as a file, and the files it asked for."""
    return _show(_of(Role.PROVINCE, Role.ADMIN))


@blueprint.get("/commune/exports")
def show_commune() -> AnyResponse:
    """Show what a commune may have as a file, and the files it asked for."""
    return _show(_of(Role.SUPERVISOR, Role.COMMUNE_READER))


@blueprint.post("/province/exports")
def ask_province() -> AnyResponse:
    """Send what the province asks for, or let it be made."""
    return _answer(_of(Role.PROVINCE, Role.ADMIN))


@blueprint.post("/commune/exports")
def ask_commune() -> AnyResponse:
    """Send what a commune asks for, or let it be made."""
    return _answer(_of(Role.SUPERVISOR, Role.COMMUNE_READER))


@blueprint.get("/exports/<export_id>/file")
def fetch(export_id: str) -> Response:
    """Send a file that was made for the reader; anybody else's is not there."""
    actor = _of(*READERS)
    path, name, mine = find_file(db.session(), actor, export_id, _folder())
    response = send_file(path, MEDIA_TYPES[mine.format], as_attachment=True, download_name=name, max_age=0)
    response.cache_control.no_store = True
    return response


@blueprint.post("/exports/<export_id>/delete")
def delete(export_id: str) -> AnyResponse:
    """Throw away an export of the reader's own, made or not."""
    actor = _of(*READERS)
    with writing() as session:
        throw_away(session, actor, export_id, _folder())
    flash(_("Deleted. That it was asked for stays noted."), "done")
    return redirect(_home(actor), code=303)


def _answer(actor: Actor) -> AnyResponse:
    try:
        asked = allow(db.session(), actor, _order(read(ExportIn(), request.form)))
    except Refused as refused:
        return _show(actor, refused.why)
    except ValidationError:
        return _show(actor, FORGOTTEN)
    if is_long(db.session(), asked):
        return _queue(actor, asked)
    return _send(asked)


def _queue(actor: Actor, asked: Asked) -> AnyResponse:
    with writing() as session:
        export_id = ask(session, asked)
    if export_id is None:
        return _show(actor, TOO_MANY)
    flash(_("This one takes a while. It is made in the background; you may close the page."), "done")
    return redirect(_home(actor, _anchor="mine"), code=303)


def _send(asked: Asked) -> Response:
    """Send the file as it is read; what can go wrong goes wrong before the answer begins."""
    pieces = stream_export(db.session(), asked)
    first = next(pieces, b"")
    with writing() as session:
        note_export(session, asked)
    order = asked.order
    response = Response(stream_with_context(chain([first], pieces)), content_type=MEDIA_TYPES[order.format])
    kind = f"{order.kind.value}-names" if order.is_identified else order.kind.value
    name = file_name(order.place_code, kind, order.to_day, order.format)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.cache_control.no_store = True
    return response


def _order(form: dict[str, Any]) -> Order:
    from_day, to_day = form["from_day"], form["to_day"] or clock.local_date()
    if form["period"]:
        period = find_period(form["period"])
        if period is None:
            raise Refused(NO_SUCH_PERIOD)
        from_day, to_day = period.from_day, period.to_day
    if from_day is not None and from_day > to_day:
        raise Refused(WRONG_DAYS)
    if form["topic"] not in {None, *topic_names()}:
        raise Refused(FORGOTTEN)
    return Order(
        kind=form["kind"],
        place_code=form["place"],
        format=form["format"],
        from_day=from_day,
        to_day=to_day,
        topic=form["topic"],
        places_of=to_day if form["places"] == "then" else None,
        is_identified=form["names"] == "1",
        reason=form["reason"],
        period=form["period"],
    )


def _show(actor: Actor, why: str | None = None) -> AnyResponse:
    session, today = db.session(), clock.local_date()
    mine = list_mine(session, actor)
    kinds = {kind: words for kind, words in KINDS.items() if actor.role in WHO_MAY[kind]}
    return page(
        "console/exports.html",
        status=InvalidInput.status if why else 200,
        actor=actor,
        why=why,
        form=request.form or request.args,
        home=_home(actor),
        kinds=kinds,
        formats=FORMATS,
        places=list_export_places(session, actor),
        periods=[*recent_periods(MONTHS, today), *recent_periods(QUARTERS, today)[:4]],
        topics=[{"value": code, "name": name} for code, name in topic_names().items()],
        may_have_names=actor.role in MAY_HAVE_NAMES,
        with_names=[_(KINDS[kind][0]) for kind in HAVE_NAMES],
        min_reason=MIN_REASON,
        mine=mine,
        is_busy=any(one.is_open for one in mine),
        is_at_work=is_at_work(session),
        states=STATES,
        names=KINDS,
        notes=list_notes(session, actor, NOTES_SHOWN) if actor.may_administer else [],
        days=_days,
        size=_size,
        kept_days=current_app.config["EXPORT_KEPT_DAYS"],
    )


def _days(filters: dict[str, Any]) -> str:
    """Return the days of an export that was asked for, as readers write them."""
    ends = (filters["from"], filters["to"])
    first, last = (day(date.fromisoformat(text)) if text else None for text in ends)
    span = f"{first} – {last}" if first else _("Up to {day}", day=last)
    return f"{filters['period']}: {span}" if filters["period"] else span


def _size(count: int) -> str:
    """Return a size in bytes as readers say it."""
    for unit, bytes_each in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if count >= bytes_each:
            return f"{number(count / bytes_each, 1)} {unit}"
    return f"{number(count)} B"


def _of(*roles: Role) -> Actor:
    actor = current_actor()
    actor.require(*roles)
    return actor


def _home(actor: Actor, **more: Any) -> str:
    return url_for("exports.show_province" if actor.may_read_province else "exports.show_commune", **more)


def _folder() -> Path:
    return export_folder(Path(current_app.instance_path))
