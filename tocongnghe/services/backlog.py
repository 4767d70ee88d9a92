"""How much the roll-ups have still to read."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.models import Feed, RollUpPosition


def count_uncounted_lines(session: Session) -> int:
    """Return how many lines of the log, of all provinces, the roll-ups have not read."""
    rows = session.execute(
        select(Feed.seq, RollUpPosition.seq).outerjoin(
            RollUpPosition, RollUpPosition.province_id == Feed.province_id
        )
    )
    return sum(max(0, head - (read or 0)) for head, read in rows)
