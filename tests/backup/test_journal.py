"""The journal: what the server decided is on the disk before COMMIT, once, and no phantom stays in it."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update

from tests.cast import World
from tests.conftest import make_app
from tests.sync.test_wire import Phone
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.models import EnrolCode, Grant, JobRun, JournalEntry, User
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.operations.journal import (
    append,
    begin_next_file,
    file_numbers,
    identity,
    journal_folder,
    path_of,
    read_entries,
    strike_phantoms,
)
from tocongnghe.services.enrolment import new_enrol_code

pytestmark = pytest.mark.postgres

KILLED = """
import os, sys
from pathlib import Path
from tocongnghe import clock, create_app
from tocongnghe.extensions import db, writing
from tocongnghe.models import User
from tocongnghe.operations import journal, journal_session

when, instance, url = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
app = create_app({"DATABASE_URL": url}, instance=instance)
true_append = journal.append

def append_and_die(*arguments):
    true_append(*arguments)
    os._exit(9)

if when == "between":
    journal.append = append_and_die
with app.app_context():
    with writing() as session:
        session.add(User(name="Killed", created_at=clock.now()))
    os._exit(9)
"""


@pytest.fixture
def instance(any_app: Flask) -> Path:
    return Path(any_app.instance_path)


@pytest.fixture
def folder(instance: Path) -> Path:
    return journal_folder(instance)


def entries(folder: Path, since: int = 0) -> list[dict[str, Any]]:
    with db.engine.connect() as connection:
        return list(read_entries(folder, identity(connection), since))


def tables(entry: dict[str, Any]) -> list[str]:
    return [row["table"] for row in entry.get("rows", [])]


def stored_entries(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(select(JournalEntry.id)))


def die(app: Flask, when: str) -> None:
    """Write a user in another process, which is killed at *when*."""
    command = [sys.executable, "-c", KILLED, when, app.instance_path, app.config["SQLALCHEMY_DATABASE_URI"]]
    ended = subprocess.run(
        command, check=False, cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert ended.returncode == 9, ended.stderr


def test_ordinary_rows_are_journaled_with_all_their_columns(any_world: World, folder: Path):
    with writing() as session:
        session.add(user := User(name="Mới", login="moi", created_at=clock.now()))

    newest = entries(folder)[-1]
    assert tables(newest) == ["user"]
    assert newest["rows"][0]["values"] | {"created_at": ""} == {
        "id": user.id,
        "name": "Mới",
        "login": "moi",
        "phone": None,
        "password_hash": None,
        "language": "vi",
        "is_active": True,
        "created_at": "",
    }
    assert newest["entry"] in stored_entries(any_world.engine)


def test_a_change_and_a_deletion_are_journaled_too(any_world: World, folder: Path):
    with writing() as session:
        session.add(passing := User(name="Tạm", created_at=clock.now()))
    with writing() as session:
        session.get_one(User, any_world.lan).is_active = False
        session.delete(session.get_one(User, passing.id))

    (changed, gone) = entries(folder)[-1]["rows"]
    assert (changed["values"]["id"], changed["values"]["is_active"]) == (any_world.lan, False)
    assert gone == {"table": "user", "gone": {"id": passing.id}}


def test_what_is_rolled_back_leaves_no_entry(any_world: World, folder: Path):
    before = entries(folder)

    def fail() -> None:
        with writing() as session:
            session.add(User(name="Never", created_at=clock.now()))
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert entries(folder) == before


def test_a_bulk_statement_cannot_pass_the_journal_by(any_world: World):
    with pytest.raises(TypeError, match="journal"), writing() as session:
        session.execute(update(User).values(is_active=False))


def test_the_diary_of_the_jobs_is_not_worth_remembering(any_world: World, folder: Path):
    before = entries(folder)

    with writing() as session:
        session.add(JobRun(job="rollups", started_at=clock.now()))

    assert entries(folder) == before


def test_a_decision_of_the_desk_is_journaled_and_work_of_a_phone_is_not(any_world: World, folder: Path):
    assist = any_world.log_assist()
    count = len(entries(folder))
    draft = Draft("assist.approve", assist, assist, {})

    (decision,) = submit_from_desk(
        any_world.engine, province_id=any_world.province, author_id=any_world.minh, drafts=[draft]
    )

    made = entries(folder)[count:]
    assert [tables(entry) for entry in made] == [["setting", "device"], []]
    (op,) = made[-1]["ops"]
    assert (op["id"], op["kind"], op["outcome"]) == (decision.id, "assist.approve", "applied")


def test_a_phone_joins_and_its_grant_is_journaled_until_the_newest_token(
    any_app: Flask, any_world: World, folder: Path
):
    with writing() as session:
        code = new_enrol_code(session, any_world.lan, secret=any_app.config["SECRET_KEY"], days=7)
    phone = Phone(any_app.test_client(), code)
    phone.sync()
    renewed = phone.client.post("/api/v1/grants/refresh", headers={"Authorization": f"Bearer {phone.token}"})
    phone.token = renewed.json["grant"]["token"]
    phone.sync()
    count = len(entries(folder))
    phone.sync()

    newest = entries(folder)
    assert len(newest) == count
    with any_world.engine.connect() as connection:
        grant = connection.execute(select(Grant.__table__).where(Grant.id == phone.grant)).mappings().one()
        code_row = connection.execute(select(EnrolCode.__table__)).mappings().one()
    rows = {row["table"]: row["values"] for entry in newest for row in entry.get("rows", [])}
    from tocongnghe.operations.journal_rows import decode_row, table_of

    assert decode_row(table_of("grant"), rows["grant"]) == dict(grant)
    assert decode_row(table_of("enrol_code"), rows["enrol_code"]) == dict(code_row)


def test_killed_between_flush_and_commit_the_entry_is_struck_out(
    any_app: Flask, any_world: World, instance: Path, folder: Path
):
    before = entries(folder)
    any_world.engine.dispose()

    die(any_app, "between")
    phantom = entries(folder)[-1]
    struck = strike_phantoms(any_world.engine, instance)

    assert tables(phantom) == ["user"]
    assert struck == 1
    assert entries(folder) == before
    assert strike_phantoms(any_world.engine, instance) == 0


def test_killed_after_commit_the_entry_stays(any_app: Flask, any_world: World, instance: Path, folder: Path):
    any_world.engine.dispose()

    die(any_app, "after")

    assert strike_phantoms(any_world.engine, instance) == 0
    assert entries(folder)[-1]["rows"][0]["values"]["name"] == "Killed"


def test_a_torn_line_is_no_entry_and_the_next_one_stands_alone(any_world: World, folder: Path):
    count = len(entries(folder))
    with path_of(folder, file_numbers(folder)[-1]).open("ab") as file:
        file.write(b'{"entry": "torn", "rows": [')

    with writing() as session:
        session.add(User(name="Sau", created_at=clock.now()))

    assert len(entries(folder)) == count + 1
    assert entries(folder)[-1]["rows"][0]["values"]["name"] == "Sau"


def test_a_new_file_begins_with_everything_before_it_settled(any_world: World, instance: Path, folder: Path):
    with any_world.engine.connect() as connection:
        append(folder, {"entry": "phantom", "of": identity(connection), "rows": []})

    number = begin_next_file(any_world.engine, instance)
    with writing() as session:
        session.add(User(name="Sau", created_at=clock.now()))

    assert "phantom" not in {entry["entry"] for entry in entries(folder)}
    assert [tables(entry) for entry in entries(folder, number)] == [["user"]]


def test_nobody_else_reads_the_journal(any_world: World, folder: Path):
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_another_database_strikes_out_nothing_of_this_one(any_world: World, instance: Path, tmp_path: Path):
    with any_world.engine.connect() as connection:
        of = identity(connection)
    count = len(list(read_entries(journal_folder(instance), of)))
    stranger = make_app(tmp_path / "stranger")
    with stranger.app_context():
        strangers = db.engine

        assert strike_phantoms(strangers, instance) == 0
        strangers.dispose()

    assert len(list(read_entries(journal_folder(instance), of))) == count > 0


def test_going_through_a_long_journal_takes_the_memory_of_a_line(
    any_world: World, any_app: Flask, folder: Path, instance: Path
):
    with any_world.engine.connect() as connection:
        of = identity(connection)
    with path_of(folder, file_numbers(folder)[-1]).open("ab") as file:
        for number in range(300):
            line = {"entry": f"gone-{number}", "of": of, "at": "", "rows": [{"filler": "x" * 100_000}]}
            file.write(json.dumps(line).encode() + b"\n")

    tracemalloc.start()
    struck = strike_phantoms(db.engine, instance)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert struck == 300
    assert peak < 5_000_000, f"{peak} bytes for 30 MB of journal"
