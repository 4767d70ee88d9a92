"""Marks on assists: found, filtered by, told in words; and who was faster is named."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests.cast import World, household_head
from tests.console.conftest import Browser, counted_statements, say
from tests.console.test_review import amend, listed
from tocongnghe import clock
from tocongnghe.routes.console.flag_words import FLAG_WORDS
from tocongnghe.schemas.console import FLAGS
from tocongnghe.services.review_flags import MANY, ReviewFlag

Shown = Callable[[str], str]
StateOf = Callable[[str], str | None]
WORDS = {"text_version": "1", "language": "vi", "method": "voice"}


def agreed(world: World, **body: object) -> str:
    household = world.add_household(**body)
    world.push(world.op("consent.give", WORDS | {"household": household}))
    return household


def log_at(world: World, hours_ago: float, **body: object) -> str:
    at = clock.now() - timedelta(hours=hours_ago)
    said = {"household": None, "village": "20-00001-001", "topic": "vneid", "outcome": "helped"}
    op = world.op("assist.log", said | {"on": at.date().isoformat()} | body, est_from=at, est_to=at)
    assert [decision.outcome for decision in world.push(op)] == ["applied"]
    return op.id


def test_every_mark_can_be_asked_for_and_has_words() -> None:
    assert set(FLAGS) == set(ReviewFlag) == set(FLAG_WORDS)


def test_the_first_assist_of_a_member_and_many_within_an_hour_are_marked(
    as_minh: Browser, world: World
) -> None:
    first = log_at(world, 300)
    calm = [log_at(world, 200 + 0.2 * number) for number in range(MANY - 8)]
    busy = [log_at(world, 100 + 0.05 * number) for number in range(MANY + 1)]

    def found(flag: str) -> set[str]:
        return set(listed(as_minh.get(f"/commune/review?flag={flag}").text))

    assert found("first_of_member") == {first}
    assert found("many_in_an_hour") == set(busy)
    assert not set(calm) & (found("many_in_an_hour") | found("no_consent"))


def test_a_mark_on_the_record_or_on_its_household_narrows_the_list(as_minh: Browser, world: World) -> None:
    asked, unasked = agreed(world), world.add_household()
    merged = agreed(world)
    as_minh.post(
        "/commune/households/merge",
        {
            "stays": f"{unasked}:{unasked}",
            "goes": f"{merged}:{household_head(world.engine, merged)}",
        },
    )
    of_asked, of_unasked = world.log_assist(asked), world.log_assist(unasked)
    again = world.log_assist(asked)

    page = as_minh.get("/commune/review?flag=possible_duplicate").text
    assert listed(page) == [again]
    assert html.escape(say(FLAG_WORDS[ReviewFlag.POSSIBLE_DUPLICATE].meaning)) in page
    assert listed(as_minh.get("/commune/review?flag=no_consent").text) == []
    assert set(listed(as_minh.get("/commune/review").text)) == {of_asked, of_unasked, again}


def test_a_household_merged_twice_goes_by_the_last_name_and_its_consent(
    as_minh: Browser, world: World
) -> None:
    cards = [world.add_household(head_name=name) for name in ("Thẻ Một", "Thẻ Hai", "Thẻ Ba")]
    assist = world.log_assist(cards[0])
    for goes, stays in ((0, 1), (1, 2)):
        form = {
            "stays": f"{cards[stays]}:{household_head(world.engine, cards[stays])}",
            "goes": f"{cards[goes]}:{household_head(world.engine, cards[goes])}",
        }
        as_minh.post("/commune/households/merge", form)

    page = as_minh.get("/commune/review?flag=no_consent").text

    assert listed(page) == [assist]
    assert "Thẻ Ba" in page
    assert "Thẻ Hai" not in page


def test_a_team_narrows_the_list_to_its_people_in_its_village(as_minh: Browser, world: World) -> None:
    here, there = world.log_assist(), world.log_assist(village="20-00001-002")
    page = as_minh.get("/commune/review").text
    teams = dict(re.findall(r'<option value="(\d+)">(Tổ [^<]+)</option>', page))

    found = [listed(as_minh.get(f"/commune/review?team={team}").text) for team in teams]

    assert found == [[here], [there]]


def test_a_team_of_another_commune_is_not_there(as_hoa: Browser, as_minh: Browser) -> None:
    (team,) = re.findall(r'<option value="(\d+)">Tổ ', as_hoa.get("/commune/review").text)

    assert as_minh.get(f"/commune/review?team={team}").status_code == 404


@pytest.mark.parametrize("flag", ["many_in_an_hour", "no_consent"])
def test_a_mark_costs_the_same_number_of_statements_for_many_rows(
    as_minh: Browser, world: World, engine: Engine, flag: str
) -> None:
    counts = []
    for more in (15, 40):
        for _ in range(more):
            world.log_assist(world.add_household())
        with counted_statements(engine) as statements:
            assert listed(as_minh.get(f"/commune/review?flag={flag}").text)
        counts.append(len(statements))

    assert counts[0] == counts[1], counts


def test_who_was_faster_is_named_with_the_moment(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    approved, corrected = world.log_assist(), world.log_assist(topic="etax")
    before = [shown(approved), shown(corrected)]
    as_minh.get(as_minh.post("/commune/review/approve", {"assist": before[0]}).location)
    amend(world, corrected, before[1].partition(":")[2], outcome="in_progress")

    page = as_minh.get(as_minh.post("/commune/review/approve", {"assist": before}).location).text
    back = as_minh.get(
        as_minh.post("/commune/review/return", {"assist": before[0], "reason": "no_proof"}).location
    ).text

    assert re.search(r"Minh [^<]*\d\d/\d\d/\d{4} \d\d:\d\d[^<]*" + say("Approved, counted"), page)
    assert re.search(r"Lan [^<]*\d\d/\d\d/\d{4} \d\d:\d\d[^<]*" + say("Corrected"), page)
    assert re.search(r"Minh [^<]*" + say("Approved, counted"), back)
    assert state_of(approved) == "approved"


def test_in_place_the_decided_row_comes_alone_with_what_to_say(
    as_minh: Browser, world: World, shown: Shown
) -> None:
    kept, decided = world.log_assist(), world.log_assist()
    part = {"HX-Request": "true", "Accept": "text/html"}

    answer = as_minh.client.post("/commune/review/approve", data={"assist": shown(decided)}, headers=part)

    assert answer.status_code == 200
    assert listed(answer.text) == [decided]
    assert kept not in answer.text
    assert say("{count} approved, and counted at the next count.", count=1) in answer.text
    assert f"{shown(decided)}" in answer.text, "the approval can be taken back from here"
    assert (
        say("{count} approved, and counted at the next count.", count=1) not in as_minh.get("/commune").text
    )


def test_the_history_tells_phone_version_and_when_it_was_made(
    as_minh: Browser, world: World, shown: Shown
) -> None:
    assist = log_at(world, 30, note="Chữ đầu")
    amend(world, assist, assist, note="Chữ sau")
    as_minh.post("/commune/review/approve", {"assist": shown(assist)})

    page = as_minh.get(f"/commune/assists/{assist}").text

    lines = re.findall(r'<p class="by">(.+?)</p>', page)
    logged, corrected, approved = (re.sub(r"<[^>]+>", "", line) for line in lines)
    assert say("phone {name}", name="1a5b0d5e") in logged
    assert say("version {number}", number=1) in logged
    assert say("made {moment}", moment="").strip() in logged
    assert say("version {number}", number=2) in corrected
    assert say("version {number}", number=2) in approved, "the version that the verdict is about"
    assert say("phone {name}", name="").strip() not in approved
