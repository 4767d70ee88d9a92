"""Serves the phone app as it was built: /app/ is its page and its service worker's scope."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, redirect, request, send_from_directory
from flask.typing import ResponseReturnValue

from tocongnghe.errors import Busy
from tocongnghe.extensions import limiter

blueprint = Blueprint("pwa", __name__)

FOREVER = "public, max-age=31536000, immutable"
ALWAYS_ASK = "no-cache"


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    limiter.exempt(blueprint)


@blueprint.get("/app")
def without_slash() -> ResponseReturnValue:
    """Lead to the scope of the service worker, which ends in a slash."""
    return redirect("/app/", 308)


@blueprint.get("/app/")
def page() -> Response:
    """Answer with the app's only page."""
    return asset("index.html")


@blueprint.get("/app/<path:name>")
def asset(name: str) -> Response:
    """Answer with one built file, compressed beforehand where the browser reads gzip.

    Raises:
        Busy: The phone app was not built.
    """
    folder = Path(current_app.config["PHONE_APP_FOLDER"])
    if not (folder / "index.html").is_file():
        raise Busy("the phone app was not built; run `make build`")
    packed = f"{name}.gz"
    is_packed = request.accept_encodings["gzip"] > 0 and (folder / packed).is_file()
    response = send_from_directory(folder, packed if is_packed else name, mimetype=_type(name))
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER if name.startswith("assets/") else ALWAYS_ASK
    return response


def _type(name: str) -> str | None:
    kinds = {
        ".webmanifest": "application/manifest+json",
        ".js": "text/javascript",
        ".css": "text/css",
        ".html": "text/html",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".png": "image/png",
    }
    return kinds.get(Path(name).suffix)
