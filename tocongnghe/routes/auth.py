"""Logging in to the desk and out of it: Flask-Login sessions, slow guessing, safe ways back."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, request, session, url_for
from flask.wrappers import Response as FlaskResponse
from flask_limiter.util import get_remote_address
from flask_login import UserMixin, login_user, logout_user
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.errors import LoginRequired, WrongLogin
from tocongnghe.extensions import db, limiter, login_manager, writing
from tocongnghe.routes.console.pages import page, read
from tocongnghe.routes.language import remember_persons_language
from tocongnghe.schemas.console import LoginIn
from tocongnghe.services.access import load_actor
from tocongnghe.services.logins import Login, check_login, is_valid, keep_hash

GUESSES_PER_LOGIN = "10 per 10 minutes"
"""For one address and one login: a stranger elsewhere cannot lock anybody out."""
GUESSES_PER_ADDRESS = "100 per 10 minutes"
"""For a whole office behind one address; only wrong passwords are counted."""

blueprint = Blueprint("auth", __name__)


class Person(UserMixin):  # type: ignore[misc]  # the library is untyped
    """Somebody at the desk, as far as the session cookie knows them."""

    def __init__(self, user_id: int, stamp: str) -> None:
        self.user_id = user_id
        self.stamp = stamp

    def get_id(self) -> str:
        return f"{self.user_id}:{self.stamp}"


def register(app: Flask) -> None:
    """Add the login pages; a session's page may stay open as long as the session lasts."""
    login_manager.init_app(app)
    login_manager.user_loader(_load_person)
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


def _load_person(session_id: str) -> Person | None:
    user_id, _, stamp = session_id.partition(":")
    if not user_id.isdecimal() or not is_valid(db.session(), int(user_id), stamp):
        return None
    return Person(int(user_id), stamp)


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
    """Begin a session, or show the form again; which of the two words was wrong is not said."""
    way = safe_way(request.form.get("next"))
    try:
        form = read(LoginIn(), request.form)
        found = check_login(db.session(), form["login"], form["password"])
        language = load_actor(db.session(), found.user_id, clock.local_date()).language
    except (WrongLogin, LoginRequired, ValidationError):
        typed = request.form.get("login", "")[:80]
        return page("auth/login.html", status=WrongLogin.status, next=way, login=typed, is_wrong=True)
    _begin_session(found, language)
    return redirect(way or url_for("door.show"), code=303)


@blueprint.post("/logout")
def log_out() -> Response:
    """End the session; the language stays."""
    logout_user()
    _start_afresh()
    return redirect(url_for("auth.show_login"), code=303)


def _begin_session(found: Login, language: str) -> None:
    if found.newer_hash is not None:
        with writing() as writer:
            keep_hash(writer, found.user_id, found.newer_hash)
    _start_afresh()
    session.permanent = True
    login_user(Person(found.user_id, found.stamp))
    remember_persons_language(language)


def _start_afresh() -> None:
    """Nothing that was in the cookie before may speak in the new session, but the language."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
