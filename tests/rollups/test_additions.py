"""Visits that only come on top move first days without the household's past; all else counts it anew."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import World
from tests.rollups.brute import brute, count_all, stored
from tests.rollups.test_follow import A2, cell, desk, phone
from tocongnghe.rollups import follow

Seen = list[set[str]]


@pytest.fixture
def counted_anew(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Give the households that were counted anew, a set for each time that is counted."""
    seen: Seen = []
    real = follow.recompute_achievements

    def watched(session: Any, rules: Any, households: Any) -> Any:
        seen.append(set(households))
        return real(session, rules, households)

    monkeypatch.setattr(follow, "recompute_achievements", watched)
    return seen


def households_counted(seen: Seen) -> set[str]:
    found = set().union(*seen)
    seen.clear()
    return found


def test_new_and_newly_approved_visits_read_no_past(any_world: World, counted_anew: Seen) -> None:
    card = any_world.add_household()
    late, early = (any_world.log_assist(card, on=day) for day in ("2026-02-03", "2026-02-02"))
    count_all(any_world.engine)  # the first time everything is counted by the other way
    counted_anew.clear()

    earlier = any_world.log_assist(card, on="2026-02-01")
    for assist in (late, earlier, early):
        desk(any_world, "assist.approve", assist)
    any_world.log_assist(card, on="2026-02-04", outcome="in_progress")
    count_all(any_world.engine)

    assert households_counted(counted_anew) == set()
    assert stored(any_world.engine) == brute(any_world.engine)


@pytest.mark.parametrize("kind", ["assist.return", "assist.withdraw", "assist.amend"])
def test_what_takes_away_counts_the_household_anew(kind: str, any_world: World, counted_anew: Seen) -> None:
    card, other = any_world.add_household(), any_world.add_household()
    first = any_world.log_assist(card, on="2026-02-01")
    any_world.log_assist(card, on="2026-02-02")
    count_all(any_world.engine)
    counted_anew.clear()

    any_world.log_assist(other, on="2026-02-01")
    if kind == "assist.return":
        desk(any_world, kind, first, {"reason": "other", "text": "x"})
    else:
        phone(any_world, kind, first, {"on": "2026-02-05"} if kind == "assist.amend" else None)
    count_all(any_world.engine)

    assert households_counted(counted_anew) == {card}
    assert stored(any_world.engine) == brute(any_world.engine)


def test_of_two_villages_on_one_day_only_ids_can_tell(any_world: World, counted_anew: Seen) -> None:
    card = any_world.add_household()
    any_world.log_assist(card, on="2026-02-01")
    count_all(any_world.engine)
    counted_anew.clear()

    phone(any_world, "household.amend", card, {"village": A2})
    any_world.log_assist(card, on="2026-02-01")
    count_all(any_world.engine)

    assert card in households_counted(counted_anew)
    assert stored(any_world.engine) == brute(any_world.engine)
    assert cell(any_world, "vneid_helped")[0] == 1
