"""A consent that comes late never undoes a withdrawal that was made after it (I6, I7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from tests.cast import HOA_DEVICE, LAN_DEVICE, World, household_head
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.models import Household, Operation
from tocongnghe.operations import authors_of_users, decide_held_again
from tocongnghe.operations.chain import BODILESS

pytestmark = pytest.mark.postgres

WORDS = {"text_version": "1", "language": "vi", "method": "voice"}


def standing(engine: Engine, household: str) -> str:
    with engine.connect() as connection:
        return str(connection.scalar(select(Household.consent).where(Household.id == household)))


@pytest.mark.parametrize("clock_is_suspect", [False, True])
def test_a_consent_that_waited_for_its_grant_does_not_undo_a_later_withdrawal(
    any_engine: Engine, any_world: World, clock_is_suspect: bool
):
    world = any_world
    household = world.add_household()
    given = world.op("consent.give", WORDS | {"household": household})
    expired = replace(world.author(), expires_at=clock.now() - timedelta(hours=1))
    waiting = world.op("consent.give", WORDS | {"household": household}, author=expired)
    withdrawn = world.op("consent.withdraw", {}, record=given.id, prev=given.id)
    if clock_is_suspect:  # then all that one request brings has the same bounds
        bounds = {"est_from": clock.now() - timedelta(minutes=9), "est_to": clock.now()}
        waiting, withdrawn = replace(waiting, **bounds), replace(withdrawn, **bounds)
    assert [d.reason for d in world.push(given, waiting, withdrawn)] == [None, "grant_expired", None]

    assert decide_held_again(any_engine, world.province, LAN_DEVICE, [waiting.id]) == 1

    with any_engine.connect() as connection:
        decided = connection.execute(
            select(Operation.outcome, Operation.reason).where(Operation.id == waiting.id)
        ).one()
    assert decided == ("rejected", "consent_withdrawn")
    assert standing(any_engine, household) == "withdrawn"
    audit(any_engine, world.province)


def test_a_consent_from_another_phone_does_not_undo_a_later_withdrawal(any_engine: Engine, any_world: World):
    world = any_world
    household, other = world.add_household(), world.add_household()
    given = world.op("consent.give", WORDS | {"household": other})
    before = clock.now() - timedelta(hours=2)
    carried = world.op("consent.give", WORDS | {"household": household}, est_from=before, est_to=before)
    world.push(given)
    with any_engine.connect() as connection:
        minh = authors_of_users(connection, [world.minh])[world.minh]
    merged = world.op("household.merge", {"into": household}, record=other, prev=other, author=minh)
    assert [d.outcome for d in world.push(merged)] == ["applied"]
    world.push(world.op("consent.withdraw", {}, record=given.id, prev=given.id))

    assert [d.reason for d in world.push(carried, device=HOA_DEVICE)] == ["consent_withdrawn"]


def test_a_household_that_agrees_again_after_withdrawing_is_heard(any_engine: Engine, any_world: World):
    world = any_world
    household = world.add_household()
    given = world.op("consent.give", WORDS | {"household": household})
    withdrawn = world.op("consent.withdraw", {}, record=given.id, prev=given.id)
    again = world.op("consent.give", WORDS | {"household": household})

    assert [d.outcome for d in world.push(given, withdrawn, again)] == ["applied"] * 3
    assert standing(any_engine, household) == "given"


class Cards:
    """Three cards of one household, answers on them, and mergers at Minh's desk."""

    def __init__(self, engine: Engine, world: World) -> None:
        self.engine, self.world = engine, world
        self.a, self.b, self.c = (world.add_household(head_name=name) for name in ("A", "B", "C"))
        with engine.connect() as connection:
            self.minh = authors_of_users(connection, [world.minh])[world.minh]

    def agree(self, card: str) -> str:
        (decision,) = self.world.push(self.world.op("consent.give", WORDS | {"household": card}))
        assert decision.outcome == "applied", decision
        return decision.record_id

    def withdraw(self, consent: str) -> None:
        (decision,) = self.world.push(self.world.op("consent.withdraw", {}, record=consent, prev=consent))
        assert decision.outcome == "applied", decision

    def join(self, card: str, into: str) -> None:
        self._at_desk("household.merge", card, {"into": into})

    def part(self, card: str) -> None:
        self._at_desk("household.unmerge", card, {})

    def _at_desk(self, kind: str, card: str, body: dict[str, str]) -> None:
        head = household_head(self.engine, card)
        (decision,) = self.world.push(self.world.op(kind, body, record=card, prev=head, author=self.minh))
        assert decision.outcome == "applied", decision
        audit(self.engine, self.world.province)


@pytest.fixture
def cards(any_engine: Engine, any_world: World) -> Cards:
    return Cards(any_engine, any_world)


@pytest.mark.parametrize("withdrawn_first", [True, False])
def test_what_was_withdrawn_on_one_card_stays_withdrawn_when_cards_are_merged(
    cards: Cards, withdrawn_first: bool
):
    if withdrawn_first:
        cards.withdraw(cards.agree(cards.a))
    cards.agree(cards.b)
    if not withdrawn_first:
        cards.withdraw(cards.agree(cards.a))

    cards.join(cards.a, cards.b)
    assert standing(cards.engine, cards.b) == "withdrawn"
    visit = {"household": cards.b, "topic": "vneid", "outcome": "helped", "on": "2026-01-05"}
    assert [d.reason for d in cards.world.push(cards.world.op("assist.log", visit))] == ["consent_withdrawn"]

    cards.part(cards.a)
    assert (standing(cards.engine, cards.a), standing(cards.engine, cards.b)) == ("withdrawn", "given")


def test_a_household_asked_again_after_a_merger_stays_as_it_said(cards: Cards):
    cards.withdraw(cards.agree(cards.a))
    cards.join(cards.a, cards.b)
    cards.agree(cards.b)

    cards.join(cards.c, cards.b)
    cards.part(cards.c)

    assert standing(cards.engine, cards.b) == "given"


def test_a_consent_given_on_one_card_holds_for_the_card_it_was_merged_into_until_they_part(cards: Cards):
    cards.agree(cards.a)

    cards.join(cards.a, cards.b)
    cards.join(cards.b, cards.c)
    assert standing(cards.engine, cards.c) == "given"
    cards.part(cards.b)

    assert [standing(cards.engine, card) for card in (cards.b, cards.c)] == ["given", "not_asked"]


def test_a_withdrawal_on_a_merged_card_goes_with_it_when_they_part(cards: Cards):
    consent = cards.agree(cards.a)
    cards.agree(cards.b)
    cards.join(cards.a, cards.b)
    cards.withdraw(consent)
    assert standing(cards.engine, cards.b) == "withdrawn"

    cards.part(cards.a)

    assert (standing(cards.engine, cards.a), standing(cards.engine, cards.b)) == ("withdrawn", "given")


def test_a_card_that_was_erased_after_a_merger_leaves_the_other_sound(cards: Cards):
    consent = cards.agree(cards.a)
    cards.withdraw(consent)
    cards.join(cards.a, cards.b)

    with cards.engine.begin() as connection:
        of_card = Operation.record_id.in_((cards.a, consent))
        connection.execute(update(Operation).where(of_card).values(body=BODILESS))

    assert standing(cards.engine, cards.b) == "withdrawn"
    audit(cards.engine, cards.world.province)
