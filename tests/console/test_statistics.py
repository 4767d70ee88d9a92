"""Numbers about places from a file: every row's fate is told, all or nothing; an upload can be taken back."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.cast import World
from tests.console.conftest import Browser, say
from tests.console.list_files import workbook
from tocongnghe.models import PlaceStatistic
from tocongnghe.services.office_files.values import IS_FORMULA

HEAD = ["STT", "Mã", "Tên", "Mã thống kê", "Giá trị", "Tính đến ngày", "Nguồn", "Suy ra"]
BOOK = "Niên giám thống kê 2025"


def line(place: str, value: object = 120, *, day: str = "31/12/2025", **more: str) -> list[object]:
    given = {"statistic": "households", "source": BOOK, "derived": ""} | more
    return [1, place, "", given["statistic"], value, day, given["source"], given["derived"]]


def look(browser: Browser, rows: list[list[object]]) -> TestResponse:
    content = workbook([["SỐ LIỆU"], HEAD, *rows])
    return browser.post("/province/statistics", {"file": (io.BytesIO(content), "nien-giam.xlsx")})


def take(browser: Browser, preview: TestResponse) -> TestResponse:
    found = re.search(r'name="package" value="([^"]+)"', preview.text)
    assert found, unescape(preview.text)
    return browser.post("/province/statistics/take", {"package": unescape(found[1])})


def stored(engine: Engine, place_id: int) -> dict[tuple[str, str], tuple[int, bool]]:
    with Session(engine) as session:
        rows = session.scalars(select(PlaceStatistic).where(PlaceStatistic.place_id == place_id))
        return {(each.statistic, each.as_of.isoformat()): (each.value, each.is_derived) for each in rows}


def test_a_file_is_shown_taken_in_and_taken_back(as_quang: Browser, world: World, engine: Engine) -> None:
    before = stored(engine, world.commune_a)
    rows = [
        line("00001", "1.200"),
        line("00002", 90),
        line("00001", 300, statistic="population", derived="có"),
    ]

    preview = look(as_quang, rows)
    assert stored(engine, world.commune_a) == before
    assert take(as_quang, preview).status_code == 303
    assert stored(engine, world.commune_a) == before | {
        ("households", "2025-12-31"): (1200, False),
        ("population", "2025-12-31"): (300, True),
    }
    page = unescape(as_quang.get("/province/statistics").text)
    assert "nien-giam.xlsx" in page
    assert say("worked out, not published: {count}", count=1) in page
    place = unescape(as_quang.get("/province/statistics/places/00001").text)
    assert "1.200" in place
    assert "Quang" in place

    again = look(as_quang, rows)
    assert say("Everything in this list is here already. There is nothing to do.") in unescape(again.text)
    (upload,) = re.findall(r"/uploads/(\d+)/undo", page)
    assert as_quang.post(f"/province/statistics/uploads/{upload}/undo").status_code == 303
    assert stored(engine, world.commune_a) == before
    assert as_quang.post(f"/province/statistics/uploads/{upload}/undo").status_code == 404


def test_what_a_later_file_changed_is_not_taken_back_under_it(
    as_quang: Browser, world: World, engine: Engine
) -> None:
    take(as_quang, look(as_quang, [line("00001", 100, day="01/01/2025")]))
    take(as_quang, look(as_quang, [line("00001", 110, day="01/01/2025")]))
    later, first = re.findall(r"/uploads/(\d+)/undo", as_quang.get("/province/statistics").text)

    told = as_quang.get(as_quang.post(f"/province/statistics/uploads/{first}/undo").location).text
    assert stored(engine, world.commune_a)["households", "2025-01-01"] == (110, False)
    as_quang.post(f"/province/statistics/uploads/{later}/undo")
    as_quang.post(f"/province/statistics/uploads/{first}/undo")

    assert "Chưa rút lại gì" in unescape(told)
    assert ("households", "2025-01-01") not in stored(engine, world.commune_a)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (line("99999"), say("No place of yours has the code or name “{name}”.", name="99999")),
        (line("00001", statistic="cows"), "“cows”"),
        (line("00001", -1), say("The number is a whole number from 0, such as 1250.")),
        (line("00001", "12,5"), say("The number is a whole number from 0, such as 1250.")),
        (line("00001", 3, day="31/12/2099"), say("The day has not come yet.")),
        (line("00001", 3, day="hôm qua"), say("The day was not understood. Write it like 21/11/2026.")),
        (line("00001", 3, source=""), say("Where the number comes from is missing.")),
        (line("00002", 90), say("Row {row} says the same number already.", row="3")),
        (
            line("00001", 3, source="@x"),
            say(IS_FORMULA),
        ),
    ],
)
def test_one_wrong_row_and_nothing_can_be_taken(
    as_quang: Browser, wrong: list[object], complaint: str
) -> None:
    page = unescape(look(as_quang, [line("00002", 90), wrong]).text)

    assert complaint in page
    assert 'name="package"' not in page


def test_a_number_far_from_the_one_before_is_told_and_may_be_right(as_quang: Browser) -> None:
    page = look(as_quang, [line("00001", 100, day="20/11/2026"), line("00002", 220, day="20/11/2026")])

    warned = re.findall(r"lệch (\d+) ?%", unescape(page.text))
    assert take(as_quang, page).status_code == 303
    assert warned == ["120"]


def test_a_preview_that_became_untrue_is_shown_again(as_quang: Browser, world: World, engine: Engine) -> None:
    seen = look(as_quang, [line("00001", 100, day="01/01/2025")])
    take(as_quang, look(as_quang, [line("00001", 50, day="01/01/2025")]))

    answer = take(as_quang, seen)

    assert answer.status_code == 409
    assert stored(engine, world.commune_a)["households", "2025-01-01"] == (50, False)


def test_what_is_missing_is_named_and_never_nought(
    as_quang: Browser, as_an: Browser, as_minh: Browser
) -> None:
    take(as_quang, look(as_quang, [line("00001", 1000, statistic="population")]))

    page = unescape(as_quang.get("/province/statistics/population").text)

    assert (
        say("{count} of {all} communes have no such number: there, coverage says “no data”.", count=1, all=2)
        in page
    )
    assert page.index("Xã B") < page.index("Xã A"), "those without come first"
    assert as_quang.get("/province/statistics/cows").status_code == 404
    assert as_quang.get("/province/statistics/places/99999").status_code == 404
    assert as_minh.get("/province/statistics").status_code == 403
    assert as_an.get("/province/statistics").status_code == 200
    assert look(as_an, [line("00001")]).status_code == 403


def test_the_template_has_every_commune_and_rows_left_empty_are_left_out(as_quang: Browser) -> None:
    sent = as_quang.get("/province/statistics/template.xlsx?statistic=population").data

    from tocongnghe.services.statistic_lists import StatisticColumn as C
    from tocongnghe.services.statistic_lists import read_statistics

    rows = read_statistics(sent).rows
    assert [(row.get(C.CODE), row.get(C.STATISTIC)) for row in rows] == [
        ("00001", "population"),
        ("00002", "population"),
    ]
