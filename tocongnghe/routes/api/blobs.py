"""PUT and HEAD /api/v1/blob/<sha256>: recorded voices, part by part over a weak link."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from flask import Response, current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint

from tocongnghe.errors import Envelope
from tocongnghe.extensions import db, limiter, writing
from tocongnghe.routes.api.bearer import bearer_token
from tocongnghe.schemas.api import ProblemOut
from tocongnghe.services.blobs import Part, Received, find_received, receive
from tocongnghe.services.grants import authenticate

blueprint = Blueprint("blobs", __name__, description="Recorded voices")

RANGE = re.compile(r"bytes (\d{1,9})-(\d{1,9})/(\d{1,9})")


@blueprint.route("/blob/<sha256>")
class BlobParts(MethodView):
    decorators: ClassVar = [limiter.limit("120 per minute", key_func=lambda: bearer_token() or "nobody")]

    @blueprint.response(200, description="Upload-Offset: bytes that are here; Upload-Complete: ?1 or ?0")
    @blueprint.alt_response(401, schema=ProblemOut, description="grant")
    def head(self, sha256: str) -> Response:
        """Tell how much of the recording is here."""
        bearer = authenticate(db.engine, bearer_token())
        return _told(find_received(db.session(), bearer, sha256, _folder()), 200)

    @blueprint.response(201, description="The recording is whole")
    @blueprint.alt_response(202, description="Upload-Offset: where to go on")
    @blueprint.alt_response(401, schema=ProblemOut, description="grant")
    @blueprint.alt_response(409, schema=ProblemOut, description="blob-gap")
    @blueprint.alt_response(413, schema=ProblemOut, description="too-large, blob-quota")
    @blueprint.alt_response(415, schema=ProblemOut, description="blob-refused")
    @blueprint.alt_response(422, schema=ProblemOut, description="blob-damaged")
    def put(self, sha256: str) -> Response:
        """Take one part, named by Content-Range, or the whole."""
        bearer = authenticate(db.engine, bearer_token())
        part = _part()
        with writing() as session:
            received = receive(session, bearer, sha256, part, _folder())
        return _told(received, 201 if received.is_whole else 202)


def _part() -> Part:
    content, header = request.get_data(), request.headers.get("Content-Range")
    if header is None:
        return Part(0, len(content), request.mimetype, content)
    found = RANGE.fullmatch(header)
    if found is None or int(found[2]) - int(found[1]) + 1 != len(content):
        raise Envelope("Content-Range does not fit")
    return Part(int(found[1]), int(found[3]), request.mimetype, content)


def _told(received: Received, status: int) -> Response:
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(received.count)
    response.headers["Upload-Complete"] = "?1" if received.is_whole else "?0"
    response.headers["Cache-Control"] = "no-store"
    return response


def _folder() -> Path:
    return Path(current_app.instance_path) / "blobs"
