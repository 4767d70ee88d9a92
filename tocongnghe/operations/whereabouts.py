"""Which village an operation is about: as it says, as its household lies, as places have become since.

A record is of the village of its day. What a phone says that did not hear of a
change leads to what became of the village that it names: to the successor; of
a divided one to the author's village, and if that does not tell either, it
waits for the supervisor.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tocongnghe import clock
from tocongnghe.operations.grounds import Found
from tocongnghe.operations.kinds import Kind
from tocongnghe.operations.named import day_of
from tocongnghe.operations.words import Incoming, Refused, Row, held, rejected
from tocongnghe.operations.world import World
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason, RecordType

CARDS = {"household.add", "household.amend"}
VISITS = {RecordType.ASSIST, RecordType.FEEDBACK}
"""Records that make sense without the household that they named."""


def absent(world: World, id: str) -> Refused:
    """What to say of an operation whose record or predecessor has no row."""
    parent = world.operations.get(id)
    if parent is not None and parent["outcome"] == OperationOutcome.REJECTED:
        return rejected(OutcomeReason.PARENT_REJECTED)
    if world.made_something_else(id):
        return rejected(OutcomeReason.MALFORMED, detail="not a record of this kind")
    return held(OutcomeReason.PARENT_UNKNOWN, waits_for=id)


class Former(NamedTuple):
    """The village that a phone spoke of which had not heard of a change, and its end, exclusive."""

    id: int
    until: date | None


def find_place(
    world: World, op: Incoming, kind: Kind, row: Row | None
) -> tuple[int, Row | None, Former | None]:
    """Return the village that *op* is about, the household it names, and the former village it spoke of.

    The last is None unless a phone spoke that had not heard of a change.
    """
    if kind.name in ("household.merge", "household.unmerge"):
        into = op.body.get("into")
        return (row or {})["village_id"], _find_household(world, str(into)) if into else None, None
    if op.body.get("household"):
        named = _find_named(world, op, kind)
        if named is not None:
            village_id, former = _village_of_card(op, named)
            return village_id, named, former
    if op.body.get("village"):
        village_id, former = _village_said(world, op)
        if kind.name == "household.amend" and row is not None and _did_not_know(op, row):
            return row["village_id"], None, Former(row["moved_from_id"], row["moved_on"])
        return village_id, None, former
    if row is None and op.acceptance is not None:
        return _only_village(op), None, None
    if row is None:
        raise rejected(OutcomeReason.MALFORMED, detail="a village or a household is needed")
    keeps = "household" not in op.body and row.get("household_id")
    return row["village_id"], world.record(RecordType.HOUSEHOLD, row["household_id"]) if keeps else None, None


def _day_of(op: Incoming) -> date:
    """Return the day that *op* is about: the one it says, unless that lies ahead of when it was made."""
    made = clock.local_date(op.est_to)
    return min(day_of(op.body.get("on")) or made, made)


def _village_said(world: World, op: Incoming) -> tuple[int, Former | None]:
    code, today = str(op.body["village"]), clock.local_date()
    found = world.grounds.find(code, _day_of(op))
    if found is None:
        raise rejected(OutcomeReason.OUT_OF_SCOPE)
    if found.is_former and op.kind in CARDS:  # a card lies where its household lives now
        now = world.grounds.find(code, today)
        found = now if now is not None and any(op.author.has(id, today) for id in now.ids) else found
    is_late = found.is_former and op.author.grant_id is not None
    return _one_of(op, found), Former(found.named_id, found.until) if is_late else None


def _one_of(op: Incoming, found: Found) -> int:
    """Return the one village of *found*; of several the author's, or the one that a supervisor chose."""
    if len(found.ids) == 1:
        return found.ids[0]
    chosen = op.acceptance.village_code if op.acceptance is not None else None
    if chosen in found.codes:
        return found.ids[found.codes.index(chosen)]
    days = (_day_of(op), clock.local_date(op.est_to), clock.local_date())
    theirs = [id for id in found.ids if any(op.author.has(id, day) for day in days)]
    if len(theirs) == 1:
        return theirs[0]
    raise held(OutcomeReason.PLACE_DIVIDED)


def _village_of_card(op: Incoming, card: Row) -> tuple[int, Former | None]:
    """Return the village of a household on the day of *op*: before a change moved it, the one it lay in."""
    now, before = card["village_id"], card["moved_from_id"]
    if before is None:
        return now, None
    former = Former(before, card["moved_on"]) if _did_not_know(op, card) else None
    if _day_of(op) >= card["moved_on"]:
        return now, former
    days = (clock.local_date(op.est_to), clock.local_date())
    is_theirs = any(op.author.has(before, day) for day in days)
    return before if is_theirs else now, former


def _did_not_know(op: Incoming, card: Row) -> bool:
    """Tell whether *op* comes from a phone that was last in touch before a change moved the household."""
    if card.get("moved_at") is None or op.author.grant_id is None:
        return False
    return bool((op.heard_at or op.est_to) < card["moved_at"])


def _find_household(world: World, id: str) -> Row:
    """Return the card that *id* leads to, aliases and replacements followed."""
    row = world.record(RecordType.HOUSEHOLD, id)
    if row is not None:
        return world.winner(row)
    if world.made_something_else(id):
        raise rejected(OutcomeReason.MALFORMED, detail="not a household")
    parent = world.operations.get(id)
    if parent is None or parent["outcome"] != OperationOutcome.REJECTED:
        raise held(OutcomeReason.PARENT_UNKNOWN, waits_for=id)
    replacement = world.stand_in(id)
    if replacement is None:
        raise held(OutcomeReason.PARENT_REJECTED, waits_for=id)
    return world.winner(replacement)


def _find_named(world: World, op: Incoming, kind: Kind) -> Row | None:
    """Return the household that *op* names; None if a supervisor accepted the visit without it."""
    try:
        return _find_household(world, str(op.body["household"]))
    except Refused as refusal:
        is_waived = op.acceptance is not None and refusal.verdict.reason == OutcomeReason.PARENT_UNKNOWN
        if is_waived and kind.record in VISITS:
            return None
        raise


def _only_village(op: Incoming) -> int:
    """Return the village where the author worked, if there was but one."""
    day = clock.local_date(op.est_to)
    villages = [id for id in op.author.villages if op.author.has(id, day)]
    if len(villages) != 1:
        raise held(OutcomeReason.PARENT_UNKNOWN, waits_for=str(op.body["household"]))
    return villages[0]
