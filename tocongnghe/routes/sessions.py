"""The session behind the cookie: who sits there, begun at a login, looked up on every request, ended."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.wrappers import Response
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError

from tocongnghe.extensions import db, login_manager, writing
from tocongnghe.routes.language import remember_persons_language
from tocongnghe.services.logins import (
    Login,
    begin_session,
    end_session,
    find_seat,
    keep_hash,
    note_use,
)


class Person(UserMixin):  # type: ignore[misc]  # the library is untyped
    """Somebody at the desk, as far as the session knows them."""

    def __init__(self, token: str, user_id: int, session_id: int) -> None:
        self.token = token
        self.user_id = user_id
        self.session_id = session_id

    def get_id(self) -> str:
        return self.token


class PrivateCookies(SecureCookieSessionInterface):
    """Never puts somebody's session into an answer that any cache on the way may keep."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not response.cache_control.public:
            super().save_session(app, session, response)


def register(app: Flask) -> None:
    """Look the session up on each request, and note now and then that it is in use."""
    app.session_interface = PrivateCookies()
    login_manager.init_app(app)
    login_manager.user_loader(_load_person)
    app.after_request(_note_use)


def lifetime() -> timedelta:
    """Return how long a session may lie idle."""
    return current_app.permanent_session_lifetime


def begin(found: Login, language: str) -> None:
    """Begin a session of somebody who proved who they are."""
    with writing() as writer:
        if found.newer_hash is not None:
            keep_hash(writer, found.user_id, found.newer_hash)
        token = begin_session(writer, found, request.headers.get("User-Agent"), lifetime())
    start_afresh()
    session.permanent = True
    login_user(Person(token, found.user_id, 0))
    remember_persons_language(language)


def end() -> None:
    """End the session of whoever asks; the language stays."""
    if current_user.is_authenticated:
        with writing() as writer:
            end_session(writer, current_user.user_id, current_user.session_id)
    logout_user()
    start_afresh()


def start_afresh() -> None:
    """Nothing that was in the cookie before may speak in the new session, but the language."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _load_person(token: str) -> Person | None:
    seat = find_seat(db.session(), token, lifetime())
    if seat is None:
        return None
    if seat.is_to_be_noted:
        g.session_to_note = seat.session_id
    return Person(token, seat.user_id, seat.session_id)


def _note_use(response: Response) -> Response:
    """A list of sessions that is ten minutes behind is better than a page that failed."""
    session_id = g.pop("session_to_note", None)
    if session_id is not None:
        with suppress(OperationalError), writing() as writer:
            note_use(writer, session_id)
    return response
