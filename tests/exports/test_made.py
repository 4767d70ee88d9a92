"""Long exports: made beside the pages, killed and made again, never half a file, nobody else's to fetch."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.exports.conftest import make_order, read_csv, today
from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.extensions import writing
from tocongnghe.jobs import export_tasks
from tocongnghe.jobs.schedule import run_once
from tocongnghe.models import Assignment, ExportJob, ExportNote
from tocongnghe.services.access import load_actor
from tocongnghe.services.exports import allow
from tocongnghe.services.exports.making import write_file
from tocongnghe.services.exports.queue import Mine, ask, export_folder, find_file, list_mine, spool_path
from tocongnghe.services.exports.states import ExportState
from tocongnghe.services.job_requests import list_open_requests

KILLED_AT = """
import os, signal, sys
from pathlib import Path
from threading import Event
from tocongnghe import create_app
from tocongnghe.extensions import db
from tocongnghe.jobs import export_tasks
from tocongnghe.services.exports import spool
from tocongnghe.services.exports.states import ExportState

def watch(self, done, steps):
    if self.state is ExportState(sys.argv[3]) and done >= 2:
        os.kill(os.getpid(), signal.SIGKILL)

spool.LOOK_EVERY = 1
export_tasks.Watcher.__call__ = watch
app = create_app({"DATABASE_URL": sys.argv[2]}, instance=Path(sys.argv[1]))
with app.app_context():
    export_tasks.make_exports(db.engine, Event())
"""


@pytest.fixture
def folder(any_app: Flask) -> Path:
    return export_folder(Path(any_app.instance_path))


def order_one(world: World, who: int, **overrides: object) -> str:
    with writing(world.engine) as session:
        found = ask(
            session, allow(session, load_actor(session, who, today()), make_order("assists", **overrides))
        )
    assert found is not None
    return found


def mine_of(world: World, who: int) -> list[Mine]:
    with Session(world.engine) as session:
        return list_mine(session, load_actor(session, who, today()))


def fetched(world: World, who: int, export_id: str, folder: Path) -> bytes:
    with Session(world.engine) as session:
        return find_file(session, load_actor(session, who, today()), export_id, folder)[0].read_bytes()


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".lock"}


def test_a_long_export_is_asked_for_made_and_fetched(any_app: Flask, any_worked: World, folder: Path) -> None:
    export_id = order_one(any_worked, any_worked.quang)
    with Session(any_worked.engine) as session:
        assert [request.job for request in list_open_requests(session)] == ["exports"]

    assert run_once(any_app, "exports").outcome == "ok"

    (mine,) = mine_of(any_worked, any_worked.quang)
    data = fetched(any_worked, any_worked.quang, export_id, folder)
    assert (mine.state, mine.row_count, mine.byte_count) == (ExportState.DONE, 5, len(data))
    assert mine.sha256 == hashlib.sha256(data).hexdigest()
    assert len(read_csv(data)) == 5
    assert names_in(folder) == {f"{export_id}.csv"}
    assert (folder / f"{export_id}.csv").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("state", "format_"), [("reading", "csv"), ("writing", "csv"), ("writing", "xlsx")])
def test_killed_half_way_nothing_half_is_offered_and_the_next_run_makes_it_whole(
    app: Flask, worked: World, state: str, format_: str
) -> None:
    """A real process, SIGKILL while rows are read or while the file is written."""
    folder = export_folder(Path(app.instance_path))
    export_id = order_one(worked, worked.quang, format=format_)
    command = [
        sys.executable,
        "-c",
        KILLED_AT,
        app.instance_path,
        app.config["SQLALCHEMY_DATABASE_URI"],
        state,
    ]

    assert subprocess.run(command, check=False, cwd=Path(__file__).parents[2]).returncode == -9

    with pytest.raises(NotFound):
        fetched(worked, worked.quang, export_id, folder)
    assert f"{export_id}.{format_}" not in names_in(folder)
    spooled = spool_path(folder, export_id)
    assert spooled.exists() is (state == "writing")
    expected = None
    if spooled.exists():
        kept = folder.parent / "kept"
        shutil.copy(spooled, kept)
        expected = write_file(kept, folder.parent / "expected", format_, lambda *_: None).sha256  # type: ignore[arg-type]

    run_once(app, "exports")

    (mine,) = mine_of(worked, worked.quang)
    data = fetched(worked, worked.quang, export_id, folder)
    assert (mine.state, mine.sha256) == (ExportState.DONE, hashlib.sha256(data).hexdigest())
    assert mine.sha256 == (expected or mine.sha256)
    assert names_in(folder) == {f"{export_id}.{format_}"}


def test_what_breaks_off_three_times_is_given_up_and_the_others_go_on(
    app: Flask, worked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = order_one(worked, worked.quang)

    def fail(*_: object) -> None:
        raise RuntimeError

    for _ in range(3):
        with monkeypatch.context() as patched:
            patched.setattr(export_tasks, "read_rows", fail)
            assert run_once(app, "exports").outcome == "failed"
    good = order_one(worked, worked.quang)
    run_once(app, "exports")

    states = {one.id: (one.state, one.failure) for one in mine_of(worked, worked.quang)}
    assert states == {broken: (ExportState.FAILED, "too_often"), good: (ExportState.DONE, None)}


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    app: Flask, worked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    order_one(worked, worked.quang)
    monkeypatch.setattr(export_tasks, "write_file", full)
    run_once(app, "exports")

    (mine,) = mine_of(worked, worked.quang)
    assert (mine.state, mine.failure) == (ExportState.FAILED, "disk")
    run_once(app, "exports")
    assert names_in(export_folder(Path(app.instance_path))) == set()


@pytest.mark.parametrize("who", ["an", "hoa", "thu", "minh"])
def test_nobody_else_can_fetch_it_whatever_they_may_read(app: Flask, worked: World, who: str) -> None:
    export_id = order_one(worked, worked.quang)
    run_once(app, "exports")

    with pytest.raises(NotFound):
        fetched(worked, getattr(worked, who), export_id, export_folder(Path(app.instance_path)))


def test_whoever_lost_the_role_gets_no_file_made_and_none_that_was_made(app: Flask, worked: World) -> None:
    folder = export_folder(Path(app.instance_path))
    made = order_one(worked, worked.minh, place_code="00001")
    run_once(app, "exports")
    order_one(worked, worked.minh, place_code="00001")
    with writing(worked.engine) as session:
        for assignment in session.scalars(select(Assignment).where(Assignment.user_id == worked.minh)):
            assignment.place_id = worked.commune_b
    run_once(app, "exports")

    assert [one.failure for one in mine_of(worked, worked.minh)] == ["not_allowed", None]
    with pytest.raises(NotFound):
        fetched(worked, worked.minh, made, folder)


def test_it_expires_and_its_note_stays(app: Flask, worked: World) -> None:
    folder = export_folder(Path(app.instance_path))
    export_id = order_one(worked, worked.an, is_identified=True, reason="Đối chiếu hộ nghèo theo công văn")
    run_once(app, "exports")
    (folder / "left-behind.xlsx").write_bytes(b"x")

    with clock.frozen(clock.now() + timedelta(days=8)):
        with pytest.raises(NotFound):
            fetched(worked, worked.an, export_id, folder)
        run_once(app, "exports")

    assert names_in(folder) == set()
    with Session(worked.engine) as session:
        assert session.scalars(select(ExportJob)).all() == []
        (note,) = session.scalars(select(ExportNote))
        assert (note.is_identified, note.asked_by_id) == (True, worked.an)


def test_told_to_stop_it_leaves_and_begins_again_later(app: Flask, worked: World) -> None:
    order_one(worked, worked.quang)
    stop = Event()
    stop.set()

    assert run_once(app, "exports", stop).outcome == "stopped"
    assert run_once(app, "exports").outcome == "ok"

    assert [one.state for one in mine_of(worked, worked.quang)] == [ExportState.DONE]


def test_six_at_a_time_are_too_many(worked: World) -> None:
    for _ in range(5):
        order_one(worked, worked.quang)

    with writing(worked.engine) as session:
        asked = allow(session, load_actor(session, worked.quang, today()), make_order("assists"))
        assert ask(session, replace(asked)) is None


def test_every_row_is_of_one_moment(
    any_app: Flask, any_worked: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes while the rows are read is in none of them, or in all."""
    export_id = order_one(any_worked, any_worked.quang)
    late: list[str] = []

    def watch(self: object, done: int, steps: int | None) -> None:
        if not late:
            late.append(any_worked.log_assist(village="20-00001-002", household=None))

    monkeypatch.setattr(export_tasks.Watcher, "__call__", watch)
    run_once(any_app, "exports")

    assert late
    assert len(read_csv(fetched(any_worked, any_worked.quang, export_id, folder))) == 5
