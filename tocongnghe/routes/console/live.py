"""What htmx is told at the desk: which forms and links change the page in place, and how errors reach it.

Every page works without it. The library asks for the same whole pages as the
browser would and takes their work out of them, so there is no second kind of
answer; the one exception is a verdict in the review list (`routes.console.review`).
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from flask import Flask, make_response, render_template, request, url_for
from flask.wrappers import Response
from markupsafe import Markup

from tocongnghe.errors import LoginRequired, Problem
from tocongnghe.routes.console.advice import advice_for

CONFIG = {
    "includeIndicatorCSS": False,
    "mode": "same-origin",
    "history": "reload",
    "extensions": "none",
    "defaultTimeout": 120_000,  # milliseconds: a slow line is no broken one
    "morphIgnore": ["data-htmx-powered", "open"],
}
"""Styles are ours (the policy allows no other), requests stay here, no extension is let in, "back"
loads a page anew instead of keeping people's names in the browser, and what a reader unfolded stays so."""

_IN_PLACE = {"target": "#work", "select": "#work", "swap": "outerMorph show:none"}
_AT_THE_TOP = {"target": "#work", "select": "#work", "swap": "outerMorph show:top"}
_SENT = {"target": "#work", "select": "#work", "swap": "outerHTML show:top", "push": "false"}


def _attributes(boost: dict[str, str], name: str = "hx-boost", more: str = "") -> Markup:
    return Markup("{}='{}' {}").format(name, Markup(json.dumps(boost)), Markup(more))  # noqa: S704 - ours


LIVE_FILTER = _attributes(
    _IN_PLACE, more='hx-trigger="submit, change target:select delay:250ms" hx-sync="this:replace"'
)
"""On a GET form: a chosen word or its button changes the list in place, and the address with it."""
LIVE_LINKS = _attributes(_AT_THE_TOP, "hx-boost:inherited")
"""On what holds links to other parts of the same list."""
LIVE_FORM = _attributes(_SENT, more='hx-sync="this:drop" hx-disable="find button" hx-config="timeout:0"')
"""On a form that sends a file: the page stays while it travels, and it is sent once."""

LIVE_VERDICT = _attributes(
    {**_IN_PLACE, "push": "false"}, more='hx-sync="this:drop" hx-disable="find button"'
)
"""On a form of the review list: its answer is the rows that it decided."""


def register(app: Flask) -> None:
    """Give templates the attributes."""
    app.jinja_env.globals |= {
        "live_config": json.dumps(CONFIG),
        "live_filter": LIVE_FILTER,
        "live_links": LIVE_LINKS,
        "live_form": LIVE_FORM,
        "live_verdict": LIVE_VERDICT,
    }


def is_live() -> bool:
    """Tell whether htmx asks, and not the browser itself."""
    return request.headers.get("HX-Request") == "true"


def live_error(problem: Problem) -> Response:
    """Return *problem* in words for the place where a page tells what happened; the work stays as it is.

    Whoever has to log in first is led there, and back to the page that was open.
    """
    if isinstance(problem, LoginRequired):
        response = make_response("", problem.status)
        response.headers["HX-Redirect"] = url_for("auth.show_login", next=_open_page())
        return response
    html = render_template(
        "errors/said.html", problem=problem, advice=advice_for(problem.slug, problem.status)
    )
    response = make_response(html, problem.status)
    response.headers["HX-Retarget"] = "#said"
    response.headers["HX-Reselect"] = ".message"
    response.headers["HX-Reswap"] = "innerHTML"
    response.headers["HX-Push-Url"] = "false"
    return response


def _open_page() -> str | None:
    """Return path and query of the page that asks; the login itself looks at where it leads."""
    url = urlsplit(request.headers.get("HX-Current-URL", ""))
    asked = f"?{url.query}" if url.query else ""
    return url.path + asked or None
