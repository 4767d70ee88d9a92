"""The member's own figures on the phone are the desk's, to the unit, at all times.

The phone's side is its real code over rows that it was really sent; the desk's
side is what its pages show. Peers count on the phone and at the office apart,
and their members dispute months of work over the difference.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World, household_head
from tests.rollups.brute import count_all
from tests.sync.counting import Keeper, count_on_phones
from tests.sync.phone import Phone
from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, periods_around
from tocongnghe.extensions import writing
from tocongnghe.models import Assist, Place, Target
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.services.access import Actor, load_actor
from tocongnghe.services.closings import close_period
from tocongnghe.services.contributions import Side, find_contributions
from tocongnghe.services.tallies import find_tally
from tocongnghe.services.verdicts import Shown, approve, return_assist, unapprove
from tocongnghe.vocabulary import AssistState, ReturnReason

TOPICS = ("vneid", "payment_account", "digital_shop")
VILLAGES = ("20-00001-001", "20-00001-002")
GOAL = 40


@dataclass
class Story:
    """A member at work, a commune that decides, and what both show at each look."""

    engine: Engine
    world: World
    keeper: Keeper
    months: list[Period]
    rng: random.Random = field(default_factory=lambda: random.Random(28))
    households: list[str] = field(default_factory=list)
    phones: list[dict[str, Any]] = field(default_factory=list)
    desk: list[dict[str, Any]] = field(default_factory=list)

    def actor(self, session: Session) -> Actor:
        return load_actor(session, self.world.minh, clock.local_date())

    def day(self) -> str:
        first = self.months[1].from_day
        return (first + timedelta(days=self.rng.randrange((clock.local_date() - first).days + 1))).isoformat()

    # What the member does.

    def log(self, **body: Any) -> str:
        given: dict[str, Any] = {"topic": self.rng.choice(TOPICS), "outcome": "helped", "on": self.day()}
        if self.rng.random() < 0.9:
            given["household"] = self.rng.choice(self.households)
        else:
            given |= {"household": None, "village": self.rng.choice(VILLAGES)}
        return self.keeper.make("assist.log", given | {"outcome": self.outcome()} | body)

    def outcome(self) -> str:
        return self.rng.choice(("helped", "helped", "already_had", "in_progress"))

    def add_household(self) -> None:
        body = {"village": self.rng.choice(VILLAGES), "head_name": f"Nông Văn {len(self.households)}"}
        self.households.append(self.keeper.make("household.add", body))

    def own(self, *states: str) -> list[str]:
        rows = [row for row in self.keeper.rows.values() if row["kind"] == "assist"]
        mine = [row for row in rows if row["fields"]["author"] == self.keeper.me]
        return [row["id"] for row in mine if row["fields"]["state"] in states]

    def amend(self) -> None:
        for id in self.own("submitted", "returned")[:1]:
            self.keeper.make("assist.amend", {"on": self.day(), "outcome": self.outcome()}, id)

    def withdraw(self) -> None:
        for id in self.own("submitted", "returned")[-1:]:
            self.keeper.make("assist.withdraw", {"reason": "nhầm"}, id)

    # What the commune does.

    def shown(self, state: AssistState) -> list[Shown]:
        villages = [self.world.villages[code] for code in VILLAGES]
        query = select(Assist.id, Assist.head_op).where(
            Assist.state == state, Assist.village_id.in_(villages)
        )
        with Session(self.engine) as session:
            found = [Shown(*row) for row in session.execute(query.order_by(Assist.seq))]
        self.rng.shuffle(found)
        return found

    def decide(
        self, verdict: Callable[[Session, Actor, list[Shown]], Any], state: AssistState, most: int
    ) -> None:
        shown = self.shown(state)[:most]
        if shown:
            with Session(self.engine) as session:
                actor = self.actor(session)
                session.rollback()
                verdict(session, actor, shown)

    def approve_some(self) -> None:
        self.decide(approve, AssistState.SUBMITTED, 4)

    def return_one(self) -> None:
        self.decide(_return, AssistState.SUBMITTED, 1)

    def take_back_one(self) -> None:
        self.decide(unapprove, AssistState.APPROVED, 1)

    def merge_two(self) -> None:
        rows = {id: row["fields"] for id, row in self.keeper.rows.items() if row["kind"] == "household"}
        active = [id for id, fields in rows.items() if fields["state"] == "active"]
        pairs = [(a, b) for a in active for b in active if a < b and rows[a]["village"] == rows[b]["village"]]
        if pairs:
            loser, winner = self.rng.choice(pairs)
            self.desk_does(
                Draft("household.merge", loser, household_head(self.engine, loser), {"into": winner})
            )

    def unmerge_one(self) -> None:
        for id, row in self.keeper.rows.items():
            if row["kind"] == "household" and row["fields"]["state"] == "merged":
                self.desk_does(Draft("household.unmerge", id, household_head(self.engine, id), {}))
                return

    def desk_does(self, draft: Draft) -> None:
        submit_from_desk(
            self.engine, province_id=self.world.province, author_id=self.world.minh, drafts=[draft]
        )

    def close_last_month(self) -> None:
        with writing(self.engine) as session:
            close_period(
                session,
                self.actor(session),
                "00001",
                self.months[1],
                version=1,
                reason="thử",
                signer=None,
                catch_up=lambda *_: None,
            )

    # What both show.

    def look(self) -> None:
        """Note what phone and desk show now of both months."""
        count_all(self.engine)
        for month in self.months:
            days = (month.from_day, month.to_day)
            goals = [
                {
                    "village": code,
                    "topic": topic,
                    "from": str(days[0]),
                    "to": str(days[1]),
                    "households": GOAL,
                }
                for code in VILLAGES
                for topic in TOPICS
            ]
            today = min(clock.local_date(), month.to_day)
            self.phones.append(self.keeper.document(days, today, goals))
            with Session(self.engine) as session:
                self.desk.append(self.desk_shows(session, days))

    def desk_shows(self, session: Session, days: tuple[date, date]) -> dict[str, Any]:
        actor = self.actor(session)
        work = {}
        for topic in (None, *TOPICS):
            *moved, unsent = self.moved_by_unsent(days, topic)
            known = self.of_lan(session, actor, days, topic)
            work[topic] = (*(figure + by for figure, by in zip(known, moved, strict=True)), unsent)
        tally = find_tally(session, actor, *days)
        reached = {
            (village.code, line.topic): (line.helped.official, line.helped.provisional)
            for village in tally.villages
            for line in village.topics
        }
        return {"work": work, "reached": reached, "is_settled": not self.keeper.unsent}

    def of_lan(
        self, session: Session, actor: Actor, days: tuple[date, date], topic: str | None
    ) -> tuple[int, int, int]:
        """Return what is approved, what waits (held work, too, as on the phone), and what was returned."""
        found = find_contributions(session, actor, Side.MEMBER, *days, topic=topic)
        (share,) = [share for share in found.shares if share.key == self.world.lan]
        return share.approved, share.waiting + share.held, share.returned

    def moved_by_unsent(self, days: tuple[date, date], topic: str | None) -> tuple[int, int, int, int]:
        """Return by how much unsent changes move the phone's figures: approved, waiting, returned, unsent."""
        states = {"approved": 0, "submitted": 1, "returned": 2}
        moved = [0, 0, 0, 0]
        for id in {op["target"] for op in self.keeper.ops.values() if op["status"] == "pending"}:
            row = self.keeper.rows.get(id, {"kind": "assist", "fields": {}})
            before: dict[str, Any] = row["fields"]
            after = dict(before)
            for op in self.keeper.ops.values():
                if op["target"] == id and op["status"] == "pending":
                    is_gone = op["kind"] == "assist.withdraw"
                    after |= {"state": "withdrawn"} if is_gone else {"state": "submitted"} | op["body"]
            if row["kind"] != "assist" or "topic" not in after:
                continue
            for fields, sign in ((before, -1), (after, 1)):
                is_in = str(days[0]) <= fields.get("on", "") <= str(days[1])
                if is_in and topic in (None, fields["topic"]) and fields["state"] in states:
                    moved[3 if sign > 0 else states[fields["state"]]] += sign
        return moved[0], moved[1], moved[2], moved[3]


def _return(session: Session, actor: Actor, shown: list[Shown]) -> None:
    return_assist(session, actor, shown[0], ReturnReason.NO_PROOF, None)


@pytest.fixture
def story(any_engine: Engine, any_world: World, lan: Phone) -> Story:
    months = periods_around("administrative_month", clock.local_date(), 2)
    with writing(any_engine) as session:
        for place_id in session.scalars(select(Place.id).where(Place.code.in_(VILLAGES))):
            session.add(
                Target(
                    place_id=place_id,
                    indicator="vneid_helped",
                    from_on=months[0].from_day,
                    to_on=months[0].to_day,
                    value=GOAL,
                    source="thử",
                )
            )
    made = Story(any_engine, any_world, Keeper(lan, any_world.lan), months)
    made.keeper.sync()
    return made


NAMES = ("approved", "waiting", "returned", "unsent")


def compare(story: Story) -> None:
    """Hold what the phones' code counts against what the desk showed at the same moments."""
    for number, (phone, desk) in enumerate(zip(count_on_phones(story.phones), story.desk, strict=True)):
        assert tuple(phone["figures"][name] for name in NAMES) == desk["work"][None], number
        topics = {each["topic"]: each["now"] for each in phone["ownFigures"]}
        for topic in TOPICS:
            own = topics.get(topic, dict.fromkeys(NAMES, 0))
            assert tuple(own[name] for name in NAMES) == desk["work"][topic], (number, topic)
        if desk["is_settled"]:
            for goal in phone["progress"]:
                reached = desk["reached"].get((goal["village"], goal["topic"]), (0, 0))
                assert (goal["official"], goal["provisional"]) == reached, (number, goal)


def test_phone_and_desk_agree_at_every_look_whatever_was_done(story: Story) -> None:
    for _ in range(8):
        story.add_household()
    for _ in range(24):
        story.log()
    story.keeper.sync()
    story.look()
    deeds = (
        *(story.log,) * 4,
        *(story.amend, story.withdraw, story.return_one, story.take_back_one, story.merge_two),
        *(story.approve_some,) * 2,
        story.unmerge_one,
    )
    for step in range(1, 61):
        story.rng.choice(deeds)()
        if step == 30:
            story.close_last_month()
        if step % 6 == 0:
            story.keeper.sync()
            story.look()
            for deed in (story.log, story.amend, story.withdraw):
                deed()
            story.look()
    story.keeper.sync()
    story.look()

    compare(story)
    told = [phone["work"][None] for phone in story.desk]
    assert all(any(figures[index] for figures in told) for index in range(4)), told
    assert any(
        row["fields"].get("is_late") or row["fields"].get("flags") for row in story.keeper.rows.values()
    )


def test_unsent_work_is_what_the_desk_does_not_have_yet(story: Story) -> None:
    story.add_household()
    for _ in range(31):
        story.log(on=clock.local_date().isoformat(), household=story.households[0])
    story.keeper.sync()
    story.decide(approve, AssistState.SUBMITTED, 28)
    story.keeper.sync()
    for _ in range(2):
        story.log(on=clock.local_date().isoformat(), household=story.households[0])
    story.look()

    shown = count_on_phones(story.phones)[0]["figures"]

    assert shown == {"all": 33, "approved": 28, "waiting": 3, "unsent": 2, "returned": 0}
    assert story.desk[0]["work"][None] == (28, 3, 0, 2)


def test_held_and_refused_work_is_on_neither_side_counted_as_decided(story: Story) -> None:
    story.add_household()
    today = clock.local_date().isoformat()
    story.log(on=today, household="A" * 22)
    story.log(on=today, household=story.households[0], topic="no_such_topic")
    story.log(on=today, household=story.households[0])
    story.keeper.sync()
    story.look()

    shown = count_on_phones(story.phones)[0]["figures"]

    assert shown == {"all": 3, "approved": 0, "waiting": 2, "unsent": 0, "returned": 1}
    assert story.desk[0]["work"][None] == (0, 2, 0, 0)  # what was refused needs the member, not the commune
