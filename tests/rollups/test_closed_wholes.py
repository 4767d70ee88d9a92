"""A quarter, a half year and the rest are closed with the last of their months, as of that moment."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.by_hand import count_by_hand
from tests.rollups.test_closed_figures import brute
from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, find_period
from tocongnghe.extensions import writing
from tocongnghe.models import Closing, Place, Reopening
from tocongnghe.rollups import catch_up
from tocongnghe.services.access import load_actor
from tocongnghe.services.closings import close_period, reopen_period
from tocongnghe.services.closings_province import find_province_closings
from tocongnghe.services.reports.content import layout_of, make_content
from tocongnghe.services.reports.wording import document_of

TODAY = datetime(2026, 9, 20, 3, tzinfo=UTC)
MONTHS = ("A2026-07", "A2026-08", "A2026-09")


def period(code: str) -> Period:
    found = find_period(code)
    assert found is not None
    return found


def close(world: World, code: str, version: int = 1) -> None:
    with writing(world.engine) as session:
        close_period(
            session,
            load_actor(session, world.minh, clock.local_date()),
            "00001",
            period(code),
            version=version,
            reason="đã xem",
            signer="Lý",
            catch_up=catch_up,
        )


def reopen(world: World, code: str, version: int = 1) -> None:
    with writing(world.engine) as session:
        actor = load_actor(session, world.minh, clock.local_date())
        reopen_period(session, actor, "00001", period(code), version=version, reason="thôn 2 gửi muộn")


def holding(world: World) -> dict[str, int]:
    """Return period -> the version that holds."""
    with Session(world.engine) as session:
        opened = {tuple(row) for row in session.execute(select(Reopening.period, Reopening.version))}
        rows = session.execute(select(Closing.period, Closing.version))
        return {code: version for code, version in rows if (code, version) not in opened}


def check_against_the_operations(world: World, code: str, version: int) -> dict[str, object]:
    with Session(world.engine) as session:
        closing = session.get_one(Closing, (world.commune_a, code, version))
        said: dict[str, object] = json.loads(closing.snapshot)
        seq = closing.seq
    expected = brute(world.engine, seq, period(code))
    frozen = {one["code"]: one["figures"] for one in said["villages"] if one["figures"]}  # type: ignore[attr-defined]
    assert frozen == {code: figures for code, figures in expected.items() if code in frozen or figures}
    assert count_by_hand(world.engine, seq)
    return said


def test_the_last_month_closes_the_quarter_and_late_work_is_in_it(world: World) -> None:
    """Work that came late to an earlier month is in the quarter, and the text says which sums differ."""
    with clock.frozen(TODAY):
        home = world.add_household()
        world.log_assist(home, on="2026-06-20", topic="vneid")
        close(world, "A2026-07")
        world.log_assist(world.add_household(), on="2026-06-25", topic="vneid")
        world.log_assist(home, on="2026-08-20", topic="etax")
        close(world, "A2026-08")
        assert set(holding(world)) == {"A2026-07", "A2026-08"}, "a month is missing"
        close(world, "A2026-09")

        assert set(holding(world)) == {*MONTHS, "A2026-Q3"}, "the half year and nine months lack others"
        said = check_against_the_operations(world, "A2026-Q3", 1)
        assert said["closed_with"] == "A2026-09"
        assert [each["period"] for each in said["parts"]] == list(MONTHS)  # type: ignore[attr-defined]
        assert said["parts_sum"]["visits"] == [2, 0], "three visits in the quarter, two in the months"  # type: ignore[index]
        with Session(world.engine) as session:
            place = session.get_one(Place, world.commune_a)
            layout = layout_of(period("A2026-Q3"), place)
            assert layout is not None
            made = make_content(session, place, period("A2026-Q3"), layout, world.province)
        assert (made.closed, made.content["whole"]["figures"]["visits"][0]) == (1, 3)
        told = " ".join(getattr(block, "text", "") for block in document_of(made.content).appendix)
        assert "Tháng 7/2026, Tháng 8/2026, Tháng 9/2026" in told


def test_a_month_opened_again_opens_what_stood_on_it_and_closes_it_anew(world: World) -> None:
    with clock.frozen(TODAY):
        world.log_assist(world.add_household(), on="2026-06-20", topic="vneid")
        for code in MONTHS:
            close(world, code)
        reopen(world, "A2026-07")
        assert set(holding(world)) == {"A2026-08", "A2026-09"}
        with Session(world.engine) as session:
            quang = load_actor(session, world.quang, clock.local_date())
            opened = find_province_closings(session, quang, period("A2026-07")).reopened
            assert [each.line.period.code for each in opened] == ["A2026-07"], "one deed is told once"

        world.log_assist(world.add_household(), on="2026-06-25", topic="vneid")
        close(world, "A2026-07", 2)
        assert holding(world) == {"A2026-07": 2, "A2026-08": 1, "A2026-09": 1, "A2026-Q3": 2}
        said = check_against_the_operations(world, "A2026-Q3", 2)
        assert said["parts_sum"] == {}, "nothing moved since its months were closed"


def test_quarters_make_a_half_year_and_what_was_closed_by_hand_stays(world: World) -> None:
    with clock.frozen(TODAY):
        world.log_assist(world.add_household(), on="2026-03-01", topic="vneid")
        close(world, "A2026-Q1")
        for code in ("A2026-04", "A2026-05", "A2026-06"):
            close(world, code)
        assert set(holding(world)) == {"A2026-Q1", "A2026-04", "A2026-05", "A2026-06", "A2026-Q2", "A2026-H1"}
        close(world, "A2026-Q3")
        assert holding(world)["A2026-9M"] == 1
        reopen(world, "A2026-05")
        assert set(holding(world)) == {"A2026-Q1", "A2026-04", "A2026-06", "A2026-Q3"}
        reopen(world, "A2026-Q1")
        close(world, "A2026-05", 2)
        close(world, "A2026-Q1", 2)
        assert {"A2026-Q2", "A2026-H1", "A2026-9M"} <= set(holding(world))
        check_against_the_operations(world, "A2026-9M", 2)
