"""Pilots: what a province tries in some communes, how it went, and definitions that travel as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.office_lists import uploaded
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.pilots_desk import PilotIn
from tocongnghe.services.access import Actor
from tocongnghe.services.indicators import indicator_label
from tocongnghe.services.office_files import Remark
from tocongnghe.services.pilot_files import Definition, NoPilotFile, as_file, from_file, list_unknown
from tocongnghe.services.pilot_reports import make_report
from tocongnghe.services.pilots import (
    PilotPlan,
    find_faults,
    find_pilot,
    list_communes,
    list_pilots,
    save_pilot,
)
from tocongnghe.vocabulary import Role

blueprint = Blueprint("pilots", __name__, url_prefix="/province/pilots")

USUAL_DAYS = 180
STANDINGS = {"ahead": N_("not begun"), "running": N_("running"), "over": N_("over")}
NO_FILE = N_("This file describes no pilot. Choose one that was saved from a page of pilots.")


@blueprint.get("")
def show() -> Response:
    """Show the province's pilots, and the form of a new one."""
    return _show(current_actor())


@blueprint.post("")
def create() -> Response:
    """Begin a pilot, or say what is wrong with it."""
    return _save(current_actor(), None)


@blueprint.post("/file")
def bring() -> Response:
    """Fill the form in from a file; nothing is written."""
    actor = current_actor()
    actor.require(Role.PROVINCE)
    try:
        content = uploaded()
        plan, unknown = from_file(content), list_unknown(content)
    except NoPilotFile:
        return _show(actor, complaint=NO_FILE, status=400)
    return _show(actor, plan, find_faults(db.session(), actor, plan), unknown=unknown, is_brought=True)


@blueprint.get("/<int:pilot_id>")
def show_one(pilot_id: int) -> Response:
    """Show what a pilot came to, beside communes alike outside of it."""
    actor = current_actor()
    pilot = find_pilot(db.session(), actor, pilot_id)
    return page(
        "console/pilot.html",
        actor=actor,
        pilot=pilot,
        report=make_report(db.session(), actor, pilot),
        topics=topic_names(),
        standing=STANDINGS[pilot.standing],
        may_set=actor.role is Role.PROVINCE,
    )


@blueprint.get("/<int:pilot_id>/change")
def show_change(pilot_id: int) -> Response:
    """Show the form of a pilot."""
    actor = current_actor()
    actor.require(Role.PROVINCE)
    return _form(actor, find_pilot(db.session(), actor, pilot_id).plan, (), pilot_id)


@blueprint.post("/<int:pilot_id>/change")
def change(pilot_id: int) -> Response:
    """Change a pilot, or say what is wrong."""
    return _save(current_actor(), pilot_id)


@blueprint.get("/<int:pilot_id>/file")
def send(pilot_id: int) -> Response:
    """Send a pilot's definition for another installation."""
    plan = find_pilot(db.session(), current_actor(), pilot_id).plan
    headers = {"Content-Disposition": f"attachment; filename=thi-diem-{plan.code}.json"}
    return Response(as_file(plan), mimetype="application/json", headers=headers)


def _save(actor: Actor, pilot_id: int | None) -> Response:
    form = read(PilotIn(), request.form)
    plan = PilotPlan(
        form["code"].strip(),
        form["name"].strip(),
        form["question"].strip(),
        form["way"] == "off",
        tuple(form["topic"]),
        tuple(form["indicator"]),
        tuple(form["commune"]),
        form["from_on"],
        form["to_on"],
    )
    faults = find_faults(db.session(), actor, plan, pilot_id)
    if faults:
        if pilot_id is None:
            return _show(actor, plan, faults, status=400)
        return _form(actor, plan, faults, pilot_id, status=400)
    with writing() as session:
        saved = save_pilot(session, actor, plan, pilot_id)
    flash(_("The pilot is saved. Phones offer its topics accordingly from their next contact."), "done")
    return redirect(url_for("pilots.show_one", pilot_id=saved), code=303)


def _show(
    actor: Actor,
    plan: PilotPlan | None = None,
    faults: Sequence[Remark] = (),
    *,
    complaint: str | None = None,
    unknown: Sequence[Definition] = (),
    is_brought: bool = False,
    status: int = 200,
) -> Response:
    return page(
        "console/pilots.html",
        actor=actor,
        pilots=list_pilots(db.session(), actor),
        standings=STANDINGS,
        may_set=actor.role is Role.PROVINCE,
        plan=plan or _blank(),
        is_begun=plan is not None,
        faults=faults,
        complaint=complaint,
        is_brought=is_brought,
        unknown=unknown,
        way_on=url_for("pilots.create"),
        status=status,
        **_choices(actor),
    )


def _form(
    actor: Actor, plan: PilotPlan, faults: Sequence[Remark], pilot_id: int, *, status: int = 200
) -> Response:
    find_pilot(db.session(), actor, pilot_id)
    return page(
        "console/pilot_change.html",
        actor=actor,
        plan=plan,
        faults=faults,
        pilot_id=pilot_id,
        way_on=url_for("pilots.change", pilot_id=pilot_id),
        status=status,
        **_choices(actor),
    )


def _choices(actor: Actor) -> dict[str, object]:
    return {
        "topics": topic_names(),
        "indicators": {each.code: indicator_label(each) for each in load_catalogue().indicators},
        "communes": list_communes(db.session(), actor),
    }


def _blank() -> PilotPlan:
    today: date = clock.local_date()
    return PilotPlan("", "", "", False, (), (), (), today, today + timedelta(days=USUAL_DAYS))
