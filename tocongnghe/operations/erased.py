"""What arrives about something that was erased: refused, and not kept either (protocol I10).

The phone that made it knew nothing of the erasure. It is told what it would be
told after a withdrawal of consent, and its content is forgotten at once.
"""

from __future__ import annotations

from tocongnghe.operations.erasures import is_erased
from tocongnghe.operations.kinds import KINDS
from tocongnghe.operations.words import Incoming, Row, Verdict
from tocongnghe.operations.world import World
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason, RecordType

REFUSED = Verdict(OperationOutcome.REJECTED, OutcomeReason.CONSENT_WITHDRAWN, erases=True)
WORDLESS = {"assist.approve", "assist.unapprove"}
"""Verdicts on a visit that say nothing of anybody: a visit that was erased is still counted."""


def about_erased(world: World, op: Incoming) -> bool:
    """Tell whether *op* changes, names or stands in for what was erased."""
    kind = KINDS.get(op.kind)
    if kind is None or op.malformed is not None:
        return False
    if op.kind in WORDLESS and world.record(kind.record, op.record_id) is not None:
        return False
    before = {name for name in (op.prev, op.record, op.replaces) if name}
    if any(_was_erased(world.operations.get(id)) for id in before):
        return True
    named = {str(op.body[name]) for name in ("household", "into") if op.body.get(name)}
    if kind.about is RecordType.TASK:
        task = world.record(RecordType.TASK, str(op.body.get("task")))
        named |= {task["household_id"]} if task is not None and task["household_id"] else set()
    return any(_is_erased_card(world, id) for id in named)


def is_nameless(card: Row) -> bool:
    """Tell of a household's card whether it was erased: no other is without a name."""
    return bool(card["head_name"] == "")


def _is_erased_card(world: World, id: str) -> bool:
    card = world.record(RecordType.HOUSEHOLD, id)
    if card is None:
        return _was_erased(world.operations.get(id))
    return is_nameless(card) or is_nameless(world.winner(card))


def _was_erased(operation: Row | None) -> bool:
    return operation is not None and is_erased(operation)
