"""The restore drill: phones and desk at work, a server that lost its memory, and nothing that is missed.

Through the real application with phones that keep, offer and forget by the book.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text

from tests.backup.conftest import TOOLS, Keeper
from tests.backup.drill import Keeping, Oracle, operation_ids, records
from tests.cast import World
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.models import Assist, Device, Feed, Grant, Household, Operation, User
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.services.backups import (
    Restored,
    backup_folder,
    prune,
    read_catalogue,
    restore_backup,
    serving,
)
from tocongnghe.services.backups.engines import way_of
from tocongnghe.services.backups.refusals import InUse, Unsound
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.services.grants import revoke_grants_of_device
from tocongnghe.vocabulary import AssistState

pytestmark = pytest.mark.postgres

VILLAGE = "20-00001-001"
MORNING = datetime(2026, 9, 1, 1, tzinfo=UTC)


class Drill:
    """An installation, its phones, its desk and its calendar."""

    def __init__(self, app: Flask, world: World, keeper: Keeper) -> None:
        self.app, self.world, self.keeper = app, world, keeper
        self.chance = random.Random(20)
        self.day = 0
        self.oracle = Oracle(lambda: db.engine)
        self.phones = [self.enrol(user) for user in (world.lan, world.lan, world.huy)]

    @property
    def engine(self) -> Engine:
        return db.engine

    def enrol(self, user_id: int) -> Keeping:
        with writing() as session:
            code = new_enrol_code(session, user_id, secret=self.app.config["SECRET_KEY"], days=7)
        return Keeping(self.app.test_client(), code, self.oracle.check)

    def now(self) -> datetime:
        return MORNING + timedelta(days=self.day)

    def field_day(self, *phones: Keeping) -> None:
        """Let phones work without signal, meet, be reviewed, and hear of it."""
        self.day += 1
        with clock.frozen(self.now()):
            for phone in phones or self.phones:
                self.work(phone)
        with clock.frozen(self.now() + timedelta(hours=8)):
            for phone in phones or self.phones:
                phone.settle()
            self.review(self.world.minh, "20-00001-001")
            self.review(self.world.hoa, "20-00002-001")
        with clock.frozen(self.now() + timedelta(hours=9)):
            for phone in phones or self.phones:
                phone.settle()
                self.answer_returned(phone)
                phone.settle()

    def work(self, phone: Keeping) -> None:
        """Add a household with consent, help it, help somebody of before, correct an own record."""
        village = phone.enrolled["scope"]["villages"][0]
        household = phone.save(
            "household.add", {"village": village, "head_name": f"Hộ {self.chance.random()}"}
        )
        consent = {"household": household, "text_version": "2026-11-1", "language": "vi", "method": "voice"}
        phone.save("consent.give", consent)
        assist = self.log(phone, household)
        phone.save("assist.amend", {"note": "sửa"}, assist, assist)
        for id in self.own(phone, "household")[:2]:
            self.log(phone, id)
            phone.save("household.amend", {"people": self.chance.randrange(1, 9)}, id, self.head(phone, id))

    def log(self, phone: Keeping, household: str) -> str:
        topic = self.chance.choice(["vneid", "payment_account", "digital_shop"])
        body = {
            "household": household,
            "topic": topic,
            "outcome": "helped",
            "on": clock.local_date().isoformat(),
        }
        return phone.save("assist.log", body)

    def own(self, phone: Keeping, record: str) -> list[str]:
        """Return records that this phone created, so that no two phones write on one base."""
        rows = phone.rows.values()
        mine = [row["id"] for row in rows if row["record"] == record and row["id"] in phone.saved]
        return self.chance.sample(mine, len(mine))

    @staticmethod
    def head(phone: Keeping, id: str) -> str:
        return str(phone.rows[id]["head_op"])

    def review(self, reviewer: int, village: str) -> None:
        """Approve, return or leave what waits; take back an approval now and then."""
        waiting = (AssistState.SUBMITTED, AssistState.APPROVED)
        query = (
            select(Assist.id, Assist.head_op, Assist.state)
            .where(Assist.village_id == self.world.villages[village], Assist.state.in_(waiting))
            .order_by(Assist.id)
        )
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        drafts = []
        for id, head, state in rows:
            choice = self.chance.random()
            if state == AssistState.APPROVED and choice < 0.1:
                drafts.append(Draft("assist.unapprove", id, head, {}))
            elif state == AssistState.SUBMITTED and choice < 0.5:
                drafts.append(Draft("assist.approve", id, head, {}))
            elif state == AssistState.SUBMITTED and choice < 0.8:
                drafts.append(Draft("assist.return", id, head, {"reason": "wrong_topic"}))
        if drafts:
            submit_from_desk(self.engine, province_id=self.world.province, author_id=reviewer, drafts=drafts)

    def answer_returned(self, phone: Keeping) -> None:
        for row in list(phone.rows.values()):
            if row["record"] == "assist" and row["state"] == "returned" and row["id"] in phone.saved:
                phone.save("assist.amend", {"topic": "vneid"}, row["id"], row["head_op"])

    def back_up(self) -> str:
        with clock.frozen(self.now() + timedelta(hours=20)):
            made = self.keeper.make()
            self.oracle.note(made.file)
            assert self.keeper.verify(made.file).problems == []
        return made.file

    def restore(self, file: str) -> Restored:
        with clock.frozen(self.now() + timedelta(hours=21)):
            return restore_backup(self.engine, self.keeper.instance, file, TOOLS)

    def settle(self) -> None:
        """Let every phone speak twice, so that each also hears what the others brought back."""
        with clock.frozen(self.now() + timedelta(hours=22)):
            for phone in (*self.phones, *self.phones):
                phone.settle()

    def saved(self) -> set[str]:
        return set().union(*(phone.saved for phone in self.phones))


@pytest.fixture
def drill(any_app: Flask, any_world: World, keeper: Keeper) -> Iterator[Drill]:
    with clock.frozen(MORNING):
        drill = Drill(any_app, any_world, keeper)
    yield drill
    db.engine.dispose()


def test_restored_twice_once_from_an_abandoned_history_nothing_is_missing(drill: Drill):
    drill.field_day()
    first = drill.back_up()
    drill.field_day()
    drill.day += 40
    drill.field_day()
    assert all(phone.pruned for phone in drill.phones)
    second = drill.back_up()
    drill.field_day(drill.phones[0], drill.phones[2])
    before, known = records(drill.engine), operation_ids(drill.engine)

    drill.restore(first)
    assert len(operation_ids(drill.engine)) < len(known)
    drill.settle()

    assert (records(drill.engine), operation_ids(drill.engine)) == (before, known)
    assert {phone.resets for phone in drill.phones} == {1}
    audit(drill.engine, drill.world.province)

    drill.field_day()
    third = drill.back_up()
    drill.day += 40
    drill.field_day(drill.phones[1])
    prune(drill.keeper.instance, keep=2)
    drill.oracle.forget({second, third})
    drill.day += 40
    drill.field_day()
    before, known = records(drill.engine), operation_ids(drill.engine)

    drill.restore(second)
    drill.settle()

    assert (records(drill.engine), operation_ids(drill.engine)) == (before, known)
    assert {phone.resets for phone in drill.phones} == {2}
    assert drill.saved() <= known
    assert not any(phone.refused for phone in drill.phones)
    audit(drill.engine, drill.world.province)


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
    prune(drill.keeper.instance, keep=1)
    assert [b.file for b in read_catalogue(backup_folder(drill.keeper.instance)).backups] == [newest]
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
        raise OSError("no space")

    monkeypatch.setattr(way, "swap", fail)
    with pytest.raises(OSError, match="no space"):
        drill.restore(backup)
    monkeypatch.undo()

    assert records(drill.engine) == before
    assert [path.name for path in drill.keeper.instance.glob(".restoring*")] == []
    drill.settle()
    assert {phone.resets for phone in drill.phones} == {0}


def test_what_was_erased_stays_erased(drill: Drill):
    with clock.frozen(drill.now()):
        inside = drill.phones[0].save("household.add", {"village": VILLAGE, "head_name": "Nông Văn Xóa"})
        drill.phones[0].settle()
    backup = drill.back_up()
    with clock.frozen(drill.now()):
        after = drill.phones[0].save("household.add", {"village": VILLAGE, "head_name": "Nông Văn Mất"})
        drill.phones[0].settle()
    lines = [
        {
            "id": id,
            "kind": "household.add",
            "record": id,
            "province": drill.world.province,
            "outcome": "applied",
        }
        for id in (inside, after)
    ]
    erasures = backup_folder(drill.keeper.instance) / "erasures.jsonl"
    erasures.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    done = drill.restore(backup)
    drill.settle()

    assert done.erased == 2
    with drill.engine.connect() as connection:
        bodies = dict(connection.execute(select(Operation.id, Operation.body)).all())
        names = list(connection.scalars(select(Household.head_name)))
    assert (bodies[inside], bodies[after]) == ("null", "null")
    assert names == [""]
    pushed_again = drill.phones[0].sync(drill.phones[0].archive[after].op)
    assert (pushed_again["processed"], pushed_again.get("exceptions")) == (1, None)
    audit(drill.engine, drill.world.province)


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

    with serving(drill.keeper.instance), pytest.raises(InUse, match="running"):
        drill.restore(backup)

    other = TOOLS.open_engine(drill.engine.url)
    with other.connect() as connection:
        connection.execute(select(Device.id)).all()
        with pytest.raises(InUse, match=r"open|connected"):
            drill.restore(backup)
    drill.restore(backup)


def test_a_backup_that_does_not_stand_up_is_not_restored(drill: Drill):
    file = drill.keeper.make().file
    path = backup_folder(drill.keeper.instance) / file
    path.write_bytes(path.read_bytes()[:5000])

    with pytest.raises(Unsound):
        drill.restore(file)

    assert drill.phones[0].sync()["processed"] == 0
