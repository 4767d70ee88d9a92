"""Logging in to the desk and out of it: slow guessing, safe ways back."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, request, url_for
from flask.wrappers import Response as FlaskResponse
from flask_limiter.util import get_remote_address
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.errors import Forbidden, LoginRequired, WrongLogin
from tocongnghe.extensions import db, limiter
from tocongnghe.routes import sessions
from tocongnghe.routes.console.pages import page, read
from tocongnghe.schemas.console import LoginIn
from tocongnghe.services.access import load_actor
from tocongnghe.services.logins import check_login

GUESSES_PER_LOGIN = "10 per 10 minutes"
"""For one address and one login: a stranger elsewhere cannot lock anybody out."""
GUESSES_PER_ADDRESS = "100 per 10 minutes"
"""For a whole office behind one address; only wrong passwords are counted."""

blueprint = Blueprint("auth", __name__)


def register(app: Flask) -> None:
    """Add the login pages."""
    app.register_blueprint(blueprint)


def safe_way(target: str | None) -> str | None:
    """Return *target* if it is a path of this site, else None.

    Browsers read `\\` as `/` and drop control characters, so `/\\evil.example`
    and `/<tab>/evil.example` leave the site: only plain paths pass.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(letter) < 33 for letter in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def _address_and_login() -> str:
    return f"{get_remote_address()} {request.form.get('login', '').strip().lower()[:80]}"


def _was_wrong(response: FlaskResponse) -> bool:
    return response.status_code == WrongLogin.status


@blueprint.get("/login")
def show_login() -> Response:
    """Show the login form."""
    return page("auth/login.html", next=safe_way(request.args.get("next")))


@blueprint.post("/login")
@limiter.limit(GUESSES_PER_LOGIN, key_func=_address_and_login, deduct_when=_was_wrong)
@limiter.limit(GUESSES_PER_ADDRESS, key_func=get_remote_address, deduct_when=_was_wrong)
def log_in() -> Response:
    """Begin a session, or show the form again; which of the two words was wrong is not said.

    Whoever has no role today learns so, once the password was right.
    """
    way = safe_way(request.form.get("next"))
    typed = request.form.get("login", "")[:80]
    try:
        form = read(LoginIn(), request.form)
        found = check_login(db.session(), form["login"], form["password"])
    except (WrongLogin, ValidationError):
        return page("auth/login.html", status=WrongLogin.status, next=way, login=typed, is_wrong=True)
    try:
        language = load_actor(db.session(), found.user_id, clock.local_date()).language
    except LoginRequired:
        return page("auth/login.html", status=Forbidden.status, next=way, login=typed, has_no_role=True)
    sessions.begin(found, language)
    return redirect(way or url_for("door.show"), code=303)


@blueprint.post("/logout")
def log_out() -> Response:
    """End the session; the language stays."""
    sessions.end()
    return redirect(url_for("auth.show_login"), code=303)
