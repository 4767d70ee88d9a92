"""Outcomes of a handful among millions of operations, for queries that small indexes answer.

Written into the statement as literals: a database sees only so that an index of
the rows with this outcome holds all that is asked for.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, bindparam

from tocongnghe.models import Operation
from tocongnghe.vocabulary import OperationOutcome


def _literal(outcome: OperationOutcome) -> BindParameter[Any]:
    return bindparam(None, outcome, type_=Operation.outcome.type, literal_execute=True)


HELD = _literal(OperationOutcome.HELD)
CONFLICT = _literal(OperationOutcome.CONFLICT)
