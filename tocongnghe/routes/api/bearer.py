"""The token that came with a request."""

from __future__ import annotations

from flask import request


def bearer_token() -> str | None:
    """Return the bearer token of this request, None without one."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None
