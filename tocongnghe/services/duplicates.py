"""Likely duplicates: two assists that may be one visit, two cards that may be one household.

Found by comparing what the records say, in a number of queries that does not
grow with them; what a supervisor called different is not shown again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, String, func, select, type_coerce
from sqlalchemy.orm import Session

from tocongnghe.errors import NotFound
from tocongnghe.i18n.search import fold
from tocongnghe.models import Assist, Household, Place
from tocongnghe.services.access import Actor
from tocongnghe.services.aliases import winners
from tocongnghe.services.doubts import settle, settled
from tocongnghe.services.review_rows import ReviewRow, read_rows, rows_query
from tocongnghe.vocabulary import AssistOutcome, AssistState, DoubtAnswer, HouseholdState, Role

NEAR = timedelta(days=7)
PAGE_PAIRS = 20
MOST_COMPARED = 20_000
MOST_OF_ONE_NAME = 6
"""Of more cards of one name, neighbours in time only are compared: it is a common name."""
REACHED = (AssistOutcome.HELPED, AssistOutcome.ALREADY_HAD)

Pair = tuple[str, str]
_Visit = tuple[str, str, str, date, int | None]
"""Id, outcome, state, day and author of an assist."""
T = TypeVar("T")


class Likeness(StrEnum):
    """Why two things look like one."""

    SAME_DAY = "same_day"
    TWO_MEMBERS = "two_members"
    NEAR_DAYS = "near_days"
    SAME_NAME = "same_name"
    SAME_LETTERS = "same_letters"
    SAME_PHONE = "same_phone"


@dataclass(frozen=True, slots=True)
class Card:
    """A household's card in a list of pairs."""

    id: str
    village: str
    head_name: str
    people_count: int | None
    phone: str | None
    assists: int


@dataclass(frozen=True, slots=True)
class Alike(Generic[T]):
    """Two that look like one, the smaller id first, and why."""

    first: T
    second: T
    why: Likeness


@dataclass(frozen=True, slots=True)
class Pairs(Generic[T]):
    """One page of pairs; `total` counts those on all pages."""

    rows: tuple[Alike[T], ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_PAIRS))


def list_double_assists(session: Session, actor: Actor, page: int = 1) -> Pairs[ReviewRow]:
    """Return pairs of assists that may be one visit, at least one of them waiting, newest first.

    They are of one household, however often its cards were merged, of one person
    slot and topic: on one day, or reached twice within NEAR.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    found = dict(_double_assists(session, actor))
    found = _unsettled(session, found)
    ours, page = _cut(list(found), page)
    ids = {id for pair in ours for id in pair}
    query = rows_query(actor.village_ids).where(Assist.id.in_(ids))
    rows = {row.id: row for row in read_rows(session, actor.village_ids, query)}
    alike = (Alike(rows[a], rows[b], found[a, b]) for a, b in ours if a in rows and b in rows)
    return Pairs(tuple(alike), len(found), page)


def _double_assists(session: Session, actor: Actor) -> Iterator[tuple[Pair, Likeness]]:
    live = (AssistState.SUBMITTED, AssistState.APPROVED)
    oldest = session.scalar(
        select(func.min(Assist.happened_on)).where(
            Assist.village_id.in_(actor.village_ids), Assist.state == AssistState.SUBMITTED
        )
    )
    if oldest is None:
        return
    plain = session.execute(
        select(
            Assist.id,
            Assist.household_id,
            Assist.slot,
            Assist.topic,
            type_coerce(Assist.outcome, String),  # thousands of rows: as plain words
            type_coerce(Assist.state, String),
            Assist.happened_on,
            Assist.author_id,
        )
        .where(
            Assist.village_id.in_(actor.village_ids),
            Assist.state.in_(live),
            Assist.happened_on >= oldest - NEAR,
            Assist.household_id.is_not(None),
        )
        .order_by(Assist.happened_on.desc(), Assist.id)
        .limit(MOST_COMPARED)
    )
    step = winners(actor.village_ids)
    lead = dict(session.execute(select(step.c.card, step.c.winner_id)).all())
    same: dict[tuple[Any, ...], list[_Visit]] = defaultdict(list)
    for id, card, slot, topic, outcome, state, on, author_id in plain:
        household = card
        while household in lead:
            household = lead[household]
        same[household, slot, topic].append((id, outcome, state, on, author_id))
    found: list[tuple[date, Pair, Likeness]] = []
    for of_one in same.values():
        for later, earlier in pairwise(of_one):
            why = _why_double(later, earlier)
            if why is not None and AssistState.SUBMITTED in (later[2], earlier[2]):
                found.append((later[3], _in_order(later[0], earlier[0]), why))
    for _day, pair, why in sorted(found, key=lambda one: (one[0], one[1]), reverse=True):
        yield pair, why


def _why_double(later: _Visit, earlier: _Visit) -> Likeness | None:
    _, later_outcome, _, later_day, later_author = later
    _, earlier_outcome, _, earlier_day, earlier_author = earlier
    if later_day == earlier_day:
        return Likeness.SAME_DAY if later_author == earlier_author else Likeness.TWO_MEMBERS
    is_near = later_day - earlier_day <= NEAR
    is_twice = later_outcome in REACHED and earlier_outcome in REACHED
    return Likeness.NEAR_DAYS if is_near and is_twice else None


def list_double_cards(session: Session, actor: Actor, page: int = 1) -> Pairs[Card]:
    """Return pairs of cards of one village that may be one household: by name without marks, or by phone.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    rows = session.execute(
        select(
            Household.id,
            Household.village_id,
            Household.head_name,
            Household.phone,
            Household.people_count,
        )
        .where(Household.village_id.in_(actor.village_ids), Household.state == HouseholdState.ACTIVE)
        .where(Household.head_name != "")  # it was erased
        .order_by(Household.created_at, Household.id)
        .limit(MOST_COMPARED)
    ).all()
    cards = {row.id: row for row in rows}
    found = _unsettled(session, dict(_double_cards(rows)))
    ours, page = _cut(list(found), page)
    names = dict(session.execute(select(Place.id, Place.name).where(Place.id.in_(actor.village_ids))).all())
    counts = dict(
        session.execute(
            select(Assist.household_id, func.count())
            .where(Assist.household_id.in_({id for pair in ours for id in pair}))
            .where(Assist.state != AssistState.WITHDRAWN)
            .group_by(Assist.household_id)
        ).all()
    )

    def card(id: str) -> Card:
        row = cards[id]
        return Card(id, names[row.village_id], row.head_name, row.people_count, row.phone, counts.get(id, 0))

    return Pairs(tuple(Alike(card(a), card(b), found[a, b]) for a, b in ours), len(found), page)


def _double_cards(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[tuple[Pair, Likeness]]:
    """Yield pairs of one village, those that share more first."""
    by_name: dict[tuple[int, str], list[Any]] = defaultdict(list)
    by_phone: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in rows:
        by_name[row.village_id, fold(row.head_name).replace(" ", "")].append(row)
        digits = "".join(filter(str.isdigit, row.phone or ""))
        if digits:
            by_phone[row.village_id, digits].append(row)
    found: dict[Pair, Likeness] = {}
    for alike in by_phone.values():
        found |= dict.fromkeys(_pairs(alike), Likeness.SAME_PHONE)
    letters: dict[Pair, Likeness] = {}
    for alike in by_name.values():
        names = {row.id: " ".join(row.head_name.casefold().split()) for row in alike}
        for first, second in _pairs(alike):
            is_same = names[first] == names[second]
            letters[first, second] = Likeness.SAME_NAME if is_same else Likeness.SAME_LETTERS
    both = found.keys() & letters.keys()
    yield from ((pair, letters[pair]) for pair in sorted(both))
    for wanted in (Likeness.SAME_NAME, Likeness.SAME_LETTERS):
        yield from ((pair, why) for pair, why in letters.items() if why is wanted and pair not in both)
    yield from ((pair, why) for pair, why in found.items() if pair not in both)


def _pairs(alike: Sequence[Any]) -> Iterator[Pair]:
    couples = combinations(alike, 2) if len(alike) <= MOST_OF_ONE_NAME else pairwise(alike)
    yield from (_in_order(one.id, other.id) for one, other in couples)


def _in_order(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _unsettled(session: Session, found: dict[Pair, Likeness]) -> dict[Pair, Likeness]:
    gone = settled(session, (first for first, _ in found))
    return {pair: why for pair, why in found.items() if pair not in gone}


def _cut(pairs: list[Pair], page: int) -> tuple[list[Pair], int]:
    page = min(max(page, 1), max(1, -(-len(pairs) // PAGE_PAIRS)))
    return pairs[(page - 1) * PAGE_PAIRS : page * PAGE_PAIRS], page


def call_different(session: Session, actor: Actor, one: str, other: str) -> bool:
    """Remember that two assists, or two cards, are different; return False if that was settled before.

    Raises:
        Forbidden: No supervisor.
        NotFound: One of them is unknown, or outside the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    first, second = _in_order(one, other)
    for table in (Assist, Household):
        query = select(func.count()).where(
            table.id.in_((first, second)), table.village_id.in_(actor.village_ids)
        )
        if first != second and session.scalar(query) == 2:
            return settle(session, actor, first, second, DoubtAnswer.DIFFERENT)
    raise NotFound
