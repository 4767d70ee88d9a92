"""Notices and tasks: who may post, give, read and do, and what a second word changes (protocol §6, §9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests.cast import HOA_DEVICE, START, World, make_operation
from tests.operations.audit import audit
from tests.operations.test_kinds import one, standing
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Acknowledgement, Membership, Notice, Task, Team
from tocongnghe.operations import Author, Decision, Draft, authors_of_users, new_id, submit_from_desk
from tocongnghe.vocabulary import Role

pytestmark = pytest.mark.postgres

VILLAGE = "20-00001-001"
NOTICE = {"village": VILLAGE, "title": "Họp tổ", "text": "7 giờ tối mai", "until": "2026-12-01"}
TASK = {"village": VILLAGE, "to": None, "text": "Gặp bà Mẩy"}


def desk(world: World, user_id: int, kind: str, body: dict[str, Any], record: str | None = None) -> Decision:
    drafts = [Draft(kind, record, record, body)]
    (decision,) = submit_from_desk(world.engine, province_id=world.province, author_id=user_id, drafts=drafts)
    return decision


def join(world: World, user_id: int, role: Role, code: str = VILLAGE, **dates: Any) -> Author:
    """Let somebody into the team of a village; return them as an author."""
    with writing(world.engine) as session:
        team = session.scalars(select(Team.id).where(Team.place_id == world.villages[code])).first()
        session.add(Membership(team_id=team, user_id=user_id, role=role, **{"valid_from": START, **dates}))
    with world.engine.connect() as connection:
        return authors_of_users(connection, [user_id])[user_id]


def test_a_notice_knows_its_readers_each_once(any_engine: Engine, any_world: World):
    world = any_world
    huy = join(world, world.huy, Role.MEMBER)
    posted = desk(world, world.minh, "notice.post", NOTICE)
    first, again = (world.op("notice.read", {"notice": posted.id}) for _ in range(2))
    theirs = make_operation(huy, "notice.read", {"notice": posted.id})

    world.push(first)
    seq = one(any_engine, Notice, posted.id)["seq"]
    world.push(again)

    row = one(any_engine, Notice, posted.id)
    assert (row["readers"], row["seq"], row["head_op"]) == ([world.lan], seq, posted.id)
    assert one(any_engine, Acknowledgement, again.id)["subject"] == posted.id
    world.push(theirs, device=HOA_DEVICE)
    world.push(first)
    assert one(any_engine, Notice, posted.id)["readers"] == [world.lan, world.huy]
    audit(any_engine, world.province)


def test_a_notice_is_posted_and_withdrawn_by_its_own_commune_only(any_engine: Engine, any_world: World):
    world = any_world
    by_lan = world.op("notice.post", NOTICE)
    assert world.push(by_lan)[0].reason == "out_of_scope"
    assert desk(world, world.hoa, "notice.post", NOTICE).reason == "out_of_scope"
    posted = desk(world, world.minh, "notice.post", NOTICE)
    strange = make_operation(world.author("g_huy"), "notice.read", {"notice": posted.id})
    assert world.push(strange, device=HOA_DEVICE)[0].reason == "out_of_scope"

    assert desk(world, world.hoa, "notice.withdraw", {}, posted.id).reason == "out_of_scope"
    assert desk(world, world.minh, "notice.withdraw", {"reason": "nhầm"}, posted.id).outcome == "applied"
    assert desk(world, world.minh, "notice.withdraw", {}, posted.id).outcome == "conflict"

    read = world.op("notice.read", {"notice": posted.id})
    assert world.push(read)[0].outcome == "applied"
    row = one(any_engine, Notice, posted.id)
    assert (row["state"], row["readers"]) == ("withdrawn", [world.lan])
    audit(any_engine, world.province)


def test_what_was_read_or_done_before_it_came_waits_for_it(any_engine: Engine, any_world: World):
    """After a restore a phone may know a notice that the server has still to learn of."""
    world = any_world
    given = make_operation(join(world, world.huy, Role.LEADER), "task.give", TASK)
    done = world.op("task.done", {"task": given.id})
    assert world.push(done)[0].reason == "parent_unknown"

    world.push(given, device=HOA_DEVICE)

    assert standing(any_engine, done) == ("applied", None)
    row = one(any_engine, Task, given.id)
    assert (row["state"], row["done_by_id"]) == ("done", world.lan)
    audit(any_engine, world.province)


def test_a_leader_gives_tasks_in_their_own_villages_from_the_phone(any_engine: Engine, any_world: World):
    world = any_world
    assert world.push(world.op("task.give", TASK))[0].reason == "out_of_scope"
    leader = join(world, world.huy, Role.LEADER)
    home = world.add_household()

    good = make_operation(leader, "task.give", TASK | {"to": str(world.lan), "household": home})
    elsewhere = make_operation(leader, "task.give", TASK | {"village": "20-00001-002"})
    as_member = make_operation(leader, "task.give", TASK | {"village": "20-00002-001"})
    decisions = world.push(good, elsewhere, as_member, device=HOA_DEVICE)

    assert [d.reason for d in decisions] == [None, "out_of_scope", "out_of_scope"]
    row = one(any_engine, Task, good.id)
    assert (row["to_id"], row["household_id"], row["author_id"]) == (world.lan, home, world.huy)
    audit(any_engine, world.province)


def test_a_leader_who_left_meanwhile_gave_the_task_while_they_led(any_engine: Engine, any_world: World):
    world, today = any_world, clock.local_date()
    leader = join(world, world.huy, Role.LEADER, valid_to=today)
    yesterday = clock.now() - timedelta(days=1)

    late = make_operation(leader, "task.give", TASK, est_from=yesterday, est_to=yesterday)
    now = make_operation(leader, "task.give", TASK)

    assert [d.reason for d in world.push(late, now, device=HOA_DEVICE)] == [None, "out_of_scope"]
    assert one(any_engine, Task, late.id)["is_late_scope"] is True


@pytest.mark.parametrize("who", ["huy", "nobody"])
def test_a_task_goes_to_somebody_who_works_in_that_village(any_world: World, who: str):
    to = any_world.huy if who == "huy" else 999_999

    decision = desk(any_world, any_world.minh, "task.give", TASK | {"to": str(to)})

    assert (decision.outcome, decision.extra) == ("rejected", {"rule": "not_in_the_team"})


def test_a_task_of_one_person_is_done_by_them_or_by_who_leads(any_engine: Engine, any_world: World):
    world = any_world
    huy = join(world, world.huy, Role.MEMBER)
    given = desk(world, world.minh, "task.give", TASK | {"to": str(world.lan)})
    done = {"task": given.id}

    other = make_operation(huy, "task.done", done)
    assert world.push(other, device=HOA_DEVICE)[0].extra == {"rule": "task_of_another"}
    assert desk(world, world.hoa, "task.done", done).reason == "out_of_scope"
    assert desk(world, world.minh, "task.done", done | {"text": "báo qua điện thoại"}).outcome == "applied"

    row = one(any_engine, Task, given.id)
    assert (row["done_by_id"], row["done_text"]) == (world.minh, "báo qua điện thoại")
    audit(any_engine, world.province)


def test_the_first_who_did_a_task_has_done_it_and_the_second_harms_nothing(
    any_engine: Engine, any_world: World
):
    world = any_world
    huy = join(world, world.huy, Role.MEMBER)
    given = desk(world, world.minh, "task.give", TASK)
    first = world.op("task.done", {"task": given.id, "text": "xong"})
    second = make_operation(huy, "task.done", {"task": given.id, "text": "tôi cũng làm"})

    world.push(first)
    before = one(any_engine, Task, given.id)

    assert world.push(second, device=HOA_DEVICE)[0].outcome == "applied"
    assert world.push(first)[0].outcome == "applied"
    assert one(any_engine, Task, given.id) == before
    assert one(any_engine, Acknowledgement, second.id)["text"] == "tôi cũng làm"
    assert desk(world, world.minh, "task.withdraw", {}, given.id).reason == "state"
    audit(any_engine, world.province)


def test_a_task_taken_back_stays_so_though_somebody_did_it(any_engine: Engine, any_world: World):
    world = any_world
    given = desk(world, world.minh, "task.give", TASK)
    desk(world, world.minh, "task.withdraw", {}, given.id)

    assert world.push(world.op("task.done", {"task": given.id}))[0].outcome == "applied"

    row = one(any_engine, Task, given.id)
    assert (row["state"], row["done_at"]) == ("withdrawn", None)
    audit(any_engine, world.province)


def test_nothing_is_asked_about_a_household_that_withdrew_its_consent(any_world: World):
    world = any_world
    home = world.add_household()
    words = {"household": home, "text_version": "1", "language": "vi", "method": "paper"}
    consent = world.op("consent.give", words)
    world.push(consent, world.op("consent.withdraw", {}, record=consent.id, prev=consent.id))

    decision = desk(world, world.minh, "task.give", TASK | {"household": home})

    assert decision.reason == "consent_withdrawn"
    unknown = desk(world, world.minh, "task.give", TASK | {"household": new_id()})
    assert unknown.reason == "parent_unknown"
