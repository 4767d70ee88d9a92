"""POST /api/v1/sync: bytes in, one exchange, bytes out."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any, ClassVar

import orjson
from flask import Response, current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint

from tocongnghe.errors import BadEncoding
from tocongnghe.extensions import db, limiter
from tocongnghe.routes.api.bearer import bearer_token
from tocongnghe.schemas.api import ProblemOut, SyncIn, SyncOut
from tocongnghe.services.splits import Issuer
from tocongnghe.sync.exchange import Limits, Terms, exchange

blueprint = Blueprint("sync", __name__, description="Push, pull and offer in one round trip")

WORTH_PACKING_BYTES = 400


@blueprint.route("/sync")
class Sync(MethodView):
    decorators: ClassVar = [limiter.limit("120 per minute", key_func=lambda: bearer_token() or "nobody")]

    @blueprint.doc(
        requestBody={"required": True, "content": {"application/json": {"schema": SyncIn}}},
        description="Body plain or gzip; see the protocol for the meaning of every key.",
    )
    @blueprint.response(200, SyncOut)
    @blueprint.alt_response(400, schema=ProblemOut, description="envelope")
    @blueprint.alt_response(401, schema=ProblemOut, description="grant")
    @blueprint.alt_response(413, schema=ProblemOut, description="too-large")
    @blueprint.alt_response(415, schema=ProblemOut, description="encoding")
    def post(self) -> Response:
        """Take operations in, and answer with what changed since the phone's cursor."""
        if request.mimetype != "application/json":
            raise BadEncoding("application/json only")
        encoding = request.headers.get("Content-Encoding")
        return _packed(
            exchange(db.engine, bearer_token(), request.get_data(), encoding, terms_of(current_app.config))
        )


def terms_of(config: Mapping[str, Any]) -> Terms:
    """Return how this installation deals with phones."""
    return Terms(
        limits=Limits(config["SYNC_MAX_OPS"], config["SYNC_MAX_BYTES"], config["SYNC_MAX_INFLATED_BYTES"]),
        issuer=Issuer(config["SECRET_KEY"], config["GRANT_DAYS"]),
        min_pull_schema=config["MIN_PULL_SCHEMA"],
        work_seconds=config["SYNC_WORK_SECONDS"],
    )


def _packed(answer: object) -> Response:
    body = orjson.dumps(answer)
    response = Response(body, content_type="application/json")
    if len(body) > WORTH_PACKING_BYTES and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(body, 6))
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-store"
    return response
