"""What was erased at the server is told to the phones that hold it, at their next contact (protocol I10)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.cast import World
from tests.operations.audit import audit
from tests.sync.phone import Phone, assist, household
from tests.sync.test_courier import bring, parcel
from tocongnghe import clock
from tocongnghe.models import Device, Operation
from tocongnghe.services.erasure import Why, erase_record
from tocongnghe.sync import pull

pytestmark = pytest.mark.postgres
MESSAGES = Path(__file__).resolve().parent.parent / "messages"


def all_of(phone: Phone, **overrides: Any) -> list[dict[str, Any]]:
    """Return the answers up to the head of the log."""
    answers = [phone.sync(**overrides)]
    while answers[-1].get("more"):
        answers.append(phone.sync())
    return answers


def erased(answers: list[dict[str, Any]]) -> set[str]:
    return {id for answer in answers for id in answer.get("erased", [])}


def rows_of(answers: list[dict[str, Any]]) -> set[str]:
    return {row[0] for answer in answers for change in answer.get("changes", []) for row in change["rows"]}


def test_who_holds_it_is_told_once_and_loses_the_card_but_not_the_visit(enrol: Any, any_world: World):
    lan, other = enrol(any_world.lan), enrol(any_world.lan)
    card = household(lan)
    visit = assist(lan, card[0], note="chuyện nhà")
    lan.sync(card, visit)
    all_of(lan)
    all_of(other)

    erase_record(any_world.engine, card[0], Why.REQUEST)
    told, told_other = all_of(lan), all_of(other)

    assert erased(told) == {card[0], visit[0]}
    assert erased(told_other) == set()  # it made none of it, and holds rows only
    for answers in (told, told_other):
        assert [id for answer in answers for id in answer.get("gone", [])] == [card[0]]
        assert rows_of(answers) == {visit[0]}
        assert not any("outcomes" in answer for answer in answers)
    assert lan.rows[visit[0]]["household"] == card[0]
    assert erased(all_of(lan)) == set()
    audit(any_world.engine, any_world.province)


def test_one_that_was_away_hears_of_all_however_many_and_again_after_a_rebuild(
    lan: Phone, any_world: World, monkeypatch: pytest.MonkeyPatch
):
    card = household(lan)
    visits = [assist(lan, card[0], topic=topic) for topic in ("vneid", "etax", "shop_qr", "telehealth")]
    lan.sync(card, *visits)
    erase_record(any_world.engine, card[0], Why.REQUEST)
    monkeypatch.setattr(pull, "MAX_LATER_OUTCOMES", 2)
    all_told = {card[0], *(visit[0] for visit in visits)}

    assert erased(all_of(lan)) == all_told
    lan.cursor = None
    afresh = all_of(lan)

    assert erased(afresh) == all_told
    assert card[0] not in rows_of(afresh)


def test_what_is_sent_again_stays_erased_whoever_brings_it(lan: Phone, any_world: World):
    card = household(lan)
    visit = assist(lan, card[0], note="chuyện nhà")
    lan.sync(card, visit)
    erase_record(any_world.engine, card[0], Why.REQUEST)
    all_of(lan)
    brought = bring(lan, parcel(lan, card, visit))

    answer = lan.sync(card, visit)

    assert (answer["processed"], answer.get("exceptions")) == (2, None)
    assert brought[0]["exceptions"] == []
    assert set(answer["erased"]) == {card[0], visit[0]}
    with any_world.engine.connect() as connection:
        bodies = connection.execute(Operation.__table__.select()).mappings().all()
    assert {row["body"] for row in bodies} == {"null"}


def test_work_that_was_still_unsent_is_refused_and_forgotten(lan: Phone, any_world: World):
    card = household(lan)
    lan.sync(card)
    unsent = [
        assist(lan, card[0], note="chuyện nhà"),
        lan.op("household.amend", {"note": "chuyện nhà"}, card[0], card[0]),
    ]
    erase_record(any_world.engine, card[0], Why.REQUEST)

    answer = lan.sync(*unsent)

    assert [exception[1:] for exception in answer["exceptions"]] == [["rejected", "consent_withdrawn"]] * 2
    assert set(answer["erased"]) >= {op[0] for op in unsent}
    with any_world.engine.connect() as connection:
        stored = connection.execute(Operation.__table__.select()).mappings().all()
    assert not any("chuyện" in row["body"] or "chuy\\u1ec7n" in row["body"] for row in stored)
    audit(any_world.engine, any_world.province)


def test_the_answer_is_the_one_that_phones_read(lan: Phone, any_world: World):
    message = json.loads((MESSAGES / "answer-1-erased.json").read_text(encoding="utf-8"))
    with any_world.engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Device).values(created_at=datetime(2026, 9, 1, tzinfo=UTC)))
    with clock.frozen(datetime(2026, 11, 24, 8, tzinfo=UTC)):
        lan.sync(*message["before"], schema=message["schema"], fields=message["fields"])
        all_of(lan)
        erase_record(any_world.engine, message["erase"], Why.REQUEST)

        answer = lan.sync(*message["ops"], schema=message["schema"], fields=message["fields"])

    assert {name: answer.get(name) for name in message["answer"]} == message["answer"]


def test_what_is_offered_and_erased_is_not_missing_and_is_told(lan: Phone, any_world: World):
    card = household(lan)
    lan.sync(card)
    erase_record(any_world.engine, card[0], Why.REQUEST)
    all_of(lan)

    answer = lan.sync(offer=[card[0]])

    assert "missing" not in answer
    assert answer["erased"] == [card[0]]
