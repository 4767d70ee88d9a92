"""What `submit()` promises: once, in order, chained, and the same on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from tests.cast import HOA_DEVICE, World, household_head
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.models import Assist, Departed, Household, LogEntry, Operation, Quarantined, Review
from tocongnghe.operations import Draft, authors_of_users, submit_from_desk

pytestmark = pytest.mark.postgres


def one(engine: Engine, model: type, id: str) -> dict[str, object]:
    table = model.__table__  # type: ignore[attr-defined]
    with engine.connect() as connection:
        return dict(connection.execute(select(table).where(table.c.id == id)).mappings().one())


def test_an_assist_on_a_new_household_is_stored_once(any_engine: Engine, any_world: World):
    world = any_world
    household = world.op("household.add", {"village": "20-00001-001", "head_name": "Nông Văn Thử"})
    assist = world.op(
        "assist.log", {"household": household.id, "topic": "vneid", "outcome": "helped", "on": "2026-11-01"}
    )

    first = world.push(household, assist)
    again = world.push(household, assist)

    assert [d.outcome for d in first] == ["applied", "applied"]
    assert again == first
    with any_engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Assist)) == 1
    audit(any_engine, world.province)


def test_a_child_that_arrives_before_its_parent_is_held_then_applied(any_engine: Engine, any_world: World):
    world = any_world
    household = world.op("household.add", {"village": "20-00001-001", "head_name": "Nông Văn Thử"})
    assist = world.op(
        "assist.log", {"household": household.id, "topic": "vneid", "outcome": "helped", "on": "2026-11-01"}
    )
    amend = world.op("assist.amend", {"note": "x"}, record=assist.id, prev=assist.id)

    assert [(d.outcome, d.reason) for d in world.push(amend, assist)] == [("held", "parent_unknown")] * 2
    assert world.push(household)[0].outcome == "applied"

    row = one(any_engine, Assist, assist.id)
    assert (row["head_op"], row["note"]) == (amend.id, "x")
    audit(any_engine, world.province)


def test_children_of_a_batch_in_the_wrong_order_all_apply_at_once(any_world: World):
    world = any_world
    household = world.op("household.add", {"village": "20-00001-001", "head_name": "Nông Văn Thử"})
    assist = world.op(
        "assist.log", {"household": household.id, "topic": "vneid", "outcome": "helped", "on": "2026-11-01"}
    )

    assert [d.outcome for d in world.push(assist, household)] == ["applied", "applied"]
    audit(world.engine, world.province)


def test_the_same_id_with_another_content_is_refused_and_kept_aside(any_engine: Engine, any_world: World):
    world = any_world
    household = world.op("household.add", {"village": "20-00001-001", "head_name": "Một"})
    other = world.op("household.add", {"village": "20-00001-001", "head_name": "Hai"}, id=household.id)
    world.push(household)

    (decision,) = world.push(other)

    assert (decision.outcome, decision.reason) == ("rejected", "id_reused")
    assert one(any_engine, Household, household.id)["head_name"] == "Một"
    with any_engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Quarantined)) == 1


def test_the_second_of_two_amends_on_one_base_is_a_conflict(any_world: World):
    world = any_world
    assist = world.log_assist(world.add_household())
    first = world.op("assist.amend", {"note": "một"}, record=assist, prev=assist)
    second = world.op("assist.amend", {"note": "hai"}, record=assist, prev=assist)

    decisions = world.push(first, second)

    assert [(d.outcome, d.reason) for d in decisions] == [("applied", None), ("conflict", "prev_not_head")]
    assert decisions[1].extra == {"head": first.id}


def test_the_other_commune_may_neither_write_here_nor_review(any_engine: Engine, any_world: World):
    world = any_world
    assist = world.log_assist(world.add_household())
    from_huy = world.op("assist.withdraw", {}, record=assist, prev=assist, author=world.author("g_huy"))

    assert world.push(from_huy, device=HOA_DEVICE)[0].reason == "out_of_scope"
    approve = [Draft("assist.approve", assist, assist)]
    (by_hoa,) = submit_from_desk(any_engine, province_id=world.province, author_id=world.hoa, drafts=approve)
    (by_quang,) = submit_from_desk(
        any_engine, province_id=world.province, author_id=world.quang, drafts=approve
    )
    (by_lan,) = submit_from_desk(any_engine, province_id=world.province, author_id=world.lan, drafts=approve)
    assert [d.reason for d in (by_hoa, by_quang, by_lan)] == ["out_of_scope"] * 3
    assert one(any_engine, Assist, assist)["state"] == "submitted"


def test_an_approval_covers_only_the_version_that_was_shown(any_engine: Engine, any_world: World):
    world = any_world
    assist = world.log_assist(world.add_household())
    world.push(amend := world.op("assist.amend", {"topic": "etax"}, record=assist, prev=assist))

    def approve(shown: str) -> str | None:
        drafts = [Draft("assist.approve", assist, shown)]
        (decision,) = submit_from_desk(
            any_engine, province_id=world.province, author_id=world.minh, drafts=drafts
        )
        return decision.reason

    assert approve(assist) == "prev_not_head"
    assert approve(amend.id) is None
    assert one(any_engine, Assist, assist)["state"] == "approved"
    with any_engine.connect() as connection:
        assert connection.execute(select(Review.version, Review.verdict)).all() == [(amend.id, "approve")]


def test_returned_work_comes_back_amended_and_approved_work_is_locked(any_engine: Engine, any_world: World):
    world = any_world
    assist = world.log_assist(world.add_household())

    def desk(kind: str, **body: str) -> str:
        head = str(one(any_engine, Assist, assist)["head_op"])
        drafts = [Draft(kind, assist, head, body)]
        (decision,) = submit_from_desk(
            any_engine, province_id=world.province, author_id=world.minh, drafts=drafts
        )
        return decision.outcome

    assert desk("assist.return", reason="wrong_topic", text="Xem lại") == "applied"
    assert one(any_engine, Assist, assist)["review_reason"] == "wrong_topic"
    head = str(one(any_engine, Assist, assist)["head_op"])
    (amended,) = world.push(world.op("assist.amend", {"topic": "etax"}, record=assist, prev=head))
    assert amended.outcome == "applied"
    assert desk("assist.approve") == "applied"
    head = str(one(any_engine, Assist, assist)["head_op"])
    (late,) = world.push(world.op("assist.withdraw", {}, record=assist, prev=head))
    assert (late.outcome, late.reason) == ("rejected", "state")
    assert desk("assist.approve") == "rejected"
    assert desk("assist.unapprove") == "applied"
    audit(any_engine, world.province)


def test_a_merged_household_passes_new_work_on_to_its_winner(any_engine: Engine, any_world: World):
    world = any_world
    loser, winner = world.add_household(head_name="A"), world.add_household(head_name="A")

    def desk(kind: str, **body: str) -> str:
        drafts = [Draft(kind, loser, household_head(any_engine, loser), body)]
        (decision,) = submit_from_desk(
            any_engine, province_id=world.province, author_id=world.minh, drafts=drafts
        )
        return decision.outcome

    assert desk("household.merge", into=winner) == "applied"
    assert one(any_engine, Assist, world.log_assist(loser))["household_id"] == winner
    stale = world.op("household.amend", {"note": "x"}, record=loser, prev=household_head(any_engine, loser))
    assert world.push(stale)[0].reason == "household_merged"
    assert desk("household.unmerge") == "applied"
    assert one(any_engine, Assist, world.log_assist(loser))["household_id"] == loser
    audit(any_engine, world.province)


def test_consent_stands_on_the_card_and_its_withdrawal_stops_processing(any_engine: Engine, any_world: World):
    world = any_world
    household = world.add_household()
    words = {"household": household, "text_version": "1", "language": "vi", "method": "voice"}
    give = world.op("consent.give", words)
    assert one(any_engine, Household, household)["consent"] == "not_asked"
    world.push(give)
    assert one(any_engine, Household, household)["consent"] == "given"

    world.push(world.op("consent.withdraw", {"reason": "x"}, record=give.id, prev=give.id))

    assert one(any_engine, Household, household)["consent"] == "withdrawn"
    body = {"household": household, "topic": "vneid", "outcome": "helped", "on": "2026-11-01"}
    assert world.push(world.op("assist.log", body))[0].reason == "consent_withdrawn"
    audit(any_engine, world.province)


def test_consent_withdrawn_after_a_merge_falls_upon_the_winner(any_engine: Engine, any_world: World):
    world = any_world
    loser, winner = world.add_household(), world.add_household()
    words = {"household": loser, "text_version": "1", "language": "vi", "method": "voice"}
    world.push(give := world.op("consent.give", words))
    submit_from_desk(
        any_engine,
        province_id=world.province,
        author_id=world.minh,
        drafts=[Draft("household.merge", loser, loser, {"into": winner})],
    )

    world.push(world.op("consent.withdraw", {}, record=give.id, prev=give.id))

    assert one(any_engine, Household, winner)["consent"] == "withdrawn"
    audit(any_engine, world.province)


def test_a_household_that_moves_leaves_a_trace_for_the_old_village(any_engine: Engine, any_world: World):
    world = any_world
    household = world.add_household()

    world.push(world.op("household.amend", {"village": "20-00001-002"}, record=household, prev=household))

    with any_engine.connect() as connection:
        assert connection.execute(select(Departed.record_id, Departed.village_id)).all() == [
            (household, world.villages["20-00001-001"])
        ]


def test_days_to_come_are_refused_unless_the_phones_clock_is_to_blame(any_engine: Engine, any_world: World):
    world = any_world
    tomorrow = (clock.local_date() + timedelta(days=1)).isoformat()
    body = {
        "household": None,
        "village": "20-00001-001",
        "topic": "vneid",
        "outcome": "helped",
        "on": tomorrow,
    }

    assert world.push(world.op("assist.log", body))[0].reason == "date_in_future"
    (blamed,) = world.push(world.op("assist.log", body, is_clock_wrong=True))
    assert blamed.outcome == "applied"
    assert one(any_engine, Assist, blamed.id)["is_clock_suspect"] is True


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({"malformed": "on: not a day"}, "rejected", "malformed"),
        ({"kind": "tea.drink"}, "held", "kind_unknown"),
        ({"schema": 99}, "held", "schema_newer"),
    ],
)
def test_what_cannot_be_read_is_kept_with_its_reason(any_world: World, changes, outcome, reason):
    operation = any_world.op(**{"kind": "household.add", "body": {"village": "20-00001-001"}} | changes)

    (decision,) = any_world.push(operation)

    assert (decision.outcome, decision.reason) == (outcome, reason)
    with any_world.engine.connect() as connection:
        assert connection.scalar(select(Operation.reason)) == reason
        assert connection.scalar(select(LogEntry.reason)) == reason


def test_one_operation_that_the_database_refuses_does_not_stop_the_others(
    any_engine: Engine, any_world: World
):
    world = any_world
    poison = world.op("household.add", {"village": "20-00001-001", "head_name": "A", "people": 900})
    healthy = world.op("household.add", {"village": "20-00001-001", "head_name": "B"})

    decisions = world.push(poison, healthy)

    assert [(d.outcome, d.reason) for d in decisions] == [("held", "server_error"), ("applied", None)]
    with any_engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Quarantined)) == 1
    audit(any_engine, world.province)


def test_the_same_help_on_the_same_day_is_flagged_not_refused(any_engine: Engine, any_world: World):
    household = any_world.add_household()
    first, second = any_world.log_assist(household), any_world.log_assist(household)
    other_day = any_world.log_assist(household, on="2026-10-01")

    flags = [one(any_engine, Assist, id)["is_possible_duplicate"] for id in (first, second, other_day)]

    assert flags == [False, True, False]


def test_a_batch_that_begins_with_a_child_of_an_old_parent_is_written_at_once(
    any_engine: Engine, any_world: World, caplog
):
    world = any_world
    words = {"text_version": "1", "language": "vi", "method": "voice"}
    old = world.add_household()
    new = world.op("household.add", {"village": "20-00001-001", "head_name": "B"})

    decisions = world.push(
        world.op("consent.give", words | {"household": old}),
        new,
        world.op("consent.give", words | {"household": new.id}),
    )

    assert [d.outcome for d in decisions] == ["applied"] * 3
    assert "broke a rule of the database" not in caplog.text


def test_cards_made_and_merged_in_one_batch_go_in_at_once_the_winner_first(
    any_engine: Engine, any_world: World, caplog: pytest.LogCaptureFixture
):
    world = any_world
    with any_engine.connect() as connection:
        minh = authors_of_users(connection, [world.minh])[world.minh]
    body = {"village": "20-00001-001", "head_name": "Nông Văn Thử"}
    loser, between, winner = (world.op("household.add", body, author=minh) for _ in range(3))
    merges = [
        world.op("household.merge", {"into": into.id}, record=card.id, prev=card.id, author=minh)
        for card, into in ((loser, between), (between, winner))
    ]

    decisions = world.push(loser, between, winner, *merges)

    assert {decision.outcome for decision in decisions} == {"applied"}
    assert "broke a rule" not in caplog.text
    audit(any_engine, world.province)
