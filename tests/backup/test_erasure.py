"""What was erased stays erased, whatever a backup of before still holds (protocol I10, §7)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import select

from tests.backup.drill import Keeping
from tests.backup.installation import VILLAGE, Drill
from tests.cast import World
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.models import Assist, Household, Operation
from tocongnghe.operations import new_id
from tocongnghe.operations.recovery import restore_erased
from tocongnghe.schemas.operations import complaint_about
from tocongnghe.services.backups import backup_folder
from tocongnghe.services.erasure import Why, erase_record
from tocongnghe.services.held import decide_all_held_again

pytestmark = pytest.mark.postgres


def heard(phone: Keeping) -> list[dict[str, Any]]:
    """Return the answers that *phone* gets until all is settled."""
    answers: list[dict[str, Any]] = []
    once = phone.sync

    def sync(*ops: list[Any], **overrides: Any) -> dict[str, Any]:
        answers.append(once(*ops, **overrides))
        return answers[-1]

    with mock.patch.object(phone, "sync", sync):
        phone.settle()
    return answers


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


def test_a_history_that_was_given_up_brings_nothing_of_an_erased_household_back(drill: Drill):
    lan, _, _ = drill.phones
    secret = "Nông Văn Xóa"
    with clock.frozen(drill.now()):
        household = lan.save("household.add", {"village": VILLAGE, "head_name": secret})
        lan.settle()
    older = drill.back_up()
    drill.day += 1
    with clock.frozen(drill.now()):
        visit = drill.log(lan, household)
        lan.save("assist.amend", {"note": secret}, visit, visit)
        lan.settle()
    given_up = drill.back_up()
    drill.restore(older)
    with clock.frozen(drill.now() + timedelta(hours=1)):
        erase_record(drill.engine, household, Why.REQUEST)  # before any phone has come with the visit

    done = drill.restore(given_up)

    with drill.engine.connect() as connection:
        bodies = list(connection.scalars(select(Operation.body)))
        assert connection.scalar(select(Assist.note).where(Assist.id == visit)) is None
    assert [body for body in bodies if household in body or "note" in body] == []
    assert bodies.count("null") == 3
    assert done.erased == 3
    drill.settle()
    audit(drill.engine, drill.world.province)


def test_an_erasure_outlives_the_restore_of_a_backup_that_was_made_before_it(drill: Drill):
    lan, _, _ = drill.phones
    secret = "Nông Văn Xóa"
    with clock.frozen(drill.now()):
        inside = lan.save("household.add", {"village": VILLAGE, "head_name": secret})
        counted = drill.log(lan, inside)
        lan.settle()
    backup = drill.back_up()
    drill.day += 1
    with clock.frozen(drill.now()):
        later = lan.save("assist.amend", {"note": secret}, counted, counted)
        after = lan.save("household.add", {"village": VILLAGE, "head_name": f"{secret} Sau"})
        lan.settle()
        for id in (inside, after):
            erase_record(drill.engine, id, Why.REQUEST)
    all_of_it = {inside, counted, later, after}

    done = drill.restore(backup)
    with clock.frozen(drill.now() + timedelta(hours=22)):
        told = {id for answer in heard(lan) for id in answer.get("erased", [])}
    drill.settle()

    assert done.erased == len(all_of_it)
    assert told == all_of_it
    with drill.engine.connect() as connection:
        said = repr(connection.execute(select(Operation.id, Operation.body)).all())
        assert connection.scalar(select(Assist.note).where(Assist.id == counted)) is None
        assert list(connection.scalars(select(Household.head_name))) == [""]
    assert "X\\\\u00f3a" not in said
    assert secret not in said
    assert inside not in lan.rows
    audit(drill.engine, drill.world.province)


def test_what_was_erased_while_it_waited_is_never_decided_again(any_world: World):
    household = new_id()
    body = {"household": household, "topic": "vneid", "outcome": "helped", "on": "2026-09-01"}
    waiting = any_world.op("assist.log", body)
    any_world.push(waiting)
    line = {"id": waiting.id, "kind": waiting.kind, "record": waiting.id, "province": any_world.province}
    restore_erased(any_world.engine, [line | {"outcome": "held", "reason": "parent_unknown"}])

    card = {"village": VILLAGE, "head_name": "Nông Văn Thử"}
    (decision,) = any_world.push(any_world.op("household.add", card, id=household))
    swept = decide_all_held_again(any_world.engine, complaint_about)

    assert (decision.outcome, swept.settled) == ("applied", 0)
    with any_world.engine.connect() as connection:
        assert connection.scalar(select(Operation.outcome).where(Operation.id == waiting.id)) == "held"
