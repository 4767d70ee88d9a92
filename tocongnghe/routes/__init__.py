"""The doors: parse, call one service, commit, answer. No query, no rule, no model here."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask


def register(app: Flask) -> None:
    """Hang every blueprint, and what all of them need, on *app*."""
    from tocongnghe.extensions import csrf, limiter

    csrf.init_app(app)
    limiter.init_app(app)
    for room in ("security", "language", "health", "api", "pwa", "auth", "console", "problems"):
        name = f"tocongnghe.routes.{room}"
        if find_spec(name) and hasattr(import_module(name), "register"):
            try:
                import_module(name).register(app)
            except ImportError as e:  # while rooms are being built
                print("not yet:", name, e)
