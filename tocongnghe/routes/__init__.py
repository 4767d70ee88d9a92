"""The doors: parse, call one service, commit, answer. No query, no rule, no model here."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Hang every blueprint, and what all of them need, on *app*."""
    from tocongnghe.extensions import csrf, limiter
    from tocongnghe.routes import (
        api,
        auth,
        catalogue,
        console,
        health,
        language,
        new_password,
        numbers,
        problems,
        public,
        pwa,
        security,
        sessions,
    )

    csrf.init_app(app)
    limiter.init_app(app)
    for room in (numbers, security, language, sessions, health, catalogue, api, pwa):
        room.register(app)
    for room in (auth, new_password, console, public, problems):
        room.register(app)
