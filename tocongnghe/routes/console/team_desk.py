"""Forming, changing and dissolving teams; who joins, changes and leaves, and who goes on with the work."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.team_desk import BasisIn, LeaveIn, MemberIn, NewTeamIn, TeamIn, WorkIn
from tocongnghe.services.access import Actor
from tocongnghe.services.handovers import find_handover, hand_over
from tocongnghe.services.office_files import as_name, name_problem, phone_in, text_problem
from tocongnghe.services.organisations import list_organisations
from tocongnghe.services.team_changes import (
    Basis,
    NotPossible,
    Person,
    Work,
    change_team,
    change_work,
    correct_person,
    dissolve_team,
    form_team,
    join_team,
    leave_team,
)
from tocongnghe.services.team_history import list_changes_of_team
from tocongnghe.services.team_reach import Alike, find_alike, find_team
from tocongnghe.services.teams import list_teams

blueprint = Blueprint("team_desk", __name__, url_prefix="/commune/teams")

LEFT_ALREADY = N_("Somebody has entered already that this person leaves, or changes. Nothing was changed.")
TOO_EARLY = N_("The day lies before the beginning of what it would end. Check the day.")
WHY_NOT = {
    "team_exists": N_("This place has a team already. Open that one, or dissolve it first."),
    "team_ended": N_("This team was dissolved meanwhile. Nothing was changed."),
    "member_already": N_("This person is in the team already."),
    "member_left": N_(
        "Somebody has entered already that this person leaves, or changes. Nothing was changed."
    ),
    "dates": N_("The day lies before the beginning of what it would end. Check the day."),
}
NOT_HANDED_OVER = N_(
    "{count} could not be handed over: somebody was faster, or the person does not work in that village. "
    "Look at the tasks."
)
NO_NAME = N_("Nothing was changed yet: write the name.")
NO_PHONE = N_("The phone number was not understood. A number looks like 0912 345 678.")


@blueprint.post("/form")
def form() -> Response:
    """Form a team."""
    actor, given = current_actor(), read(NewTeamIn(), request.form)
    try:
        with writing() as session:
            team_id = form_team(session, actor, given["place"], given["name"], _basis(given)).id
    except NotPossible as refusal:
        flash(_(WHY_NOT[refusal.code]), "warning")
        return redirect(url_for("teams.show"), code=303)
    flash(_("The team was formed. Add its members now."), "done")
    return redirect(url_for("team_desk.show", team_id=team_id), code=303)


@blueprint.get("/<int:team_id>")
def show(team_id: int) -> Response:
    """Show one team: what it is called, who is in it, what changed."""
    return _team_page(current_actor(), team_id)


@blueprint.post("/<int:team_id>")
def change(team_id: int) -> Response:
    """Give a team another name or decision."""
    actor, given = current_actor(), read(TeamIn(), request.form)
    if not given["name"]:
        return _team_page(actor, team_id, complaint=NO_NAME, status=400)
    return _try(
        lambda session: change_team(session, actor, team_id, given["name"], _basis(given)),
        _("The change was entered, and stays in the team's history."),
        url_for("team_desk.show", team_id=team_id),
    )


@blueprint.post("/<int:team_id>/dissolve")
def dissolve(team_id: int) -> Response:
    """End a team and every membership in it."""
    actor, given = current_actor(), read(BasisIn(), request.form)
    return _try(
        lambda session: dissolve_team(session, actor, team_id, _basis(given)),
        _("The team ends on that day. Its members' phones take nothing more of it from then on."),
        url_for("teams.show"),
    )


@blueprint.post("/<int:team_id>/members")
def join(team_id: int) -> Response:
    """Let somebody join; first ask whether it is somebody who is known."""
    actor, given = current_actor(), read(MemberIn(), request.form)
    person, complaint = _person(given)
    if person is None:
        return _team_page(actor, team_id, complaint=complaint, draft=given, status=400)
    alike = find_alike(db.session(), actor, person.name, person.phone)
    if alike and given["same_as"] is None:
        return _team_page(actor, team_id, draft=given, alike=alike, status=409)
    known = given["same_as"] if given["same_as"] not in (None, "new") else None
    work = Work(given["role"], given["organisation"])
    return _try(
        lambda session: join_team(
            session, actor, team_id, int(known) if known else person, work, _basis(given)
        ),
        _("{name} is in the team. Next: a code for the phone.", name=person.name),
        url_for("team_desk.show", team_id=team_id),
    )


@blueprint.get("/members/<int:membership_id>")
def show_member(membership_id: int) -> Response:
    """Show one member: corrections, a new role, and what leaving would mean."""
    return _member_page(current_actor(), membership_id)


@blueprint.post("/members/<int:membership_id>")
def change_member(membership_id: int) -> Response:
    """Correct who a member is, and change what they are in the team from a day on."""
    actor, given = current_actor(), read(WorkIn(), request.form)
    known = find_handover(db.session(), actor, membership_id, clock.local_date()).person.name
    person, complaint = _person(given, known)
    if person is None:
        return _member_page(actor, membership_id, complaint=complaint, status=400)
    found: dict[str, int] = {}

    def both(session: Session) -> None:
        correct_person(session, actor, membership_id, person)
        work = Work(given["role"], given["organisation"])
        found["id"] = change_work(session, actor, membership_id, work, _basis(given)).id

    return _try(
        both,
        _("The change was entered, and stays in the team's history."),
        lambda: url_for("team_desk.show_member", membership_id=found.get("id", membership_id)),
    )


@blueprint.post("/members/<int:membership_id>/leave")
def leave(membership_id: int) -> Response:
    """Hand over what is open, then end the membership after the last day."""
    actor, given = current_actor(), read(LeaveIn(), request.form)
    today, names = clock.local_date(), topic_names()
    left = find_handover(db.session(), actor, membership_id, today)
    back = url_for("team_desk.show_member", membership_id=membership_id)
    if left.membership.valid_to is not None:
        flash(_(LEFT_ALREADY), "warning")
        return redirect(back, code=303)
    last_day = given["last_day"] or today
    if last_day < left.membership.valid_from:
        flash(_(TOO_EARLY), "warning")
        return redirect(back, code=303)
    tried = hand_over(
        db.session(),
        actor,
        membership_id,
        given["to"],
        today,
        lambda topic: _(
            "Next visit, planned by {name}: {topic}", name=left.person.name, topic=names.get(topic, topic)
        ),
    )
    if tried.late:
        flash(_(NOT_HANDED_OVER, count=tried.late), "warning")
    return _try(
        lambda session: leave_team(session, actor, membership_id, last_day, _basis(given)),
        _("Entered. Work that is still on the phone counts when it arrives."),
        back,
    )


def _try(deed: Any, done: str, back: Any) -> Response:
    """Do *deed* in a session that writes; say how it went and go on to *back*."""
    try:
        with writing() as session:
            deed(session)
    except NotPossible as refusal:
        flash(_(WHY_NOT[refusal.code]), "warning")
    else:
        flash(done, "done")
    return redirect(back() if callable(back) else back, code=303)


def _basis(given: dict[str, Any]) -> Basis:
    return Basis(given["on"] or clock.local_date(), given["decision"], given["reason"])


def _person(given: dict[str, Any], known: str = "") -> tuple[Person | None, str]:
    """Return who is meant, or what is wrong with the number or with a name other than the *known* one."""
    name, number = given["name"] or "", given["phone"]
    name = name if name == known else as_name(name)
    if not name:
        return None, NO_NAME
    problem = None if name == known else name_problem(name)
    problem = problem or text_problem(given["organisation"] or "", 120)
    if problem:
        return None, problem
    phone = phone_in(number) if number else None
    return (None, NO_PHONE) if number and phone is None else (Person(name, phone), "")


def _team_page(
    actor: Actor,
    team_id: int,
    *,
    complaint: str | None = None,
    draft: dict[str, Any] | None = None,
    alike: tuple[Alike, ...] = (),
    status: int = 200,
) -> Response:
    session = db.session()
    team, place = find_team(session, actor, team_id)
    shown = next(
        (each for each in list_teams(session, actor, clock.local_date()) if each.id == team_id), None
    )
    return page(
        "console/team.html",
        actor=actor,
        team=team,
        place=place,
        shown=shown,
        changes=list_changes_of_team(session, actor, team_id),
        organisations=list_organisations(session, actor),
        complaint=complaint,
        draft=draft or {},
        alike=alike,
        status=status,
    )


def _member_page(
    actor: Actor, membership_id: int, *, complaint: str | None = None, status: int = 200
) -> Response:
    session = db.session()
    left = find_handover(session, actor, membership_id, clock.local_date())
    return page(
        "console/member.html",
        actor=actor,
        left=left,
        topics=topic_names(),
        organisations=list_organisations(session, actor),
        complaint=complaint,
        status=status,
    )
