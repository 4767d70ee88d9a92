"""The line month by month, and who was silent: from the cells and the days of visits, on both databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import count_all
from tests.rollups.test_follow import desk
from tocongnghe import clock
from tocongnghe.routes.console.coverage_query import find_indicator
from tocongnghe.services.access import load_actor
from tocongnghe.services.charts import draw_lines
from tocongnghe.services.coverage_desk import Asked, Desk, Division, View, find_desk
from tocongnghe.services.coverage_groups import _thirds
from tocongnghe.services.maps.scale import make_scale

DAY = date.fromisoformat


def look(world: World, **asked: object) -> Desk:
    with Session(world.engine) as session:
        actor = load_actor(session, world.quang, clock.local_date())
        return find_desk(session, actor, Asked(find_indicator("vneid_helped"), **asked))  # type: ignore[arg-type]


def test_months_add_up_to_the_figure_and_a_silent_month_is_a_gap(any_world: World) -> None:
    for on in ("2025-08-05", "2026-01-31", "2026-03-01", "2026-03-20"):
        assist = any_world.log_assist(any_world.add_household(), on=on)
        if on.endswith("-01"):
            desk(any_world, "assist.approve", assist)
    any_world.log_assist(None, on="2026-02-10", outcome="in_progress")
    count_all(any_world.engine)

    points = {point.first: point for point in look(any_world, to_day=DAY("2026-03-15")).trend}

    told = {first.strftime("%Y-%m"): point.provisional for first, point in points.items()}
    assert next(iter(told)) == "2025-03"
    assert (told["2025-08"], told["2026-01"]) == (1, 1)
    assert (told["2026-02"], told["2026-03"], told["2025-12"]) == (0, 1, None)
    to_date = {first.strftime("%Y-%m"): point.provisional_to_date for first, point in points.items()}
    assert (to_date["2025-07"], to_date["2025-12"], to_date["2026-01"], to_date["2026-03"]) == (None, 1, 2, 3)
    assert points[DAY("2026-03-01")].official_to_date == 1


def test_the_silent_are_named_with_their_last_visit(any_world: World) -> None:
    any_world.log_assist(on="2026-01-31")
    any_world.log_assist(village="20-00001-002", on="2026-03-02")
    count_all(any_world.engine)

    found = look(any_world, from_day=DAY("2026-03-01"), to_day=DAY("2026-03-31"), view=View.SILENT)

    assert [(place.code, len(place.villages), place.known, place.never) for place in found.silent] == [
        ("00002", 1, 1, 1),
        ("00001", 1, 2, 0),
    ]
    assert found.silent[1].villages[0].last_on == DAY("2026-01-31")


def test_the_division_of_a_day_of_which_no_village_is_known_gives_way_to_todays(any_world: World) -> None:
    found = look(any_world, to_day=DAY("2022-05-31"), division=Division.THEN)

    assert found.is_unknown_then
    assert [row.place_code for row in found.parts] == ["00001", "00002"]


@pytest.mark.parametrize(
    ("figures", "is_percent", "width"),
    [
        ([], True, "0.2"),
        ([0], True, "0.2"),
        ([Decimal("3.3")], True, "1"),
        ([Decimal("4.9")], True, "1"),
        ([Decimal(22)], True, "5"),
        ([Decimal(61)], True, "20"),
        ([Decimal(130)], True, "40"),
        ([3], False, "1"),
        ([121_204], False, "25000"),
    ],
)
def test_the_steps_of_a_map_are_round_and_hold_every_figure(
    figures: list[Decimal], is_percent: bool, width: str
) -> None:
    scale = make_scale(figures, is_percent=is_percent)

    assert scale.width == Decimal(width)
    assert all(1 <= (scale.step(figure) or 0) <= 5 for figure in figures)
    assert all(figure <= scale.ends[-1][1] for figure in figures)
    assert scale.step(None) is None


def test_thirds_keep_equal_numbers_together_and_leave_nobody_out() -> None:
    numbers = [Decimal(n) for n in (1, 1, 1, 1, 1, 2, 3, 9, 9)]

    bounds = _thirds(numbers)

    assert all(sum(low <= number <= high for low, high in bounds) == 1 for number in numbers)
    assert _thirds([]) == []
    assert _thirds([Decimal(5)] * 9) == [(Decimal(5), Decimal(5))]


def test_a_chart_breaks_where_there_is_no_data_and_keeps_its_labels_apart() -> None:
    chart = draw_lines([[0, None, 7], [1, 2, 8]], 340, 240, left=54, bottom=26)

    sure, some = chart.lines
    assert sure.path.count("M") == 2
    assert some.path.count("M") == 1
    assert [value for _, value in chart.grid] == [0, 2, 4, 6, 8]
    assert abs(sure.label_y - some.label_y) >= 16
    assert draw_lines([[None], [None]], 340, 240, left=54, bottom=26).lines[0].path == ""
