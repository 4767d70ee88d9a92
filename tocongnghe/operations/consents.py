"""What a household wants: how its consent stands, and whether a later word of theirs came first."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from tocongnghe.operations.rows import rows_of
from tocongnghe.operations.standing import standing
from tocongnghe.operations.words import Incoming, Row
from tocongnghe.operations.world import TABLES, World
from tocongnghe.vocabulary import ConsentStanding, ConsentState, RecordType


def was_taken_back(world: World, op: Incoming, household: Row) -> bool:
    """Tell whether *household* withdrew its consent after this one was given, as far as clocks can tell.

    Only work that waited or that comes from another phone can be overtaken so.
    Of one phone, its own numbers decide.
    """
    stored = world.operations.get(op.id)
    for consent in _withdrawn(world, household):
        if consent["withdrawn_at"] > op.est_to:
            return True
        withdrawal = world.operations.get(consent["head_op"])
        if stored is None or withdrawal is None or withdrawal["device_id"] != stored["device_id"]:
            continue
        if withdrawal["device_n"] > stored["device_n"]:
            return True
    return False


def standing_of(world: World, id: str) -> ConsentStanding:
    """Return how the consent of the card *id* stands with those merged into it, as *world* has them now."""
    cards = _and_merged(world, id)
    table = TABLES[RecordType.CONSENT]
    query = select(table).where(table.c.household_id.in_(cards), table.c.slot.is_(None))
    known = world.records[RecordType.CONSENT]
    for row in rows_of(world.connection, query):
        known.setdefault(row["id"], row)
    households = world.records[RecordType.HOUSEHOLD]

    def merged(card: str) -> list[Row]:
        return [row for row in households.values() if row is not None and row["merged_into_id"] == card]

    def consents(card: str) -> list[Row]:
        rows = (row for row in known.values() if row is not None and row["slot"] is None)
        return [row for row in rows if row["household_id"] == card]

    return standing(id, merged, consents)


def _withdrawn(world: World, household: Row) -> Iterator[Row]:
    """Yield the withdrawn consents of the whole household, those of cards merged into it included."""
    cards = _and_merged(world, household["id"])
    table = TABLES[RecordType.CONSENT]
    query = select(table).where(table.c.household_id.in_(cards), table.c.slot.is_(None))
    known = world.records[RecordType.CONSENT]
    for row in rows_of(world.connection, query):
        known.setdefault(row["id"], row)
    found = [
        row
        for row in known.values()
        if row is not None
        and row["household_id"] in cards
        and row["slot"] is None
        and row["state"] == ConsentState.WITHDRAWN
    ]
    world.fetch_operations({row["head_op"] for row in found})
    yield from found


def _and_merged(world: World, id: str) -> set[str]:
    """Return *id* and the cards whose aliases lead to it, all of them known to *world* afterwards."""
    table = TABLES[RecordType.HOUSEHOLD]
    known = world.records[RecordType.HOUSEHOLD]
    cards, fresh = {id}, {id}
    while fresh:
        for row in rows_of(world.connection, select(table).where(table.c.merged_into_id.in_(fresh))):
            known.setdefault(row["id"], row)
        led = {row["id"] for row in known.values() if row is not None and row["merged_into_id"] in fresh}
        fresh = led - cards
        cards |= fresh
    return cards
