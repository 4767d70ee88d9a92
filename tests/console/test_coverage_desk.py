"""The coverage desk: one address for all that is shown, figures with their origin, no data never 0."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.cast import START, World, make_place
from tests.console.conftest import Browser, counted_statements, say
from tests.console.test_tally import Rows
from tests.rollups.brute import count_all
from tests.rollups.test_follow import desk
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import PlaceStatistic
from tocongnghe.vocabulary import PlaceKind

TODAY = "/province/coverage?indicator=vneid_helped"
VIEWS = ("map", "compare", "silent", "indicators")


@pytest.fixture
def told(app: Flask, world: World) -> World:
    """Three households helped with VNeID in commune A, the first of them approved; nothing from commune B."""
    with app.app_context():
        first, second, third = (world.add_household() for _ in range(3))
        approved = world.log_assist(first)
        world.log_assist(second, outcome="already_had")
        world.log_assist(third, on=(clock.local_date() - timedelta(days=70)).isoformat())
        desk(world, "assist.approve", approved)
        count_all(world.engine)
    return world


@pytest.mark.usefixtures("told")
def test_a_row_has_figure_denominator_share_and_who_reported(as_quang: Browser) -> None:
    page = as_quang.get(TODAY).text

    rows = Rows(page)
    assert rows.of("Xã A 00001")[0] == ["1", "2", "100", "1,0", "2,0", "1/2"]
    far = rows.of("Xã B 00002")[0]
    assert [cell[0] for cell in far] == ["—", "—", "1", "—", "—", "0"]
    assert far[5] == "0/1"
    assert rows.of("Tỉnh Lạng Sơn")[0][:4] == ["1", "2", "200", "0,5"]
    for said in (
        "made for tests",
        say("{some} of {all} villages", some="1", all="3"),
        say("A household counts once, on the first day on which the team helped it to get there."),
    ):
        assert said in page


@pytest.mark.usefixtures("told")
def test_a_past_day_gives_zero_reached_not_no_data(as_quang: Browser) -> None:
    past = clock.local_date() - timedelta(days=300)

    rows = Rows(as_quang.get(f"{TODAY}&as_of={past}").text)

    assert rows.of("Xã A 00001")[0][:4] == ["0", "0", "100", "0,0"]


@pytest.mark.usefixtures("told")
def test_a_period_shows_its_days_only_and_who_was_silent_in_it(as_quang: Browser) -> None:
    today = clock.local_date()
    days = f"&from={today - timedelta(days=7)}&to={today}"

    table = Rows(as_quang.get(TODAY + days).text)
    silent = Rows(as_quang.get(TODAY + days + "&view=silent").text)
    one = Rows(as_quang.get(TODAY + days + "&view=silent&place=00001").text)

    assert table.of("Xã A 00001")[0][:2] == ["1", "1"]
    assert silent.of("Xã B 00002")[0][:3] == ["1", "1", "1"]
    assert silent.of("Xã A 00001")[0][:3] == ["1", "2", "1"]
    assert [row[0] for row in one.rows[1:]] == ["Thôn 2 20-00001-002"]


@pytest.mark.usefixtures("told")
def test_every_view_leads_from_province_to_village_and_keeps_the_address(as_quang: Browser) -> None:
    for place in ("", "&place=00001", "&place=20-00001-001"):
        for view in VIEWS:
            answer = as_quang.get(f"{TODAY}{place}&view={view}&period=A2026-11&like=kind&sort=percent")
            assert answer.status_code == 200, (place, view)
            links = re.findall(r'href="(/province/coverage\?[^"]*view=[^"]*)"', answer.text)
            assert [link for link in links if "sort=percent" not in link] == [], (place, view)


@pytest.mark.usefixtures("told")
def test_the_map_has_a_cell_for_each_commune_that_leads_to_it(as_quang: Browser) -> None:
    page = as_quang.get(TODAY).text

    cells = re.findall(r'<a href="([^"]+)" class="on-(\d)" aria-label="([^"]+)"', page)
    assert [(step, label) for _, step, label in cells] == [
        ("5", "Xã A: 1,0%"),
        ("0", f"Xã B: {say('no data')}"),
    ]
    assert "place=00001" in cells[0][0]
    assert "Bản đồ không thể hiện ranh giới." in page


def test_without_statistics_and_without_reports_there_is_no_data_and_no_error(
    app: Flask, world: World, as_quang: Browser
) -> None:
    for indicator in ("vneid_helped", "payment_accounts_of_plan", "visits", "villages_visited"):
        for view in VIEWS:
            answer = as_quang.get(f"/province/coverage?indicator={indicator}&view={view}")
            assert answer.status_code == 200
    assert Rows(answer.text).of("Xã A 00001") == []
    page = as_quang.get("/province/coverage?indicator=payment_accounts_of_plan").text
    assert say("No plan is set for this place") in page
    assert "0,0" not in page


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("view", ["map", "indicators"])
def test_the_file_has_the_rows_that_are_shown(as_quang: Browser, view: str) -> None:
    address = f"/province/coverage/file?indicator=vneid_helped&view={view}&format="

    table = list(csv.DictReader(io.StringIO(as_quang.get(address + "csv").data.decode("utf-8-sig"))))
    document = json.loads(as_quang.get(address + "json").data)
    workbook = as_quang.get(address + "xlsx")

    assert workbook.data[:2] == b"PK"
    assert [row[say("official")] for row in table] == [
        "" if row["official"] is None else str(row["official"]) for row in document["rows"]
    ]
    if view == "map":
        assert [
            (row["place_code"], row["official"], row["denominator_source"]) for row in document["rows"]
        ] == [
            ("20", 1, "made for tests"),
            ("00001", 1, "made for tests"),
            ("00002", None, "made for tests"),
        ]
    else:
        assert {row["place_code"] for row in document["rows"]} == {"20"}
        assert len(document["rows"]) > 50


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("indicator=nothing", 404),
        ("place=99999", 404),
        ("place=00077", 404),
        ("view=pie", 400),
        ("period=X2026", 400),
        ("from=2026-11-02&to=2026-11-01", 400),
        ("as_of=1066-10-14", 400),
        ("topic=vneid", 200),
        ("as_of=2021-01-01&division=then", 200),
    ],
)
def test_an_address_that_asks_for_nonsense_is_told_so(as_quang: Browser, query: str, status: int) -> None:
    assert as_quang.get(f"/province/coverage?{query}").status_code == status


@pytest.mark.parametrize(
    "path", ["/province/coverage", "/province/coverage/file", "/province/coverage/boundaries"]
)
def test_nobody_but_the_province_opens_the_desk(
    as_hoa: Browser, as_minh: Browser, stranger: Browser, path: str
) -> None:
    assert as_hoa.get(path).status_code == as_minh.get(path).status_code == 403
    assert stranger.get(path).status_code == 303


def test_communes_are_compared_with_the_middle_of_their_group(
    app: Flask, world: World, engine: Engine, at_desk: Callable[[str], Browser]
) -> None:
    with app.app_context(), writing(engine) as session:
        for number in range(3, 9):
            commune = make_place(session, f"0000{number}", PlaceKind.COMMUNE, f"Xã {number}", world.province)
            make_place(session, f"20-0000{number}-001", PlaceKind.VILLAGE, "Thôn 1", commune)
            session.add(
                PlaceStatistic(
                    place_id=commune, statistic="households", value=100 * number, as_of=START, source="made"
                )
            )
    with app.app_context():
        world.log_assist(world.add_household())
        count_all(engine)

    page = at_desk("quang").get(TODAY + "&view=compare").text

    groups = re.findall(r'<h3 id="group-\d" class="group">([^<]+?)\s*<small>', page)
    assert groups == [
        say("{low} to {high} households", low=low, high=high)
        for low, high in (("100", "100"), ("300", "500"), ("600", "800"))
    ]
    assert say("fewer than three have a figure, so there is no middle") in page


def test_the_page_asks_as_often_for_many_communes_as_for_few(
    app: Flask, told: World, engine: Engine, as_quang: Browser
) -> None:
    def asked() -> dict[str, int]:
        counts = {}
        for view in VIEWS:
            with counted_statements(engine) as statements:
                assert as_quang.get(f"{TODAY}&view={view}").status_code == 200
            counts[view] = len(statements)
        return counts

    asked()
    few = asked()
    with app.app_context(), writing(engine) as session:
        for number in range(10, 40):
            commune = make_place(session, f"000{number}", PlaceKind.COMMUNE, f"Xã {number}", told.province)
            make_place(session, f"20-000{number}-001", PlaceKind.VILLAGE, "Thôn 1", commune)

    assert asked() == few
    assert max(few.values()) <= 25


@pytest.mark.usefixtures("told")
def test_every_figure_below_the_province_leads_to_as_many_records_as_it_says(as_quang: Browser) -> None:
    for query in ("", "&place=00001", "&place=20-00001-001"):
        page = as_quang.get("/province/coverage?indicator=visits" + query).text
        links = re.findall(r'href="(/province/coverage/records\?[^"]+)" title="[^"]+">(\d+)</a>', page)
        assert len(links) >= 2, query
        for link, figure in links:
            listed = as_quang.get(link.replace("&amp;", "&"))
            assert listed.status_code == 200
            assert len(re.findall(r"<tr><th scope=\"row\">", listed.text)) == int(figure), link


@pytest.mark.usefixtures("told")
def test_the_records_of_a_household_figure_say_how_many_visits_stand_behind_it(as_quang: Browser) -> None:
    page = as_quang.get("/province/coverage/records?indicator=vneid_has&place=00001").text

    assert say("Records behind it: {count}.", count="3") in page
    assert as_quang.get("/province/coverage/records?indicator=visits&place=20").status_code == 303


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("query", ["place=00077", "place=99999", "place=00001&indicator=nothing"])
def test_records_of_places_and_indicators_that_are_not_there_are_not_there(
    as_quang: Browser, query: str
) -> None:
    assert as_quang.get(f"/province/coverage/records?{query}").status_code == 404


@pytest.mark.usefixtures("told")
def test_records_are_listed_for_the_province_alone(
    as_hoa: Browser, as_minh: Browser, stranger: Browser
) -> None:
    path = "/province/coverage/records?place=00001"
    assert as_hoa.get(path).status_code == as_minh.get(path).status_code == 403
    assert stranger.get(path).status_code == 303


@pytest.mark.usefixtures("told")
def test_of_a_day_gone_by_the_page_says_whose_places_it_shows(as_quang: Browser) -> None:
    day = (clock.local_date() - timedelta(days=1)).isoformat()
    for division, words in (("now", "places as they are now"), ("then", "places as they were")):
        query = f"as_of={day}&division={division}"
        assert say(words) in as_quang.get(f"/province/coverage?{query}").text
