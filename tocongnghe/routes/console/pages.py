"""What every page of the desk has in common: the reader, the shell around the work, errors in words."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Flask, make_response, redirect, render_template, request, url_for
from flask.wrappers import Response
from flask_login import current_user
from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict

from tocongnghe import clock
from tocongnghe.errors import LoginRequired, Problem
from tocongnghe.extensions import db
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.advice import advice_for
from tocongnghe.routes.console.live import is_live, live_error
from tocongnghe.services.access import Actor, load_actor
from tocongnghe.services.installation import is_demo
from tocongnghe.services.waiting import count_waiting
from tocongnghe.vocabulary import LABELS


def register(app: Flask) -> None:
    """Give templates the closed word lists in the reader's language."""
    app.jinja_env.filters["word"] = word
    app.jinja_env.globals |= {"address_with": _address_with, "address_of": address_of}


def word(code: Any) -> str:
    """Return the label of a code of the vocabulary in the reader's language."""
    return _(LABELS[code]) if code in LABELS else str(code)


def current_actor() -> Actor:
    """Return who is asking.

    Raises:
        LoginRequired: Nobody, or somebody without a role today.
    """
    if not current_user.is_authenticated:
        raise LoginRequired
    return load_actor(db.session(), current_user.user_id, clock.local_date())


def get_actor() -> Actor | None:
    """Return who is asking; None for a stranger."""
    try:
        return current_actor()
    except LoginRequired:
        return None


def read(schema: Schema, values: MultiDict[str, str]) -> dict[str, Any]:
    """Return *values* as *schema* understands them; a list field takes all its values.

    Raises:
        ValidationError: With the complaints by field; answered with 400.
    """
    lists = {name for name, field in schema.fields.items() if isinstance(field, fields.List)}
    given = {name: values.getlist(name) if name in lists else values[name] for name in values}
    loaded: dict[str, Any] = schema.load(given)
    return loaded


def page(template: str, *, status: int = 200, actor: Actor | None = None, **context: Any) -> Response:
    """Return *template* inside the shell, never kept by any cache: it names people."""
    shell = {
        "actor": actor,
        "demo": is_demo(db.session()),
        "waiting_count": count_waiting(db.session(), actor) if actor else 0,
        "today": clock.local_date(),
    }
    return _answer(render_template(template, **shell, **context), status)


def error_page(problem: Problem) -> Response:
    """Return what a reader sees instead of *problem*: what happened, and what to do next.

    Whoever has to log in first is led there and back. After a failure of the
    server nothing is read from the database: it may be what failed.
    """
    if is_live():
        response = live_error(problem)
        response.cache_control.no_store = True
        return response
    if isinstance(problem, LoginRequired):
        way = request.full_path.rstrip("?") if request.method == "GET" else None
        return make_response(redirect(url_for("auth.show_login", next=way), code=303))
    failed = problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    html = render_template(
        "errors/error.html",
        problem=problem,
        advice=advice_for(problem.slug, problem.status),
        actor=None if failed else get_actor(),
        demo=False if failed else is_demo(db.session()),
    )
    return _answer(html, problem.status)


def address_of(endpoint: str, query: Mapping[str, Any]) -> str:
    """Return the address of *endpoint* with *query*, whose names may be anything a reader typed."""
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return url_for(endpoint) + (f"?{urlencode(kept)}" if kept else "")


def _address_with(**changes: Any) -> str:
    """Return this page's address with some of its query replaced; None takes a word out."""
    query = request.args.to_dict() | changes
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return request.path + (f"?{urlencode(kept)}" if kept else "?")


def _answer(html: str, status: int) -> Response:
    response = make_response(html, status)
    response.cache_control.no_store = True
    return response
