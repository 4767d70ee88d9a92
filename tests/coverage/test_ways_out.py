"""The same figures whichever way they leave, also after villages became one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import HOA_DEVICE, World
from tests.places.province import A1, A2, B1, MERGE, change, quang
from tests.reports.conftest import close, made
from tests.rollups.brute import count_all
from tests.rollups.test_follow import desk
from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.periods import Period, find_period
from tocongnghe.models import Closing
from tocongnghe.services import province_home
from tocongnghe.services.closing_figures import read_snapshot
from tocongnghe.services.coverage import coverage
from tocongnghe.services.coverage_desk import Asked, Desk, find_desk
from tocongnghe.services.exports import Order, allow, stream_export
from tocongnghe.services.feeds import read_coverage, read_tallies
from tocongnghe.services.figure_records import Figure, list_records
from tocongnghe.services.place_changes import find_change
from tocongnghe.services.publishing import preview
from tocongnghe.services.tallies import find_tally
from tocongnghe.vocabulary import ExportKind

NOW = datetime(2026, 9, 20, 3, tzinfo=UTC)
BEFORE, WITHIN, LATER = date(2026, 7, 20), date(2026, 8, 20), date(2026, 9, 10)
CODES = ("villages_visited", "villages_surveyed", "visits")
RULES = {rule.code: rule for rule in load_catalogue().indicators}
Pair = tuple[int, int]
"""Official and provisional."""
Figures = dict[tuple[str, str], Pair]
"""(Place, indicator) -> its figure."""


@pytest.fixture(autouse=True)
def september() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def merged(any_world: World) -> tuple[World, int]:
    """Return a world whose villages A1 and A2 were visited and surveyed each, and are one since."""
    world = any_world
    for village, day in ((A1, BEFORE), (A1, WITHIN), (A2, WITHIN), (A2, LATER)):
        desk(world, "assist.approve", world.log_assist(village=village, on=day.isoformat()))
        _survey(world, "g_lan", village, day)
    world.log_assist(village=A2, on=WITHIN.isoformat())
    visit = {"household": None, "village": B1, "topic": "vneid", "outcome": "helped"}
    world.push(
        world.op("assist.log", visit | {"on": WITHIN.isoformat()}, author=world.author("g_huy")),
        device=HOA_DEVICE,
    )
    _survey(world, "g_huy", B1, WITHIN)
    count_all(world.engine)
    id = change(world, MERGE, A1, A2, into=A2)
    count_all(world.engine)
    return world, id


def _survey(world: World, grant: str, village: str, day: date) -> None:
    body = {"village": village, "on": day.isoformat(), "power": "all"}
    operation = world.op("village_survey.record", body, author=world.author(grant))
    world.push(operation, **({"device": HOA_DEVICE} if grant == "g_huy" else {}))


def period_of(code: str) -> Period:
    found = find_period(code)
    assert found is not None
    return found


def of_coverage(session: Session, place: str, from_day: date | None, to_day: date) -> Figures:
    report = coverage(session, None, place, to_day, from_day=from_day, indicators=CODES)
    return {(row.place_code, row.indicator): (row.official or 0, row.provisional or 0) for row in report.rows}


def look_at(session: Session, world: World, code: str, place: str, days: tuple[date | None, date]) -> Desk:
    return find_desk(session, quang(world, session), Asked(RULES[code], days[1], days[0], place=place))


@pytest.mark.postgres
def test_every_way_out_tells_the_same_figures_after_a_merger(
    merged: tuple[World, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    (world, id), period, today = merged, period_of("A2026-09"), clock.local_date()
    close(world, world.minh, "00001", period=period)
    close(world, world.hoa, "00002", period=period)
    monkeypatch.setattr(province_home, "LEADING", (*CODES, "vneid_has"))
    with Session(world.engine) as session:
        actor = quang(world, session)
        in_period = of_coverage(session, "20", period.from_day, period.to_day) | of_coverage(
            session, "00001", period.from_day, period.to_day
        )
        to_date = of_coverage(session, "20", None, period.to_day) | of_coverage(
            session, "00001", None, period.to_day
        )
        assert [to_date["20", code] for code in CODES] == [(1, 2), (2, 2), (4, 6)]
        assert [in_period["20", code] for code in CODES] == [(0, 1), (1, 1), (3, 5)]
        assert [to_date["00001", code] for code in CODES] == [(1, 1), (1, 1), (4, 5)]
        assert to_date[A2, "villages_visited"] == (1, 1)

        for days, expected in (
            ((period.from_day, period.to_day), in_period),
            ((None, period.to_day), to_date),
        ):
            _check_desk(session, world, days, expected)
            _check_exports(session, days, expected)
            page = read_coverage(session, actor, "20", days, CODES, "", 1000)
            told = {
                (row["place"], row["indicator"]): (row["official"], row["provisional"]) for row in page.rows
            }
            assert {key: (one or 0, two or 0) for key, (one, two) in told.items()} == {
                key: figure for key, figure in expected.items() if key[0] in ("20", "00001", "00002")
            }

        _check_months(session, world)
        _check_frozen(session, world, period, in_period, to_date)
        _check_week(session, world)
        tally = find_tally(session, actor, period.from_day, period.to_day, "00001")
        assert (tally.visits.official, tally.visits.provisional) == in_period["00001", "visits"]
        content, _ = preview(session, actor, period, "secret")
        assert [column["code"] for column in content["indicators"] if "village" in column["code"]] == []
        told = content["tables"]["visits"]["20"]["counts"]
        assert told in (None, [to_date["20", "visits"][0]])
        home = province_home.find_province_home(session, actor, today, clock.now())
        weeks = [today - timedelta(days=13), today - timedelta(days=7)]
        spans = {
            "week": (today - timedelta(days=6), today),
            "week_before": (weeks[0], weeks[1]),
            "month": (today.replace(day=1), today),
            "month_before": (date(2026, 8, 1), date(2026, 8, 31)),
        }
        for name, span in spans.items():
            there = of_coverage(session, "20", *span)
            found = {each.row.indicator: getattr(each.change, name) for each in home.figures}
            assert {code: found[code] for code in CODES} == {code: there["20", code][1] for code in CODES}, (
                name
            )
        shown = find_change(session, actor, id).preview.figures
        after = {each.indicator: each.after for each in shown if each.place == "Thôn 2"}
        assert {code: after[code] for code in CODES} == {code: to_date[A2, code][1] for code in CODES}


def _check_desk(session: Session, world: World, days: tuple[date | None, date], expected: Figures) -> None:
    """The page, its trend, the days of a village, and the records behind each figure."""
    actor = quang(world, session)
    for (place, code), figure in expected.items():
        found = look_at(session, world, code, place, days)
        assert (found.whole.official or 0, found.whole.provisional or 0) == figure, (place, code)
        if days[0] is None and any(figure):
            assert (found.trend[-1].official_to_date, found.trend[-1].provisional_to_date) == figure
        if place == A2:
            assert sum(line.official for line in found.days) == figure[0], (code, days)
            assert sum(line.provisional for line in found.days) == figure[1], (code, days)
        if place != "20":
            for official in (True, False):
                asked = Figure(RULES[code], *days, is_official=official)
                records = list_records(session, actor, place, asked, b"key")
                assert (records.counted or 0) == figure[0 if official else 1], (place, code, days)


def _check_exports(session: Session, days: tuple[date | None, date], expected: Figures) -> None:
    """As files, which the shell writes by the same function, too."""
    for place in ("20", "00001"):
        wanted = {
            key: figure for key, figure in expected.items() if key[0] in ("20", "00001") or place == key[0]
        }
        for format_ in ("csv", "json"):
            order = Order(ExportKind.COVERAGE, place, format_, days[1], days[0])
            data = b"".join(stream_export(session, allow(session, None, order))).decode("utf-8-sig")
            rows: list[dict[str, Any]] = (
                json.loads(data)["rows"] if format_ == "json" else list(csv.DictReader(io.StringIO(data)))
            )
            told = {
                (row["place_code"], row["indicator"]): (
                    int(row["official"] or 0),
                    int(row["provisional"] or 0),
                )
                for row in rows
            }
            assert {key: told[key] for key in wanted if key in told} == {
                key: figure for key, figure in wanted.items() if key in told
            }
            assert set(told) >= {(place, code) for code in CODES}


def _check_months(session: Session, world: World) -> None:
    actor, months = quang(world, session), (date(2026, 7, 1), date(2026, 9, 1))
    for place, by in (("20", "commune"), ("20", "village"), ("00001", "village")):
        rows, cursor = [], ""
        while True:
            page = read_tallies(session, actor, place, by, months, CODES, cursor, 2)
            rows += page.rows
            if page.cursor is None:
                break
            cursor = page.cursor
        told = {
            (row["month"], row["place"], row["indicator"]): (row["official"], row["provisional"])
            for row in rows
        }
        expected: dict[tuple[str, str, str], Pair] = {}
        for first in (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)):
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            whole = ["20"] if by == "commune" else [place] if place != "20" else ["00001", "00002"]
            for each in whole:
                found = of_coverage(session, each, first, last)
                expected |= {
                    (f"{first:%Y-%m}", *key): figure
                    for key, figure in found.items()
                    if key[0] != each and any(figure)
                }
        assert told == expected, (place, by)


def _check_frozen(
    session: Session, world: World, period: Period, in_period: Figures, to_date: Figures
) -> None:
    """What a commune closed, and the reports of it and of the province."""

    def expected(place: str, code: str) -> list[int]:
        one, two = in_period[place, code], to_date[place, code]
        return [one[1], one[0], two[1], two[0]]

    def told(figures: Any, code: str) -> list[int]:
        return list((figures or {}).get(code, (0, 0, 0, 0)))

    closing = session.scalars(select(Closing).where(Closing.place_id == world.commune_a)).one()
    frozen = read_snapshot(closing)
    province, commune = made(world, world.province, period), made(world, world.commune_a, period)
    for code in CODES:
        assert told(frozen.totals, code) == expected("00001", code), code
        assert told(province.content["whole"]["figures"], code) == expected("20", code), code
        of_commune = next(each for each in province.content["places"] if each["code"] == "00001")
        assert told(of_commune["figures"], code) == expected("00001", code), code
        assert told(commune.content["whole"]["figures"], code) == expected("00001", code), code
        rows = [told(village.figures, code) for village in frozen.villages if village.code != B1]
        assert [sum(each) for each in zip(*rows, strict=True)] == expected("00001", code), code
    figures = {village.code: village.figures for village in frozen.villages}
    assert told(figures[A1], "villages_visited") == [0, 0, 0, 0], "told by the one that it went on in"
    assert told(figures[A2], "villages_visited") == expected(A2, "villages_visited")


def _check_week(session: Session, world: World) -> None:
    week = period_of("W2026-09-14")
    content = made(world, world.province, week).content
    there = of_coverage(session, "20", None, min(week.to_day, clock.local_date()))
    for code in CODES:
        assert content["whole"]["figures"][code][2:] == list(reversed(there["20", code])), code
