"""GET /api/v1/voices/<language>: which recorded voices a phone may fetch, and each by its hash, in parts."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import orjson
from flask import Response, current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from tocongnghe.errors import GrantRevoked
from tocongnghe.extensions import db, limiter
from tocongnghe.routes.api.bearer import bearer_token
from tocongnghe.schemas.api import ProblemOut
from tocongnghe.schemas.spoken import SpokenPackOut
from tocongnghe.services.blobs import blob_folder
from tocongnghe.services.grants import Bearer, authenticate
from tocongnghe.services.spoken.packs import find_pack_sound, make_pack

blueprint = Blueprint("spoken_packs", __name__, description="Recorded voices for phones")


@blueprint.route("/voices/<language>")
class Pack(MethodView):
    @blueprint.response(200, SpokenPackOut)
    @blueprint.alt_response(401, schema=ProblemOut, description="grant")
    @blueprint.alt_response(404, schema=ProblemOut, description="not-found")
    def get(self, language: str) -> AnyResponse:
        """Tell the approved recordings of a language; 304 when the phone knows them."""
        pack = make_pack(db.session(), _bearer().province_id, language)
        response = Response(orjson.dumps(pack), content_type="application/json")
        response.set_etag(pack["version"])
        response.headers["Cache-Control"] = "private, no-cache"
        return response.make_conditional(request)


@blueprint.route("/voices/<language>/<sha256>")
class PackSound(MethodView):
    decorators: ClassVar = [limiter.limit("600 per minute", key_func=lambda: bearer_token() or "nobody")]

    @blueprint.response(200, content_type="audio/ogg", description="The sound; 206 with Range")
    @blueprint.alt_response(401, schema=ProblemOut, description="grant")
    @blueprint.alt_response(404, schema=ProblemOut, description="not-found")
    def get(self, language: str, sha256: str) -> AnyResponse:
        """Send one recording, or the part of it that Range names."""
        folder = blob_folder(Path(current_app.instance_path))
        path, media_type = find_pack_sound(db.session(), _bearer().province_id, language, sha256, folder)
        content = path.read_bytes()
        response = Response(content, mimetype=media_type)
        response.set_etag(sha256)
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return response.make_conditional(request, accept_ranges=True, complete_length=len(content))


def _bearer() -> Bearer:
    """Return whose phone it is.

    Raises:
        GrantRevoked: Nobody's any more.
    """
    bearer = authenticate(db.engine, bearer_token())
    if bearer.is_revoked:
        raise GrantRevoked
    return bearer
