"""The jobs: what they leave behind, also when they are killed."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import brute, count_all, stored
from tocongnghe import clock
from tocongnghe.catalogue.periods import load_kinds
from tocongnghe.errors import NotFound
from tocongnghe.extensions import writing
from tocongnghe.jobs import schedule
from tocongnghe.jobs.job import Job, Result
from tocongnghe.jobs.schedule import JOBS, run_once
from tocongnghe.models import (
    Achievement,
    Cell,
    CellSum,
    CountedAssist,
    JobRun,
    RollUpPosition,
    SpotCheck,
    SpotDraw,
)
from tocongnghe.services.job_runs import list_last_runs

KILLED_HALF_WAY = """
import os, signal, sys
from pathlib import Path
from tocongnghe import create_app
from tocongnghe.extensions import writing
from tocongnghe.rollups import advance
from tocongnghe.services.indicators import CountingRules

app = create_app({"DATABASE_URL": sys.argv[2]}, instance=Path(sys.argv[1]))
with app.app_context():
    for piece in range(3):
        with writing() as session:
            advance(session, int(sys.argv[3]), CountingRules(), max_lines=3)
            session.flush()
            if piece == 2:
                os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_rollups_job_counts_and_notes_its_run(any_app: Flask, any_world: World) -> None:
    any_world.log_assist(any_world.add_household())

    result = run_once(any_app, "rollups")

    assert result.outcome == "ok"
    assert stored(any_world.engine) == brute(any_world.engine)
    with Session(any_world.engine) as session:
        (last,) = list_last_runs(session)
    assert (last.job, last.outcome, last.detail) == ("rollups", "ok", result.detail)


def test_counting_again_changes_nothing(app: Flask, world: World) -> None:
    world.log_assist(world.add_household())
    run_once(app, "rollups")
    before = stored(world.engine)

    run_once(app, "rollups")

    assert stored(world.engine) == before


def test_killed_half_way_it_leaves_nothing_wrong_and_goes_on(any_app: Flask, any_world: World) -> None:
    any_world.log_assist()
    count_all(any_world.engine)
    for _ in range(8):
        any_world.log_assist(any_world.add_household())

    url = any_app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-c", KILLED_HALF_WAY, any_app.instance_path, url, str(any_world.province)]
    killed = subprocess.run(command, check=False, cwd=Path(__file__).parents[2])

    assert killed.returncode == -9
    with Session(any_world.engine) as session:
        assert session.scalar(select(RollUpPosition.seq)) == 1 + 6
    count_all(any_world.engine)
    assert stored(any_world.engine) == brute(any_world.engine)


def test_the_nightly_check_finds_every_figure_right(any_app: Flask, any_world: World) -> None:
    any_world.log_assist(any_world.add_household())

    assert run_once(any_app, "rollups-verify").outcome == "ok"


@pytest.mark.parametrize(
    "damage",
    [
        update(Cell).values(provisional_count=Cell.provisional_count + 1),
        delete(Cell),
        update(CellSum).values(official_count=CellSum.official_count + 1),
        delete(CellSum),
        update(Achievement).values(official_on=Achievement.provisional_on, official_village_id=1),
        delete(Achievement),
        update(CountedAssist).values(topic="etax"),
        delete(CountedAssist),
    ],
    ids=[
        "cells changed",
        "cells lost",
        "sums changed",
        "sums lost",
        "achievements changed",
        "achievements lost",
        "assists as counted changed",
        "assists as counted lost",
    ],
)
def test_the_nightly_check_heals_what_differs_and_says_so(
    app: Flask, world: World, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    world.log_assist(world.add_household())
    run_once(app, "rollups")
    right = stored(world.engine)
    with writing(world.engine) as session:
        session.execute(damage)

    result = run_once(app, "rollups-verify")

    assert result.outcome == "healed"
    assert "roll-ups of place" in caplog.text
    assert stored(world.engine) == right


def test_an_achievement_that_nothing_bears_out_is_found(app: Flask, world: World) -> None:
    never_helped = world.add_household()
    assist = world.log_assist(world.add_household())
    run_once(app, "rollups")
    right = stored(world.engine)
    with writing(world.engine) as session:
        session.add(
            Achievement(
                household_id=never_helped,
                indicator="vneid_helped",
                part="",
                provisional_on=session.scalar(select(Cell.day)),
                provisional_village_id=world.villages["20-00001-001"],
            )
        )

    assert run_once(app, "rollups-verify").outcome == "healed"
    assert stored(world.engine) == right
    assert assist


def test_a_failing_job_is_noted_and_does_not_break_the_schedule(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Result:
        raise RuntimeError("a secret detail")

    job = JOBS["rollups"]
    monkeypatch.setitem(schedule.JOBS, "rollups", Job(**{**vars(job), "task": fail}))

    result = run_once(app, "rollups")

    assert result == Result("failed", "RuntimeError")
    with Session(world.engine) as session:
        assert session.scalar(select(JobRun.outcome)) == "failed"


def test_an_unknown_job_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        run_once(app, "no-such-job")


def test_every_job_says_what_when_and_why() -> None:
    for name, job in JOBS.items():
        assert job.name == name
        assert all((job.what, job.when, job.why))


def test_a_job_told_to_stop_leaves_between_pieces(app: Flask, world: World) -> None:
    world.log_assist()
    stop = Event()
    stop.set()

    run_once(app, "rollups", stop)

    with Session(world.engine) as session:
        assert session.scalar(select(RollUpPosition.seq)) is None


def test_the_spot_checks_of_a_month_draw_themselves_once_the_phones_have_had_some_days(
    any_app: Flask, any_world: World
) -> None:
    (month,) = load_kinds()["administrative_month"].recent(date(2026, 3, 14), 1)
    assert month.to_day == date(2026, 3, 14)
    with clock.frozen(datetime(2026, 3, 10, 3, tzinfo=UTC)):
        for _ in range(8):
            any_world.log_assist(any_world.add_household())

    def drawn_on(day: int) -> list[tuple[str, int, int | None]]:
        with clock.frozen(datetime(2026, 3, day, 19, 40, tzinfo=UTC)):  # 02:40 of the next day in Vietnam
            assert run_once(any_app, "spot-checks").outcome == "ok"
        with Session(any_world.engine) as session:
            draws = session.scalars(select(SpotDraw).order_by(SpotDraw.id))
            return [(draw.period, draw.population_count, draw.drawn_by_id) for draw in draws]

    assert [drawn_on(day) for day in (13, 14, 16)] == [[], [], []]
    once = drawn_on(17)
    assert once == [(month.code, 8, None)]
    with Session(any_world.engine) as session:
        first = list(session.scalars(select(SpotCheck.assist_id).order_by(SpotCheck.position)))
    assert len(first) == 5

    with clock.frozen(datetime(2026, 3, 10, 3, tzinfo=UTC)):
        any_world.log_assist(any_world.add_household())
    assert drawn_on(18) == once
    with Session(any_world.engine) as session:
        assert list(session.scalars(select(SpotCheck.assist_id).order_by(SpotCheck.position))) == first


def test_after_a_long_standstill_the_last_two_months_are_drawn(app: Flask, world: World) -> None:
    for month in (1, 2, 3, 4):
        with clock.frozen(datetime(2026, month, 10, 3, tzinfo=UTC)):
            world.log_assist(world.add_household())

    with clock.frozen(datetime(2026, 4, 25, 3, tzinfo=UTC)):
        told = run_once(app, "spot-checks").detail

    assert told == "the samples of 2 teams drawn"
    with Session(world.engine) as session:
        assert list(session.scalars(select(SpotDraw.from_on).order_by(SpotDraw.from_on))) == [
            date(2026, 2, 15),
            date(2026, 3, 15),
        ]
