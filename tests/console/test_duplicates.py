"""What looks like one: visits recorded twice, two cards of one household; and two versions of one record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World, household_head
from tests.console.conftest import Browser, counted_statements, say
from tests.console.test_review import amend
from tocongnghe import clock
from tocongnghe.models import Assist, Household, Task

StateOf = Callable[[str], str | None]
Shown = Callable[[str], str]


def pairs(page: str) -> list[tuple[str, str]]:
    return re.findall(
        r'name="first" value="([\w-]{22})"><input type="hidden" name="second" value="([\w-]{22})"', page
    )


def in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def ago(days: int) -> str:
    return (clock.local_date() - timedelta(days=days)).isoformat()


def version(world: World, card: str) -> str:
    return f"{card}:{household_head(world.engine, card)}"


def merge(minh: Browser, world: World, goes: str, stays: str) -> str:
    form = {"stays": version(world, stays), "goes": version(world, goes)}
    return minh.get(minh.post("/commune/households/merge", form).location).text


def test_two_assists_that_may_be_one_visit_stand_side_by_side(as_minh: Browser, world: World) -> None:
    household, other = world.add_household(), world.add_household(head_name="Lý Văn Sơn")
    twins = [world.log_assist(household, on=ago(1)) for _ in range(2)]
    near = [world.log_assist(other, topic="etax", on=ago(days)) for days in (6, 2)]
    world.log_assist(other, topic="shop_qr", outcome="in_progress", on=ago(3))
    world.log_assist(other, topic="shop_qr", on=ago(1))
    world.log_assist(other, topic="vneid", on=ago(30))
    world.log_assist(other, topic="vneid", on=ago(1))

    page = as_minh.get("/commune/duplicates").text

    assert pairs(page) == [in_order(*twins), in_order(*near)], "newest first"
    assert say("Same household, topic and day") in page
    assert say("Same household and topic, reached twice within a week") in page


def test_assists_on_two_cards_of_one_household_are_doubles_once_the_cards_are_merged(
    as_minh: Browser, world: World
) -> None:
    one, other = world.add_household(), world.add_household()
    twins = [world.log_assist(card) for card in (one, other)]
    assert pairs(as_minh.get("/commune/duplicates").text) == []

    merge(as_minh, world, one, other)

    assert pairs(as_minh.get("/commune/duplicates").text) == [in_order(*twins)]


def test_a_double_is_returned_to_its_team_with_the_reason(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    household = world.add_household()
    kept, returned = (world.log_assist(household) for _ in range(2))

    answer = as_minh.post("/commune/duplicates/return", {"assist": shown(returned)})

    assert (state_of(kept), state_of(returned)) == ("submitted", "returned")
    assert pairs(as_minh.get(answer.location).text) == []
    assert say("Recorded twice") in as_minh.get("/commune/review?state=returned").text


def test_two_that_were_called_different_are_not_shown_again(as_minh: Browser, world: World) -> None:
    household = world.add_household()
    first, second = in_order(*(world.log_assist(household) for _ in range(2)))

    as_minh.post("/commune/duplicates/different", {"first": second, "second": first})

    assert pairs(as_minh.get("/commune/duplicates").text) == []
    again = as_minh.post("/commune/duplicates/different", {"first": first, "second": second})
    assert say("That had been settled already.") in as_minh.get(again.location).text


def test_cards_of_one_name_or_telephone_are_paired_the_surest_first(as_minh: Browser, world: World) -> None:
    sure = [world.add_household(head_name="Nông Văn Páo", phone="0912 345 678") for _ in range(2)]
    spelt = [world.add_household(head_name=name) for name in ("Hoà A Sử", "Hòa a  sư")]
    phone = [world.add_household(head_name=name, phone="0987654321") for name in ("Vi Thị Lan", "Lý Văn Sơn")]
    world.add_household(head_name="Nông Văn Páo", village="20-00001-002")

    page = as_minh.get("/commune/duplicates/households").text

    assert pairs(page) == [in_order(*sure), in_order(*spelt), in_order(*phone)]
    as_minh.post(
        "/commune/duplicates/different?of=households", dict(zip(("first", "second"), spelt, strict=True))
    )
    assert pairs(as_minh.get("/commune/duplicates/households").text) == [in_order(*sure), in_order(*phone)]


def test_two_cards_are_compared_merged_and_parted_again(as_minh: Browser, world: World) -> None:
    old = world.add_household(head_name="Nông Văn Páo", people=4, phone="0912345678")
    new = world.add_household(head_name="Nông Văn Páo", people=5)
    world.log_assist(new)

    page = as_minh.get(f"/commune/households/compare?first={old}&second={new}").text
    assert "0912345678" in page
    assert page.count('class="differs"') >= 3, "people, telephone, assists"
    assert say("{count} assists of the other card move under it.", count=1) in page

    merged = merge(as_minh, world, new, old)
    assert "Nông Văn Páo" in merged
    assert as_minh.get(f"/commune/households/compare?first={old}&second={new}").status_code == 404
    (card,) = re.findall(r'name="card" value="([\w:-]{45})"', merged)

    as_minh.post("/commune/households/part", {"card": card})
    assert say("No card was merged into another one.") in as_minh.get("/commune/households/merged").text
    told = as_minh.get(as_minh.post("/commune/households/part", {"card": card}).location).text
    assert say("It had been taken back already.") in told


def test_merging_a_card_that_changed_since_it_was_shown_is_refused(as_minh: Browser, world: World) -> None:
    stays, goes = world.add_household(), world.add_household()
    form = {"stays": version(world, stays), "goes": version(world, goes)}
    world.push(world.op("household.amend", {"people": 3}, record=stays, prev=stays))

    told = as_minh.get(as_minh.post("/commune/households/merge", form).location).text

    assert say("One of the cards has changed since it was shown, so nothing was merged. Look again.") in told
    assert say("No card was merged into another one.") in as_minh.get("/commune/households/merged").text


def test_the_compared_pages_warn_when_consent_was_withdrawn(as_minh: Browser, world: World) -> None:
    one, other = world.add_household(), world.add_household()
    words = {"text_version": "1", "language": "vi", "method": "voice", "household": one}
    given = world.op("consent.give", words)
    world.push(given, world.op("consent.withdraw", {}, record=given.id, prev=given.id))

    page = as_minh.get(f"/commune/households/compare?first={one}&second={other}").text

    assert say("Withdrawn") in page
    assert (
        say(
            "Consent was withdrawn on one of these cards. "
            "Merged, it stays withdrawn until the household is asked again."
        )
        in page
    )
    merge(as_minh, world, one, other)
    with Session(world.engine) as session:
        assert session.scalar(select(Household.consent).where(Household.id == other)) == "withdrawn"


def conflict_of(world: World, assist: str, **body: object) -> str:
    """Let two members correct one assist from the same version; return the operation that came too late."""
    amend(world, assist, assist, note="đã sửa")
    late = world.op("assist.amend", body, record=assist, prev=assist)
    assert [decision.outcome for decision in world.push(late)] == ["conflict"]
    return late.id


def answer(minh: Browser, shown: str, op: str, choice: str, text: str = "") -> str:
    form = {"op": op, "shown": shown, "answer": choice, "text": text}
    return minh.get(minh.post("/commune/conflicts", form).location).text


def test_two_versions_stand_side_by_side_with_what_differs_marked(as_minh: Browser, world: World) -> None:
    op = conflict_of(world, world.log_assist(), outcome="already_had", topic="etax")

    page = as_minh.get("/commune/conflicts").text

    assert op in page
    assert page.count('<tr class="differs">') == 2
    for words in (say("Helped"), say("Already had it"), say("Etax Mobile"), "đã sửa"):
        assert words in page


@pytest.mark.parametrize(("choice", "outcome"), [("kept", "helped"), ("taken", "already_had")])
def test_a_conflict_is_settled_by_keeping_or_taking(
    as_minh: Browser, world: World, shown: Shown, choice: str, outcome: str
) -> None:
    assist = world.log_assist()
    op = conflict_of(world, assist, outcome="already_had")

    told = answer(as_minh, shown(assist), op, choice)

    assert op not in told
    with Session(world.engine) as session:
        row = session.get_one(Assist, assist)
        assert (row.outcome, row.state, row.note) == (outcome, "submitted", "đã sửa")
    assert (
        as_minh.post("/commune/conflicts", {"op": op, "shown": shown(assist), "answer": "kept"}).status_code
        == 404
    )


def test_asking_the_team_returns_the_assist_with_the_words(
    as_minh: Browser, world: World, shown: Shown, state_of: StateOf
) -> None:
    assist = world.log_assist()
    op = conflict_of(world, assist, outcome="already_had")

    told = answer(as_minh, shown(assist), op, "asked", "Hai bản khác nhau")

    assert op not in told
    assert state_of(assist) == "returned"
    assert "Hai bản khác nhau" in as_minh.get("/commune/review?state=returned").text


def test_asking_about_a_card_gives_its_author_a_task(as_minh: Browser, world: World) -> None:
    card = world.add_household()
    first = world.op("household.amend", {"people": 3}, record=card, prev=card)
    late = world.op("household.amend", {"people": 5}, record=card, prev=card)
    assert [decision.outcome for decision in world.push(first, late)] == ["applied", "conflict"]

    told = answer(as_minh, version(world, card), late.id, "asked")

    assert late.id not in told
    with Session(world.engine) as session:
        (task,) = session.scalars(select(Task))
        assert (task.to_id, task.household_id) == (world.lan, card)


def test_what_changed_since_a_conflict_was_shown_is_not_overwritten(
    as_minh: Browser, world: World, shown: Shown
) -> None:
    assist = world.log_assist()
    op = conflict_of(world, assist, outcome="already_had")
    before = shown(assist)
    amend(world, assist, before.partition(":")[2], outcome="in_progress")

    told = answer(as_minh, before, op, "taken")

    assert say("It changed since it was shown, so nothing was decided. Look at it again.") in told
    with Session(world.engine) as session:
        assert session.get_one(Assist, assist).outcome == "in_progress"


def test_what_a_phone_settled_itself_and_stale_verdicts_are_no_conflicts(
    as_minh: Browser, world: World, shown: Shown
) -> None:
    assist = world.log_assist()
    before = shown(assist)
    op = conflict_of(world, assist, outcome="already_had")
    as_minh.post("/commune/review/approve", {"assist": before})
    amend(world, assist, shown(assist).partition(":")[2], outcome="already_had", settles=[op])

    page = as_minh.get("/commune/conflicts").text

    assert say("Nobody's change is at odds with another's.") in page


def test_whose_correction_comes_too_late_again_stands_there_once(
    as_minh: Browser, world: World, shown: Shown
) -> None:
    assist = world.log_assist()
    first = conflict_of(world, assist, outcome="already_had")
    seen = shown(assist).partition(":")[2]
    amend(world, assist, seen, note="và một lần nữa")
    again = {"outcome": "already_had", "settles": [first]}
    second = world.op("assist.amend", again, record=assist, prev=seen)
    assert [decision.outcome for decision in world.push(second)] == ["conflict"]

    page = as_minh.get("/commune/conflicts").text
    assert second.id in page
    assert first not in page

    as_minh.post("/commune/review/approve", {"assist": shown(assist)})
    third = world.op(
        "assist.amend",
        {"topic": "etax", "settles": [second.id]},
        record=assist,
        prev=shown(assist).partition(":")[2],
    )
    assert [decision.reason for decision in world.push(third)] == ["state"]
    assert say("Nobody's change is at odds with another's.") in as_minh.get("/commune/conflicts").text


def test_nobody_settles_anothers_conflict_by_what_was_not_taken(as_minh: Browser, world: World) -> None:
    assist = world.log_assist()
    first = conflict_of(world, assist, outcome="already_had")
    body = {"topic": "etax", "settles": [first]}
    stale = world.op("assist.amend", body, record=assist, prev=assist, author=world.author(world.huy_grant))
    assert "applied" not in [decision.outcome for decision in world.push(stale)]

    assert first in as_minh.get("/commune/conflicts").text


@pytest.mark.parametrize(
    "path",
    [
        "/commune/duplicates",
        "/commune/duplicates/households",
        "/commune/households/merged",
        "/commune/conflicts",
    ],
)
def test_a_page_of_pairs_costs_the_same_number_of_statements_for_many(
    as_minh: Browser, world: World, engine: Engine, path: str
) -> None:
    counts = []
    for more in (2, 9):
        for _ in range(more):
            cards = [world.add_household() for _ in range(2)]
            for card in (cards[0], cards[0], cards[1]):
                assist = world.log_assist(card)
            conflict_of(world, assist, outcome="already_had")
            merge(as_minh, world, *cards)
        as_minh.get(path)
        with counted_statements(engine) as statements:
            assert as_minh.get(path).status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1], counts
