"""The sweep: nothing stays held once what it waits for is there (I8)."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update

from tests.cast import World
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.jobs.tasks import release_held
from tocongnghe.models import Grant, Household, Operation
from tocongnghe.services.blobs import PART_KEPT_FOR, blob_folder

pytestmark = pytest.mark.postgres

BODY = {"village": "20-00001-001", "head_name": "A"}


def change(engine: Engine, **values: object) -> None:
    """Let every stored operation read as a newer program would read it."""
    with engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Operation).values(**values))


def standing(engine: Engine) -> list[tuple[str, str | None]]:
    with engine.connect() as connection:
        query = select(Operation.outcome, Operation.reason).order_by(Operation.device_n)
        return [(str(row.outcome), row.reason) for row in connection.execute(query)]


def test_work_of_a_newer_schema_is_taken_once_the_program_is_newer(any_engine: Engine, any_world: World):
    any_world.push(any_world.op("household.add", BODY, schema=2))
    change(any_engine, schema=1)

    assert release_held(any_engine, Event()).detail == "1 operations waited, 1 wait no longer"

    assert standing(any_engine) == [("applied", None)]
    assert release_held(any_engine, Event()).detail == "0 operations waited, 0 wait no longer"
    audit(any_engine, any_world.province)


def test_what_was_of_an_unknown_kind_is_checked_for_shape_before_it_is_taken(
    any_engine: Engine, any_world: World
):
    any_world.push(any_world.op("tea.drink", {"village": "20-00001-001", "surprise": 1}))
    change(any_engine, kind="household.add")

    release_held(any_engine, Event())

    assert standing(any_engine) == [("rejected", "malformed")]
    with any_engine.connect() as connection:
        assert connection.scalars(select(Household.id)).all() == []


def test_work_of_a_grant_that_is_good_again_is_taken_with_all_that_waited_for_it(
    any_engine: Engine, any_world: World
):
    world = any_world
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).values(revoked_at=clock.now()))
    household = world.op("household.add", BODY)
    amend = world.op("household.amend", {"note": "x"}, record=household.id, prev=household.id)
    world.push(household, amend)
    assert {outcome for outcome, _ in standing(any_engine)} == {"held"}
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).values(revoked_at=None))

    release_held(any_engine, Event())

    assert standing(any_engine) == [("applied", None)] * 2
    audit(any_engine, world.province)


def test_a_sweep_that_is_told_to_stop_leaves_the_rest_for_the_next(any_engine: Engine, any_world: World):
    any_world.push(any_world.op("household.add", BODY, schema=2))
    change(any_engine, schema=1)
    stop = Event()
    stop.set()

    release_held(any_engine, stop)

    assert standing(any_engine) == [("held", "schema_newer")]


def test_a_recording_whose_rest_never_came_goes_after_a_week(any_engine: Engine, any_app: Flask):
    parts = blob_folder(Path(any_app.instance_path)) / "parts" / "phone"
    parts.mkdir(parents=True)
    (whole := parts.parents[1] / "ab" / "abc").parent.mkdir()
    for path in (parts / "old", parts / "young", whole):
        path.write_bytes(b"voice")
    week_ago = (clock.now() - PART_KEPT_FOR).timestamp()
    os.utime(parts / "old", (week_ago - 60, week_ago - 60))
    os.utime(parts / "young", (week_ago + 60, week_ago + 60))
    os.utime(whole, (0, 0))

    told = release_held(any_engine, Event()).detail

    assert told.endswith("; 1 unfinished recordings removed")
    assert [path.name for path in parts.iterdir()] == ["young"]
    assert whole.exists()
