"""Lists of villages, teams, members: every row's fate is told; nothing is written while one is wrong."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from tests.cast import World
from tests.console.conftest import Browser, say
from tests.console.list_files import as_tcvn3, as_vni, workbook
from tests.console.test_team_desk import form_team, rows
from tocongnghe.models import Membership, Place, PlaceParent, Team, TeamChange, User

MEMBERS = ["STT", "Họ và tên", "Số điện thoại", "Thôn", "Vai trò", "Đơn vị", "Từ ngày"]


def look(browser: Browser, kind: str, table: list[list[object]] | bytes, **fields: str) -> TestResponse:
    content = table if isinstance(table, bytes) else workbook(table)
    return browser.post(f"/commune/teams/import/{kind}", {"file": (io.BytesIO(content), "ds.xlsx"), **fields})


def take(browser: Browser, kind: str, preview: TestResponse) -> TestResponse:
    found = re.search(r'name="package" value="([^"]+)"', preview.text)
    assert found, unescape(preview.text)
    return browser.post(f"/commune/teams/import/{kind}/take", {"package": unescape(found[1])})


def codes(engine: Engine) -> dict[str, str]:
    query = select(Place.code, Place.name).where(Place.kind == "village").order_by(Place.code)
    return dict(rows(engine, query))  # type: ignore[arg-type]


def people(engine: Engine) -> dict[str, tuple[object, ...]]:
    query = select(User.name, User.phone, Membership.role, Membership.organisation, Place.code).where(
        Membership.user_id == User.id, Team.id == Membership.team_id, Place.id == Team.place_id
    )
    return {row[0]: tuple(row[1:]) for row in rows(engine, query)}  # type: ignore[index]


def test_new_villages_get_running_codes_that_are_never_used_again(
    as_minh: Browser, engine: Engine, world: World
) -> None:
    table = [
        ["DANH SÁCH THÔN"],
        ["TT", "Tên thôn", "Loại"],
        [1, "Nà Mẫu", ""],
        [2, "Bản Thử", ""],
        [3, "Tân Mẫu", "Khối phố"],
    ]
    preview = look(as_minh, "villages", table)
    assert "20-00001-003" not in codes(engine)

    assert take(as_minh, "villages", preview).status_code == 303

    assert {
        code: name for code, name in codes(engine).items() if code > "20-00001-002" and code < "20-00002"
    } == {
        "20-00001-003": "Thôn Nà Mẫu",
        "20-00001-004": "Bản Thử",
        "20-00001-005": "Khối phố Tân Mẫu",
    }
    parents = rows(
        engine,
        select(PlaceParent.parent_id)
        .join(Place, Place.id == PlaceParent.place_id)
        .where(Place.code == "20-00001-004"),
    )
    assert parents == [(world.commune_a,)]
    again = look(as_minh, "villages", table)
    assert say("Everything in this list is here already. There is nothing to do.") in again.text


def test_a_village_without_its_kind_is_the_known_one(as_minh: Browser, engine: Engine) -> None:
    preview = look(as_minh, "villages", [["Tên thôn"], ["1"], ["Khối phố 1"]])

    words = say("There is {name} already. If it is the same village, leave this row out.", name="Thôn 1")
    assert unescape(preview.text).count(words) == 1
    take(as_minh, "villages", preview)
    assert codes(engine)["20-00001-003"] == "Khối phố 1"
    assert "20-00001-004" not in codes(engine)


def test_a_village_of_no_kind_or_twice_is_wrong_and_nothing_comes(as_minh: Browser, engine: Engine) -> None:
    before = codes(engine)
    table = [
        ["Tên thôn", "Loại"],
        ["Bản 1", ""],
        ["Nà Mới", ""],
        ["thôn nà mới", ""],
        ["Nà Lạ", "Buôn"],
        ["=1+1", ""],
        ["", "Thôn"],
    ]

    content = "\n".join(";".join(str(cell) for cell in row) for row in table).encode("utf-8-sig")

    preview = look(as_minh, "villages", content)

    text = unescape(preview.text)
    assert 'name="package"' not in text
    for words, values in (
        ("The same village stands in row {row} already. Leave one of them out.", {"row": "3"}),
        (
            "The kind “{kind}” is not known. Write Thôn, Bản, Xóm, Khu phố, Khối phố or Tổ dân phố.",
            {"kind": "Buôn"},
        ),
        ("The cell begins with = + - or @ like a formula. Type what it should say.", {}),
        ("No name of a village", {}),
    ):
        assert say(words, **values) in text
    assert codes(engine) == before


def test_teams_come_new_the_same_and_changed(as_minh: Browser, engine: Engine) -> None:
    table = [["Thôn", "Tên tổ", "Số quyết định"], ["Thôn 1", "Tổ số Thôn 1", "9/QĐ"], ["Xã", "", "10/QĐ"]]

    preview = look(as_minh, "teams", table, on="2026-01-05")
    take(as_minh, "teams", preview)

    found = {name: number for name, number in rows(engine, select(Team.name, Team.decision_number))}  # type: ignore[misc]  # noqa: C416
    assert found["Tổ số Thôn 1"] == "9/QĐ"
    assert found["Tổ công nghệ số cộng đồng Xã A"] == "10/QĐ"
    assert len(rows(engine, select(TeamChange.id))) == 2


@pytest.mark.parametrize("typed", [as_tcvn3, as_vni, str])
def test_members_join_the_teams_of_their_villages(as_minh: Browser, engine: Engine, typed: object) -> None:
    write = typed  # type: ignore[assignment]
    form_team(as_minh, on="2026-01-05")
    table = [
        MEMBERS,
        [1, "Nguyễn Thị Mẫu", 912345678, "Thôn 1", "Tổ trưởng", "Bưu điện", ""],
        [2, "Sùng Văn Thử", "0387.654.321", "xã", "", "", "01/11/2026"],
    ]
    preview = look(as_minh, "members", [[write(str(cell)) for cell in row] for row in table])  # type: ignore[operator]

    assert take(as_minh, "members", preview).status_code == 303

    found = people(engine)
    assert found["Nguyễn Thị Mẫu"] == ("0912345678", "leader", "Bưu điện", "20-00001-001")
    assert found["Sùng Văn Thử"] == ("0387654321", "member", None, "00001")


def test_duplicate_phones_and_people_are_told_row_by_row(as_minh: Browser, engine: Engine) -> None:
    first = [MEMBERS, [1, "Nguyễn Thị Mẫu", "0912345678", "Thôn 1", "", "", ""]]
    take(as_minh, "members", look(as_minh, "members", first))
    before = people(engine)
    table = [
        MEMBERS,
        [1, "Lý Văn Thử", "0912345678", "Thôn 1", "", "", ""],
        [2, "Vi Văn Một", "0900000001", "Thôn 1", "", "", ""],
        [3, "Vi Văn Hai", "0900000001", "Thôn 1", "", "", ""],
        [4, "Hà Thị Ba", "", "Thôn 2", "", "", ""],
        [5, "hà thị ba", "", "Thôn 2", "", "", ""],
        [6, "Nguyễn Thị Mẫu", "", "Thôn 2", "", "", ""],
        [7, "Hà Thị Tư", "12", "Thôn 9", "giám đốc", "", "hôm qua"],
    ]

    text = unescape(look(as_minh, "members", table).text)

    assert 'name="package"' not in text
    for words, values in (
        (
            "This phone number is known as that of {name}. Correct the number or the name.",
            {"name": "Nguyễn Thị Mẫu"},
        ),
        ("Row {row} has the same phone number under another name. Correct one of them.", {"row": "3"}),
        ("The same person stands in row {row} already. Leave one of them out.", {"row": "5"}),
        (
            "Somebody of this name is in the team of {place}. Write the phone number to tell them apart.",
            {"place": "Thôn 1"},
        ),
        ("The phone number was not understood. A number looks like 0912 345 678.", {}),
        (
            (
                "No village of this commune is called “{name}”. Correct the name, "
                "or bring the list of villages in first."
            ),
            {"name": "Thôn 9"},
        ),
        ("The role “{role}” is not known. Write “Tổ trưởng” or “Thành viên”.", {"role": "giám đốc"}),
        ("The day was not understood. Write it like 21/11/2026.", {}),
    ):
        assert say(words, **values) in text, words
    assert people(engine) == before


def test_a_second_list_changes_what_it_says_and_keeps_the_history(as_minh: Browser, engine: Engine) -> None:
    table = [MEMBERS, [1, "Nguyễn Thị Mẫu", "0912345678", "Thôn 1", "", "", "01/10/2026"]]
    take(as_minh, "members", look(as_minh, "members", table))
    table = [MEMBERS, [1, "Nguyễn Thị Mẫu", "0912345678", "Thôn 1", "Tổ trưởng", "Viettel", "01/11/2026"]]

    preview = look(as_minh, "members", table)

    assert say("Organisation: {before} → {after}", before="—", after="Viettel") in unescape(preview.text)
    take(as_minh, "members", preview)
    roles = rows(
        engine,
        select(Membership.role, Membership.valid_to)
        .where(Membership.user_id == select(User.id).where(User.phone == "0912345678").scalar_subquery())
        .order_by(Membership.id),
    )
    assert [str(role) for role, _ in roles] == ["member", "leader"]  # type: ignore[misc]
    assert roles[0][1] is not None  # type: ignore[index]


def test_merged_villages_reach_every_row_below(as_minh: Browser, engine: Engine) -> None:
    content = workbook(
        [MEMBERS, [1, "Hà Thị Một"], [2, "Hà Thị Hai"], [3, "Hà Thị Ba", "", "Thôn 2"]],
        [(1, 3, 2, 3, "Thôn 1")],
    )

    take(as_minh, "members", look(as_minh, "members", content))

    assert {name: place for name, (*_, place) in people(engine).items() if name.startswith("Hà")} == {
        "Hà Thị Một": "20-00001-001",
        "Hà Thị Hai": "20-00001-001",
        "Hà Thị Ba": "20-00001-002",
    }


def test_what_two_supervisors_bring_at_once_is_looked_at_again(as_minh: Browser, engine: Engine) -> None:
    table = [["Tên thôn"], ["Nà Mới"]]
    mine, theirs = look(as_minh, "villages", table), look(as_minh, "villages", table)
    take(as_minh, "villages", theirs)

    answer = take(as_minh, "villages", mine)

    assert answer.status_code == 409
    assert list(codes(engine).values()).count("Thôn Nà Mới") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty, or holds no row. Choose the right file and try again."),
        (
            "Tên\nA".encode(),
            "A needed column was not found. Compare the headings with those that the page names.",
        ),
        (
            b"Th\xf4n,A\n" * 50_001,
            "The list has more than 5,000 rows. Part it, for example one file for each village.",
        ),
    ],
    ids=["empty", "columns", "long"],
)
def test_files_that_cannot_be_read_are_refused_in_words(as_minh: Browser, content: bytes, words: str) -> None:
    answer = look(as_minh, "members", content)

    assert answer.status_code == 400
    assert say(words) in unescape(answer.text)


def test_another_commune_brings_nothing_in_here(as_hoa: Browser, as_minh: Browser, engine: Engine) -> None:
    table = [MEMBERS, [1, "Nguyễn Thị Mẫu", "0912345678", "20-00001-001", "", "", ""]]
    assert 'name="package"' not in look(as_hoa, "members", table).text
    assert look(as_hoa, "villages", [["Tên thôn"], ["Nà Lạ"]], commune="00001").status_code == 404
    mine = look(as_minh, "members", table)
    found = re.search(r'name="package" value="([^"]+)"', mine.text)
    assert found
    package = {"package": unescape(found[1])}
    assert as_hoa.post("/commune/teams/import/members/take", package).status_code == 400
    assert as_minh.post("/commune/teams/import/villages/take", package).status_code == 400
    assert "Nguyễn Thị Mẫu" not in people(engine)


@pytest.mark.parametrize("kind", ["villages", "teams", "members"])
def test_the_template_can_be_brought_back(as_minh: Browser, kind: str) -> None:
    template = as_minh.get(f"/commune/teams/import/{kind}/template.xlsx")

    assert look(as_minh, kind, template.data).status_code == 200
    assert as_minh.get("/commune/teams/import/nonsense/template.xlsx").status_code == 404
