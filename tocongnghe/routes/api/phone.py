"""What a phone asks before and beside syncing: hello, enrol, refresh, bundle."""

from __future__ import annotations

from typing import Any, ClassVar

import orjson
from flask import Response, current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint

import tocongnghe
from tocongnghe import clock
from tocongnghe.errors import GrantRevoked
from tocongnghe.extensions import db, limiter, writing
from tocongnghe.routes.api.bearer import bearer_token
from tocongnghe.schemas.api import BundleOut, EnrolIn, EnrolOut, HelloOut, ProblemOut, RefreshOut
from tocongnghe.services.access import load_actor
from tocongnghe.services.bundle import make_bundle
from tocongnghe.services.enrolment import enrol
from tocongnghe.services.grants import authenticate, refresh_grant
from tocongnghe.services.installation import is_demo
from tocongnghe.sync.protocol import VERSION

blueprint = Blueprint("phone", __name__, description="Enrolment and reference data of phones")


@blueprint.route("/hello")
class Hello(MethodView):
    @blueprint.response(200, HelloOut)
    def get(self) -> dict[str, Any]:
        """Tell protocol versions, limits and the time; no login."""
        return {
            "protocol": {"min": VERSION, "max": VERSION},
            "app": tocongnghe.__version__,
            "now": clock.now_ms(),
            "limits": {
                "max_ops": current_app.config["SYNC_MAX_OPS"],
                "max_bytes": current_app.config["SYNC_MAX_BYTES"],
                "max_inflated_bytes": current_app.config["SYNC_MAX_INFLATED_BYTES"],
            },
            "demo": is_demo(db.session()),
        }


@blueprint.route("/enrol")
class Enrol(MethodView):
    decorators: ClassVar = [limiter.limit("20 per minute; 200 per day")]

    @blueprint.arguments(EnrolIn, error_status_code=400)
    @blueprint.response(201, EnrolOut)
    @blueprint.alt_response(404, schema=ProblemOut, description="code-unknown")
    @blueprint.alt_response(409, schema=ProblemOut, description="code-used, device-unproven")
    @blueprint.alt_response(410, schema=ProblemOut, description="code-expired")
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Spend a one-time code on this phone; one enrolled before shows a token of its own (Bearer)."""
        token = bearer_token()
        with writing() as session:
            return enrol(
                session,
                asked["code"],
                str(asked["device"]),
                asked.get("name"),
                secret=current_app.config["SECRET_KEY"],
                days=current_app.config["GRANT_DAYS"],
                shown=(asked.get("grant"), token) if token else None,
            )


@blueprint.route("/grants/refresh")
class Refresh(MethodView):
    @blueprint.response(200, RefreshOut)
    @blueprint.alt_response(401, schema=ProblemOut, description="grant")
    @blueprint.alt_response(403, schema=ProblemOut, description="grant-revoked")
    def post(self) -> dict[str, Any]:
        """Renew an expired or expiring grant; the old token works until the new one is used."""
        bearer = authenticate(db.engine, bearer_token())
        with writing() as session:
            return {
                "grant": refresh_grant(
                    session,
                    bearer,
                    secret=current_app.config["SECRET_KEY"],
                    days=current_app.config["GRANT_DAYS"],
                )
            }


@blueprint.route("/bundle")
class Bundle(MethodView):
    @blueprint.response(200, BundleOut)
    @blueprint.alt_response(401, schema=ProblemOut, description="grant")
    def get(self) -> Response:
        """Answer with reference data for this person's villages; 304 when the phone has it."""
        bearer = authenticate(db.engine, bearer_token())
        if bearer.is_revoked:
            raise GrantRevoked
        actor = load_actor(db.session(), bearer.user_id, clock.local_date())
        bundle = make_bundle(db.session(), actor, current_app.extensions["links"])
        response = Response(orjson.dumps(bundle), content_type="application/json")
        response.set_etag(bundle["version"])
        response.headers["Cache-Control"] = "private, no-cache"
        response.make_conditional(request)
        return response
