"""One operation: decided and, if it applies, put into world and ledger; else its verdict."""

from __future__ import annotations

import logging

from tocongnghe.errors import frames_of
from tocongnghe.operations.decide import decide
from tocongnghe.operations.erased import REFUSED, about_erased
from tocongnghe.operations.ledger import Ledger
from tocongnghe.operations.words import Incoming, Refused, Verdict
from tocongnghe.operations.world import World
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason

log = logging.getLogger(__name__)


def attempt(world: World, ledger: Ledger, op: Incoming) -> Verdict:
    """Decide *op* and, if it applies, put the rows that follow from it into *world* and *ledger*."""
    try:
        if about_erased(world, op):
            return REFUSED
        facts = decide(world, op)
        ledger.apply(world, op, facts)
    except Refused as refusal:
        return refusal.verdict
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        log.error("operation %s could not be decided: %s", op.id, frames_of(error))  # noqa: TRY400
        ledger.quarantine(op, OutcomeReason.SERVER_ERROR)
        return Verdict(OperationOutcome.HELD, OutcomeReason.SERVER_ERROR)
    return _APPLIED


_APPLIED = Verdict(OperationOutcome.APPLIED)
