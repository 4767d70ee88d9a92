"""A village's day approved at one go: exactly what was listed, and taken back at one go."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests.cast import World
from tests.console.conftest import NOW, Browser, counted_statements, say
from tests.console.test_flags import WORDS, log_at
from tests.console.test_review import amend
from tocongnghe import clock
from tocongnghe.services import bulk_approvals

StateOf = Callable[[str], str | None]
VILLAGE = "20-00001-001"
TODAY = clock.local_date(NOW).isoformat()
GROUP = f"/commune/review/group?village={VILLAGE}&day={TODAY}"

pytestmark = pytest.mark.usefixtures("the_day")


@pytest.fixture
def day(world: World) -> list[str]:
    """Return the ids of six assists of today in Lan's first village, none with a mark."""
    log_at(world, 500)
    household = world.add_household(head_name="Lý Văn Sơn")
    world.push(world.op("consent.give", WORDS | {"household": household}))
    topics = ("vneid", "etax", "shop_qr", "digital_shop", "citizen_app", "telehealth")
    return [world.log_assist(household, topic=topic) for topic in topics]


def boxes(page: str, *, ticked: bool = True) -> list[str]:
    """Return the versions that a form would send."""
    found = re.findall(r'name="assist" value="([\w:-]{45})"( checked)?', page)
    return [value for value, is_ticked in found if bool(is_ticked) is ticked]


def approve(minh: Browser, versions: list[str]) -> str:
    form = {"village": VILLAGE, "day": TODAY, "assist": versions}
    return minh.get(minh.post("/commune/review/group", form).location).text


def undo_of(page: str) -> str:
    return str(re.findall(r'action="(/commune/review/bulks/[\w-]{22}/undo)"', page)[0])


def test_what_waits_is_grouped_by_village_and_day(as_minh: Browser, world: World, day: list[str]) -> None:
    world.log_assist(village="20-00001-002", on=(clock.local_date() - timedelta(days=2)).isoformat())

    page = as_minh.get("/commune/review/groups").text

    rows = re.findall(r'<tr role="row">\n    <td.+?</tr>', page, re.DOTALL)
    words = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    assert len(day) == 6
    for line, village, count in zip(words, ("Thôn 1", "Thôn 2", "Thôn 1"), (6, 1, 1), strict=True):
        assert line.startswith(village)
        assert say("{count} assists", count=count) in line
        assert say("{count} members", count=1) in line
    marked = [say("{count} with a mark", count=1) in line for line in words]
    assert marked == [False, False, True], "the first of a member is marked"


def test_many_days_come_page_by_page_with_the_same_counts(
    as_minh: Browser, world: World, day: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for back in (3, 2, 1):
        world.log_assist(village="20-00001-002", on=(clock.local_date() - timedelta(days=back)).isoformat())
    monkeypatch.setattr(bulk_approvals, "PAGE_GROUPS", 3)

    first, second = (as_minh.get(f"/commune/review/groups?page={page}").text for page in (1, 2))

    def linked(page: str) -> list[str]:
        return re.findall(r'href="/commune/review/group\?village=([\d-]+)&amp;day=([\d-]+)"', page)

    assert len(day) == 6
    assert len(linked(first)) == 3
    assert 'rel="next"' in first
    assert linked(second) == linked(as_minh.get("/commune/review/groups?page=99").text), "the last page"
    assert linked(first) + linked(second) == sorted(
        linked(first) + linked(second), key=lambda one: one[1], reverse=True
    )
    assert say("{count} assists", count=6) in " ".join(first.split())


def test_a_day_is_shown_with_a_sample_and_approved_exactly_as_listed(
    as_minh: Browser, world: World, day: list[str], state_of: StateOf
) -> None:
    page = as_minh.get(GROUP).text
    later = world.log_assist(topic="etax")
    amend(world, day[0], day[0], outcome="already_had")

    told = approve(as_minh, boxes(page))

    assert page.count('<li class="card">') == 3, "a few are opened first"
    assert [state_of(each) for each in day] == ["submitted"] + ["approved"] * 5
    assert state_of(later) == "submitted"
    assert say("{count} approved, and counted at the next count.", count=5) in told
    assert say("{count} changed since they were shown and were left alone – look again.", count=1) in told


def test_what_carries_a_mark_is_listed_apart_and_not_ticked(as_minh: Browser, world: World) -> None:
    first = world.log_assist()

    page = as_minh.get(GROUP).text

    assert [version[:22] for version in boxes(page, ticked=False)] == [first]
    assert boxes(page) == []


def test_a_bulk_is_undone_at_one_go_but_for_what_moved_on(
    as_minh: Browser, world: World, day: list[str], state_of: StateOf, shown: Callable[[str], str]
) -> None:
    told = approve(as_minh, boxes(as_minh.get(GROUP).text))
    as_minh.post("/commune/review/return", {"assist": shown(day[2]), "reason": "no_proof"})

    page = as_minh.get(as_minh.post(undo_of(told)).location).text

    assert [state_of(each) for each in day] == ["submitted"] * 2 + ["returned"] + ["submitted"] * 3
    assert say("{count} approvals were taken back. They wait for review again.", count=5) in page
    assert say("{count} had moved on since and were left as they are.", count=1) in page
    assert "/undo" not in page

    again = as_minh.get(as_minh.post(undo_of(told)).location).text
    assert say("{count} had been taken back already.", count=5) in again


def test_two_supervisors_at_once_approve_a_day_once_and_the_second_is_told_who(
    at_desk: Callable[[str], Browser], day: list[str]
) -> None:
    first, second = at_desk("minh"), at_desk("minh")
    versions = boxes(second.get(GROUP).text)
    approve(first, versions)

    told = approve(second, versions)

    assert len(day) == 6
    assert say("{count} had been approved already.", count=6) in told
    assert re.search(r"Minh [^<]*" + say("Approved, counted"), told)


def test_nothing_ticked_approves_nothing(as_minh: Browser, day: list[str], state_of: StateOf) -> None:
    told = approve(as_minh, [])

    assert say("Nothing was ticked, so nothing was approved.") in told
    assert {state_of(each) for each in day} == {"submitted"}


@pytest.mark.parametrize("path", ["/commune/review/groups", GROUP])
def test_a_day_costs_the_same_number_of_statements_for_many_rows(
    as_minh: Browser, world: World, engine: Engine, path: str
) -> None:
    counts = []
    for more in (5, 40):
        for _ in range(more):
            world.log_assist(world.add_household())
        as_minh.get(path)
        with counted_statements(engine) as statements:
            assert as_minh.get(path).status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1], counts
