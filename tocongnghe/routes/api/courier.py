"""POST /api/v1/import: parcels that were carried here; their seal proves where they come from."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint

from tocongnghe.errors import BadEncoding
from tocongnghe.extensions import db, limiter
from tocongnghe.schemas.api import ProblemOut
from tocongnghe.schemas.courier import CourierIn, CourierOut
from tocongnghe.sync.courier import bring

blueprint = Blueprint("courier", __name__, description="Work that came by another phone")


@blueprint.route("/import")
class Import(MethodView):
    decorators: ClassVar = [limiter.limit("60 per minute")]

    @blueprint.doc(requestBody={"required": True, "content": {"application/json": {"schema": CourierIn}}})
    @blueprint.response(200, CourierOut)
    @blueprint.alt_response(400, schema=ProblemOut, description="envelope")
    @blueprint.alt_response(413, schema=ProblemOut, description="too-large")
    @blueprint.alt_response(415, schema=ProblemOut, description="encoding")
    def post(self) -> dict[str, Any]:
        """Take a courier file in, with or without a login; as often as it is brought."""
        if request.mimetype != "application/json":
            raise BadEncoding("application/json only")
        return {"parcels": take(request.get_data())}


def take(raw: bytes) -> list[dict[str, Any]]:
    """Take the courier file *raw* in within this installation's limits."""
    return bring(
        db.engine,
        raw,
        max_ops=current_app.config["SYNC_MAX_OPS"],
        max_inflated_bytes=current_app.config["SYNC_MAX_INFLATED_BYTES"],
    )
