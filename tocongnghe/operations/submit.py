"""The one way in: a batch of operations, decided, folded and logged in one transaction.

Source: protocol §4. Writers of one province follow one another (SQLite: BEGIN
IMMEDIATE; PostgreSQL: the feed row is locked), so a lower seq is always
committed before a higher one can be seen.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError

from tocongnghe.models import Feed
from tocongnghe.operations import chain
from tocongnghe.operations.attempt import attempt
from tocongnghe.operations.driver import unanswered
from tocongnghe.operations.erasures import is_erased
from tocongnghe.operations.journal import note_operations
from tocongnghe.operations.ledger import Ledger
from tocongnghe.operations.named import names_of
from tocongnghe.operations.questions import Question
from tocongnghe.operations.release import Complaint, Release, is_held
from tocongnghe.operations.words import Decision, Incoming, Row, Verdict
from tocongnghe.operations.world import Answers, World
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason

log = logging.getLogger(__name__)

WRITING = {"begin_immediate": True}
_F: Any = Feed.__table__
_HEAD = Question(select(_F).where(_F.c.province_id == bindparam("province")).with_for_update())
IsLate: TypeAlias = Callable[[], bool]


def submit(
    engine: Engine,
    province_id: int,
    device_id: str,
    batch: Sequence[Incoming],
    *,
    alongside: Callable[[Connection], None] | None = None,
    is_late: IsLate = lambda: False,
) -> list[Decision]:
    """Take *batch* in, in order, and return one decision for each operation.

    The transaction is its own and is committed when this returns. `alongside`
    runs inside it, for what must be true if and only if the batch is. Once
    `is_late`, what is left of the batch, but for the first, is not taken: then
    there are fewer decisions than operations.

    Raises:
        sqlalchemy.exc.OperationalError: The database is not there or stays locked.
    """
    try:
        return _submit_at_once(engine, province_id, device_id, batch, alongside, is_late=is_late)
    except (IntegrityError, DataError) as error:
        log.warning(
            "a batch of %d operations broke a rule of the database: %s", len(batch), type(error).__name__
        )
        decisions: list[Decision] = []
        for op in batch:
            if decisions and is_late():
                break
            decisions += _submit_alone(engine, province_id, device_id, op)
        if alongside is not None:
            _submit_at_once(engine, province_id, device_id, [], alongside)
        return decisions


def _submit_at_once(
    engine: Engine,
    province_id: int,
    device_id: str,
    batch: Sequence[Incoming],
    alongside: Callable[[Connection], None] | None = None,
    failed: Verdict | None = None,
    is_late: IsLate = lambda: False,
) -> list[Decision]:
    names = names_of(batch)
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        world = World(connection)
        answers: list[Answers] = []
        ledger = Ledger(
            lock_feed(connection, province_id, lambda: answers.append(world.ask(names))), device_id
        )
        if answers:
            world.take(answers[-1])
        world.fetch(names)
        release = Release(world, ledger)
        release.expect(world.operations)
        decisions: list[Decision] = []
        for op in batch:
            if decisions and is_late():
                break
            decisions.append(_take(world, ledger, release, op, failed))
        ledger.write(connection)
        note_operations(connection, [row for id, row in ledger.new.items() if id not in ledger.erased])
        if alongside is not None:
            alongside(connection)
    return [_as_it_ended(ledger, decision) for decision in decisions]


def _as_it_ended(ledger: Ledger, decision: Decision) -> Decision:
    """Return what became of a new operation by the end of its batch; it may have been held meanwhile."""
    if decision.reason == OutcomeReason.ID_REUSED or decision.id not in ledger.new:
        return decision
    row = ledger.new[decision.id]
    if row["outcome"] is decision.outcome and row["reason"] is decision.reason:
        return decision
    return decision_of(row)


def _submit_alone(engine: Engine, province_id: int, device_id: str, op: Incoming) -> list[Decision]:
    """Keep what the database refused: its bytes aside, the operation held for a person to look at."""
    try:
        return _submit_at_once(engine, province_id, device_id, [op])
    except (IntegrityError, DataError) as error:
        log.warning("operation %s is held: %s", op.id, type(error).__name__)
        verdict = Verdict(OperationOutcome.HELD, OutcomeReason.SERVER_ERROR)
        return _submit_at_once(engine, province_id, device_id, [op], failed=verdict)


def lock_feed(connection: Connection, province_id: int, ask_more: Callable[[], object] = bool) -> Row:
    """Return the head of the province's log, locked until the transaction ends; begin it if there is none.

    What `ask_more` asks is answered once the lock is there; only the last time that it is called counts.
    """
    given = {"province": province_id}
    with unanswered(connection):
        asked = _HEAD.ask(connection, given)
        ask_more()
        found = asked.rows()
    if not found:
        genesis = chain.new_genesis()
        values = {
            "province_id": province_id,
            "seq": 0,
            "chain": genesis,
            "genesis": genesis,
            "epoch": chain.new_id()[:8],
        }
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(Feed).values(**values).on_conflict_do_nothing())
        found = _HEAD.rows(connection, given)
        ask_more()
    return found[0]


def _take(
    world: World, ledger: Ledger, release: Release, op: Incoming, failed: Verdict | None = None
) -> Decision:
    """Decide one operation that arrives, and what waited for it; what was decided before keeps its answer."""
    stored = world.operations.get(op.id)
    if stored is not None:
        if stored["body_hash"] != op.hash and not is_erased(stored):
            ledger.quarantine(op, OutcomeReason.ID_REUSED)
            return Decision(op.id, op.record_id, OperationOutcome.REJECTED, OutcomeReason.ID_REUSED)
        return decision_of(stored)
    verdict = failed or op.settled or attempt(world, ledger, op)
    if failed is not None:
        ledger.quarantine(op, OutcomeReason.SERVER_ERROR)
    row = ledger.append(op, verdict)
    world.note(row)
    release.note(row)
    return Decision(
        op.id, op.record_id, verdict.outcome, verdict.reason, verdict.extra, is_erased=verdict.erases
    )


def decide_held_again(
    engine: Engine,
    province_id: int,
    device_id: str,
    ids: Sequence[str],
    complaint: Complaint | None = None,
) -> int:
    """Decide held operations once more; return how many of *ids* wait no longer.

    With *complaint* those that an earlier program could not read are checked for shape first.
    """
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        ledger = Ledger(lock_feed(connection, province_id), device_id)
        world = World(connection)
        world.fetch_operations(set(ids))
        release = Release(world, ledger, complaint)
        release.expect(ids)
        rows = [row for id in ids if (row := world.operations[id]) is not None and is_held(row)]
        release.again(rows)
        ledger.write(connection)
    return sum(not is_held(row) for row in rows)


def decision_of(row: Row) -> Decision:
    """Return the stored answer to an operation."""
    reason = OutcomeReason(row["reason"]) if row["reason"] else None
    extra = json.loads(row["extra"]) if row["extra"] else {}
    outcome = OperationOutcome(row["outcome"])
    return Decision(row["id"], row["record_id"], outcome, reason, extra, is_erased=is_erased(row))
