"""Teams and their phones: a lost phone, a code for a new one, work that waits for a word."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import Blueprint, current_app, flash, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.one_commune import kept_commune, within_commune
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.console import RulingsIn
from tocongnghe.services.rulings import HeldWork, count_held, list_held, rule
from tocongnghe.services.team_codes import new_code_for, new_codes_for_team
from tocongnghe.services.team_reach import list_places
from tocongnghe.services.teams import list_teams, report_lost
from tocongnghe.vocabulary import OutcomeReason

blueprint = Blueprint("teams", __name__, url_prefix="/commune")

WHY = {
    OutcomeReason.GRANT_REVOKED: N_("From a phone that was reported lost"),
    OutcomeReason.GRANT_UNKNOWN: N_("From a phone that is not known here"),
    OutcomeReason.GRANT_EXPIRED: N_("Made after the phone's permission had ended"),
    OutcomeReason.PARENT_UNKNOWN: N_("What it belongs to has not arrived"),
    OutcomeReason.PARENT_REJECTED: N_("Its household was refused; the team may still mend it"),
    OutcomeReason.PLACE_DIVIDED: N_("Its village was divided: say in which one it belongs"),
    OutcomeReason.SERVER_ERROR: N_("The server could not take it; tell the administrator"),
    OutcomeReason.SCHEMA_NEWER: N_("From a newer app; the server must be updated"),
    OutcomeReason.KIND_UNKNOWN: N_("From a newer app; the server must be updated"),
}
DEEDS = {
    "household.add": N_("New household"),
    "household.amend": N_("Household corrected"),
    "household.withdraw": N_("Household withdrawn"),
    "consent.give": N_("Consent given"),
    "consent.withdraw": N_("Consent withdrawn"),
    "assist.log": N_("Assist logged"),
    "assist.amend": N_("Assist corrected"),
    "assist.withdraw": N_("Assist withdrawn"),
    "class_session.hold": N_("Class held"),
    "feedback.raise": N_("Feedback"),
    "village_survey.record": N_("Village survey"),
}
SOMETHING = N_("Another change")


@blueprint.get("/teams")
def show() -> Response:
    """Show the teams, their phones, and when each was last heard of."""
    actor = current_actor()
    teams = list_teams(db.session(), actor, clock.local_date())
    return page(
        "console/teams.html",
        actor=actor,
        teams=teams,
        held=count_held(db.session(), actor),
        places=list_places(db.session(), actor),
    )


@blueprint.post("/teams/phones/<device_id>/lost")
def lose(device_id: str) -> Response:
    """End a lost phone's permissions at once."""
    actor = current_actor()
    with writing() as session:
        report_lost(session, actor, device_id)
    flash(
        _(
            "The phone may do nothing any more. Its work that was not sent will wait here for your word, "
            "and it is cleared at its next contact."
        ),
        "done",
    )
    return redirect(url_for("teams.show"), code=303)


@blueprint.post("/teams/members/<int:user_id>/code")
def give_code(user_id: int) -> Response:
    """Show a one-time code, once: for a first phone, a new one, or a forgotten PIN."""
    actor = current_actor()
    config = current_app.config
    days = config["ENROL_CODE_DAYS"]
    with writing() as session:
        given = new_code_for(session, actor, user_id, secret=config["SECRET_KEY"], days=days)
    return page(
        "console/enrol_code.html",
        actor=actor,
        name=given.name,
        code=given.code,
        days=days,
        picture=_picture(_link(given.code)),
    )


@blueprint.post("/teams/<int:team_id>/codes")
def give_codes(team_id: int) -> Response:
    """Show a sheet to print with a one-time code for each member of a team; it is shown once."""
    actor = current_actor()
    config = current_app.config
    days = config["ENROL_CODE_DAYS"]
    with writing() as session:
        sheet = new_codes_for_team(session, actor, team_id, secret=config["SECRET_KEY"], days=days)
    codes = [(each, _picture(_link(each.code))) for each in sheet.codes]
    return page(
        "console/code_sheet.html",
        actor=actor,
        sheet=sheet,
        codes=codes,
        days=days,
        team_id=team_id,
        address=f"{request.host}/app/",
    )


@blueprint.get("/held")
def show_held() -> Response:
    """Show the work that waits for a supervisor's word."""
    actor = current_actor()
    works = list_held(db.session(), within_commune(actor))
    names = topic_names()
    rows = [(work, _told(work, names)) for work in works]
    return page("console/held.html", actor=actor, rows=rows, kept=kept_commune())


@blueprint.post("/held")
def rule_held() -> Response:
    """Take or refuse the ticked work."""
    actor = current_actor()
    form = read(RulingsIn(), request.form)
    if not form["op"]:
        flash(_("Nothing was ticked, so nothing was decided."), "warning")
        return redirect(url_for("teams.show_held", **kept_commune()), code=303)
    accept = form["verdict"] == "accept"
    ruled = rule(db.session(), actor, form["op"], accept=accept, text=form["text"], village=form["village"])
    if ruled.given and accept:
        flash(_("{count} taken in. Assists among them now wait for review.", count=ruled.given), "done")
    elif ruled.given:
        flash(_("{count} refused. The phones that made them are told.", count=ruled.given), "done")
    if ruled.late:
        flash(
            _("{count} could not be decided: they no longer wait, or cannot be taken.", count=ruled.late),
            "warning",
        )
    return redirect(url_for("teams.show_held", **kept_commune()), code=303)


def _told(work: HeldWork, topics: dict[str, str]) -> dict[str, Any]:
    """Return the words for one row of waiting work."""
    topic = str(work.said.get("topic") or "")
    return {
        "deed": _(DEEDS.get(work.kind, SOMETHING)),
        "why": _(WHY.get(work.reason, SOMETHING)),
        "topic": topics.get(topic, topic),
    }


def _link(code: str) -> str:
    return f"{request.host_url}app/#enrol={code}"


def _picture(link: str) -> Markup:
    svg = io.BytesIO()
    segno.make(link, error="m").save(
        svg, kind="svg", scale=6, border=2, xmldecl=False, svgns=True, omitsize=True
    )
    return Markup(svg.getvalue().decode())  # noqa: S704 - drawn here from a link of ours
