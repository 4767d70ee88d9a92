"""Choosing a password by a one-time code: the first one, or after a reset.

The code never stands in an address: a link carries it behind `#`, which
browsers keep to themselves, and whoever has no JavaScript types it.
"""

from __future__ import annotations

from flask import Blueprint, Flask, current_app, flash, redirect, request, url_for
from flask.wrappers import Response as FlaskResponse
from flask_limiter.util import get_remote_address
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.errors import LoginRequired, WrongLogin
from tocongnghe.extensions import db, limiter, writing
from tocongnghe.i18n import gettext as _
from tocongnghe.routes import sessions
from tocongnghe.routes.console.pages import page, read
from tocongnghe.schemas.people_desk import CodePasswordIn
from tocongnghe.services.access import load_actor
from tocongnghe.services.password_codes import UNKNOWN, spend_password_code
from tocongnghe.services.refused import Refused

GUESSES_PER_ADDRESS = "20 per 10 minutes"
"""Codes have 60 bits; this keeps a guesser from wearing the server out."""

blueprint = Blueprint("new_password", __name__)


def register(app: Flask) -> None:
    """Add the page on which a code becomes a password."""
    app.register_blueprint(blueprint)


def _was_wrong(response: FlaskResponse) -> bool:
    return response.status_code == WrongLogin.status


@blueprint.get("/login/new")
def show() -> Response:
    """Show where to type the code and the new password."""
    return page("auth/new_password.html")


@blueprint.post("/login/new")
@limiter.limit(GUESSES_PER_ADDRESS, key_func=get_remote_address, deduct_when=_was_wrong)
def choose() -> Response:
    """Spend the code; log in with the new password, or say what to do."""
    try:
        form = read(CodePasswordIn(), request.form)
        with writing() as session:
            found = spend_password_code(
                session,
                form["code"],
                form["password"],
                form["again"],
                secret=current_app.config["SECRET_KEY"],
            )
    except ValidationError:
        return _again(UNKNOWN)
    except Refused as refused:
        return _again(refused.why)
    try:
        sessions.begin(found, load_actor(db.session(), found.user_id, clock.local_date()).language)
        way = url_for("door.show")
    except LoginRequired:
        way = url_for("auth.show_login")
    flash(_("The new password holds. Keep it to yourself: nobody else knows it."), "done")
    return redirect(way, code=303)


def _again(why: str) -> Response:
    status = WrongLogin.status
    return page("auth/new_password.html", status=status, why=why, code=request.form.get("code", "")[:80])
