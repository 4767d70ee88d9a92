"""Reports by themselves: at the ends of administrative periods, once, and after a machine was off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.reports.conftest import close
from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, find_period
from tocongnghe.jobs import report_tasks
from tocongnghe.jobs.report_tasks import make_reports
from tocongnghe.jobs.schedule import JOBS, run_once
from tocongnghe.models import ReportDraft
from tocongnghe.services.reports.ends import due_periods

EVENING = datetime(2026, 12, 14, 16, 59, tzinfo=UTC)
"""In Vietnam still the 14th, at 23:59."""
MIDNIGHT = datetime(2026, 12, 14, 17, 5, tzinfo=UTC)
"""In UTC still the 14th; in Vietnam the 15th, at 00:05."""


def ends_of(now: datetime, last: str) -> set[str]:
    """Return the periods that are due on the day of *now* in Vietnam and ended on the day *last*."""
    return {period.code for period in due_periods(clock.local_date(now)) if period.to_day.isoformat() == last}


def test_on_15_december_in_vietnam_month_quarter_half_year_and_year_are_over():
    last = "2026-12-14"

    assert ends_of(EVENING, last) == set()
    assert ends_of(MIDNIGHT, last) == {"A2026-12", "A2026-Q4", "A2026-H2", "A2026"}


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ((2026, 11, 14), {"A2026-11"}),
        ((2026, 6, 14), {"A2026-06", "A2026-Q2", "A2026-H1", "W2026-06-08"}),
        ((2026, 9, 14), {"A2026-09", "A2026-Q3", "A2026-9M"}),
        ((2026, 11, 22), {"W2026-11-16"}),
    ],
    ids=["month", "six months", "nine months", "week"],
)
def test_each_kind_is_due_on_the_day_after_its_last(day: tuple[int, int, int], codes: set[str]):
    evening, last = datetime(*day, 16, 59, tzinfo=UTC), "-".join(f"{part:02}" for part in day)

    assert ends_of(evening, last) == set()
    assert ends_of(evening + timedelta(minutes=6), last) == codes


@pytest.fixture
def logged(world: World) -> World:
    """Let somebody work in November, and the clock stand in December."""
    with clock.frozen(datetime(2026, 11, 25, 3, tzinfo=UTC)):
        world.log_assist(world.add_household(), on="2026-11-20")
    return world


def drafts(world: World) -> dict[str, tuple[int, datetime]]:
    with Session(world.engine) as session:
        return {row.period: (row.closed_count, row.made_at) for row in session.scalars(select(ReportDraft))}


def test_they_are_made_at_midnight_of_vietnam_and_not_before(logged: World) -> None:
    with clock.frozen(EVENING):
        make_reports(logged.engine, Event())
        before = set(drafts(logged))
    with clock.frozen(MIDNIGHT):
        make_reports(logged.engine, Event())

    assert set(drafts(logged)) - before == {"A2026-12", "A2026-Q4", "A2026-H2", "A2026"}
    assert "W2026-11-16" in before
    assert not any(code.startswith("A2026-11") for code in drafts(logged)), "nothing had been logged by then"


def test_a_machine_that_was_off_over_the_end_makes_them_once_at_its_start(app: Flask, logged: World) -> None:
    with clock.frozen(datetime(2026, 12, 13, 3, tzinfo=UTC)):
        run_once(app, "reports")
    with clock.frozen(datetime(2026, 12, 18, 3, tzinfo=UTC)):
        last_success = datetime(2026, 12, 13, 3, tzinfo=UTC)
        assert JOBS["reports"].is_due_at_start(app, last_success)
        assert run_once(app, "reports").outcome == "ok"
        first = drafts(logged)
        assert "A2026" in first
    with clock.frozen(datetime(2026, 12, 18, 4, tzinfo=UTC)):
        assert "0 of" in run_once(app, "reports").detail

    assert drafts(logged) == first


def test_killed_half_way_it_goes_on_with_what_is_missing(
    logged: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = report_tasks.keep_draft
    calls: list[str] = []

    def dies(*arguments: object) -> None:
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append("kept")
        kept(*arguments)  # type: ignore[arg-type]

    with clock.frozen(MIDNIGHT):
        with monkeypatch.context() as patch:
            patch.setattr(report_tasks, "keep_draft", dies)
            with pytest.raises(KeyboardInterrupt):
                make_reports(logged.engine, Event())
        half = drafts(logged)
        assert len(half) == 2
    with clock.frozen(MIDNIGHT + timedelta(hours=1)):
        make_reports(logged.engine, Event())
    whole = drafts(logged)

    assert {"A2026-12", "A2026-Q4", "A2026-H2", "A2026"} <= set(whole)
    assert {code: whole[code] for code in half} == half, "what was there is left alone"


def test_one_that_cannot_be_made_keeps_none_of_the_others(
    logged: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = report_tasks.draft_to_make

    def damaged(session: Session, province_id: int, period: Period) -> object:
        if period.code == "A2026":
            raise KeyError("villages")
        return make(session, province_id, period)

    monkeypatch.setattr(report_tasks, "draft_to_make", damaged)
    with clock.frozen(MIDNIGHT):
        result = make_reports(logged.engine, Event())

    assert result.outcome == "failed"
    assert result.detail.endswith("; not made: A2026")
    assert {"A2026-12", "A2026-Q4", "A2026-H2"} <= set(drafts(logged))


def test_one_is_made_anew_when_a_commune_closes(logged: World) -> None:
    with clock.frozen(MIDNIGHT):
        make_reports(logged.engine, Event())
        december = find_period("A2026-12")
        assert december is not None
        close(logged, logged.minh, "00001", period=december)
    with clock.frozen(MIDNIGHT + timedelta(hours=1)):
        result = make_reports(logged.engine, Event())

    assert result.detail.endswith("reports made: A2026-12")
    assert drafts(logged)["A2026-12"][0] == 1
