"""People of the province, kept by its administrator: found, made, placed, let in anew, switched off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.people_desk import (
    DESK_ROLES,
    GivenRoleIn,
    LastDayIn,
    NameIn,
    NewUserIn,
    UsersQueryIn,
)
from tocongnghe.services import users
from tocongnghe.services.access import Actor
from tocongnghe.services.password_codes import new_password_code
from tocongnghe.services.refused import Refused
from tocongnghe.services.users_listing import Standing, UserFilter, list_users
from tocongnghe.vocabulary import Role

blueprint = Blueprint("users", __name__, url_prefix="/admin/users")


@blueprint.get("")
def show() -> Response:
    """Show one page of the people whom the filters in the address describe."""
    return _show(_administrator())


@blueprint.post("")
def create() -> Response:
    """Make somebody known and show the code with which they choose a password, once."""
    actor = _administrator()
    form = read(NewUserIn(), request.form)
    config = current_app.config
    try:
        with writing() as session:
            user = users.create_user(
                session, actor, name=form["name"], login=form["login"], given=_given(form)
            )
            code = new_password_code(
                session,
                user,
                secret=config["SECRET_KEY"],
                hours=config["PASSWORD_CODE_HOURS"],
                made_by_id=actor.user_id,
            )
    except Refused as refused:
        return _show(actor, status=refused.status, why=refused.why, draft=request.form)
    return show_codes(actor, [(user.name, user.login or "", code)])


@blueprint.get("/<int:user_id>")
def show_one(user_id: int) -> Response:
    """Show one person."""
    return _show_one(_administrator(), user_id)


@blueprint.post("/<int:user_id>/name")
def rename(user_id: int) -> Response:
    """Mend a name."""
    actor = _administrator()
    name = read(NameIn(), request.form)["name"]
    return _change(actor, user_id, _("The name was changed."), users.rename, name)


@blueprint.post("/<int:user_id>/roles")
def give_role(user_id: int) -> Response:
    """Give a role at a place."""
    actor = _administrator()
    given = _given(read(GivenRoleIn(), request.form))
    return _change(actor, user_id, _("The role was given."), users.give_role, given)


@blueprint.post("/<int:user_id>/roles/<int:assignment_id>/end")
def end_role(user_id: int, assignment_id: int) -> Response:
    """Let a role end."""
    actor = _administrator()
    last_day = read(LastDayIn(), request.form)["last_day"]
    return _change(actor, user_id, _("The role ends as you said."), users.end_role, assignment_id, last_day)


@blueprint.post("/<int:user_id>/reset")
def reset(user_id: int) -> Response:
    """End the password and show the code for a new one, once."""
    actor = _administrator()
    config = current_app.config
    try:
        with writing() as session:
            code = users.reset_password(
                session, actor, user_id, secret=config["SECRET_KEY"], hours=config["PASSWORD_CODE_HOURS"]
            )
    except Refused as refused:
        return _show_one(actor, user_id, status=refused.status, why=refused.why)
    card = users.find_card(db.session(), actor, user_id, clock.local_date())
    return show_codes(actor, [(card.name, card.login or "", code)])


@blueprint.post("/<int:user_id>/off")
def switch_off(user_id: int) -> Response:
    """Let a person in no longer."""
    done = _("Switched off: logged out everywhere, and no phone speaks for this person any more.")
    return _change(_administrator(), user_id, done, users.switch_off)


@blueprint.post("/<int:user_id>/on")
def switch_on(user_id: int) -> Response:
    """Let a person in again."""
    done = _("Switched on again. The password is the one of before; a phone needs a new code.")
    return _change(_administrator(), user_id, done, users.switch_on)


def show_codes(actor: Actor, codes: list[tuple[str, str, str]], back: str | None = None) -> Response:
    """Show codes, once, as (name, login, code): to be printed or told, never sent by this server."""
    hours = current_app.config["PASSWORD_CODE_HOURS"]
    address = request.host_url + url_for("new_password.show").lstrip("/")
    back = back or url_for("users.show")
    return page(
        "console/password_codes.html", actor=actor, codes=codes, hours=hours, address=address, back=back
    )


def _administrator() -> Actor:
    """Return who asks; nothing of a form is looked at for anybody else."""
    actor = current_actor()
    actor.require(Role.ADMIN)
    return actor


def _change(actor: Actor, user_id: int, done: str, step: Any, *arguments: Any) -> Response:
    """Take one step on a person and return to them."""
    try:
        with writing() as session:
            step(session, actor, user_id, *arguments)
    except Refused as refused:
        return _show_one(actor, user_id, status=refused.status, why=refused.why)
    flash(done, "done")
    return redirect(url_for("users.show_one", user_id=user_id), code=303)


def _given(form: dict[str, Any]) -> users.Given:
    first_day = form["first_day"] or clock.local_date()
    absent = (form.get("absent") or "").strip().lower() or None
    return users.Given(form["role"], form["place"], first_day, form["last_day"], absent)


def _show(actor: Actor, *, status: int = 200, **context: Any) -> Response:
    query = read(UsersQueryIn(), request.args)
    wanted = UserFilter(query["words"].strip(), query["role"], query["place"], Standing(query["standing"]))
    session, today = db.session(), clock.local_date()
    return page(
        "console/users.html",
        status=status,
        actor=actor,
        wanted=wanted,
        found=list_users(session, actor, wanted, today, query["page"]),
        places=users.list_desk_places(session, actor, today),
        roles=DESK_ROLES,
        filter_roles=(*DESK_ROLES, Role.SPEAKER, Role.LEADER, Role.MEMBER),
        standings=list(Standing),
        **context,
    )


def _show_one(actor: Actor, user_id: int, *, status: int = 200, **context: Any) -> Response:
    session, today = db.session(), clock.local_date()
    return page(
        "console/user.html",
        status=status,
        actor=actor,
        person=users.find_card(session, actor, user_id, today),
        places=users.list_desk_places(session, actor, today),
        roles=DESK_ROLES,
        **context,
    )
