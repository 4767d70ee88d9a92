"""The province's coverage: one topic at a time on a day, and all of it as a file."""

from __future__ import annotations

from itertools import chain

from flask import Blueprint, Response, request, stream_with_context
from werkzeug.wrappers import Response as AnyResponse

from tocongnghe import clock
from tocongnghe.extensions import db
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.console import CoverageQueryIn, ExportQueryIn
from tocongnghe.services.coverage_table import Sort, find_coverage_table, find_province_code
from tocongnghe.services.exports import MEDIA_TYPES, file_name, stream_coverage

blueprint = Blueprint("coverage", __name__, url_prefix="/province")


@blueprint.get("/coverage")
def show() -> AnyResponse:
    """Show the coverage of one topic, commune by commune."""
    actor = current_actor()
    query = read(CoverageQueryIn(), request.args)
    names = topic_names()
    topic = query["topic"] or next(iter(names))
    as_of = query["as_of"] or clock.local_date()
    sort, descending = Sort(query["sort"]), query["order"] == "desc"
    return page(
        "console/coverage.html",
        actor=actor,
        table=find_coverage_table(db.session(), actor, topic, as_of, sort, descending=descending),
        topics=[{"value": code, "name": name} for code, name in names.items()],
        topic_name=names.get(topic, topic),
        sort=sort,
        descending=descending,
    )


@blueprint.get("/coverage/export")
def export() -> Response:
    """Send the coverage of the province and its communes, all indicators, as a file."""
    actor = current_actor()
    query = read(ExportQueryIn(), request.args)
    as_of, format_ = query["as_of"] or clock.local_date(), query["format"]
    code = find_province_code(db.session(), actor)
    pieces = iter(stream_coverage(db.session(), actor, code, as_of, format_))
    first = next(pieces, b"")  # what can go wrong goes wrong before the answer begins
    response = Response(stream_with_context(chain([first], pieces)), content_type=MEDIA_TYPES[format_])
    response.headers.set("Content-Disposition", "attachment", filename=file_name(code, as_of, format_))
    response.cache_control.no_store = True
    return response
