"""Outcomes that change later are all told, however many there are."""

from __future__ import annotations

import pytest

from tests.sync.phone import Phone, assist, household
from tocongnghe.sync import pull

pytestmark = pytest.mark.postgres


def test_more_later_outcomes_than_fit_one_answer_come_with_the_next(
    lan: Phone, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pull, "MAX_LATER_OUTCOMES", 2)
    added = household(lan)
    waiting = [assist(lan, added[0], on=f"2026-11-0{day}") for day in range(1, 6)]
    lan.sync(*waiting)

    answers = [lan.sync(added)]
    while answers[-1].get("more") and len(answers) < 10:
        answers.append(lan.sync())

    told = [outcome for answer in answers for outcome in answer.get("outcomes", [])]
    assert sorted(told) == sorted([op[0], "applied"] for op in waiting)
    assert {op[0] for op in waiting} <= set(lan.rows)


def test_an_offer_is_answered_with_every_outcome_but_applied(lan: Phone):
    added = household(lan)
    orphan = assist(lan, "Q" * 22)
    future = assist(lan, added[0], on="2099-01-01")
    lan.sync(added, orphan, future)

    answer = lan.sync(offer=[added[0], orphan[0], future[0]])

    told = [[orphan[0], "held", "parent_unknown"], [future[0], "rejected", "date_in_future"]]
    assert "missing" not in answer
    assert sorted(answer["outcomes"]) == sorted(told)
