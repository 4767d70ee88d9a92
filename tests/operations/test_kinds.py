"""Classes, feedback, surveys, things read and done, and rulings on waiting work (protocol §6, §9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from tests.cast import HOA_DEVICE, World
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.models import (
    Assist,
    ClassSession,
    Feedback,
    Grant,
    Household,
    Operation,
    Ruling,
    VillageSurvey,
)
from tocongnghe.operations import Decision, Draft, Incoming, new_id, submit_from_desk

pytestmark = pytest.mark.postgres

VILLAGE = "20-00001-001"
CLASS = {"village": VILLAGE, "on": "2026-11-01", "topic": "vneid", "women": 7, "men": 3, "over_60": 2}
WISH = {"village": VILLAGE, "category": "signal", "text": "Sóng yếu"}


def one(engine: Engine, model: type, id: str) -> dict[str, Any]:
    table = model.__table__  # type: ignore[attr-defined]
    with engine.connect() as connection:
        return dict(connection.execute(select(table).where(table.c.id == id)).mappings().one())


def desk(world: World, kind: str, user_id: int, record: str | None = None, **body: Any) -> Decision:
    """Act at the desk on the newest version of *record*."""
    prev = None
    if record is not None:
        prev = one(world.engine, Feedback, record)["head_op"]
    drafts = [Draft(kind, record, prev, body)]
    (decision,) = submit_from_desk(world.engine, province_id=world.province, author_id=user_id, drafts=drafts)
    return decision


def assist_of(world: World, household: str, **overrides: Any) -> Incoming:
    body = {"household": household, "topic": "vneid", "outcome": "helped", "on": "2026-11-01"}
    return world.op("assist.log", body | overrides.pop("body", {}), **overrides)


def standing(engine: Engine, op: Incoming) -> tuple[str, str | None]:
    row = one(engine, Operation, op.id)
    return str(row["outcome"]), row["reason"]


def test_a_class_is_held_amended_and_withdrawn(any_engine: Engine, any_world: World):
    world = any_world
    held = world.op("class_session.hold", CLASS)
    amend = world.op("class_session.amend", {"women": 9, "note": None}, record=held.id, prev=held.id)

    assert [d.outcome for d in world.push(held, amend)] == ["applied"] * 2

    row = one(any_engine, ClassSession, held.id)
    assert (row["women_count"], row["men_count"], row["state"], row["topic"]) == (9, 3, "held", "vneid")
    world.push(world.op("class_session.withdraw", {}, record=held.id, prev=amend.id))
    again = world.op("class_session.amend", {"men": 1}, record=held.id, prev=row["head_op"])
    assert world.push(again)[0].outcome == "conflict"
    assert one(any_engine, ClassSession, held.id)["state"] == "withdrawn"
    audit(any_engine, world.province)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"topic": None}, "rule"),
        ({"topic": "tea"}, "unknown_topic"),
        ({"on": "2099-01-01"}, "date_in_future"),
        ({"village": "20-00002-001"}, "out_of_scope"),
    ],
)
def test_a_class_that_cannot_be_is_refused(any_world: World, change, reason):
    assert any_world.push(any_world.op("class_session.hold", CLASS | change))[0].reason == reason


def test_feedback_is_answered_by_its_own_commune_and_then_stands(any_engine: Engine, any_world: World):
    world = any_world
    raised = world.op("feedback.raise", WISH)
    amend = world.op("feedback.amend", {"text": "Mất sóng"}, record=raised.id, prev=raised.id)
    world.push(raised, amend)

    assert desk(world, "feedback.answer", world.hoa, raised.id, text="Không").reason == "out_of_scope"
    assert desk(world, "feedback.answer", world.minh, raised.id, text="Đã báo nhà mạng").outcome == "applied"

    row = one(any_engine, Feedback, raised.id)
    assert (row["state"], row["text"], row["answer"]) == ("answered", "Mất sóng", "Đã báo nhà mạng")
    late = world.op("feedback.withdraw", {}, record=raised.id, prev=row["head_op"])
    assert world.push(late)[0].reason == "state"
    audit(any_engine, world.province)


def test_feedback_without_a_word_or_a_voice_is_refused(any_world: World):
    empty = {name: value for name, value in WISH.items() if name != "text"}

    assert any_world.push(any_world.op("feedback.raise", empty))[0].extra == {"rule": "text_or_voice"}
    assert any_world.push(any_world.op("feedback.raise", empty | {"voice": "0" * 64}))[0].outcome == "applied"


def test_a_village_keeps_every_survey(any_engine: Engine, any_world: World):
    body = {"village": VILLAGE, "power": "part", "mobile_signal": "none", "fibre": False, "source": "seen"}
    first = any_world.op("village_survey.record", body | {"on": "2026-01-01"})
    second = any_world.op("village_survey.record", body | {"on": "2026-11-01", "fibre": True})

    any_world.push(first, second)

    assert one(any_engine, VillageSurvey, first.id)["has_fibre"] is False
    assert one(any_engine, VillageSurvey, second.id)["has_fibre"] is True
    audit(any_engine, any_world.province)


def test_a_visit_whose_household_never_came_is_accepted_as_a_visit_to_the_village(
    any_engine: Engine, any_world: World
):
    world = any_world
    lost = new_id()
    work = assist_of(world, lost, body={"village": VILLAGE})
    amend = world.op("assist.amend", {"note": "x"}, record=work.id, prev=work.id)
    world.push(work, amend)

    assert desk(world, "op.accept", world.hoa, op=work.id).reason == "out_of_scope"
    assert desk(world, "op.accept", world.minh, op=work.id, text="biết rõ").outcome == "applied"

    row = one(any_engine, Assist, work.id)
    assert (row["household_id"], row["note"]) == (None, "x")
    assert row["village_id"] == world.villages[VILLAGE]
    assert standing(any_engine, amend) == ("applied", None)
    assert desk(world, "op.accept", world.minh, op=work.id).reason == "state"
    audit(any_engine, world.province)


def test_an_amend_whose_predecessor_never_came_goes_onto_the_head(any_engine: Engine, any_world: World):
    world = any_world
    assist = world.log_assist(world.add_household())
    amend = world.op("assist.amend", {"note": "x"}, record=assist, prev=new_id())
    world.push(amend)
    assert standing(any_engine, amend) == ("held", "parent_unknown")

    desk(world, "op.accept", world.minh, op=amend.id)

    assert one(any_engine, Assist, assist)["note"] == "x"
    audit(any_engine, world.province)


def test_work_of_a_revoked_grant_is_taken_only_on_a_supervisors_word_and_then_waits_for_nothing_else(
    any_engine: Engine, any_world: World
):
    """The word is kept: the household that it also waits for may come days later."""
    world = any_world
    household = world.op("household.add", {"village": VILLAGE, "head_name": "A"})
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).where(Grant.id == "g_lan").values(revoked_at=clock.now()))
    work = assist_of(world, household.id)
    world.push(work)
    assert standing(any_engine, work) == ("held", "grant_revoked")

    desk(world, "op.accept", world.minh, op=work.id)
    assert standing(any_engine, work) == ("held", "parent_unknown")
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).values(revoked_at=None))
    good = world.op("household.add", {"village": VILLAGE, "head_name": "A"}, id=household.id)
    world.push(good)

    assert standing(any_engine, work) == ("applied", None)
    assert one(any_engine, Assist, work.id)["household_id"] == good.id
    audit(any_engine, world.province)


def test_a_supervisor_vouches_only_for_their_own_villages(any_engine: Engine, any_world: World):
    world = any_world
    stray = world.op("household.add", {"village": "20-00002-001", "head_name": "A"}, author=world.author())
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).where(Grant.id == "g_lan").values(revoked_at=clock.now()))
    work = world.op("household.add", stray.body)
    world.push(work)

    assert desk(world, "op.accept", world.minh, op=work.id).reason == "out_of_scope"
    assert desk(world, "op.accept", world.hoa, op=work.id).outcome == "applied"
    assert one(any_engine, Household, work.id)["village_id"] == world.villages["20-00002-001"]


def test_a_supervisors_word_does_not_reach_into_another_commune(any_engine: Engine, any_world: World):
    world = any_world
    body = {"village": "20-00002-001", "head_name": "A"}
    theirs = world.op("household.add", body, author=world.author("g_huy"))
    world.push(theirs, device=HOA_DEVICE)
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).where(Grant.id == "g_lan").values(revoked_at=clock.now()))
    work = assist_of(world, theirs.id)
    world.push(work)

    assert desk(world, "op.accept", world.minh, op=work.id).outcome == "applied"

    assert standing(any_engine, work) == ("rejected", "out_of_scope")


def test_refused_work_is_rejected_and_so_is_what_waits_for_it(any_engine: Engine, any_world: World):
    world = any_world
    work = assist_of(world, new_id())
    amend = world.op("assist.amend", {"note": "x"}, record=work.id, prev=work.id)
    world.push(work, amend)

    assert desk(world, "op.refuse", world.minh, op=work.id).outcome == "applied"

    assert standing(any_engine, work) == ("rejected", "rule")
    assert standing(any_engine, amend) == ("rejected", "parent_rejected")
    audit(any_engine, world.province)


def test_work_on_a_rejected_household_can_be_refused_but_not_forced(any_engine: Engine, any_world: World):
    world = any_world
    wrong = world.op("household.add", {"village": VILLAGE}, malformed="head_name")
    work = assist_of(world, wrong.id)
    world.push(wrong, work)

    assert desk(world, "op.accept", world.minh, op=work.id).extra == {"rule": "cannot_be_accepted"}
    assert desk(world, "op.refuse", world.minh, op=work.id).outcome == "applied"
    assert standing(any_engine, work) == ("rejected", "rule")


def test_a_ruling_that_comes_before_the_work_waits_for_it(any_engine: Engine, any_world: World):
    """After a restore the desk's own decisions are there before the phones have offered theirs."""
    world = any_world
    work = assist_of(world, new_id())

    assert desk(world, "op.refuse", world.minh, op=work.id).outcome == "held"
    world.push(work)

    assert standing(any_engine, work) == ("rejected", "rule")
    with any_engine.connect() as connection:
        assert connection.scalars(select(Ruling.state)).all() == ["refused"]
    audit(any_engine, world.province)


def test_members_rule_on_nothing(any_engine: Engine, any_world: World):
    world = any_world
    work = assist_of(world, new_id(), at=clock.to_ms(clock.now() - timedelta(days=1)))
    world.push(work)

    by_lan = world.op("op.accept", {"op": work.id})
    by_huy = world.op("op.refuse", {"op": work.id}, author=world.author("g_huy"))

    assert world.push(by_lan)[0].reason == "out_of_scope"
    assert world.push(by_huy, device=HOA_DEVICE)[0].reason == "out_of_scope"
    assert standing(any_engine, work) == ("held", "parent_unknown")
