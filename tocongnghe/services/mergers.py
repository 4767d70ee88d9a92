"""Two cards of one household made one, and parted again: nothing is rewritten, readers follow the alias."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from tocongnghe.errors import NotFound
from tocongnghe.models import Assist, Household, Operation, Place, User
from tocongnghe.operations import Draft
from tocongnghe.services.access import Actor
from tocongnghe.services.aliases import winners
from tocongnghe.services.desk_drafts import Shown, Tried, submit_drafts
from tocongnghe.vocabulary import AssistState, HouseholdState, Role

MOST_MERGED = 200


@dataclass(frozen=True, slots=True)
class FullCard:
    """Everything on a household's card, and what hangs on it."""

    id: str
    version: str
    village: str
    household: Household
    author: str | None
    assists: int
    approved: int
    topics: tuple[str, ...]
    merged: int
    """Cards that were merged into it before."""


@dataclass(frozen=True, slots=True)
class Merger:
    """A card that became another's alias; `winner` is the name on the card that counts now."""

    id: str
    version: str
    village: str
    head_name: str
    winner_id: str
    winner: str
    assists: int
    author: str | None
    at: datetime


def find_cards(session: Session, actor: Actor, first: str, second: str) -> tuple[FullCard, FullCard]:
    """Return two cards to compare.

    Raises:
        Forbidden: No supervisor.
        NotFound: One is unknown, outside the actor's places, or no card of its own any more.
    """
    actor.require(Role.SUPERVISOR)
    rows = session.execute(
        select(Household, Place.name, User.name)
        .join(Place, Place.id == Household.village_id)
        .outerjoin(User, User.id == Household.author_id)
        .where(
            Household.id.in_((first, second)),
            Household.village_id.in_(actor.village_ids),
            Household.state == HouseholdState.ACTIVE,
        )
    ).all()
    if first == second or {card.id for card, _, _ in rows} != {first, second}:
        raise NotFound
    work = session.execute(
        select(Assist.household_id, Assist.topic, Assist.state, func.count())
        .where(Assist.household_id.in_((first, second)), Assist.state != AssistState.WITHDRAWN)
        .group_by(Assist.household_id, Assist.topic, Assist.state)
        .order_by(Assist.topic)
    ).all()
    merged = dict(
        session.execute(
            select(Household.merged_into_id, func.count())
            .where(Household.merged_into_id.in_((first, second)))
            .group_by(Household.merged_into_id)
        ).all()
    )
    cards = {
        card.id: FullCard(
            id=card.id,
            version=card.head_op,
            village=village,
            household=card,
            author=author,
            assists=sum(count for id, _, _, count in work if id == card.id),
            approved=sum(
                count for id, _, state, count in work if id == card.id and state is AssistState.APPROVED
            ),
            topics=tuple(dict.fromkeys(topic for id, topic, _, _ in work if id == card.id)),
            merged=merged.get(card.id, 0),
        )
        for card, village, author in rows
    }
    return cards[first], cards[second]


def merge_cards(session: Session, actor: Actor, stays: Shown, goes: Shown) -> Tried:
    """Make the card *goes* an alias of *stays*, if both are still as they were shown.

    Raises:
        Forbidden: No supervisor.
        NotFound: One is unknown, or outside the actor's places.
    """
    heads = _heads(session, actor, {stays.id, goes.id})
    if stays.id == goes.id:
        raise NotFound
    if heads[stays.id] != stays.version:
        return Tried(late=1)
    return submit_drafts(
        session, actor, [Draft("household.merge", goes.id, goes.version, {"into": stays.id})]
    )


def part_cards(session: Session, actor: Actor, card: Shown) -> Tried:
    """Take a merger back: the card counts for itself again.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, or outside the actor's places.
    """
    _heads(session, actor, {card.id})
    return submit_drafts(session, actor, [Draft("household.unmerge", card.id, card.version, {})])


def _heads(session: Session, actor: Actor, ids: Collection[str]) -> dict[str, str]:
    actor.require(Role.SUPERVISOR)
    rows = session.execute(
        select(Household.id, Household.head_op).where(
            Household.id.in_(ids), Household.village_id.in_(actor.village_ids)
        )
    ).all()
    heads = dict(rows)
    if heads.keys() != set(ids):
        raise NotFound
    return heads


def list_mergers(session: Session, actor: Actor) -> tuple[Merger, ...]:
    """Return the merged cards of the actor's villages, the latest merger first; at most MOST_MERGED.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    step, winner = winners(actor.village_ids), aliased(Household)
    assists = (
        select(func.count())
        .where(Assist.household_id == Household.id, Assist.state != AssistState.WITHDRAWN)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Household, Place.name, winner.id, winner.head_name, assists, User.name, Operation.received_at)
        .join(step, step.c.card == Household.id)
        .join(winner, winner.id == step.c.winner_id)
        .join(Place, Place.id == Household.village_id)
        .join(Operation, Operation.id == Household.head_op)
        .outerjoin(User, User.id == Operation.author_id)
        .where(winner.merged_into_id.is_(None))
        .order_by(Household.seq.desc())
        .limit(MOST_MERGED)
    )
    return tuple(
        Merger(card.id, card.head_op, village, card.head_name, winner_id, name, count, author, at)
        for card, village, winner_id, name, count, author, at in rows
    )
