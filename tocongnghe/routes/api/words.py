"""Approved words for phones: the same for everybody, so no login; fetched after a sync, by ETag."""

from __future__ import annotations

import gzip
import hashlib

import orjson
from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from tocongnghe.schemas.api import ProblemOut
from tocongnghe.schemas.words import WordsOut
from tocongnghe.services.translations.phone_words import words_for_phone

WORTH_PACKING_BYTES = 600

blueprint = Blueprint("words", __name__, description="Words that speakers approved since the release")


@blueprint.route("/words/<language>/<part>")
class WordsOfLanguage(MethodView):
    @blueprint.response(200, WordsOut)
    @blueprint.alt_response(304, description="The same as If-None-Match names")
    @blueprint.alt_response(404, schema=ProblemOut, description="not-found")
    def get(self, language: str, part: str) -> Response:
        """Answer with the approved texts that a phone's own catalogue lacks; 304 when it has them.

        `part`: `visit`, what residents hear and a visit says, or `rest`.
        """
        body = orjson.dumps(words_for_phone(language, part))
        response = Response(content_type="application/json")
        response.set_etag(hashlib.sha256(body).hexdigest()[:16])
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
        if response.status_code == 200:
            is_packed = len(body) > WORTH_PACKING_BYTES and request.accept_encodings["gzip"] > 0
            response.set_data(gzip.compress(body, 9, mtime=0) if is_packed else body)
            if is_packed:
                response.headers["Content-Encoding"] = "gzip"
        return response
