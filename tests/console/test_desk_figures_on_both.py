"""The desk's figures, calls and targets on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import count_all
from tocongnghe import clock
from tocongnghe.catalogue.periods import period_of
from tocongnghe.extensions import writing
from tocongnghe.models import Team
from tocongnghe.services.access import load_actor
from tocongnghe.services.calls import find_completion, note_call
from tocongnghe.services.contributions import Side, find_contributions
from tocongnghe.services.tallies import find_tally
from tocongnghe.services.village_targets import TargetEntry, list_target_rows, save_targets
from tocongnghe.vocabulary import CallResult

CODE = "20-00001-001"


@pytest.mark.postgres
def test_figures_calls_and_targets_are_the_same_on_both_databases(
    any_app: Flask, any_engine: Engine, any_world: World
) -> None:
    today = clock.local_date()
    month = period_of("administrative_month", today)
    assert month is not None
    days = (month.from_day, month.to_day)
    any_world.log_assist(any_world.add_household())
    count_all(any_engine)

    with any_app.app_context(), writing(any_engine) as session:
        actor = load_actor(session, any_world.minh, today)
        before = find_completion(session, actor, today)
        for call in before.to_call:
            note_call(session, actor, call.team_id, CallResult.NO_ANSWER, None, today)
        save_targets(session, actor, ("vneid", "helped"), days, [TargetEntry(CODE, None, 4)], "QĐ 1")
    with Session(any_engine) as session:
        after = find_completion(session, actor, today)
        work = {side: find_contributions(session, actor, side, *days).shares for side in Side}
        (line,) = find_tally(session, actor, *days, topic="vneid").villages[0].topics
        (row,) = [
            row
            for row in list_target_rows(session, actor, ("vneid", "helped"), days, None)
            if row.code == CODE
        ]
        team = session.scalar(select(Team.id).where(Team.place_id == any_world.villages[CODE]))

    assert (before.weeks.received(0), before.weeks.expected(0)) == (1, 2)
    assert [bool(found) for found in (before.to_call, before.called, after.to_call, after.called)] == [
        True,
        False,
        False,
        True,
    ]
    made = {
        side: [(share.key, share.provisional) for share in shares if share.provisional]
        for side, shares in work.items()
    }
    assert made == {Side.MEMBER: [(any_world.lan, 1)], Side.TEAM: [(team, 1)], Side.ORGANISATION: [(None, 1)]}
    assert [(goal.value, goal.provisional) for goal in line.goals] == [(4, 25)]
    assert (row.value, row.reached is not None and row.reached.provisional) == (4, 1)
