"""Every answer is given under the newest indicators and words, whichever process gives it."""

from __future__ import annotations

from flask import Flask, request

from tocongnghe.extensions import db
from tocongnghe.services.freshness import refresh

WITHOUT = frozenset({"sync", "pwa", "health", "assets", "language", "api-docs", None})
"""Rooms that name no indicator: phones must not wait for a question, and the API's page needs no database."""


def register(app: Flask) -> None:
    """Hang on *app* what looks for a newer version."""
    app.before_request(_refresh)


def _refresh() -> None:
    if request.blueprint not in WITHOUT:
        refresh(db.session())
