"""The coverage desk: one indicator of one place in one span of days, and exactly that as a file."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from flask import Blueprint, Response, request, stream_with_context
from werkzeug.wrappers import Response as AnyResponse

from tocongnghe import clock
from tocongnghe.extensions import db
from tocongnghe.routes.console.coverage_query import (
    indicator_choices,
    span_choices,
    understand,
    without_span,
)
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.periods import recent_periods
from tocongnghe.schemas.console import ExportQueryIn
from tocongnghe.schemas.province_desk import CoverageFileIn, CoverageQueryIn
from tocongnghe.services.access import Actor
from tocongnghe.services.charts import Chart, draw_lines
from tocongnghe.services.coverage_desk import Desk, Division, find_desk, find_province_code, list_communes
from tocongnghe.services.coverage_sheets import desk_sheet, stream_json
from tocongnghe.services.exports import MEDIA_TYPES, file_name, stream_coverage
from tocongnghe.services.place_changes import count_late_visits
from tocongnghe.services.sheets import stream_sheet

blueprint = Blueprint("coverage", __name__, url_prefix="/province/coverage")

WIDE, NARROW = (680, 260), (340, 240)
"""Of the trend, in dots: beside the map, and on a phone."""


@blueprint.get("")
def show() -> AnyResponse:
    """Show the figures that the address asks for."""
    actor = current_actor()
    today = clock.local_date()
    wanted = understand(read(CoverageQueryIn(), request.args), today)
    session = db.session()
    desk = find_desk(session, actor, wanted.asked)
    return page(
        "console/coverage.html",
        actor=actor,
        wanted=wanted,
        asked=wanted.asked,
        period=wanted.period,
        span_free=without_span(wanted.kept),
        desk=desk,
        late=_late(actor, wanted.asked.division, desk.whole.place_code),
        charts=_charts(desk),
        indicators=indicator_choices(),
        communes=list_communes(session, actor),
        kinds=span_choices(),
        recent=recent_periods(wanted.period.kind, today),
    )


def _late(actor: Actor, division: Division, code: str) -> int:
    """Return how many visits came late to a place of today; of a former division nobody asks."""
    return count_late_visits(db.session(), actor, code) if division is Division.NOW else 0


@blueprint.get("/file")
def send() -> Response:
    """Send exactly what the page with the same address shows."""
    actor = current_actor()
    query = read(CoverageFileIn(), request.args)
    format_ = query["format"]
    wanted = understand(query, clock.local_date())
    desk = find_desk(db.session(), actor, wanted.asked)
    label = wanted.period.label
    pieces = stream_json(desk, label) if format_ == "json" else stream_sheet(desk_sheet(desk, label), format_)
    return _streamed(pieces, MEDIA_TYPES[format_], _file_name(desk, format_))


@blueprint.get("/export")
def export() -> Response:
    """Send the coverage of the province and its communes up to a day, all indicators, as a file."""
    actor = current_actor()
    query = read(ExportQueryIn(), request.args)
    as_of, format_ = query["as_of"] or clock.local_date(), query["format"]
    code = find_province_code(db.session(), actor)
    pieces = stream_coverage(db.session(), actor, code, as_of, format_)
    return _streamed(pieces, MEDIA_TYPES[format_], file_name(code, as_of, format_))


def _streamed(made: Iterable[bytes], media_type: str, name: str) -> Response:
    pieces = iter(made)
    first = next(pieces, b"")  # what can go wrong goes wrong before the answer begins
    response = Response(stream_with_context(chain([first], pieces)), content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.cache_control.no_store = True
    return response


def _file_name(desk: Desk, format_: str) -> str:
    """Return a name that says what is in the file, ASCII only."""
    asked = desk.asked
    what = asked.indicator.code if asked.view != "indicators" else "all"
    first = f"{asked.from_day.isoformat()}-" if asked.from_day else ""
    return f"do-bao-phu-{desk.whole.place_code}-{what}-{first}{asked.to_day.isoformat()}.{format_}"


def _charts(desk: Desk) -> tuple[Chart, Chart] | None:
    """Return the trend for a wide and for a narrow screen: official, then provisional."""
    if not desk.trend:
        return None
    months, is_to_date = desk.trend, desk.asked.from_day is None
    official = [one.official_to_date if is_to_date else one.official for one in months]
    provisional = [one.provisional_to_date if is_to_date else one.provisional for one in months]
    wide, narrow = (draw_lines([official, provisional], *size, left=54, bottom=26) for size in (WIDE, NARROW))
    return wide, narrow
