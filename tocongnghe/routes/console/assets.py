"""Styles and scripts of the desk, at addresses that change with their content."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, request, send_from_directory, url_for
from flask.wrappers import Response

from tocongnghe.config import REPOSITORY

FOLDER = REPOSITORY / "static" / "console"
BUILT = "desk"
"""Beside the phone app as it was built: what comes from a package."""
A_YEAR = 365 * 24 * 3600  # seconds
VERSION_CHARACTERS = 12
WORTH_PACKING_BYTES = 1024

blueprint = Blueprint("assets", __name__)


def register(app: Flask) -> None:
    """Serve the files, and give templates `asset(name)`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str | None:
    """Return the address of the file *name*, good as long as its content; None when it was not built."""
    path = _find(name)
    return url_for("assets.send", name=name, v=_version(path)) if path else None


@blueprint.get("/static/console/<path:name>")
def send(name: str) -> Response:
    """Send a file; only the address of exactly this content may be kept for long."""
    path = _find(name)
    if path is None:
        abort(404)
    response = send_from_directory(path.parent, path.name, etag=True)
    if request.args.get("v") == _version(path):
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.headers["Vary"] = "Accept-Encoding"
    if response.status_code == 200 and request.accept_encodings["gzip"] > 0:
        _pack(response, path)
    return response


def _find(name: str) -> Path | None:
    """Return the file of that name in one of the two folders, and in none below them."""
    for folder in (FOLDER, Path(current_app.config["PHONE_APP_FOLDER"]) / BUILT):
        path = folder / name
        if path.parent == folder and path.is_file():
            return path
    return None


def _pack(response: Response, path: Path) -> None:
    packed = _packed(path, path.stat().st_mtime_ns)
    if packed is not None:
        response.close()  # the open file
        response.direct_passthrough = False
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"


def _version(path: Path) -> str:
    return _hash(path, path.stat().st_mtime_ns)


@cache
def _hash(path: Path, _changed_at_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:VERSION_CHARACTERS]


@cache
def _packed(path: Path, _changed_at_ns: int) -> bytes | None:
    """Return the file as gzip; None when that is not worth it."""
    content = path.read_bytes()
    return gzip.compress(content, 9, mtime=0) if len(content) > WORTH_PACKING_BYTES else None
