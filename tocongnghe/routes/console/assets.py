"""Styles and the small script of the desk, at addresses that change with their content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, request, send_from_directory, url_for
from flask.wrappers import Response

from tocongnghe.config import REPOSITORY

FOLDER = REPOSITORY / "static" / "console"
A_YEAR = 365 * 24 * 3600  # seconds
VERSION_CHARACTERS = 12

blueprint = Blueprint("assets", __name__)


def register(app: Flask) -> None:
    """Serve the files, and give templates `asset(name)`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """Return the address of the file *name*, good for as long as its content is."""
    return url_for("assets.send", name=name, v=_version(name))


@blueprint.get("/static/console/<path:name>")
def send(name: str) -> Response:
    """Send a file; only the address of exactly this content may be kept for long."""
    response = send_from_directory(FOLDER, name, etag=True)
    if (FOLDER / name).is_file() and request.args.get("v") == _version(name):
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response


def _version(name: str) -> str:
    path = FOLDER / name
    return _hash(path, path.stat().st_mtime_ns)


@cache
def _hash(path: Path, _changed_at_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:VERSION_CHARACTERS]
