"""Facts about this installation that every page and client may ask for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.models import Setting

DEMO = "demo"


def is_demo(session: Session) -> bool:
    """Tell whether the data here is synthetic, and must be marked so on every page."""
    return session.scalar(select(Setting.value).where(Setting.name == DEMO)) == "1"
