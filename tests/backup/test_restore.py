"""The restore drill: phones and desk at work, a server that lost its memory, and nothing that is missed.

Through the real application with phones that keep, offer and forget by the book.
"""

from __future__ import annotations

import errno
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.backup.conftest import TOOLS
from tests.backup.drill import records
from tests.backup.installation import VILLAGE, Drill
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Assist, Device, Feed, Grant, JournalEntry, Operation, User
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.operations.journal import file_numbers, identity, journal_folder, read_entries
from tocongnghe.services.backups import (
    backup_folder,
    prune,
    read_catalogue,
    serving,
)
from tocongnghe.services.backups.engines import way_of
from tocongnghe.services.backups.resets import count_resets
from tocongnghe.services.grants import revoke_grants_of_device

pytestmark = pytest.mark.postgres


def test_restored_twice_once_from_an_abandoned_history_nothing_is_missing(drill: Drill):
    drill.field_day()
    first = drill.back_up()
    drill.field_day()
    drill.day += 40
    drill.field_day()
    assert all(phone.pruned for phone in drill.phones)
    second = drill.back_up()
    drill.field_day(drill.phones[0], drill.phones[2])
    before = drill.truth()

    drill.restore(first)
    assert len(drill.truth().operations) < len(before.operations)
    drill.settle()

    assert drill.truth() == before
    assert {phone.resets for phone in drill.phones} == {1}
    drill.assert_phones_agree()
    audit(drill.engine, drill.world.province)

    drill.field_day()
    third = drill.back_up(keep=2)
    assert drill.kept() == [second, third]
    drill.day += 40
    drill.field_day(drill.phones[1])
    drill.day += 40
    drill.field_day()
    before = drill.truth()

    drill.restore(second)
    drill.settle()

    assert drill.truth() == before
    assert {phone.resets for phone in drill.phones} == {2}
    drill.assert_phones_agree()
    assert drill.saved() <= before.operations.keys()
    assert not any(phone.refused for phone in drill.phones)
    audit(drill.engine, drill.world.province)


def test_every_backup_that_is_kept_comes_to_the_same_end(drill: Drill):
    """Journal files and rows go night by night; none that a kept backup needs is among them."""
    phone = drill.phones[0]
    folder = journal_folder(drill.keeper.instance)
    for _ in range(4):
        drill.field_day(phone)
        drill.back_up(keep=3)
    drill.restore(drill.kept()[1])
    drill.settle()
    drill.field_day(phone)
    drill.back_up(keep=3)
    drill.field_day(phone)
    before = drill.truth()
    assert min(file_numbers(folder)) > 1
    with drill.engine.connect() as connection:
        entries = list(read_entries(folder, identity(connection)))
        since_the_drill_began = select(JournalEntry.id).where(
            JournalEntry.made_at < drill.now() + timedelta(1)
        )
        rows = set(connection.scalars(since_the_drill_began))
    assert rows == {entry["entry"] for entry in entries}

    for file in drill.kept():
        drill.restore(file)
        drill.settle()

        assert drill.truth() == before


def test_safe_is_nothing_until_verified_and_never_passes_a_fork(drill: Drill):
    def safe() -> int:
        with clock.frozen(drill.now() + timedelta(hours=23)):
            return int(drill.phones[0].sync()["safe"])

    def seq(file: str) -> int:
        mark = read_catalogue(backup_folder(drill.keeper.instance)).find(file).marks
        return mark[str(drill.world.province)].seq

    drill.field_day()
    assert safe() == 0
    with clock.frozen(drill.now() + timedelta(hours=20)):
        unverified = drill.keeper.make().file
    assert safe() == 0
    drill.keeper.verify(unverified)
    assert safe() == seq(unverified) > 0

    drill.field_day()
    later = drill.back_up()
    assert safe() == seq(unverified)
    drill.field_day()
    newest = drill.back_up()
    drill.restore(later)
    drill.settle()
    fork, beyond = seq(later), seq(newest)
    prune(drill.engine, drill.keeper.instance, keep=1)
    assert drill.kept() == [newest]
    drill.field_day()

    assert safe() == fork < beyond


def test_what_only_the_server_knew_is_restored_from_the_journal(drill: Drill, any_app: Flask):
    backup = drill.back_up()
    lost_phone = drill.enrol(drill.world.huy)
    with writing() as session:
        session.add(user := User(name="Mới", created_at=clock.now()))
        session.get_one(User, drill.world.quang).is_active = False
    with writing() as session:
        revoke_grants_of_device(session, drill.phones[2].device)
    with drill.engine.connect() as connection:
        grants = connection.execute(select(Grant.__table__).order_by(Grant.id)).all()

    done = drill.restore(backup)

    assert done.replayed == 4
    with drill.engine.connect() as connection:
        assert connection.execute(select(Grant.__table__).order_by(Grant.id)).all() == grants
        assert connection.scalar(select(User.name).where(User.id == user.id)) == "Mới"
        assert connection.scalar(select(User.is_active).where(User.id == drill.world.quang)) is False
    assert "wipe" in drill.phones[2].sync()
    assert "wipe" not in lost_phone.sync()
    with writing() as session:
        session.add(following := User(name="Sau", created_at=clock.now()))
    assert following.id > user.id


def test_a_refusal_of_the_desk_stays_a_refusal(drill: Drill):
    backup = drill.back_up()
    drill.field_day(drill.phones[0])
    with drill.engine.connect() as connection:
        assist = connection.scalars(select(Assist.id).order_by(Assist.id)).first()
        before = connection.scalar(select(Assist.state).where(Assist.id == assist))
    (refused,) = submit_from_desk(
        drill.engine,
        province_id=drill.world.province,
        author_id=drill.world.minh,
        drafts=[Draft("assist.approve", assist, assist, {})],
    )
    assert refused.outcome == "conflict"

    drill.restore(backup)
    drill.settle()

    with drill.engine.connect() as connection:
        outcome = connection.scalar(select(Operation.outcome).where(Operation.id == refused.id))
        assert connection.scalar(select(Assist.state).where(Assist.id == assist)) == before
    assert outcome == "conflict"


def test_a_verdict_outlives_its_supervisor_and_work_that_came_too_late(drill: Drill):
    backup, phone = drill.back_up(), drill.phones[0]
    drill.day += 1
    with clock.frozen(drill.now()):
        assist = drill.log(
            phone, phone.save("household.add", {"village": VILLAGE, "head_name": "Nông Văn Thử"})
        )
        phone.settle()
        late = phone.save("assist.amend", {"note": "muộn"}, assist, assist)
        (verdict,) = submit_from_desk(
            drill.engine,
            province_id=drill.world.province,
            author_id=drill.world.minh,
            drafts=[Draft("assist.approve", assist, assist, {})],
        )
        phone.settle()
        with writing() as session:
            session.get_one(User, drill.world.minh).is_active = False
    assert (verdict.outcome, phone.refused[late]) == ("applied", "conflict")
    before = records(drill.engine)

    drill.restore(backup)
    with drill.engine.connect() as connection:
        waiting = connection.scalar(select(Operation.outcome).where(Operation.id == verdict.id))
    drill.settle()

    assert waiting == "held"
    assert records(drill.engine) == before
    assert before[assist]["state"] == "approved"
    assert phone.refused[late] == "conflict"


def test_a_restore_that_fails_changes_nothing(drill: Drill, monkeypatch: pytest.MonkeyPatch):
    backup = drill.back_up()
    drill.field_day(drill.phones[0])
    before = records(drill.engine)
    way = way_of(drill.engine)

    def fail(*_: object) -> str:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(way, "swap", fail)
    told = drill.refused("restore", backup, "--yes")
    monkeypatch.undo()
    assert "No space left" in told
    assert "nothing was changed" in told

    assert records(drill.engine) == before
    assert [path.name for path in drill.keeper.instance.glob(".restoring*")] == []
    drill.settle()
    assert {phone.resets for phone in drill.phones} == {0}


def test_a_restore_keeps_what_it_replaces_and_mints_a_new_epoch(drill: Drill, any_app: Flask):
    drill.field_day(drill.phones[0])
    with drill.engine.connect() as connection:
        epoch = connection.scalar(select(Feed.epoch))
    backup = drill.back_up()

    done = drill.restore(backup)

    with drill.engine.connect() as connection:
        after = connection.scalar(select(Feed.epoch))
    fork = read_catalogue(backup_folder(drill.keeper.instance)).forks[-1]
    assert (fork.parent, fork.epoch) == (epoch, after)
    drill.settle()
    with clock.frozen(drill.now() + timedelta(hours=22)):
        assert count_resets(drill.keeper.instance, clock.now()) == 1  # one phone had been in contact before
    assert after != epoch
    assert "replaced" in done.kept_as
    if drill.engine.dialect.name == "sqlite":
        assert (Path(any_app.instance_path) / done.kept_as).exists()
    else:
        with drill.engine.connect() as connection:
            names = set(connection.scalars(text("SELECT datname FROM pg_database")))
        assert done.kept_as in names


def test_nobody_is_pulled_away_from_under_their_work(drill: Drill):
    backup = drill.back_up()

    with serving(drill.keeper.instance):
        assert "stop it first" in drill.refused("restore", backup, "--yes")

    other = TOOLS.open_engine(drill.engine.url)
    with other.connect() as connection:
        connection.execute(select(Device.id)).all()
        assert "another process" in drill.refused("restore", backup, "--yes")
    drill.restore(backup)


def test_a_backup_that_does_not_stand_up_is_not_restored(drill: Drill):
    file = drill.keeper.make().file
    path = backup_folder(drill.keeper.instance) / file
    path.write_bytes(path.read_bytes()[:5000])

    assert "damaged" in drill.refused("restore", file, "--yes")

    assert drill.phones[0].sync()["processed"] == 0
