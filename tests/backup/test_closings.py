"""Closed periods outlive a restore: their figures stand in the journal, not only in the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Row, select

from tests.backup.installation import Drill
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.catalogue.periods import find_period
from tocongnghe.extensions import writing
from tocongnghe.models import Assist, Closing, Reopening
from tocongnghe.rollups import catch_up
from tocongnghe.services.access import load_actor
from tocongnghe.services.closings import close_period, find_closing, find_commune, is_unchanged, reopen_period

pytestmark = pytest.mark.postgres


def close(drill: Drill, version: int) -> None:
    """Close 15 August to 14 September in commune A, opened again before if it must be."""
    period = find_period("A2026-09")
    assert period is not None
    with clock.frozen(drill.now()), writing() as session:
        actor = load_actor(session, drill.world.minh, clock.local_date())
        if version > 1:
            reopen_period(session, actor, "00001", period, version=version - 1, reason="còn thiếu")
        close_period(
            session, actor, "00001", period, version=version, reason="đủ", signer="Lý", catch_up=catch_up
        )


def kept(drill: Drill) -> list[Row[tuple[object, ...]]]:
    with drill.engine.connect() as connection:
        return [
            *connection.execute(select(Closing.__table__).order_by(Closing.version)),
            *connection.execute(select(Reopening.__table__)),
        ]


def test_after_a_restore_closings_are_there_again_and_work_for_them_is_late(drill: Drill):
    drill.field_day()
    backup = drill.back_up()
    drill.day += 20
    close(drill, 1)
    drill.field_day()
    close(drill, 2)
    before = kept(drill)
    assert len(before) == 3

    drill.restore(backup)
    drill.settle()

    assert kept(drill) == before
    audit(drill.engine, drill.world.province)
    late = drill.world.log_assist(on="2026-09-10")
    with drill.engine.connect() as connection:
        assert connection.scalar(select(Assist.is_late).where(Assist.id == late)) is True
    with clock.frozen(drill.now() + timedelta(days=1)), writing() as session:
        actor = load_actor(session, drill.world.minh, date(2026, 9, 25))
        closing = find_closing(session, find_commune(session, actor), "A2026-09", 2)
        assert is_unchanged(closing)
    close(drill, 3)
