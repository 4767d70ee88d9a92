"""A closed period's figures are those of the operations up to its line of the log, whatever came after."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.by_hand import count_by_hand
from tests.rollups.test_histories import VILLAGES, _live, _wipe, events
from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, find_period
from tocongnghe.errors import ClosingStale
from tocongnghe.extensions import writing
from tocongnghe.models import Closing, Reopening
from tocongnghe.rollups import catch_up
from tocongnghe.services.access import load_actor
from tocongnghe.services.closing_changes import Since, find_since, list_changes
from tocongnghe.services.closings import close_period, find_commune, reopen_period
from tocongnghe.services.closings_province import find_province_closings
from tocongnghe.services.scorecards import find_scorecard

PERIOD = find_period("A2026-01")
Figures = dict[str, dict[str, list[int]]]


def brute(engine: Engine, seq: int, period: Period) -> Figures:
    """Return the figures of each village, told operation by operation; no record, no cell is read."""
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
    for (village, day, indicator), counts in count_by_hand(engine, seq).items():
        for level, count in enumerate(counts):
            if date.fromisoformat(day) <= period.to_day:
                found[village][indicator][2 + level] += count
            if period.holds(date.fromisoformat(day)):
                found[village][indicator][level] += count
    return {
        village: {indicator: counts for indicator, counts in figures.items() if any(counts)}
        for village, figures in found.items()
    }


def frozen(closing: Closing) -> Figures:
    said = json.loads(closing.snapshot)
    return {one["code"]: one["figures"] for one in said["villages"] if one["figures"]}


def close(world: World, version: int) -> Closing:
    assert PERIOD is not None
    with writing(world.engine) as session:
        actor = load_actor(session, world.minh, clock.local_date())
        if version > 1:
            reopen_period(session, actor, "00001", PERIOD, version=version - 1, reason="còn thiếu")
        return close_period(
            session,
            actor,
            "00001",
            PERIOD,
            version=version,
            reason="đã đủ",
            signer=None,
            catch_up=catch_up,
        )


def check(world: World, parts: list[list[Any]]) -> None:
    assert PERIOD is not None
    with world.engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(delete(Reopening))
        connection.execute(delete(Closing))
    _wipe(world.engine)

    closings = []
    for version, history in enumerate(parts, start=1):
        _live(world, history)
        closings.append(close(world, version))

    for closing in closings:
        expected = brute(world.engine, closing.seq, PERIOD)
        assert frozen(closing) == {code: expected[code] for code in VILLAGES if expected.get(code)}
        with Session(world.engine) as session:
            kept = session.get_one(Closing, (world.commune_a, PERIOD.code, closing.version))
            assert kept.snapshot == closing.snapshot
    assert told_changes(world, *closings) == differing(*map(frozen, closings))


def differing(one: Figures, two: Figures) -> set[tuple[str, str, tuple[int, ...], tuple[int, ...]]]:
    """Return village, indicator, before and after of what differs; nothing and no data are the same here."""
    nothing = [0, 0, 0, 0]
    return {
        (village, indicator, tuple(was), tuple(now))
        for village in one.keys() | two.keys()
        for indicator in one.get(village, {}).keys() | two.get(village, {}).keys()
        if (was := one.get(village, {}).get(indicator, nothing))
        != (now := two.get(village, {}).get(indicator, nothing))
    }


def told_changes(
    world: World, earlier: Closing, later: Closing
) -> set[tuple[str, str, tuple[int, ...], tuple[int, ...]]]:
    """Return the same as the desk's page has it; the province sees the newest version meanwhile."""
    assert PERIOD is not None
    with Session(world.engine) as session:
        actor = load_actor(session, world.minh, clock.local_date())
        commune = find_commune(session, actor)
        changes = list_changes(session, world.province, commune, PERIOD, earlier, later)
        assert find_since(session, world.province, commune, later) == Since()
        assert find_scorecard(session, commune, PERIOD).commune.all_points > 0
        quang = load_actor(session, world.quang, clock.local_date())
        assert find_province_closings(session, quang, PERIOD).closed == 1
    assert changes.is_told
    codes = {place.name: place.code for place in commune.villages}
    nothing = (0, 0, 0, 0)
    return {
        (codes[each.village], each.indicator, each.before or nothing, each.after or nothing)
        for each in changes.figures
    }


common = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(common, max_examples=8)
@given(events, events)
def test_frozen_figures_equal_a_count_over_the_operations(
    world: World, one: list[Any], two: list[Any]
) -> None:
    check(world, [one, two])


@pytest.mark.postgres
@settings(common, max_examples=3)
@given(events, events)
def test_frozen_figures_equal_a_count_over_the_operations_on_every_database(
    any_world: World, one: list[Any], two: list[Any]
) -> None:
    check(any_world, [one, two])


@pytest.mark.postgres
def test_of_two_who_close_while_a_phone_sends_one_is_told_and_the_figures_hold(
    any_app: Flask, any_world: World
) -> None:
    """The line that the closing names parts what it counted from what came after, whoever was quicker."""
    assert PERIOD is not None
    household = any_world.add_household()
    batches = [
        [
            any_world.op(
                "assist.log",
                {"household": household, "topic": topic, "outcome": "helped", "on": "2026-01-05"},
            )
            for _ in range(5)
        ]
        for topic in ("vneid", "etax", "vneid", "shop_qr")
    ]
    told: list[type[Exception]] = []
    closings: list[Closing] = []

    def close_once() -> None:
        try:
            with any_app.app_context():
                closings.append(close(any_world, 1))
        except ClosingStale as problem:
            told.append(type(problem))

    def send() -> None:
        for batch in batches:
            any_world.push(*batch)

    threads = [Thread(target=act) for act in (send, close_once, close_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert (len(closings), told) == (1, [ClosingStale])
    expected = brute(any_world.engine, closings[0].seq, PERIOD)
    assert frozen(closings[0]) == {code: expected[code] for code in VILLAGES if expected.get(code)}
