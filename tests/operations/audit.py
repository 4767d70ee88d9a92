"""The invariants of protocol §1 that any database can be asked for at any time."""

from __future__ import annotations

from sqlalchemy import Engine, select

from tocongnghe.models import Feed
from tocongnghe.operations.audit import findings


def audit(engine: Engine, province_id: int) -> None:
    """Raise AssertionError unless the log is gapless, its chain recomputes and records are folds (I5)."""
    with engine.connect() as connection:
        assert connection.scalar(select(Feed.seq).where(Feed.province_id == province_id)) is not None
        assert [str(finding) for finding in findings(connection)] == []
