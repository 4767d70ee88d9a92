"""A person's own account: language, password, where they are logged in, and who stands in for them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response as FlaskResponse
from flask_login import current_user
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.errors import NotFound, WrongLogin
from tocongnghe.extensions import db, limiter, writing
from tocongnghe.i18n import LOCALES
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.language import choose_persons_language
from tocongnghe.routes.sessions import lifetime
from tocongnghe.schemas.people_desk import LanguageIn, OwnPasswordIn, SubstituteIn
from tocongnghe.services import accounts, substitutes
from tocongnghe.services.access import Actor
from tocongnghe.services.logins import end_session, end_sessions, list_sessions
from tocongnghe.services.refused import Refused

GUESSES = "10 per 10 minutes"
"""Of one's old password: somebody else may sit at an open desk."""

blueprint = Blueprint("account", __name__, url_prefix="/account")


def _person() -> str:
    return f"account {current_user.user_id if current_user.is_authenticated else ''}"


def _was_wrong(response: FlaskResponse) -> bool:
    return response.status_code == WrongLogin.status


@blueprint.get("")
def show() -> Response:
    """Show the reader's account."""
    return _show(current_actor())


@blueprint.post("/language")
def choose_language() -> Response:
    """Keep the language in which the reader is met at every login."""
    actor = current_actor()
    code = read(LanguageIn(), request.form)["language"]
    if code not in LOCALES:
        raise NotFound
    with writing() as session:
        accounts.choose_language(session, actor, code)
    choose_persons_language(code)
    return redirect(url_for("account.show"), code=303)


@blueprint.post("/password")
@limiter.limit(GUESSES, key_func=_person, deduct_when=_was_wrong)
def change_password() -> Response:
    """Change the password; every other browser is logged out."""
    actor = current_actor()
    form = read(OwnPasswordIn(), request.form)
    try:
        with writing() as session:
            ended = accounts.change_password(
                session, actor, form["old"], form["password"], form["again"], here=current_user.session_id
            )
    except WrongLogin:
        return _show(actor, status=WrongLogin.status, password_why=accounts.WRONG_OLD)
    except Refused as refused:
        return _show(actor, status=refused.status, password_why=refused.why)
    flash(_("The new password holds."), "done")
    if ended:
        flash(_("{count} other browsers were logged out.", count=ended), "note")
    return redirect(url_for("account.show"), code=303)


@blueprint.post("/sessions/<int:session_id>/end")
def log_one_out(session_id: int) -> Response:
    """Log one of the reader's browsers out."""
    actor = current_actor()
    with writing() as session:
        was_there = end_session(session, actor.user_id, session_id)
    if not was_there:
        raise NotFound
    flash(_("That browser is logged out."), "done")
    return redirect(url_for("account.show"), code=303)


@blueprint.post("/sessions/end-others")
def log_others_out() -> Response:
    """Log all of the reader's other browsers out."""
    actor = current_actor()
    with writing() as session:
        ended = end_sessions(session, actor.user_id, but=current_user.session_id)
    flash(_("{count} other browsers were logged out.", count=ended), "done")
    return redirect(url_for("account.show"), code=303)


@blueprint.post("/substitutes")
def name_substitute() -> Response:
    """Let somebody stand in for the reader on some days."""
    actor = current_actor()
    form = read(SubstituteIn(), request.form)
    first_day = form["first_day"] or clock.local_date()
    last_day = form["last_day"] or first_day
    try:
        with writing() as session:
            name = substitutes.name_substitute(session, actor, form["login"], first_day, last_day)
    except Refused as refused:
        return _show(actor, status=refused.status, substitute_why=refused.why, draft=form)
    flash(_("{name} stands in for you on those days.", name=name), "done")
    return redirect(url_for("account.show"), code=303)


@blueprint.post("/substitutes/<int:assignment_id>/end")
def end_substitute(assignment_id: int) -> Response:
    """End a substitution at once."""
    actor = current_actor()
    with writing() as session:
        substitutes.end_substitute(session, actor, assignment_id)
    flash(_("Nobody stands in for you by this any more."), "done")
    return redirect(url_for("account.show"), code=303)


def _show(actor: Actor, *, status: int = 200, **context: Any) -> Response:
    session, today = db.session(), clock.local_date()
    may_name = substitutes.may_name(session, actor, today)
    return page(
        "console/account.html",
        status=status,
        actor=actor,
        account=accounts.find_account(session, actor, today),
        sessions=list_sessions(session, actor.user_id, lifetime()),
        here=current_user.session_id,
        may_name=may_name,
        substitutes=substitutes.list_substitutes(session, actor, today) if may_name else [],
        standing_in=substitutes.list_standing_in(session, actor, today),
        nearby=substitutes.list_known_nearby(session, actor) if may_name else [],
        choices=list(LOCALES.values()),
        **context,
    )
