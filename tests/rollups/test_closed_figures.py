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
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.test_histories import VILLAGES, _live, _wipe, events
from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, find_period
from tocongnghe.errors import ClosingStale
from tocongnghe.extensions import writing
from tocongnghe.models import Closing, LogEntry, Operation, Place, Reopening
from tocongnghe.rollups import catch_up
from tocongnghe.services.access import load_actor
from tocongnghe.services.closing_changes import Since, find_since, list_changes
from tocongnghe.services.closings import close_period, find_commune, reopen_period
from tocongnghe.services.closings_province import find_province_closings
from tocongnghe.services.scorecards import find_scorecard

PERIOD = find_period("A2026-01")
Figures = dict[str, dict[str, list[int]]]


def brute(engine: Engine, seq: int, period: Period) -> Figures:
    """Return the figures of commune A's villages, told operation by operation; no record, no cell is read."""
    households: dict[str, dict[str, Any]] = {}
    assists: dict[str, dict[str, Any]] = {}
    with Session(engine) as session:
        codes = {code: code for code in session.scalars(select(Place.code))}
        operations = session.execute(
            select(Operation.id, Operation.kind, Operation.record_id, Operation.body)
            .join(LogEntry, LogEntry.operation_id == Operation.id)
            .where(LogEntry.seq <= seq, LogEntry.outcome == "applied")
            .order_by(LogEntry.seq)
        ).all()
    for _id, kind, record, text in operations:
        body = json.loads(text)
        if kind == "household.add":
            households[record] = {"village": codes[body["village"]], "state": "active", "into": None}
        elif kind == "household.withdraw":
            households[record]["state"] = "withdrawn"
        elif kind == "household.merge":
            households[record] |= {"state": "merged", "into": winner(households, body["into"])}
        elif kind == "household.unmerge":
            households[record] |= {"state": "active", "into": None}
        elif kind in ("assist.log", "assist.amend"):
            assist = assists.setdefault(record, {})
            if body.get("household"):
                card = winner(households, body["household"])
                assist |= {"household": card, "village": households[card]["village"]}
            elif "household" in body or "village" in body:
                assist |= {"household": None, "village": body.get("village") or assist["village"]}
            assist |= {name: body[name] for name in ("topic", "outcome", "on") if name in body}
            assist["state"] = "submitted"
        else:
            assists[record]["state"] = {
                "assist.approve": "approved",
                "assist.unapprove": "submitted",
                "assist.return": "returned",
                "assist.reopen": "returned",
                "assist.withdraw": "withdrawn",
            }[kind]
    return _counted(households, assists, period)


def winner(households: dict[str, dict[str, Any]], id: str) -> str:
    while households[id]["into"] is not None:
        id = households[id]["into"]
    return id


def _counted(
    households: dict[str, dict[str, Any]], assists: dict[str, dict[str, Any]], period: Period
) -> Figures:
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
    for official, states in enumerate((("submitted", "approved"), ("approved",))):
        counting = {id: assist for id, assist in assists.items() if assist["state"] in states}
        reached = [
            (assist["village"], indicator, assist["on"])
            for assist in counting.values()
            for indicator in ("visits", f"{assist['topic']}_visits")
        ] + _firsts(households, counting)
        for village, indicator, day in reached:
            if date.fromisoformat(day) <= period.to_day:
                found[village][indicator][2 + official] += 1
            if period.holds(date.fromisoformat(day)):
                found[village][indicator][official] += 1
    return {village: dict(figures) for village, figures in found.items()}


def _firsts(
    households: dict[str, dict[str, Any]], assists: dict[str, dict[str, Any]]
) -> list[tuple[str, str, str]]:
    """Return village, indicator and day of each first time that a household reached something."""
    firsts: dict[tuple[str, str], tuple[str, str, str]] = {}
    for id, assist in assists.items():
        card = assist["household"] and winner(households, assist["household"])
        if card is None or households[card]["state"] != "active":
            continue
        for measure, outcomes in (("helped", {"helped"}), ("has", {"helped", "already_had"})):
            if assist["outcome"] in outcomes:
                key, this = (card, f"{assist['topic']}_{measure}"), (assist["on"], id, assist["village"])
                firsts[key] = min(this, firsts.get(key, this))
    return [(village, indicator, day) for (_card, indicator), (day, _id, village) in firsts.items()]


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
