"""Erasing a household at a server at work: nothing of it is left, and the figures stay (protocol I10)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from tests.cast import World, household_head
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db
from tocongnghe.models import (
    Assist,
    Consent,
    CountedAssist,
    Feedback,
    Household,
    LogEntry,
    Operation,
    Quarantined,
    Review,
)
from tocongnghe.operations import Draft, new_id, submit_from_desk
from tocongnghe.operations.erasures import read_erased
from tocongnghe.operations.world import TABLES
from tocongnghe.rollups.catch_up import catch_up_in_pieces
from tocongnghe.services.backups import backup_folder, instance_of
from tocongnghe.services.erasure import Why, erase_record, look

pytestmark = pytest.mark.postgres
SECRET = "BIMAT"
"""In every word that is about the household: wherever it is found afterwards, something was left."""
VILLAGE = "20-00001-001"


def say(
    world: World, kind: str, body: dict[str, Any], record: str | None = None, prev: str | None = None
) -> str:
    (decision,) = world.push(world.op(kind, body, record=record, prev=prev))
    return decision.id


def make_household(world: World) -> str:
    """Store a household of which every kind of record speaks, and the last word about each of them."""
    id = world.add_household(head_name=f"Nông Văn {SECRET}", phone="0912345678", note=SECRET, poverty="poor")
    given = {"household": id, "text_version": "1", "language": "vi", "method": "voice", "recording": "a" * 64}
    say(world, "consent.give", given | {"witness": SECRET})
    assist = world.log_assist(id, note=SECRET, voice="b" * 64, details={"platform": SECRET})
    say(world, "assist.amend", {"note": f"{SECRET} 2"}, assist, assist)
    drafts = [Draft("assist.return", assist, head_of(world, assist), {"reason": "wrong_day", "text": SECRET})]
    submit_from_desk(world.engine, province_id=world.province, author_id=world.minh, drafts=drafts)
    approved = world.log_assist(id, topic="etax", note=SECRET)
    drafts = [Draft("assist.approve", approved, approved, {})]
    submit_from_desk(world.engine, province_id=world.province, author_id=world.minh, drafts=drafts)
    body = {"village": VILLAGE, "household": id, "category": "signal", "text": SECRET}
    say(world, "feedback.raise", body)
    say(
        world, "household.amend", {"head_name": f"{SECRET} khác"}, id, new_id()
    )  # held: its parent is unknown
    say(world, "household.amend", {"note": SECRET, "people": "x"}, id, id)  # malformed
    return id


def head_of(world: World, assist: str) -> str:
    with world.engine.connect() as connection:
        return str(connection.scalar(select(Assist.head_op).where(Assist.id == assist)))


def everything(engine: Engine) -> str:
    """Return all that the tables and the erasures say."""
    with engine.connect() as connection:
        tables = [
            *TABLES.values(),
            Quarantined.__table__,
            Operation.__table__,
            Review.__table__,
            LogEntry.__table__,
        ]
        said = [repr(connection.execute(select(table)).all()) for table in tables]
    folder = backup_folder(instance_of(engine) or Path())
    return "\n".join([*said, json.dumps(read_erased(folder), ensure_ascii=False)])


def counted(world: World) -> list[tuple[object, ...]]:
    catch_up_in_pieces(world.engine, world.province)
    with world.engine.connect() as connection:
        query = select(CountedAssist.topic, CountedAssist.is_official, CountedAssist.household_id.is_(None))
        query = query.where(CountedAssist.is_provisional)
        return sorted(map(tuple, connection.execute(query)))


def test_nothing_of_a_household_is_left_and_what_was_counted_stays(any_world: World):
    engine = any_world.engine
    other = any_world.add_household(head_name="Hoàng Thị Ở Lại")
    id = make_household(any_world)
    say(
        any_world,
        "assist.log",
        {"household": id, "topic": "vneid", "outcome": "helped", "on": "2099-01-01", "note": SECRET},
    )
    assert SECRET in everything(engine)
    before = counted(any_world)

    done = erase_record(engine, id, Why.REQUEST)

    left = everything(engine)
    assert SECRET not in left
    assert "0912345678" not in left
    assert "Hoàng Thị Ở Lại" in left
    assert counted(any_world) == before
    assert (done.recordings, done.kept) == ({"a" * 64, "b" * 64}, len(done.operations))
    with engine.connect() as connection:
        bodies = set(connection.scalars(select(Operation.body).where(Operation.id.in_(done.operations))))
        card = connection.execute(select(Household).where(Household.id == id)).mappings().one()
        assert connection.scalar(select(Feedback.text)) is None
        assert connection.scalar(select(func.count()).select_from(Consent)) == 1
        untouched = connection.scalar(select(Operation.body).where(Operation.id == other))
        waiting = connection.scalar(select(func.count()).where(Operation.outcome == "held"))
    assert bodies == {"null"}
    assert (card["poverty"], card["people_count"], card["consent"]) == (None, None, "withdrawn")
    assert "head_name" in untouched
    assert waiting == 0
    audit(engine, any_world.province)


def test_erasing_again_finds_nothing_and_changes_nothing(any_world: World):
    id = make_household(any_world)
    erase_record(any_world.engine, id, Why.REQUEST)
    before = everything(any_world.engine)

    again = erase_record(any_world.engine, id, Why.REQUEST)

    assert again.kept == 0
    assert everything(any_world.engine) == before
    with pytest.raises(NotFound):
        look(any_world.engine, new_id())


def test_cards_that_were_merged_are_one_household(any_world: World):
    first, second = (
        any_world.add_household(head_name=SECRET),
        any_world.add_household(head_name=f"{SECRET} 2"),
    )
    head = household_head(any_world.engine, first)
    drafts = [Draft("household.merge", first, head, {"into": second})]
    submit_from_desk(
        any_world.engine, province_id=any_world.province, author_id=any_world.minh, drafts=drafts
    )

    done = erase_record(any_world.engine, first, Why.REQUEST)

    assert done.cards == {first, second}
    assert SECRET not in everything(any_world.engine)
    audit(any_world.engine, any_world.province)


def test_what_arrives_about_an_erased_household_is_refused_and_not_kept(any_world: World):
    id = any_world.add_household(head_name=SECRET)
    assist = any_world.log_assist(id, note=SECRET)
    erase_record(any_world.engine, id, Why.REQUEST)
    visit = {"household": id, "topic": "vneid", "outcome": "helped", "on": clock.local_date().isoformat()}
    late = [
        any_world.op("household.amend", {"head_name": f"{SECRET} về"}, record=id, prev=id),
        any_world.op("assist.log", visit | {"note": SECRET}),
        any_world.op("assist.amend", {"note": SECRET}, record=assist, prev=assist),
        any_world.op(
            "feedback.raise", {"village": VILLAGE, "household": id, "category": "signal", "text": SECRET}
        ),
    ]

    first = any_world.push(*late)
    again = any_world.push(*late)

    told = {(decision.outcome, decision.reason, decision.is_erased) for decision in (*first, *again)}
    assert told == {("rejected", "consent_withdrawn", True)}
    assert SECRET not in everything(any_world.engine)
    audit(any_world.engine, any_world.province)


def test_a_visit_of_an_erased_household_can_still_be_approved(any_world: World):
    id = any_world.add_household()
    assist = any_world.log_assist(id)
    erase_record(any_world.engine, id, Why.REQUEST)

    drafts = [Draft("assist.approve", assist, assist, {})]
    (decision,) = submit_from_desk(
        any_world.engine, province_id=any_world.province, author_id=any_world.minh, drafts=drafts
    )

    assert decision.outcome == "applied"
    audit(any_world.engine, any_world.province)


def test_an_erasure_that_dies_before_its_commit_is_done_again(any_world: World, monkeypatch):
    id = make_household(any_world)
    commit = any_world.engine.dialect.do_commit

    def die(_connection: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(any_world.engine.dialect, "do_commit", die)
    with pytest.raises(OSError, match="power"):
        erase_record(any_world.engine, id, Why.REQUEST)
    monkeypatch.setattr(any_world.engine.dialect, "do_commit", commit)
    db.engine.dispose()
    told = read_erased(backup_folder(instance_of(any_world.engine) or Path()))
    assert SECRET in everything(any_world.engine)

    done = erase_record(any_world.engine, id, Why.REQUEST)

    assert SECRET not in everything(any_world.engine)
    assert {one["id"] for one in told} == set(done.operations)
