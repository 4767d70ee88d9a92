"""Everybody reads an edition, the same in every format; nobody reads anything before the province says so."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import World, make_place
from tests.console.conftest import Browser, counted_statements, say
from tests.publishing.attacker import small_ones_found
from tests.publishing.conftest import FIRST, SECOND, Many
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Place, PlaceParent, PlaceSuccession
from tocongnghe.services.editions import read_content
from tocongnghe.vocabulary import PlaceKind, SuccessionRelation

COMMUNES = [f"0000{number}" for number in range(1, 6)]
TODAY = clock.local_date


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 3, 0, tzinfo=UTC))


def open_page(browser: Browser, note: str = "") -> None:
    assert browser.post("/province/public/switch", {"is_on": "1", "note": note}).status_code == 303


def publish(browser: Browser, period: str) -> Any:
    html = browser.get(f"/province/public?period={period}").get_data(as_text=True)
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', html)
    assert shown, html
    return browser.post("/province/public", {"period": period, "shown": shown[1]})


def figures(browser: Browser, **query: str) -> dict[str, Any]:
    return read_content(browser.get("/public/figures.json", query_string=query).get_data(as_text=True))


def counts(content: dict[str, Any], table: str = "vneid") -> dict[str, Any]:
    return {code: entry["counts"] for code, entry in content["tables"][table].items()}


@pytest.fixture
def published(frozen: None, many: Many, as_quang: Browser) -> Many:
    """Two editions: the second adds two households in commune 1."""
    for measure, more in (("helped", 0), ("has", 10)):
        counts = dict(zip(COMMUNES, (3, 50, 60, 7, 90), strict=True))
        many.put(FIRST, f"vneid_{measure}", {code: count + more for code, count in counts.items()})
    open_page(as_quang, "Ghi nguồn khi dùng lại.")
    assert publish(as_quang, "A2026-09").status_code == 303
    for measure in ("helped", "has"):
        many.put(SECOND, f"vneid_{measure}", dict(zip(COMMUNES, (20, 2, 30, 0, 8), strict=True)))
    assert publish(as_quang, "A2026-10").status_code == 303
    return many


def test_nothing_is_there_until_the_province_opens_it(
    frozen: None, many: Many, stranger: Browser, as_quang: Browser
) -> None:
    publish(as_quang, "A2026-09")
    paths = ("/public", "/public/figures.json", "/public/figures.csv")

    assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]
    open_page(as_quang)
    assert [stranger.get(path).status_code for path in paths] == [200, 200, 200]
    as_quang.post("/province/public/switch", {"is_on": ""})
    assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]


def test_small_figures_are_masked_and_what_waits_says_since_when(published: Many, stranger: Browser) -> None:
    first, second = figures(stranger, edition="A2026-09"), figures(stranger)

    assert counts(first)["00001"] is None
    assert counts(first)["00004"] is None
    assert counts(first)["20"] == [210, 260]
    assert counts(second)["00002"] == [50, 60]
    assert second["tables"]["vneid"]["00002"]["as_of"] == "2026-09-14"
    assert counts(second)["00001"] == [23, 33]
    page = stranger.get("/public?topic=vneid").get_data(as_text=True)
    assert say("until {day}", day="14/09/2026") in page


def test_nobody_finds_a_small_figure_in_all_that_was_published(published: Many, stranger: Browser) -> None:
    editions = [figures(stranger, edition=code) for code in ("A2026-09", "A2026-10")]
    for table in editions[0]["tables"]:
        shown = [
            {
                code: tuple(entry["counts"])
                for code, entry in each["tables"][table].items()
                if entry["as_of"] == each["period"]["to"]
            }
            for each in editions
        ]
        width = 1 if table == "visits" else 2
        assert small_ones_found(shown, {"20": COMMUNES}, width, {}) == []


def test_page_csv_and_json_say_the_same(published: Many, stranger: Browser) -> None:
    content = figures(stranger)
    raw = stranger.get("/public/figures.csv").get_data()
    lines = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    page = stranger.get("/public?topic=vneid").get_data(as_text=True)

    told = {(line["place_code"], line["indicator"]): line for line in lines}
    assert len(told) == len(lines) == 6 * len(content["indicators"])
    for code, entry in content["tables"]["vneid"].items():
        for number, indicator in enumerate(("vneid_helped", "vneid_has")):
            count = entry["counts"][number] if entry["counts"] else None
            assert told[code, indicator]["count"] == ("" if count is None else str(count))
            assert told[code, indicator]["is_masked"] == ("yes" if count is None else "no")
    assert {line["period_closed"] for line in lines if line["place_kind"] == "commune"} <= {"yes", "no"}
    assert {line["period_closed"] for line in lines if line["place_kind"] == "province"} == {""}
    assert [place["closed"] for place in content["places"] if place["kind"] == "province"] == [None]
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "VNeID" in told["20", "vneid_has"]["indicator_name"]
    assert "Ghi nguồn khi dùng lại." in page
    assert hashlib.sha256(stranger.get("/public/figures.json").get_data()).hexdigest() in page
    assert "provisional" not in raw.decode()


def test_an_edition_is_kept_by_caches_and_asked_for_again_cheaply(published: Many, stranger: Browser) -> None:
    for path in ("/public", "/public/figures.json", "/public/figures.csv"):
        answer = stranger.get(path)
        again = stranger.get(path, headers={"If-None-Match": answer.headers["ETag"]})

        assert "public" in answer.headers["Cache-Control"]
        assert (again.status_code, again.get_data()) == (304, b"")


def test_what_was_not_looked_at_is_not_published(published: Many, as_quang: Browser, frozen: None) -> None:
    html = as_quang.get("/province/public?period=A2026-11").get_data(as_text=True)
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', html)[1]  # type: ignore[index]
    published.put(SECOND + timedelta(days=20), "vneid_helped", {"00003": 500})

    answer = as_quang.post("/province/public", {"period": "A2026-11", "shown": shown})

    assert answer.status_code == 400
    assert say("The figures changed since this page was opened. Look at them again, then publish.") in (
        answer.get_data(as_text=True)
    )
    out_of_order = as_quang.get("/province/public?period=A2026-09").get_data(as_text=True)
    assert say("A later period is published already. Editions follow one another in time.") in out_of_order


def test_a_period_that_runs_is_not_published(frozen: None, many: Many, as_quang: Browser) -> None:
    html = as_quang.get("/province/public?period=A2026-12").get_data(as_text=True)

    assert 'name="shown"' not in html
    assert as_quang.post("/province/public", {"period": "A2026-12", "shown": "0" * 64}).status_code == 409


def test_communes_neither_publish_nor_look(as_minh: Browser) -> None:
    assert as_minh.get("/province/public").status_code == 403
    assert as_minh.post("/province/public/switch", {"is_on": "1"}).status_code == 403


def test_nobody_who_works_here_is_named(published: Many, stranger: Browser, world: World) -> None:
    for path in ("/public", "/public/figures.json", "/public/figures.csv"):
        body = stranger.get(path).get_data(as_text=True)
        assert not any(re.search(rf"\b{name}\b", body) for name in ("Quang", "Minh", "Thu"))


def test_the_page_needs_few_statements(published: Many, stranger: Browser) -> None:
    with counted_statements(published.world.engine) as statements:
        stranger.get("/public")

    assert len(statements) <= 8, statements


def test_a_stranger_gets_no_cookie_and_both_databases_publish_alike(
    frozen: None, any_app: Flask, any_world: World
) -> None:
    many = Many(any_app, any_world)
    many.put(FIRST, "vneid_helped", dict(zip(COMMUNES, (3, 50, 60, 7, 90), strict=True)))
    many.put(FIRST, "vneid_has", dict(zip(COMMUNES, (3, 50, 60, 7, 90), strict=True)))
    quang, stranger = Browser(any_app.test_client()), Browser(any_app.test_client())
    quang.log_in("quang")
    open_page(quang)
    assert publish(quang, "A2026-09").status_code == 303

    assert counts(figures(stranger)) == {
        "20": [210, 210],
        "00001": None,
        "00002": [50, 50],
        "00003": [60, 60],
        "00004": None,
        "00005": [90, 90],
    }
    for path in ("/public", "/public/figures.csv"):
        assert "Set-Cookie" not in stranger.get(path).headers


def test_a_commune_made_of_two_goes_on_where_they_were(
    app: Flask, published: Many, as_quang: Browser, stranger: Browser
) -> None:
    """Xã A and Xã 3 became one that re-uses a code: what they were told to have is not added to by two."""
    world = published.world
    with app.app_context(), writing() as session:
        old = {each.code: each for each in session.scalars(select(Place).where(Place.code.in_(COMMUNES)))}
        on = date(2026, 10, 20)
        for code in ("00001", "00003"):
            old[code].valid_to = on
        session.flush()
        new = make_place(session, "00003", PlaceKind.COMMUNE, "Xã Gộp", world.province, since=on)
        for code in ("00001", "00003"):
            given = {"on_day": on, "relation": SuccessionRelation.WHOLE, "source": "QĐ 1"}
            session.add(PlaceSuccession(from_id=old[code].id, to_id=new, **given))
            for link in session.scalars(
                select(PlaceParent).where(
                    (PlaceParent.parent_id == old[code].id) | (PlaceParent.place_id == old[code].id)
                )
            ):
                link.valid_to = on
            village = published.village[code]
            session.add(PlaceParent(place_id=village, parent_id=new, valid_from=on))
    for measure in ("helped", "has"):
        published.put(date(2026, 11, 3), f"vneid_{measure}", {"00003": 2, "00002": 40, "00005": 30})

    assert publish(as_quang, "A2026-11").status_code == 303

    merged = figures(stranger)["tables"]["vneid"]["00003"]
    assert (merged["counts"], merged["as_of"]) == ([113, 133], "2026-10-14")
