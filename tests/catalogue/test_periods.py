"""Reporting periods: which days they hold, what follows what, and what a wrong file says."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocongnghe import clock
from tocongnghe.catalogue import CatalogueError
from tocongnghe.catalogue.periods import (
    FILE,
    Period,
    closing_kinds,
    find_period,
    load_kinds,
    period_of,
    periods_around,
    read_kinds,
)

DAYS = st.dates(date(1999, 1, 1), date(2100, 12, 31))
KINDS = st.sampled_from(sorted(load_kinds()))


def days_of(kind: str, day: date) -> tuple[str, date, date]:
    found = period_of(kind, day)
    assert found is not None
    return found.code, found.from_day, found.to_day


@pytest.mark.parametrize(
    ("kind", "day", "code", "from_day", "to_day"),
    [
        ("administrative_month", date(2026, 11, 14), "A2026-11", date(2026, 10, 15), date(2026, 11, 14)),
        ("administrative_month", date(2026, 11, 15), "A2026-12", date(2026, 11, 15), date(2026, 12, 14)),
        ("administrative_month", date(2026, 12, 15), "A2027-01", date(2026, 12, 15), date(2027, 1, 14)),
        ("administrative_month", date(2028, 2, 29), "A2028-03", date(2028, 2, 15), date(2028, 3, 14)),
        ("administrative_quarter", date(2026, 12, 14), "A2026-Q4", date(2026, 9, 15), date(2026, 12, 14)),
        ("administrative_quarter", date(2026, 12, 15), "A2027-Q1", date(2026, 12, 15), date(2027, 3, 14)),
        ("administrative_half_year", date(2026, 6, 14), "A2026-H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("administrative_half_year", date(2026, 6, 15), "A2026-H2", date(2026, 6, 15), date(2026, 12, 14)),
        ("administrative_nine_months", date(2026, 9, 14), "A2026-9M", date(2025, 12, 15), date(2026, 9, 14)),
        ("administrative_year", date(2026, 12, 14), "A2026", date(2025, 12, 15), date(2026, 12, 14)),
        ("administrative_year", date(2026, 12, 15), "A2027", date(2026, 12, 15), date(2027, 12, 14)),
        ("calendar_month", date(2028, 2, 29), "C2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("calendar_quarter", date(2027, 2, 28), "C2027-Q1", date(2027, 1, 1), date(2027, 3, 31)),
        ("calendar_year", date(2026, 12, 31), "C2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("week", date(2026, 11, 22), "W2026-11-16", date(2026, 11, 16), date(2026, 11, 22)),
    ],
)
def test_a_day_is_in_the_period_that_the_decree_says(
    kind: str, day: date, code: str, from_day: date, to_day: date
) -> None:
    assert days_of(kind, day) == (code, from_day, to_day)


def test_nine_months_are_the_first_nine_and_what_follows_is_in_none() -> None:
    kind = load_kinds()["administrative_nine_months"]
    nine = find_period("A2026-9M")
    assert nine is not None

    assert kind.of(date(2026, 9, 15)) is None
    assert kind.of(date(2026, 12, 14)) is None
    assert kind.recent(date(2026, 11, 22), 2) == [nine, find_period("A2025-9M")]
    assert kind.after(nine).code == "A2027-9M"


@given(KINDS, DAYS)
def test_periods_follow_each_other_without_a_gap_and_are_found_by_their_code(code: str, day: date) -> None:
    kind = load_kinds()[code]
    found = kind.of(day) or kind.recent(day, 1)[0]

    following, before = kind.after(found), kind.before(found)

    assert find_period(found.code) == found
    assert (kind.before(following), kind.after(before)) == (found, found)
    assert before.to_day < found.from_day <= found.to_day < following.from_day
    if kind.only * kind.months in (0, 12):
        assert following.from_day - found.to_day == timedelta(days=1)
        assert found.holds(day)


@given(DAYS)
def test_the_administrative_month_is_the_one_that_phones_are_told(day: date) -> None:
    _, first, last = days_of("administrative_month", day)

    assert (first, last) == clock.administrative_month(day)


@given(DAYS)
def test_a_year_is_the_sum_of_its_months(day: date) -> None:
    year = period_of("administrative_year", day)
    assert year is not None
    months = periods_around("administrative_month", year.to_day, 12)

    assert months[-1].from_day == year.from_day
    assert months[0].to_day == year.to_day


@pytest.mark.parametrize(
    "code",
    [
        "",
        "A",
        "A2026-13",
        "A2026-00",
        "A2026-1",
        "A2026-Q5",
        "A2026-9M1",
        "B2026",
        "W2026-11-17",
        "A0001",
        "x" * 99,
    ],
)
def test_what_is_no_code_of_a_period_names_none(code: str) -> None:
    assert find_period(code) is None


def test_communes_close_administrative_periods_and_no_weeks() -> None:
    closed = [kind.code for kind in closing_kinds()]

    assert closed[0] == "administrative_month"
    assert "week" not in closed


def test_a_week_begins_on_the_chosen_day(tmp_path: Path) -> None:
    path = tmp_path / "periods.yaml"
    path.write_text(FILE.read_text("utf-8").replace("first_weekday: 1}", "first_weekday: 5}"), "utf-8")
    week = {kind.code: kind for kind in read_kinds(path)}["week"]

    assert week.of(date(2026, 11, 22)) == Period(
        "W2026-11-20", "week", date(2026, 11, 20), date(2026, 11, 26)
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from_day: 15", "from_day: 31", "from_day: must be 1 to 28"),
        ("from_day: 15", "fromday: 15", "from_day: is missing"),
        ("letter: C", "letter: A", "letter: 'A' stands twice"),
        ("letter: C", "letter: Cc", "letter: 'Cc' must be one letter"),
        ("months: 3,", "months: 0,", "months: must be 1 to 12"),
        (", only: 1}", "}", "only: is missing"),
        ('suffix: "-Qn"', 'suffix: "-Q"', "suffix: must hold n once"),
        ("code: quarter", "code: month", "code: 'month' stands twice"),
        ("first_weekday: 1}", "first_weekday: 0}", "first_weekday: must be 1"),
        ("spans: [month,", "spans: [months,", "spans: 'months' is not known"),
        ("calendar: administrative,", "calendar: lunar,", "calendar: 'lunar' is not known"),
        ("closing:", "closes:", "closing: is missing"),
        ("code: week,", "code: week, colour: red,", "colour: is not a key"),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, old: str, new: str, said: str) -> None:
    shutil.copy(FILE, tmp_path)
    path = tmp_path / FILE.name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(CatalogueError, match=f"periods.yaml, line .*{said}"):
        read_kinds(path)
