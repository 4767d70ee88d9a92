"""Work for a closed period applies, is flagged late, and nothing else is (protocol §6, §8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import counted_statements
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Assist, Closing, Reopening

pytestmark = pytest.mark.postgres

CLOSED, OPEN = date(2026, 8, 20), date(2026, 9, 20)


def close(world: World, commune_id: int | None = None, version: int = 1) -> None:
    """Close 15 August to 14 September of commune A, the figures left out."""
    with writing(world.engine) as session:
        session.add(
            Closing(
                place_id=commune_id or world.commune_a,
                period="A2026-09",
                version=version,
                from_on=date(2026, 8, 15),
                to_on=date(2026, 9, 14),
                counted_on=clock.local_date(),
                seq=0,
                chain=b"",
                catalogue_version="",
                snapshot="{}",
                sha256="",
                closed_at=clock.now(),
                closed_by_id=world.minh,
            )
        )


def reopen(world: World) -> None:
    row = {"place_id": world.commune_a, "period": "A2026-09", "version": 1}
    with writing(world.engine) as session:
        session.add(Reopening(**row, reason="sót", reopened_at=clock.now(), reopened_by_id=world.minh))


def is_late(engine: Engine, assist_id: str) -> bool | None:
    with Session(engine) as session:
        return session.scalar(select(Assist.is_late).where(Assist.id == assist_id))


def amend(world: World, assist: str, prev: str, kind: str = "assist.amend", **body: object) -> str:
    op = world.op(kind, body, record=assist, prev=prev)
    (decision,) = world.push(op)
    assert decision.outcome == "applied", decision
    return op.id


def test_what_arrives_for_a_closed_day_applies_and_is_late(any_world: World, any_engine: Engine) -> None:
    household = any_world.add_household()
    before = any_world.log_assist(household, on=CLOSED.isoformat())
    close(any_world)

    late = any_world.log_assist(household, on=CLOSED.isoformat(), topic="etax")
    last = any_world.log_assist(household, on="2026-09-14")
    after = any_world.log_assist(household, on=OPEN.isoformat())

    flags = [is_late(any_engine, id) for id in (before, late, last, after)]
    assert flags == [False, True, True, False]
    audit(any_engine, any_world.province)


def test_what_changes_a_closed_day_is_late_and_stays_so(any_world: World, any_engine: Engine) -> None:
    away, into, withdrawn = (
        any_world.log_assist(on=day) for day in ("2026-08-20", "2026-09-20", "2026-08-20")
    )
    close(any_world)

    head = amend(any_world, away, away, on=OPEN.isoformat())
    amend(any_world, into, into, on=CLOSED.isoformat())
    amend(any_world, withdrawn, withdrawn, "assist.withdraw", reason="nhầm")
    amend(any_world, away, head, note="sửa")

    assert [is_late(any_engine, id) for id in (away, into, withdrawn)] == [True, True, True]
    audit(any_engine, any_world.province)


def test_a_reopened_period_takes_work_that_is_not_late_until_it_is_closed_again(
    any_world: World, any_engine: Engine
) -> None:
    close(any_world)
    reopen(any_world)

    between = any_world.log_assist(on=CLOSED.isoformat())
    close(any_world, version=2)
    after = any_world.log_assist(on=CLOSED.isoformat())

    assert (is_late(any_engine, between), is_late(any_engine, after)) == (False, True)


def test_another_communes_closing_makes_nothing_late(any_world: World, any_engine: Engine) -> None:
    close(any_world, any_world.commune_b)

    assert is_late(any_engine, any_world.log_assist(on=CLOSED.isoformat())) is False


def test_late_work_that_waited_for_its_household_is_late(any_world: World, any_engine: Engine) -> None:
    household = any_world.op("household.add", {"village": "20-00001-001", "head_name": "Nông Văn Thử"})
    body = {"household": household.id, "topic": "vneid", "outcome": "helped", "on": CLOSED.isoformat()}
    assist = any_world.op("assist.log", body)
    any_world.push(assist)
    close(any_world)

    any_world.push(household)

    assert is_late(any_engine, assist.id) is True


def test_a_push_asks_for_closings_once_and_not_at_all_for_the_work_of_today(
    any_world: World, any_engine: Engine
) -> None:
    close(any_world)
    days = [clock.local_date() - timedelta(days=n % 5) for n in range(20)]
    batches = [
        [
            any_world.op(
                "assist.log",
                {
                    "household": None,
                    "village": village,
                    "topic": "vneid",
                    "outcome": "helped",
                    "on": str(day),
                },
            )
            for day in chosen
            for village in ("20-00001-001",)
        ]
        for chosen in (days, [clock.local_date()] * 5)
    ]
    asked = []
    for batch in batches:
        with counted_statements(any_engine) as statements:
            any_world.push(*batch)
        asked.append(sum("closing" in statement for statement in statements))

    assert asked == [1, 0]
