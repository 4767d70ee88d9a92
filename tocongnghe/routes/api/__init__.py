"""/api/v1: the phones' and other programs' door. Its meaning never changes; v2 would stand beside it."""

from __future__ import annotations

from flask import Flask

from tocongnghe.extensions import api, csrf


def register(app: Flask) -> None:
    """Hang the API's blueprints on *app* and publish their OpenAPI page."""
    from tocongnghe.routes.api import (
        blobs,
        courier,
        description,
        lessons,
        phone,
        spoken,
        sync,
        systems,
        words,
    )

    api.init_app(app)
    description.teach(api)
    systems.teach(api)
    for room in (phone, sync, courier, blobs, systems, lessons, words, spoken):
        csrf.exempt(room.blueprint)
        api.register_blueprint(room.blueprint, url_prefix="/api/v1")
    description.describe(api)
