"""A village's list of households at the desk: looked at row by row, taken in once, by the right person."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from tests.cast import World
from tests.console.conftest import Browser, say
from tests.console.list_files import HEADINGS, as_tcvn3, as_vni, workbook
from tocongnghe.models import Household
from tocongnghe.vocabulary import ConsentStanding

VILLAGE = "20-00001-001"
OTHER = "20-00001-002"
OLD_XLS = Path(__file__).with_name("old_font.xls")


def look(browser: Browser, content: bytes, village: str | None = VILLAGE) -> TestResponse:
    form = {"file": (io.BytesIO(content), "danh-sach.xlsx"), "village": village or ""}
    return browser.post("/commune/households/preview", form)


def take(browser: Browser, preview: TestResponse, *rows: int) -> TestResponse:
    found = re.search(r'name="package" value="([^"]+)"', preview.text)
    assert found, preview.text
    return browser.post("/commune/households/take", {"package": unescape(found.group(1)), "row": list(rows)})


def stored(engine: Engine) -> dict[str, Household]:
    with engine.connect() as connection:
        rows = connection.execute(select(Household.__table__)).mappings()
        return {row["head_name"]: row for row in rows}  # type: ignore[misc]


def as_csv(rows: list[list[object]], coding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode(coding)


def test_nothing_is_written_before_the_list_is_taken_in(as_minh: Browser, engine: Engine) -> None:
    content = workbook([["DANH SÁCH"], HEADINGS, [1, "Hoàng Văn Páo", "", 4, 912345678, "Nghèo"]])

    preview = look(as_minh, content)

    assert preview.status_code == 200
    assert "Hoàng Văn Páo" in preview.text
    assert stored(engine) == {}
    assert take(as_minh, preview).status_code == 200
    row = stored(engine)["Hoàng Văn Páo"]
    assert (row["people_count"], row["phone"], row["poverty"]) == (4, "0912345678", "poor")  # type: ignore[index]
    assert row["consent"] is ConsentStanding.NOT_ASKED  # type: ignore[index]


def test_the_same_list_twice_adds_nothing(as_minh: Browser, engine: Engine) -> None:
    content = workbook([HEADINGS, [1, "Nông Văn Thử"], [2, "Lý A Thử"]])
    preview = look(as_minh, content)
    take(as_minh, preview)

    assert say("{count} had been added from this list before.", count="2") in take(as_minh, preview).text
    again = look(as_minh, content)
    assert say("Perhaps there already: {count}", count="2") in again.text
    take(as_minh, again)
    assert len(stored(engine)) == 2


def test_rows_in_doubt_wait_for_a_tick(as_minh: Browser, engine: Engine) -> None:
    preview = look(as_minh, workbook([HEADINGS, [1, "Nông Văn Thử"], [2, "nông văn  thử"], [3, "Lý A Thử"]]))

    assert say("The same name stands in an earlier row of this village") in preview.text
    take(as_minh, preview, 3)
    with engine.connect() as connection:
        assert len(connection.scalars(select(Household.id)).all()) == 3


def test_each_bad_row_is_told_with_its_number_and_the_good_ones_come(
    as_minh: Browser, engine: Engine
) -> None:
    rows = [
        HEADINGS,
        [1, "Lý A Thử", "", 4],
        [2, "", "", 3],
        [3, "Vi Văn Mẫu", "", "bốn"],
        [4, "0912345678"],
        [5, "x" * 121],
    ]

    preview = look(as_minh, workbook(rows))

    for words in (
        "No name of the head of the household",
        "The number of people must be a whole number from 0 to 50",
        "A name has no digits; is this another column?",
        "The name is longer than 120 letters",
    ):
        assert say(words) in unescape(preview.text)
    take(as_minh, preview)
    assert set(stored(engine)) == {"Lý A Thử"}


def test_merged_villages_and_members_make_one_household_each(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    names = {code: name for name, code in village_names(engine)}
    rows = [HEADINGS, [1, "Lý A Thử"], ["", ""], ["", ""], [2, "Vi Văn Mẫu"]]
    merges = [(1, 1, 3, 1, "Lý A Thử"), (1, 2, 3, 2, names[OTHER])]

    preview = look(as_minh, workbook([*rows[:4], [2, "Vi Văn Mẫu", names[VILLAGE]]], merges), village=None)
    take(as_minh, preview)

    found = stored(engine)
    assert found["Lý A Thử"]["village_id"] == world.villages[OTHER]  # type: ignore[index]
    assert found["Lý A Thử"]["people_count"] == 3  # type: ignore[index]
    assert found["Vi Văn Mẫu"]["village_id"] == world.villages[VILLAGE]  # type: ignore[index]


def village_names(engine: Engine) -> list[tuple[str, str]]:
    from tocongnghe.models import Place

    with engine.connect() as connection:
        return [(name, code) for name, code in connection.execute(select(Place.name, Place.code))]


@pytest.mark.parametrize("typed", [as_tcvn3, as_vni, str])
def test_old_fonts_are_understood_in_a_workbook(as_minh: Browser, engine: Engine, typed: object) -> None:
    write = typed  # type: ignore[assignment]
    rows = [
        [write(heading) for heading in HEADINGS],
        *[[i, write(name)] for i, name in enumerate(["Nguyễn Văn Thử", "Sơn Mẫu", "Tẩn A Mẩy"], 1)],
    ]  # type: ignore[operator]

    take(as_minh, look(as_minh, workbook(rows)))

    assert set(stored(engine)) == {"Nguyễn Văn Thử", "Sơn Mẫu", "Tẩn A Mẩy"}


def test_an_old_excel_file_that_names_every_person_keeps_the_heads_alone(
    as_minh: Browser, engine: Engine
) -> None:
    take(as_minh, look(as_minh, OLD_XLS.read_bytes()))

    found = stored(engine)
    assert set(found) == {"Nông Văn Thử", "Lý A Thử"}
    assert found["Nông Văn Thử"]["people_count"] == 3  # type: ignore[index]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separated_text_in_each_coding(as_minh: Browser, engine: Engine, coding: str) -> None:
    take(as_minh, look(as_minh, as_csv([["Họ và tên chủ hộ", "Số nhân khẩu"], ["Hoàng Văn Páo", 4]], coding)))

    assert stored(engine)["Hoàng Văn Páo"]["people_count"] == 4  # type: ignore[index]


def test_identity_numbers_are_said_to_be_left_out_and_stored_nowhere(
    as_minh: Browser, engine: Engine
) -> None:
    preview = look(as_minh, workbook([["Họ và tên chủ hộ", "Số CCCD"], ["Lý A Thử", "020090001234"]]))

    assert say("The list has identity numbers. They are left out and not kept.") in preview.text
    assert "020090001234" not in preview.text
    take(as_minh, preview)
    assert "020090001234" not in str(dict(stored(engine)["Lý A Thử"]))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty, or holds no household. Choose the right file and try again."),
        (
            b"PK\x03\x04 not a zip",
            "The file is damaged. Open it on this computer, save it again as .xlsx and try again.",
        ),
        (
            b"\x89PNG\r\n\x00\x00",
            "This kind of file cannot be read. Save the list as .xlsx, .xls, .ods or .csv.",
        ),
        (
            workbook([["a", "b"], [1, 2]]),
            "No column of names was found. Give the column the heading “Họ và tên chủ hộ”.",
        ),
        (
            workbook([[f"Vi Văn Mẫu {i}"] for i in range(5_001)]),
            "The list has more than 5,000 rows. Part it, for example one file for each village.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(
    as_minh: Browser, engine: Engine, content: bytes, words: str
) -> None:
    answer = look(as_minh, content)

    assert answer.status_code == 400
    assert say(words) in unescape(answer.text)
    assert stored(engine) == {}


def test_five_thousand_rows_come_in_at_once(as_minh: Browser, engine: Engine) -> None:
    letters = "abcdeghikl"
    names = [
        f"Vi Văn {letters[i // 500]}{letters[i // 50 % 10]}{letters[i // 5 % 10]}{letters[i % 5]}"
        for i in range(4_999)
    ]
    rows = [["Họ và tên chủ hộ"], *[[name] for name in names]]

    preview = look(as_minh, workbook(rows))
    answer = take(as_minh, preview)

    assert answer.status_code == 200
    with engine.connect() as connection:
        assert sorted(connection.scalars(select(Household.head_name))) == sorted(set(names))


def test_a_village_of_another_commune_is_not_found(as_minh: Browser, engine: Engine) -> None:
    assert look(as_minh, workbook([HEADINGS, [1, "Lý A Thử"]]), village="20-00002-001").status_code == 404
    assert stored(engine) == {}


def test_a_preview_serves_its_maker_alone(as_minh: Browser, as_hoa: Browser, engine: Engine) -> None:
    preview = look(as_minh, workbook([HEADINGS, [1, "Lý A Thử"]]))

    assert take(as_hoa, preview).status_code == 400
    forged = as_minh.post("/commune/households/take", {"package": "forged"})
    assert forged.status_code == 400
    assert say("This preview is too old. Choose the file again.") in forged.text
    assert stored(engine) == {}


def test_only_a_supervisor_sees_the_lists(app: Flask, as_quang: Browser, stranger: Browser) -> None:
    assert as_quang.get("/commune/households").status_code == 403
    assert look(as_quang, b"x").status_code == 403
    assert stranger.get("/commune/households").status_code == 303


def test_the_page_counts_each_village(as_minh: Browser) -> None:
    take(as_minh, look(as_minh, workbook([HEADINGS, [1, "Lý A Thử"], [2, "Vi Văn Mẫu"]])))

    page = as_minh.get("/commune/households").text

    assert re.search(r'<td class="right">2</td>\s*<td class="right">2</td>', page)
