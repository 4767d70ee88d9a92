"""Coverage: whose, over what, at which date; no data is never 0."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from tests.cast import START, World
from tests.rollups.brute import count_all
from tests.rollups.test_follow import desk
from tocongnghe import clock
from tocongnghe.errors import Forbidden, NotFound
from tocongnghe.extensions import writing
from tocongnghe.models import PlaceStatistic, RollUpPosition
from tocongnghe.services.access import load_actor
from tocongnghe.services.coverage import CoverageReport, CoverageRow, coverage


def look(
    world: World, place: str = "20", as_of: date | None = None, who: int | None = None, **more: Any
) -> CoverageReport:
    today = clock.local_date()
    with Session(world.engine) as session:
        actor = load_actor(session, who, today) if who else None
        return coverage(session, actor, place, as_of or today, **more)


def row(report: CoverageReport, place: str, indicator: str) -> CoverageRow:
    (found,) = [each for each in report.rows if (each.place_code, each.indicator) == (place, indicator)]
    return found


def set_households(world: World, place_id: int, **values: Any) -> None:
    given = {"statistic": "households", "source": "made for tests", "as_of": START}
    with writing(world.engine) as session:
        session.add(PlaceStatistic(place_id=place_id, **given | values))


def test_the_way_from_helped_households_to_a_percentage(any_world: World) -> None:
    first, second, third = (any_world.add_household() for _ in range(3))
    approved = [any_world.log_assist(first), any_world.log_assist(first)]
    approved += [
        any_world.log_assist(second, outcome="already_had"),
        any_world.log_assist(first, topic="etax"),
    ]
    any_world.log_assist(third)
    for assist in approved:
        desk(any_world, "assist.approve", assist)
    count_all(any_world.engine)

    report = look(any_world, who=any_world.quang)

    helped = row(report, "00001", "vneid_helped")
    assert (helped.official, helped.provisional, helped.denominator) == (1, 2, 100)
    assert (helped.percent_official, helped.percent_provisional) == (Decimal("1.0"), Decimal("2.0"))
    assert row(report, "00001", "vneid_has").official == 2
    assert row(report, "00001", "etax_helped").official == 1
    assert row(report, "00001", "visits").provisional == 5
    assert row(report, "00001", "visits").percent_official is None
    whole = row(report, "20", "vneid_helped")
    assert (whole.official, whole.denominator, whole.percent_provisional) == (1, 200, Decimal("1.0"))


def test_a_place_that_never_reported_has_no_data_rather_than_zero(world: World) -> None:
    world.log_assist(world.add_household())
    count_all(world.engine)

    report = look(world)

    silent = row(report, "00002", "vneid_helped")
    assert (silent.official, silent.provisional, silent.percent_official) == (None, None, None)
    assert not silent.has_data
    assert (silent.villages, silent.villages_reporting, silent.denominator) == (1, 0, 100)
    assert row(report, "00001", "etax_helped").official == 0
    assert (row(report, "20", "visits").villages, row(report, "20", "visits").villages_reporting) == (3, 1)


def test_a_day_before_the_first_assist_has_reached_zero_not_no_data(any_world: World) -> None:
    any_world.log_assist(any_world.add_household())
    count_all(any_world.engine)

    report = look(any_world, as_of=clock.local_date() - timedelta(days=400))

    past = row(report, "00001", "vneid_helped")
    assert (past.official, past.provisional, past.has_data) == (0, 0, True)


def test_a_village_whose_only_assist_was_returned_has_reported_and_reached_nobody(world: World) -> None:
    assist = world.log_assist(world.add_household())
    desk(world, "assist.return", assist, {"reason": "wrong_day"})
    count_all(world.engine)

    report = look(world)

    assert row(report, "00001", "visits").provisional == 0
    assert row(report, "00001", "visits").villages_reporting == 1


def test_nothing_is_said_before_the_roll_ups_ran_under_this_catalogue(world: World) -> None:
    world.log_assist(world.add_household())
    count_all(world.engine)
    with writing(world.engine) as session:
        session.get_one(RollUpPosition, world.province).catalogue_version = "an older one"

    report = look(world)

    assert report.counted_at is None
    assert not any(each.has_data for each in report.rows)


def test_a_commune_is_shown_with_its_villages_and_a_village_alone(world: World) -> None:
    world.log_assist(world.add_household())
    count_all(world.engine)

    commune, village = look(world, "00001"), look(world, "20-00001-001")

    assert [each.place_code for each in commune.rows if each.indicator == "visits"] == [
        "00001",
        "20-00001-001",
        "20-00001-002",
    ]
    assert row(commune, "20-00001-001", "visits").provisional == 1
    assert row(commune, "20-00001-002", "visits").provisional is None
    assert {each.place_code for each in village.rows} == {"20-00001-001"}
    assert row(village, "20-00001-001", "visits").provisional == 1


def test_the_denominator_is_the_newest_one_that_was_valid_on_the_day(world: World) -> None:
    set_households(world, world.commune_a, value=120, as_of=date(2026, 1, 1))

    def of(day: date) -> int | None:
        return row(look(world, "00001", day), "00001", "vneid_has").denominator

    assert of(date(2026, 6, 1)) == 120
    assert of(date(2025, 12, 31)) == 100
    assert of(date(2020, 1, 1)) == 100


def test_a_provinces_own_denominator_wins_over_the_sum(world: World) -> None:
    set_households(world, world.province, value=999)

    assert row(look(world), "20", "vneid_has").denominator == 999


def test_a_sum_with_a_part_missing_is_not_known_and_says_why(world: World) -> None:
    with writing(world.engine) as session:
        session.delete(
            session.scalars(select(PlaceStatistic).where(PlaceStatistic.place_id == world.commune_b)).one()
        )

    whole = row(look(world), "20", "vneid_has")

    assert whole.denominator is None
    assert whole.percent_official is None
    assert whole.denominator_missing


def test_a_supervisor_reads_the_own_commune_and_nothing_else(world: World) -> None:
    assert look(world, "00001", who=world.minh).place_code == "00001"
    for place in ("00002", "20-00002-001", "20"):
        with pytest.raises(NotFound):
            look(world, place, who=world.minh)


def test_hoa_does_not_see_commune_a(world: World) -> None:
    with pytest.raises(NotFound):
        look(world, "00001", who=world.hoa)


def test_a_member_reads_no_coverage(world: World) -> None:
    with pytest.raises(Forbidden):
        look(world, "00001", who=world.lan)


def test_an_unknown_place_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        look(world, "99", who=world.quang)


def test_the_number_of_queries_does_not_grow_with_the_places(world: World) -> None:
    world.log_assist(world.add_household())
    count_all(world.engine)

    assert _queries(world.engine, world, "20") <= 9
    assert _queries(world.engine, world, "20") == _queries(world.engine, world, "00001")


def _queries(engine: Engine, world: World, place: str) -> int:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    look(world, place)
    event.remove(engine, "before_cursor_execute", note)
    return len([statement for statement in seen if statement.lstrip().startswith("SELECT")])


def test_a_figure_at_any_date_is_the_sum_of_the_days_until_then(any_world: World) -> None:
    days = [
        *("2025-12-20", "2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"),
        *("2026-02-28", "2026-03-01", "2026-03-15", "2026-03-16"),
    ]
    for on in days:
        any_world.log_assist(on=on)
    count_all(any_world.engine)

    asked = sorted({date.fromisoformat(on) + timedelta(days=n) for on in days for n in (-1, 0, 1)})
    found = {on: row(look(any_world, as_of=on), "20", "visits").provisional for on in asked}

    assert found == {on: sum(date.fromisoformat(day) <= on for day in days) for on in asked}


def test_a_period_is_the_sum_of_its_days_wherever_it_begins_and_ends(any_world: World) -> None:
    days = [
        *("2023-12-31", "2024-12-14", "2024-12-15", "2024-12-31", "2025-01-01", "2025-01-31", "2025-02-01"),
        *("2025-02-14", "2025-02-15", "2025-02-28", "2025-03-01", "2025-12-14", "2025-12-15"),
    ]
    for on in days:
        any_world.log_assist(on=on)
    count_all(any_world.engine)
    spans = [
        ("2024-12-15", "2025-12-14"),
        ("2025-01-15", "2025-02-14"),
        ("2025-02-01", "2025-02-28"),
        ("2025-02-14", "2025-02-15"),
        ("2025-02-15", "2025-02-15"),
        ("2025-01-01", "2025-12-31"),
        ("2023-12-31", "2025-01-01"),
        ("2023-01-01", "2025-12-31"),
        ("2025-02-15", "2025-12-14"),
    ]

    found = {
        span: row(
            look(any_world, as_of=date.fromisoformat(span[1]), from_day=date.fromisoformat(span[0])),
            "20",
            "visits",
        ).provisional
        for span in spans
    }

    assert found == {span: sum(span[0] <= day <= span[1] for day in days) for span in spans}


def test_in_a_period_only_villages_that_reported_in_it_have_figures(any_world: World) -> None:
    any_world.log_assist(on="2026-01-20")
    any_world.log_assist(village="20-00001-002", on="2026-02-20")
    count_all(any_world.engine)

    report = look(any_world, "00001", date(2026, 2, 28), from_day=date(2026, 2, 1), indicators=["visits"])

    assert [(each.place_code, each.provisional) for each in report.rows] == [
        ("00001", 1),
        ("20-00001-001", None),
        ("20-00001-002", 1),
    ]
    assert (report.rows[0].villages, report.rows[0].villages_reporting) == (2, 1)
    march = look(any_world, "00001", date(2026, 3, 31), from_day=date(2026, 3, 1), indicators=["visits"])
    assert {each.provisional for each in march.rows} == {None}


def test_a_count_shared_by_two_indicators_stands_over_both_denominators(world: World) -> None:
    world.log_assist(world.add_household(), topic="payment_account")
    count_all(world.engine)
    set_households(world, world.commune_a, statistic="population_15_plus", value=50)
    codes = ("payment_accounts", "payment_accounts_of_adults")

    report = look(world, "00001", indicators=codes)

    first, second = (row(report, "00001", code) for code in codes)
    assert first.provisional == second.provisional
    assert first.denominator != second.denominator
