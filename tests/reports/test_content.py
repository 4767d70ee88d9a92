"""What a report says: the sums of what communes closed, who did not close, and nothing made up."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.places.province import A1, A2, MERGE, change
from tests.reports.conftest import IN, close, made, month, reopen
from tests.rollups.test_follow import desk
from tocongnghe.catalogue.periods import find_period
from tocongnghe.extensions import writing
from tocongnghe.models import Closing, Place, Target
from tocongnghe.services.reports.content import basis_of
from tocongnghe.services.reports.document import Table
from tocongnghe.services.reports.wording import document_of


def closings(engine: Engine) -> list[dict[str, object]]:
    with Session(engine) as session:
        return [json.loads(text) for text in session.scalars(select(Closing.snapshot))]


def table(content: dict[str, object], head: str) -> dict[str, tuple[str, ...]]:
    """Return first cell -> the rest, of the table of the printed report whose head begins with *head*."""
    blocks = document_of(content).blocks
    found = next(each for each in blocks if isinstance(each, Table) and each.head[0] == head)
    return {row[0]: row[1:] for row in found.rows}


def set_target(world: World, place_id: int, indicator: str, value: int) -> None:
    with writing(world.engine) as session:
        session.add(
            Target(
                place_id=place_id,
                indicator=indicator,
                from_on=month().from_day,
                to_on=month().to_day,
                value=value,
                source="QĐ 1",
            )
        )


def test_the_provinces_figures_are_the_sums_of_what_communes_closed(worked: World) -> None:
    hashes = [close(worked, worked.minh, "00001"), close(worked, worked.hoa, "00002")]

    report = made(worked, worked.province)

    assert (report.closed, report.communes) == (2, 2)
    assert [each["sha256"] for each in report.content["stands_on"]] == hashes
    for code, counts in report.content["whole"]["figures"].items():
        parts = [
            village["figures"].get(code, [0, 0, 0, 0])
            for closing in closings(worked.engine)
            for village in closing["villages"]
            if village["figures"] is not None
        ]
        assert counts == [sum(column) for column in zip(*parts, strict=True)], code
    assert report.content["whole"]["figures"]["vneid_helped"] == [2, 0, 2, 0]
    (over,) = report.content["whole"]["denominators"].items()
    assert (over[0], over[1]["value"]) == ("households", 200)


def test_a_commune_that_has_not_closed_is_named_and_is_not_a_zero(worked: World) -> None:
    close(worked, worked.minh, "00001")

    report = made(worked, worked.province)

    assert (report.closed, report.communes) == (1, 2)
    assert report.content["not_closed"] == [
        {"code": "00002", "name": "Xã B", "state": "open", "reason": None}
    ]
    assert [place["code"] for place in report.content["places"]] == ["00001"]
    assert "Xã B" not in table(report.content, "Xã, phường")
    told = [getattr(block, "text", "") for block in document_of(report.content).blocks]
    assert any(text.startswith("Chưa chốt (1): Xã B") for text in told)
    assert report.content["whole"]["denominators"]["households"]["value"] == 100


def test_what_nobody_closed_has_no_figure_at_all(worked: World) -> None:
    content = made(worked, worked.province).content

    assert content["whole"]["figures"] is None
    assert content["places"] == []
    assert len(content["not_closed"]) == 2
    assert document_of(content).blocks


def test_a_version_that_was_opened_again_holds_no_longer(worked: World) -> None:
    close(worked, worked.minh, "00001")
    before = made(worked, worked.province)
    reopen(worked, worked.minh, "00001")

    after = made(worked, worked.province)

    assert after.closed == 0
    assert after.content["not_closed"][0]["reason"] == "thôn 2 gửi muộn"
    assert after.basis != before.basis


def test_the_basis_is_told_without_reading_a_figure_and_changes_with_closings_and_targets(
    worked: World,
) -> None:
    def cheap() -> str:
        with Session(worked.engine) as session:
            return basis_of(session, session.get_one(Place, worked.province), month())

    seen = [cheap()]
    close(worked, worked.minh, "00001")
    seen.append(cheap())
    assert seen[-1] == made(worked, worked.province).basis
    set_target(worked, worked.province, "visits", 3)
    seen.append(cheap())

    assert len(set(seen)) == 3
    assert seen[-1] == made(worked, worked.province).basis


def test_targets_are_reached_missed_or_there_is_no_information(worked: World) -> None:
    set_target(worked, worked.commune_a, "vneid_helped", 5)
    set_target(worked, worked.commune_b, "vneid_helped", 5)
    set_target(worked, worked.province, "visits", 0)
    set_target(worked, worked.province, "vneid_helped", 3)
    close(worked, worked.minh, "00001")

    targets = made(worked, worked.province).content["targets"]

    states = {(each["code"], each["indicator"]): (each["reached"], each["state"]) for each in targets}
    assert states == {
        ("00001", "vneid_helped"): (0, "not_reached"),
        ("00002", "vneid_helped"): (None, "no_information"),
        ("20", "visits"): (0, "reached"),
        ("20", "vneid_helped"): (0, "no_information"),
    }


def test_a_week_is_told_from_the_counts_of_a_moment_and_says_that_nobody_closed_it(worked: World) -> None:
    week = find_period("W2026-08-17")
    assert week is not None
    assert week.holds(date.fromisoformat(IN))

    report = made(worked, worked.province, week)

    assert report.content["is_closed"] is False
    assert report.content["as_of"]["seq"] > 0
    assert report.content["whole"]["figures"]["vneid_helped"][0] == 2
    assert {place["code"] for place in report.content["places"]} == {"00001", "00002"}
    assert any(getattr(block, "is_warning", False) for block in document_of(report.content).blocks)
    worked.log_assist(worked.add_household(), on=IN)
    assert made(worked, worked.province, week).basis != report.basis


def test_a_communes_report_has_its_villages_and_those_without_data_are_no_zero(worked: World) -> None:
    close(worked, worked.minh, "00001")

    content = made(worked, worked.commune_a).content

    figures = {place["code"]: place["figures"] for place in content["places"]}
    assert figures["20-00001-001"]["vneid_helped"] == [1, 0, 1, 0]
    assert figures["20-00001-002"] is None
    assert set(table(content, "Thôn, bản")["Thôn 2"]) == {"—"}
    assert content["difficulties"]["reasons"] == [{"code": "no_signal", "name": "Không có sóng", "count": 1}]


def test_a_former_village_is_no_silent_one_and_what_it_told_its_successor_told(worked: World) -> None:
    change(worked, MERGE, A1, A2, into=A2, on=date(2026, 9, 1))
    close(worked, worked.minh, "00001")
    weeks = [find_period(code) for code in ("W2026-08-17", "W2026-09-07")]

    reports = [
        made(worked, worked.province),
        *(made(worked, worked.province, week) for week in weeks if week),
    ]

    places = [{each["code"]: each for each in report.content["places"]}["00001"] for report in reports]
    assert [(place["villages"], place["silent"]) for place in places] == [(1, 0), (2, 1), (1, 1)]
    assert places[0]["figures"]["vneid_helped"][0] == 1


def test_one_count_over_a_statistic_and_over_the_plan_are_two_lines_that_say_so(worked: World) -> None:
    for village in ("20-00001-001", "20-00001-002"):
        home = worked.add_household(village=village)
        desk(worked, "assist.approve", worked.log_assist(home, on=IN, topic="payment_account"))
    with writing(worked.engine) as session:
        session.add(
            Target(
                place_id=worked.province,
                indicator="payment_accounts",
                from_on=date(2026, 1, 1),
                to_on=date(2026, 12, 31),
                value=8,
                source="QĐ 1",
            )
        )
    close(worked, worked.minh, "00001")
    partly = table(made(worked, worked.province).content, "Chỉ tiêu")
    close(worked, worked.hoa, "00002")
    whole = table(made(worked, worked.province).content, "Chỉ tiêu")

    (of_plan,) = (cells for name, cells in whole.items() if name.endswith("so với kế hoạch"))
    (of_homes,) = (cells for name, cells in whole.items() if "thanh toán điện tử trên số hộ" in name)
    assert of_plan[0] == of_homes[0] == "2"
    assert (of_plan[3], of_homes[3]) == ("25,0", "1,0")
    assert "8 (01/01/2026 – 31/12/2026)" in of_plan[2]
    assert "200 (01/07/2025)" in of_homes[2]
    assert [cells[3] for name, cells in partly.items() if name.endswith("so với kế hoạch")] == ["—"]
