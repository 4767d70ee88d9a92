"""Targets from a file: every row's fate is told; nothing is written while one is wrong."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.cast import World
from tests.console.conftest import Browser, counted_statements, say
from tests.console.list_files import as_tcvn3, as_vni, workbook
from tocongnghe.models import Target

HEAD = ["STT", "Mã", "Tên", "Mã chỉ tiêu", "Từ ngày", "Đến ngày", "Số giao", "Căn cứ"]
VILLAGE, OTHER = "20-00001-001", "20-00001-002"
DAYS = ("15/11/2026", "14/12/2026")
PLAN = "Kế hoạch 12/KH-UBND của xã, giao các thôn"


def line(
    place: str, value: object = 12, *, source: str = PLAN, indicator: str = "vneid_helped"
) -> list[object]:
    return [1, place, "", indicator, *DAYS, value, source]


def look(browser: Browser, table: list[Any] | bytes) -> TestResponse:
    content = table if isinstance(table, bytes) else workbook(table)
    return browser.post("/targets", {"file": (io.BytesIO(content), "chi-tieu.xlsx")})


def take(browser: Browser, preview: TestResponse) -> TestResponse:
    found = re.search(r'name="package" value="([^"]+)"', preview.text)
    assert found, unescape(preview.text)
    return browser.post("/targets/take", {"package": unescape(found[1])})


def stored(engine: Engine) -> dict[tuple[int, str], tuple[int, str]]:
    with Session(engine) as session:
        return {
            (each.place_id, each.indicator): (each.value, each.source)
            for each in session.scalars(select(Target).where(Target.from_on == date(2026, 11, 15)))
        }


def test_a_list_is_shown_and_then_taken_and_the_same_list_again_says_so(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    table = [["CHỈ TIÊU GIAO"], HEAD, line(VILLAGE), line(OTHER, "1.200"), line("00001", 0)]

    preview = look(as_minh, table)
    assert stored(engine) == {}
    assert take(as_minh, preview).status_code == 303
    assert re.search(r"1\.200</td>.*?Minh, \d", unescape(as_minh.get("/targets").text), re.DOTALL)

    assert stored(engine) == {
        (world.villages[VILLAGE], "vneid_helped"): (12, PLAN),
        (world.villages[OTHER], "vneid_helped"): (1200, PLAN),
        (world.commune_a, "vneid_helped"): (0, PLAN),
    }
    again = look(as_minh, table)
    assert say("Everything in this list is here already. There is nothing to do.") in again.text
    assert 'name="package"' not in again.text


def test_another_value_or_decision_is_a_change_that_is_told(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    take(as_minh, look(as_minh, [HEAD, line(VILLAGE), line(OTHER)]))

    preview = look(as_minh, [HEAD, line(VILLAGE, 20), line(OTHER, source="QĐ 7")])

    text = unescape(preview.text)
    assert say("Target: {before} → {after}", before="12", after="20") in text
    assert say("By another decision than before: {before}", before=PLAN) in text
    take(as_minh, preview)
    assert sorted(stored(engine).values()) == [(12, "QĐ 7"), (20, PLAN)]


def test_each_wrong_row_says_why_and_nothing_is_taken(as_minh: Browser, world: World, engine: Engine) -> None:
    table = [
        HEAD,
        line(VILLAGE),
        line("20-00002-001"),
        line(VILLAGE, indicator="vneid"),
        [1, VILLAGE, "", "vneid_has", "15/12/2026", "14/12/2026", 1, PLAN],
        [1, VILLAGE, "", "vneid_has", "mai", "14/12/2026", 1, PLAN],
        line(OTHER, -3),
        line(OTHER, "mười"),
        line(OTHER, 12.5),
        line(OTHER, source=""),
        line(OTHER, source="@SUM(A1)"),
        line(VILLAGE, 13),
        [1, VILLAGE, "", "vneid_has", "15/12/2019", "14/01/2020", 1, PLAN],
    ]

    text = unescape(look(as_minh, table).text)

    for words, values in (
        ("No place of yours has the code or name “{name}”.", {"name": "20-00002-001"}),
        ("'{code}' is no indicator.", {"code": "vneid"}),
        ("ends before it begins.", {}),
        ("The day was not understood. Write it like 21/11/2026.", {}),
        ("the value is not from 0 to {most}.", {"most": "10000000"}),
        ("The target is a whole number, such as 12.", {}),
        ("the source must have 1 to 300 characters.", {}),
        ("The cell begins with = + - or @ like a formula. Type what it should say.", {}),
        ("says again what row {row} says.", {"row": "2"}),
        ("{name} was not there yet, or not any more, on the first day.", {"name": "Thôn 1"}),
    ):
        assert say(words, **values) in text, words
    assert say("Wrong: {count}").replace("{count}", "11") in text
    assert 'name="package"' not in text
    assert stored(engine) == {}


@pytest.mark.parametrize("typed", [as_tcvn3, as_vni, str])
def test_old_fonts_and_names_instead_of_codes_are_understood(
    as_minh: Browser, world: World, engine: Engine, typed: Callable[[str], str]
) -> None:
    head = ["Tên thôn", "Chỉ tiêu", "Từ ngày", "Đến ngày", "Chỉ tiêu giao", "Căn cứ"]
    table = [head, ["Thôn 2", "vneid_helped", *DAYS, "5", PLAN]]

    preview = look(as_minh, [[typed(str(cell)) for cell in row] for row in table])

    take(as_minh, preview)
    assert stored(engine) == {(world.villages[OTHER], "vneid_helped"): (5, PLAN)}


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1258", ",")]
)
def test_the_file_of_the_command_line_is_understood_in_any_encoding(
    as_minh: Browser, world: World, engine: Engine, encoding: str, mark: str
) -> None:
    rows = ["place,indicator,from,to,value,source", f"{VILLAGE},vneid_helped,2026-11-15,2026-12-14,7,QD 12"]

    take(as_minh, look(as_minh, "\n".join(rows).replace(",", mark).encode(encoding)))

    assert stored(engine) == {(world.villages[VILLAGE], "vneid_helped"): (7, "QD 12")}


def test_cells_that_are_merged_or_days_and_codes_that_lost_their_zeros(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    content = workbook(
        [HEAD, [1, VILLAGE, "", "vneid_helped", "", "", 3], [2, 1, "", "vneid_helped", "", "", 9]],
        [(1, 4, 2, 4, DAYS[0]), (1, 5, 2, 5, DAYS[1]), (1, 7, 2, 7, PLAN)],
    )

    take(as_minh, look(as_minh, content))

    assert stored(engine) == {
        (world.villages[VILLAGE], "vneid_helped"): (3, PLAN),
        (world.commune_a, "vneid_helped"): (9, PLAN),
    }


def test_what_somebody_changed_meanwhile_is_looked_at_again(
    as_minh: Browser, at_desk: Callable[[str], Browser], world: World, engine: Engine
) -> None:
    take(as_minh, look(as_minh, [HEAD, line(VILLAGE, 5)]))
    mine = look(as_minh, [HEAD, line(VILLAGE, 6)])
    quang = at_desk("quang")
    take(quang, look(quang, [HEAD, line(VILLAGE, 8)]))

    answer = take(as_minh, mine)

    assert answer.status_code == 409
    assert say("Target: {before} → {after}", before="8", after="6") in unescape(answer.text)
    assert list(stored(engine).values()) == [(8, PLAN)]


def test_the_province_sets_targets_everywhere_and_only_whoever_looked_takes(
    as_minh: Browser, at_desk: Callable[[str], Browser], world: World, engine: Engine
) -> None:
    quang = at_desk("quang")
    preview = look(quang, [HEAD, line("20", 900), line("00002", 90), line("20-00002-001", 9)])
    package = unescape(re.findall(r'name="package" value="([^"]+)"', preview.text)[0])

    assert as_minh.post("/targets/take", {"package": package}).status_code == 400
    assert stored(engine) == {}
    assert take(quang, preview).status_code == 303
    assert sorted(value for value, _ in stored(engine).values()) == [9, 90, 900]
    assert 'href="/targets"' in quang.get("/province/coverage").text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty, or holds no row. Choose the right file and try again."),
        (
            b"a,b\n1,2\n",
            "A needed column was not found. Compare the headings with those that the page names.",
        ),
        (
            b"x,y\n" * 50_001,
            "The list has more than 5,000 rows. Part it, for example one file for each village.",
        ),
    ],
    ids=["empty", "columns", "long"],
)
def test_files_that_cannot_be_read_are_refused_in_words(as_minh: Browser, content: bytes, words: str) -> None:
    answer = look(as_minh, content)

    assert answer.status_code == 400
    assert say(words) in unescape(answer.text)


def test_the_template_filled_in_can_be_taken(as_minh: Browser, engine: Engine) -> None:
    from python_calamine import CalamineWorkbook

    content = as_minh.get("/targets/template.xlsx").data
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    at = next(index for index, row in enumerate(sheet) if "Mã chỉ tiêu" in row)
    value, source = sheet[at].index("Số giao"), sheet[at].index("Căn cứ")
    for row in sheet[at + 1 :]:
        row[value], row[source] = 4, PLAN

    assert take(as_minh, look(as_minh, sheet)).status_code == 303

    with Session(engine) as session:
        assert {each.value for each in session.scalars(select(Target))} == {4}


def test_a_longer_list_needs_no_more_statements(as_minh: Browser, world: World, engine: Engine) -> None:
    short = [HEAD, line(VILLAGE)]
    long = [
        HEAD,
        *([1, VILLAGE, "", "vneid_helped", f"0{day}/11/2026", DAYS[1], 1, PLAN] for day in range(1, 9)),
    ]

    with counted_statements(engine) as few:
        look(as_minh, short)
    with counted_statements(engine) as many:
        look(as_minh, long)

    assert len(few) == len(many)
