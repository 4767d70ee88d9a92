"""The installation that a restore drill works on: its phones, its desk and its calendar."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import Engine, select

from tests.backup.conftest import Keeper
from tests.backup.drill import Keeping, Oracle, Truth, truth
from tests.cast import World
from tocongnghe import clock
from tocongnghe.cli import commands
from tocongnghe.extensions import db, writing
from tocongnghe.models import Assist, User
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.services.backups import KEEP, Restored
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.vocabulary import AssistState

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
            self.hire()
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

    def cli(self, *arguments: str) -> Result:
        """Run `tocongnghe backup …` as an admin does, on the very installation that the phones talk to."""
        db.session.remove()
        self.engine.dispose()
        own = {"TOCONGNGHE_INSTANCE": self.app.instance_path}
        if self.engine.dialect.name == "postgresql":
            own["TOCONGNGHE_DATABASE_URL"] = self.app.config["SQLALCHEMY_DATABASE_URI"]
        return CliRunner().invoke(commands, ["backup", *arguments], env=own, prog_name="tocongnghe")

    def refused(self, *arguments: str) -> str:
        """Return the one line with which a command refuses."""
        done = self.cli(*arguments)
        assert (done.exit_code, done.stdout) == (1, "")
        return done.stderr

    def back_up(self, keep: int = KEEP) -> str:
        with clock.frozen(self.now() + timedelta(hours=20)):
            done = self.cli("make", "--json", "--keep", str(keep))
        assert done.exit_code == 0, done.stderr
        made = json.loads(done.stdout)
        assert made["verified_at"]
        assert made["problems"] == []
        self.oracle.note(made["file"])
        self.oracle.keep_only(set(self.kept()))
        return str(made["file"])

    def kept(self) -> list[str]:
        return [one["file"] for one in json.loads(self.cli("list", "--json").stdout)]

    def restore(self, file: str) -> Restored:
        with clock.frozen(self.now() + timedelta(hours=21)):
            done = self.cli("restore", file, "--yes", "--json")
        assert done.exit_code == 0, done.stderr
        return Restored(**json.loads(done.stdout))

    def hire(self) -> None:
        """Let the server decide something of its own: somebody new, and somebody's name."""
        with writing() as session:
            session.add(User(name=f"Ngày {self.day}", created_at=clock.now()))
            session.get_one(User, self.world.quang).name = f"Quang {self.day}"

    def truth(self) -> Truth:
        return truth(self.engine)

    def assert_phones_agree(self) -> None:
        """Fail unless each phone's cache is what the server has in its villages, and nothing waits (I4)."""
        theirs = self.truth().records
        for phone in self.phones:
            villages = {self.world.villages[code] for code in phone.enrolled["scope"]["villages"]}
            expected = {id: row for id, row in theirs.items() if row.get("village_id") in villages}
            assert {id: row["head_op"] for id, row in phone.rows.items()} == {
                id: row["head_op"] for id, row in expected.items()
            }
            assert not phone.outbox
            assert not phone.offer_due

    def settle(self) -> None:
        """Let every phone speak twice, so that each also hears what the others brought back."""
        with clock.frozen(self.now() + timedelta(hours=22)):
            for phone in (*self.phones, *self.phones):
                phone.settle()

    def saved(self) -> set[str]:
        return set().union(*(phone.saved for phone in self.phones))
