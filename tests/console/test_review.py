"""Reviewing: a verdict covers exactly what was shown, and the page costs the same at any length."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.cast import World, make_place
from tests.console.conftest import Browser, counted_statements, say
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.vocabulary import PlaceKind

Shown = Callable[[str], str]
StateOf = Callable[[str], str | None]


def listed(page: str) -> list[str]:
    """Return the ids of the assists on a review page, in order."""
    return re.findall(r'id="a-([\w-]{22})"', page)


def amend(world: World, assist: str, head: str, **body: object) -> None:
    (decision,) = world.push(world.op("assist.amend", body, record=assist, prev=head))
    assert decision.outcome == "applied", decision


def test_what_waits_is_listed_newest_first(as_minh: Browser, world: World) -> None:
    today = clock.local_date()
    old, new, middle = (
        world.log_assist(world.add_household(), on=(today - timedelta(days=days)).isoformat())
        for days in (9, 0, 3)
    )

    page = as_minh.get("/commune/review").text

    assert listed(page) == [new, middle, old]


def test_a_row_says_what_the_reviewer_must_know(as_minh: Browser, world: World) -> None:
    household = world.add_household(head_name="Triệu Thị Mẩy")
    world.log_assist(household, outcome="not_possible", reason="no_otp", note="Máy <b>mới</b>")
    world.log_assist()

    page = as_minh.get("/commune/review").text

    for words in (
        "Triệu Thị Mẩy",
        "Thôn 1",
        "Lan",
        say("Not possible"),
        say("No OTP code arrives"),
        say("Visit without household"),
    ):
        assert words in page
    assert say("Household without consent") in page
    assert "Máy &lt;b&gt;mới&lt;/b&gt;" in page


def test_approving_counts_the_shown_version(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    assist = world.log_assist(world.add_household())

    answer = as_minh.post("/commune/review/approve?state=waiting", {"assist": shown(assist)})

    assert answer.location == "/commune/review?state=waiting"
    assert state_of(assist) == "approved"
    told = say("{count} approved, and counted at the next count.", count=1)
    assert told in as_minh.get(answer.location).text


def test_what_changed_since_it_was_shown_is_not_approved(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    household = world.add_household()
    kept, changed = world.log_assist(household), world.log_assist(household, topic="etax")
    before = shown(changed)
    amend(world, changed, before.partition(":")[2], outcome="already_had")

    answer = as_minh.post("/commune/review/approve", {"assist": [shown(kept), before]})

    assert (state_of(kept), state_of(changed)) == ("approved", "submitted")
    page = as_minh.get(answer.location).text
    assert say("{count} approved, and counted at the next count.", count=1) in page
    assert say("{count} changed since they were shown and were left alone – look again.", count=1) in page


def test_only_what_was_ticked_is_approved(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    household = world.add_household()
    first, second, third = (
        world.log_assist(household, topic=topic) for topic in ("vneid", "etax", "shop_qr")
    )

    as_minh.post("/commune/review/approve", {"assist": [shown(first), shown(third)]})

    assert [state_of(each) for each in (first, second, third)] == ["approved", "submitted", "approved"]


def test_ticking_nothing_approves_nothing_and_says_so(
    as_minh: Browser, world: World, state_of: StateOf
) -> None:
    assist = world.log_assist()

    answer = as_minh.post("/commune/review/approve", {})

    assert state_of(assist) == "submitted"
    assert say("Nothing was ticked, so nothing was approved.") in as_minh.get(answer.location).text


def test_approving_twice_says_that_it_was_approved_already(
    as_minh: Browser, world: World, shown: Shown
) -> None:
    version = shown(world.log_assist())
    as_minh.get(as_minh.post("/commune/review/approve", {"assist": version}).location)

    page = as_minh.get(as_minh.post("/commune/review/approve", {"assist": version}).location).text

    assert say("{count} had been approved already.", count=1) in page
    assert 'class="message message-warning"' not in page


def test_a_return_carries_its_reason_and_words_to_the_team(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    assist = world.log_assist()

    as_minh.post(
        "/commune/review/return", {"assist": shown(assist), "reason": "no_proof", "text": "Gọi lại hộ"}
    )

    assert state_of(assist) == "returned"
    page = as_minh.get("/commune/review?state=returned").text
    assert listed(page) == [assist]
    assert "Gọi lại hộ" in page


def test_another_reason_needs_a_few_words(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    assist = world.log_assist()

    answer = as_minh.post(
        "/commune/review/return", {"assist": shown(assist), "reason": "other", "text": "  "}
    )

    assert state_of(assist) == "submitted"
    assert answer.location.endswith(f"#a-{assist}")
    told = say("Nothing was returned yet: write a few words, so that the team knows what to mend.")
    assert told in as_minh.get("/commune/review").text


def test_what_changed_since_it_was_shown_is_not_returned(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    assist = world.log_assist()
    before = shown(assist)
    amend(world, assist, before.partition(":")[2], outcome="in_progress")

    answer = as_minh.post("/commune/review/return", {"assist": before, "reason": "no_proof"})

    assert state_of(assist) == "submitted"
    told = say("It changed since it was shown, so nothing was decided. Look at it again.")
    assert told in as_minh.get(answer.location).text


def test_an_approval_can_be_taken_back(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    assist = world.log_assist()
    as_minh.post("/commune/review/approve", {"assist": shown(assist)})
    assert say("Take approval back") in as_minh.get("/commune/review?state=approved").text

    as_minh.post("/commune/review/unapprove?state=approved", {"assist": shown(assist)})

    assert state_of(assist) == "submitted"


def test_an_approved_assist_can_be_opened_again_and_returned(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    assist = world.log_assist()
    as_minh.post("/commune/review/approve", {"assist": shown(assist)})

    as_minh.post("/commune/review/return", {"assist": shown(assist), "reason": "duplicate"})

    assert state_of(assist) == "returned"


def test_each_filter_narrows_the_list(as_minh: Browser, world: World) -> None:
    yesterday = (clock.local_date() - timedelta(days=1)).isoformat()
    near = world.log_assist(world.add_household(), topic="vneid", on=yesterday)
    far = world.log_assist(world.add_household(village="20-00001-002"), topic="etax", outcome="in_progress")

    def found(query: str) -> list[str]:
        return listed(as_minh.get(f"/commune/review?{query}").text)

    assert found("village=20-00001-001") == [near]
    assert found("topic=etax") == [far]
    assert found(f"day={yesterday}") == [near]
    assert found(f"from={clock.local_date():%d/%m/%Y}") == [far]
    assert found(f"member={world.lan}") == [far, near]
    assert found(f"member={world.huy}") == []
    assert found("state=counted&reach=helped") == [near]
    assert found("state=approved") == []


@pytest.mark.parametrize(
    "query", ["day=32/13/2026", "member=x", "state=everything", "from=0001-01-01", "page=0"]
)
def test_a_filter_that_makes_no_sense_is_told(as_minh: Browser, query: str) -> None:
    answer = as_minh.get(f"/commune/review?{query}")

    assert answer.status_code == 400
    assert say("Something in the address or the form is not right") in answer.text


def test_words_that_nobody_asked_for_do_no_harm_in_the_address(
    as_minh: Browser, world: World, shown: Shown
) -> None:
    query = "endpoint=x&_external=1&_anchor=y&_scheme=javascript&values=1&self=2&assist_id=3"
    assist = world.log_assist()

    page = as_minh.get(f"/commune/review?{query}")
    answer = as_minh.post(f"/commune/review/approve?{query}", {"assist": shown(assist)})

    assert page.status_code == 200
    assert answer.location.startswith("/commune/review?")


def test_a_page_holds_fifty_and_leads_to_the_rest(as_minh: Browser, world: World) -> None:
    for _ in range(52):
        world.log_assist()

    first, second = (as_minh.get(f"/commune/review?page={number}").text for number in (1, 2))

    assert (len(listed(first)), len(listed(second))) == (50, 2)
    assert not set(listed(first)) & set(listed(second))
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert listed(as_minh.get("/commune/review?page=99").text) == listed(second)


@pytest.mark.parametrize(
    "path", ["/commune/review", "/commune/review?state=counted&tick=all", "/commune", "/commune/tally"]
)
def test_a_page_needs_as_many_statements_for_fifty_rows_as_for_five(
    as_minh: Browser, world: World, engine: Engine, path: str
) -> None:
    counts = []
    for more in (5, 45):
        for _ in range(more):
            world.log_assist(world.add_household(), note="x")
        as_minh.get(path)
        with counted_statements(engine) as statements:
            assert as_minh.get(path).status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1], counts
    assert counts[0] <= 45


@pytest.mark.parametrize(
    ("login", "path", "kind"),
    [("quang", "/province/coverage", PlaceKind.COMMUNE), ("minh", "/commune/tally", PlaceKind.VILLAGE)],
)
def test_a_page_needs_as_many_statements_for_many_places_as_for_few(
    at_desk: Callable[[str], Browser],
    app: Flask,
    world: World,
    engine: Engine,
    login: str,
    path: str,
    kind: PlaceKind,
) -> None:
    browser, counts = at_desk(login), []
    parent = world.province if kind is PlaceKind.COMMUNE else world.commune_a
    for batch in (range(2), range(2, 30)):
        with app.app_context(), writing(engine) as session:
            for number in batch:
                make_place(session, f"20-00001-1{number:02}", kind, f"Nơi {number}", parent)
        with counted_statements(engine) as statements:
            assert "Nơi 1" in browser.get(path).text
        counts.append(len(statements))

    assert counts[0] == counts[1], counts


def test_one_assist_tells_its_whole_history(as_minh: Browser, world: World, shown: Shown) -> None:
    assist = world.log_assist(world.add_household(head_name="Lý Văn Sơn"))
    stale = shown(assist)
    as_minh.post(
        "/commune/review/return", {"assist": stale, "reason": "wrong_topic", "text": "Xem lại nội dung"}
    )
    amend(world, assist, shown(assist).partition(":")[2], topic="etax", note="đã sửa")
    world.push(world.op("assist.amend", {"topic": "shop_qr"}, record=assist, prev=stale.partition(":")[2]))
    as_minh.post("/commune/review/approve", {"assist": shown(assist)})

    page = as_minh.get(f"/commune/assists/{assist}").text

    deeds = re.findall(r"<h3>(.+?)</h3>", page)
    assert deeds == list(
        map(say, ("Logged", "Returned to the team", "Corrected", "Corrected", "Approved, counted"))
    )
    assert page.count(say("Not in effect: somebody else had changed it before.")) == 1
    for words in ("Lý Văn Sơn", "Xem lại nội dung", say("Etax Mobile"), "Minh", "Lan"):
        assert words in page
