"""/public: what everybody may read, as a page, as JSON and as CSV; not there until the province opens it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

from flask import Blueprint, Flask, Response, render_template, request
from flask.wrappers import Response as AnyResponse

import tocongnghe
from tocongnghe.extensions import db, limiter
from tocongnghe.i18n import current_locale
from tocongnghe.routes.console.pages import read
from tocongnghe.schemas.publishing import PublicQueryIn
from tocongnghe.services.indicators import statistic_name
from tocongnghe.services.installation import is_demo
from tocongnghe.services.period_words import period_label
from tocongnghe.services.public_table import CSV_COLUMNS, commune_count, csv_rows, read_topics
from tocongnghe.services.publishing import PublicView, find_month, find_public
from tocongnghe.services.sheets import stream_csv

KEPT_SECONDS = 600
"""How long anybody may keep a copy without asking again: as long as a closed page may go on being seen."""

blueprint = Blueprint("public", __name__, url_prefix="/public")
limiter.limit("120 per minute")(blueprint)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("")
def show() -> AnyResponse:
    """Show an edition: the province by topic, and one topic by commune."""
    return _answer("page", _page)


@blueprint.get("/figures.json")
def send_json() -> AnyResponse:
    """Send the edition as it is stored: its SHA-256 is of exactly these characters."""
    return _answer("json", lambda view: Response(view.text, content_type="application/json; charset=utf-8"))


@blueprint.get("/figures.csv")
def send_csv() -> AnyResponse:
    """Send the edition as one line per place and indicator."""
    return _answer("csv", _csv)


def _answer(form: str, make: Callable[[PublicView], AnyResponse]) -> AnyResponse:
    query = read(PublicQueryIn(), request.args)
    view = find_public(db.session(), query["province"], query["edition"])
    words = (form, tocongnghe.__version__, current_locale(), view.sha256, view.note, view.editions[0].period)
    tag = hashlib.sha256("\0".join((*words, request.query_string.decode("latin-1"))).encode()).hexdigest()
    response = Response(status=200)
    response.set_etag(tag)
    response.make_conditional(request)
    if response.status_code == 200:
        response = make(view)
        response.set_etag(tag)
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    return response


def _page(view: PublicView) -> AnyResponse:
    content, topics = view.content, read_topics(view.content)
    asked = request.args.get("topic")
    communes, closed = commune_count(content)
    html = render_template(
        "public.html",
        actor=None,
        frame="open",
        demo=is_demo(db.session()),
        view=view,
        content=content,
        topics=topics,
        chosen=next((each for each in topics if each.code == asked), topics[0] if topics else None),
        to_day=date.fromisoformat(content["period"]["to"]),
        label=period_label(find_month(content["period"]["code"])),
        editions=[(each, period_label(find_month(each.period))) for each in view.editions],
        communes=communes,
        closed=closed,
        statistic_name=statistic_name,
    )
    return Response(html, content_type="text/html; charset=utf-8")


def _csv(view: PublicView) -> AnyResponse:
    pieces = stream_csv(CSV_COLUMNS, csv_rows(view.content))
    response = Response(b"".join(pieces), content_type="text/csv; charset=utf-8")
    name = f"figures-{view.content['province']['code']}-{view.content['period']['code']}.csv"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
