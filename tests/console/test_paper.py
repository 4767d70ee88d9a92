"""Paper forms: numbered once, entered once, the work of whoever gave the help, seen on their phone."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from tests.cast import World
from tests.console.conftest import Browser, counted_statements, say
from tests.console.test_team_desk import rows
from tests.console.test_teams import lan as lan  # noqa: PLC0414 - a fixture
from tests.sync.phone import Phone
from tocongnghe import clock
from tocongnghe.models import Assist, Household, PaperBatch

VILLAGE = "20-00001-001"
COLUMNS = ("household", "topic", "outcome", "people", "follow_up", "note")


def enter(
    browser: Browser, by: int, *lines: dict[str, Any], village: str = VILLAGE, **head: Any
) -> TestResponse:
    form: dict[str, Any] = {"number": "12", "helper": by, "common_topic": "vneid"} | head
    form |= {name: [str(line.get(name, "")) for line in lines] for name in COLUMNS}
    form["new"] = [number for number, line in enumerate(lines, start=1) if line.get("new")]
    return browser.post(
        f"/commune/paper/{village}", {name: value for name, value in form.items() if value is not None}
    )


def test_more_lines_keep_what_was_typed_and_enter_nothing(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    line = {"household": "Nông Thị Mới", "new": True, "note": "máy cũ", "people": "4", "follow_up": "32/1"}

    answer = enter(as_minh, 0, *[line] * 10, more="1", number="", helper="", common_topic="etax")

    text = unescape(answer.text)
    assert answer.status_code == 200
    assert text.count('value="Nông Thị Mới"') == text.count('value="máy cũ"') == 10
    assert text.count('value="32/1"') == 10, "even what is not understood stays as it was typed"
    assert len(re.findall(r'name="new" value="\d+" checked', text)) == 10
    assert text.count('name="household"') == 20
    assert re.search(r'<option value="etax" selected', text)
    assert visits(engine) == []


def test_no_form_has_more_than_sixty_lines(as_minh: Browser, world: World) -> None:
    full = unescape(enter(as_minh, world.lan, *[{}] * 55, more="1").text)

    assert full.count('name="household"') == 60
    assert 'name="more"' not in full


def visits(engine: Engine) -> list[Any]:
    return rows(
        engine,
        select(Assist)
        .with_only_columns(
            Assist.topic, Assist.outcome, Assist.author_id, Assist.paper_number, Assist.household_id
        )
        .order_by(Assist.seq),
    )


def test_a_form_is_entered_line_by_line_and_shows_on_the_helpers_phone(
    as_minh: Browser, lan: Phone, world: World, engine: Engine
) -> None:
    card = world.add_household(head_name="Hoàng Văn Páo")

    answer = enter(
        as_minh,
        world.lan,
        {"household": "hoang van pao"},
        {
            "household": "Vi Thị Mới",
            "new": True,
            "topic": "etax",
            "outcome": "not_possible:no_otp",
            "people": "3",
        },
        {"topic": "online_safety", "outcome": "helped", "note": "họp thôn"},
        {},
        number=" 0012 ",
    )

    assert answer.status_code == 303, unescape(answer.text)
    found = visits(engine)
    assert [(topic, str(outcome), author, number) for topic, outcome, author, number, _ in found] == [
        ("vneid", "helped", world.lan, "12"),
        ("etax", "not_possible", world.lan, "12"),
        ("online_safety", "helped", world.lan, "12"),
    ]
    assert found[0][4] == card
    assert found[2][4] is None
    (changes,) = (each for each in lan.sync()["changes"] if each["kind"] == "assist")
    authors = [dict(zip(changes["fields"], row, strict=True))["author"] for row in changes["rows"]]
    assert authors == [str(world.lan)] * 3
    assert (
        say("Form {number}: {count} visits were entered and wait for review.", number="12", count=3)
        in as_minh.get("/commune/paper").text
    )


def test_a_number_used_before_is_asked_about(as_minh: Browser, world: World, engine: Engine) -> None:
    enter(as_minh, world.lan, {"topic": "vneid"})

    asked = enter(as_minh, world.lan, {"topic": "etax"}, number="012")

    assert asked.status_code == 409
    assert say("Form {number} has been entered already.", number="12") in asked.text
    assert len(visits(engine)) == 1
    assert enter(as_minh, world.lan, {"topic": "etax"}, again="1").status_code == 303
    assert len(visits(engine)) == 2
    assert enter(as_minh, world.lan, {"topic": "etax"}, village="20-00001-002").status_code == 303


def test_a_form_that_arrives_twice_at_once_is_one(
    as_minh: Browser, world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tocongnghe.routes.console import paper
    from tocongnghe.services import paper_entry

    enter(as_minh, world.lan, {"topic": "vneid"}, {"topic": "etax"})
    monkeypatch.setattr(paper, "find_entered", lambda *_: None)
    monkeypatch.setattr(
        paper_entry,
        "_free_ids",
        lambda _s, village, number, count: [
            paper_entry._digest(f"paper:{village.code}:{number}:{line}") for line in range(count)
        ],
    )

    enter(as_minh, world.lan, {"topic": "vneid"}, {"topic": "etax"})

    assert len(visits(engine)) == 2
    assert (
        say("this line was entered a moment ago, perhaps by a colleague")
        in as_minh.get("/commune/paper").text
    )


@pytest.mark.parametrize(
    ("head", "line", "words"),
    [
        ({"number": ""}, {"topic": "vneid"}, "Write the form's number."),
        (
            {"helper": ""},
            {"topic": "vneid"},
            "Choose who gave the help: somebody who was in the team on that day.",
        ),
        ({"on": "2099-01-01"}, {"topic": "vneid"}, "The day lies in the future."),
        ({}, {}, "No line was filled in."),
        (
            {},
            {"household": "Ai Đó Lạ"},
            "No household of this name is on the village's list. Choose one, or tick “new”.",
        ),
        ({"common_topic": ""}, {"household": "Ai Đó Lạ", "new": True}, "Choose the topic."),
        ({}, {"topic": "vneid", "people": "60"}, "The number of people is a whole number from 0 to 50."),
        (
            {},
            {"topic": "vneid", "follow_up": "31/02/2026"},
            "The day was not understood. Write it like 21/11/2026.",
        ),
        (
            {},
            {"household": "=1+1", "new": True},
            "The cell begins with = + - or @ like a formula. Type what it should say.",
        ),
    ],
)
def test_what_is_not_clear_is_said_and_nothing_is_entered(
    as_minh: Browser, world: World, engine: Engine, head: dict[str, Any], line: dict[str, Any], words: str
) -> None:
    answer = enter(as_minh, world.lan, line, **head)

    assert answer.status_code == 400
    assert say(words) in unescape(answer.text)
    assert visits(engine) == rows(engine, select(Household.id)) == []


def test_numbers_are_given_once_and_forms_that_are_out_are_known(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    for number in range(12):
        world.add_household(head_name=f"Hộ Thử {'abcdefghijkl'[number]}")
    first = as_minh.post("/commune/paper/forms", {"village": VILLAGE, "count": "3"})
    named = as_minh.post("/commune/paper/forms", {"village": VILLAGE, "names": "1"})

    assert rows(engine, select(PaperBatch.first, PaperBatch.last)) == [(1, 3), (4, 5)]
    assert "Hộ Thử" not in as_minh.get(first.location).text
    page = as_minh.get(named.location).text
    assert page.count('class="paper-form"') == 2
    assert "Hộ Thử l" in page
    enter(as_minh, world.lan, {"topic": "vneid"}, number="2")
    assert re.search(r"<td>1, 3, 4, 5</td>", as_minh.get("/commune/paper").text)


def test_another_commune_prints_and_enters_nothing(
    as_hoa: Browser, as_minh: Browser, world: World, engine: Engine
) -> None:
    batch = as_minh.post("/commune/paper/forms", {"village": VILLAGE}).location

    assert as_hoa.get(batch).status_code == 404
    assert as_hoa.get(f"/commune/paper/{VILLAGE}").status_code == 404
    assert as_hoa.post("/commune/paper/forms", {"village": VILLAGE}).status_code == 404
    assert enter(as_hoa, world.lan, {"topic": "vneid"}).status_code == 404
    assert VILLAGE not in as_hoa.get("/commune/paper").text
    assert visits(engine) == []


def test_pages_cost_the_same_however_long_the_lists_are(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    def cost() -> list[int]:
        figures = []
        for path in ("/commune/paper", f"/commune/paper/{VILLAGE}"):
            with counted_statements(engine) as statements:
                assert as_minh.get(path).status_code == 200
            figures.append(len(statements))
        return figures

    world.add_household(head_name="Hộ Thử Một")
    enter(as_minh, world.lan, {"topic": "vneid"})
    cost()  # the message of the first page
    before = cost()
    yesterday = (clock.local_date() - timedelta(days=1)).isoformat()
    for number in range(3):
        world.add_household(head_name=f"Hộ Thử {'abc'[number]}")
        as_minh.post("/commune/paper/forms", {"village": VILLAGE})
        enter(as_minh, world.lan, {"topic": "vneid"}, number=str(20 + number), on=yesterday)
    cost()
    assert cost() == before
