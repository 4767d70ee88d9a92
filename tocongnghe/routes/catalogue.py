"""Every answer is given under the newest version of the catalogue, whichever process gives it."""

from __future__ import annotations

from flask import Flask, request

from tocongnghe.extensions import db
from tocongnghe.services.catalogue_editing import refresh_catalogue

WITHOUT = frozenset({"sync", "pwa", "health", "assets", "language", "api-docs", None})
"""Rooms that name no indicator: phones must not wait for a question, and the API's page needs no database."""


def register(app: Flask) -> None:
    """Hang on *app* what looks for a newer version."""
    app.before_request(_refresh)


def _refresh() -> None:
    if request.blueprint not in WITHOUT:
        refresh_catalogue(db.session())
