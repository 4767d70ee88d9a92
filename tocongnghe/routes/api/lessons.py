"""Lessons for phones: the same for everybody, so no login; fetched apart from the bundle, on demand."""

from __future__ import annotations

import gzip

import orjson
from flask import Response, current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint

from tocongnghe.errors import NotFound
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.schemas.api import ProblemOut
from tocongnghe.schemas.lessons import LessonsOut
from tocongnghe.services.lessons import make_package

blueprint = Blueprint("lessons", __name__, description="Lessons, checklists and ready texts")


@blueprint.route("/lessons/<language>")
class LessonsOfLanguage(MethodView):
    @blueprint.response(200, LessonsOut)
    @blueprint.alt_response(404, schema=ProblemOut, description="not-found")
    def get(self, language: str) -> Response:
        """Answer with all lessons in one language; 304 when the phone has them."""
        if language not in LOCALES:
            raise NotFound
        package = make_package(current_app.extensions["lessons"], language)
        response = Response(content_type="application/json")
        response.set_etag(package["version"])
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
        if response.status_code == 200:
            _put(response, orjson.dumps(package))
        return response


def _put(response: Response, body: bytes) -> None:
    """Put *body* into *response*, packed where it can be: these are the largest words that phones fetch."""
    is_packed = request.accept_encodings["gzip"] > 0
    response.set_data(gzip.compress(body, 6) if is_packed else body)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
