"""From a figure of the coverage desk to the records behind it, without names, a page at a time."""

from __future__ import annotations

import hashlib
import hmac

from flask import Blueprint, current_app, redirect, request
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.catalogue import Counts
from tocongnghe.extensions import db
from tocongnghe.routes.console.coverage_query import Wanted, understand
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.province_desk import FigureRecordsIn
from tocongnghe.services.access import Actor
from tocongnghe.services.coverage_desk import Division
from tocongnghe.services.figure_records import Figure, list_records
from tocongnghe.services.indicators import topic_name
from tocongnghe.vocabulary import PlaceKind

blueprint = Blueprint("figure_records", __name__, url_prefix="/province/coverage")

ONCE = (Counts.HOUSEHOLDS, Counts.PEOPLE, Counts.SHOPS, Counts.VILLAGES)
"""What counts once, however many records there are of it."""


@blueprint.get("/records")
def show() -> Response:
    """List what stands behind a figure of a commune or a village; the province's leads to its communes."""
    actor = current_actor()
    today = clock.local_date()
    query = read(FigureRecordsIn(), request.args)
    wanted = understand(query, today)
    asked, place = wanted.asked, query["place"]
    is_then = asked.division is Division.THEN and asked.to_day < today
    figure = Figure(
        asked.indicator,
        asked.from_day,
        asked.to_day,
        is_official=query["counted"] == "official",
        on=asked.to_day if is_then else None,
    )
    found = list_records(db.session(), actor, place, figure, _key(actor, wanted, place), query["page"])
    if found.place.kind is PlaceKind.PROVINCE:
        return redirect(wanted.way(place=None), code=303)
    return page(
        "console/figure_records.html",
        actor=actor,
        wanted=wanted,
        asked=asked,
        period=wanted.period,
        found=found,
        figure=figure,
        row=found.report.rows[0],
        is_once=asked.indicator.counts in ONCE,
        topic_name=topic_name,
    )


def _key(actor: Actor, wanted: Wanted, place: str) -> bytes:
    """Return what households' made-up words are made with: another one for each reader, figure and span."""
    asked = wanted.asked
    told = (actor.user_id, asked.indicator.code, place, asked.from_day, asked.to_day)
    secret: str = current_app.config["SECRET_KEY"]
    return hmac.new(secret.encode(), f"figure records {told}".encode(), hashlib.sha256).digest()
