"""The one way in: a batch of operations, decided, folded and logged in one transaction.

Source: protocol §4. Writers of one province follow one another (SQLite: BEGIN
IMMEDIATE; PostgreSQL: the feed row is locked), so a lower seq is always
committed before a higher one can be seen.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError

from tocongnghe.models import Feed
from tocongnghe.operations import chain
from tocongnghe.operations.authors import authors_of_grants, authors_of_users
from tocongnghe.operations.decide import decide
from tocongnghe.operations.ledger import Ledger
from tocongnghe.operations.words import Author, Decision, Incoming, Refused, Row, Verdict
from tocongnghe.operations.world import World, waiting_for
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason

log = logging.getLogger(__name__)

WRITING = {"begin_immediate": True}


def submit(
    engine: Engine,
    province_id: int,
    device_id: str,
    batch: Sequence[Incoming],
    *,
    alongside: Callable[[Connection], None] | None = None,
) -> list[Decision]:
    """Take *batch* in, in order, and return one decision for each operation.

    The transaction is its own and is committed when this returns. `alongside`
    runs inside it, for what must be true if and only if the batch is.

    Raises:
        sqlalchemy.exc.OperationalError: The database is not there or stays locked.
    """
    try:
        return _submit_at_once(engine, province_id, device_id, batch, alongside)
    except (IntegrityError, DataError) as error:
        log.warning(
            "a batch of %d operations broke a rule of the database: %s", len(batch), type(error).__name__
        )
        decisions = []
        for op in batch:
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
) -> list[Decision]:
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        ledger = Ledger(lock_feed(connection, province_id), device_id)
        world = World(connection)
        world.fetch(batch)
        decisions = [_take(world, ledger, op, failed) for op in batch]
        _release(world, ledger, deque(id for id, row in ledger.new.items() if not _is_held(row)))
        ledger.write(connection)
        if alongside is not None:
            alongside(connection)
    return [decision_of(ledger.new[d.id]) if d.id in ledger.new else d for d in decisions]


def _submit_alone(engine: Engine, province_id: int, device_id: str, op: Incoming) -> list[Decision]:
    """Keep what the database refused: its bytes aside, the operation held for a person to look at."""
    try:
        return _submit_at_once(engine, province_id, device_id, [op])
    except (IntegrityError, DataError) as error:
        log.warning("operation %s is held: %s", op.id, type(error).__name__)
        verdict = Verdict(OperationOutcome.HELD, OutcomeReason.SERVER_ERROR)
        return _submit_at_once(engine, province_id, device_id, [op], failed=verdict)


def lock_feed(connection: Connection, province_id: int) -> Row:
    """Return the head of the province's log, locked until the transaction ends; begin it if there is none."""
    query = select(Feed.__table__).where(Feed.province_id == province_id).with_for_update()
    row = connection.execute(query).mappings().first()
    if row is None:
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
        row = connection.execute(query).mappings().one()
    return dict(row)


def _take(world: World, ledger: Ledger, op: Incoming, failed: Verdict | None = None) -> Decision:
    """Decide one operation that arrives; what was decided before keeps its answer."""
    stored = world.operations.get(op.id)
    if stored is not None:
        if stored["body_hash"] != op.hash:
            ledger.quarantine(op, OutcomeReason.ID_REUSED)
            return Decision(op.id, op.record_id, OperationOutcome.REJECTED, OutcomeReason.ID_REUSED)
        return decision_of(stored)
    verdict = failed or _apply(world, ledger, op)
    if failed is not None:
        ledger.quarantine(op, OutcomeReason.SERVER_ERROR)
    world.operations[op.id] = ledger.append(op, verdict)
    return Decision(op.id, op.record_id, verdict.outcome, verdict.reason, verdict.extra)


def _apply(world: World, ledger: Ledger, op: Incoming) -> Verdict:
    """Decide *op* and, if it applies, put the rows that follow from it into *world* and *ledger*."""
    try:
        facts = decide(world, op)
        ledger.apply(world, op, facts)
    except Refused as refusal:
        return refusal.verdict
    except (LookupError, TypeError, ValueError) as error:
        log.exception("operation %s could not be decided: %s", op.id, type(error).__name__)
        ledger.quarantine(op, OutcomeReason.SERVER_ERROR)
        return Verdict(OperationOutcome.HELD, OutcomeReason.SERVER_ERROR)
    return Verdict(OperationOutcome.APPLIED)


def _release(world: World, ledger: Ledger, done: deque[str]) -> None:
    """Decide again what waited for the operations in *done*, and what waited for that, until nothing does."""
    while done:
        settled = {done.popleft() for _ in range(len(done))}
        stored = [row for row in waiting_for(world.connection, settled) if row["id"] not in ledger.changed]
        children = stored + [row for row in ledger.new.values() if _waits(row, settled)]
        done.extend(_decide_again(world, ledger, children))


def _waits(row: Row, settled: set[str]) -> bool:
    return _is_held(row) and row["waits_for"] in settled


def _decide_again(world: World, ledger: Ledger, rows: list[Row]) -> list[str]:
    """Return the ids of those *rows* (held operations) that are held no more."""
    if not rows:
        return []
    again = restore_incoming(world.connection, rows)
    for row in rows:
        world.operations[row["id"]] = row
    world.fetch(again)
    released = []
    for op, row in zip(again, rows, strict=True):
        verdict = _apply(world, ledger, op)
        ledger.decide_again(row, verdict)
        if verdict.outcome != OperationOutcome.HELD:
            released.append(op.id)
    return released


def restore_incoming(connection: Connection, rows: Sequence[Row]) -> list[Incoming]:
    """Return stored operations as they came, with their authors as they stand today."""
    by_grant = authors_of_grants(connection, {row["grant_id"] for row in rows if row["grant_id"]})
    by_user = authors_of_users(connection, {row["author_id"] for row in rows if not row["grant_id"]})
    incoming = []
    for row in rows:
        author = by_grant.get(row["grant_id"]) if row["grant_id"] else by_user.get(row["author_id"])
        incoming.append(
            Incoming(
                id=row["id"],
                kind=row["kind"],
                record=None if row["record_id"] == row["id"] else row["record_id"],
                prev=row["prev_id"],
                n=row["device_n"],
                at=row["wall_at"],
                body=json.loads(row["body"]),
                hash=row["body_hash"],
                author=author or Author(None, row["grant_id"], standing="unknown"),
                est_from=row["est_from"],
                est_to=row["est_to"],
                is_clock_suspect=row["est_from"] != row["est_to"],
                schema=row["schema"],
            )
        )
    return incoming


def decide_held_again(engine: Engine, province_id: int, device_id: str, ids: Sequence[str]) -> None:
    """Decide held operations once more, after a grant was refreshed or the program learnt more kinds."""
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        ledger = Ledger(lock_feed(connection, province_id), device_id)
        world = World(connection)
        world.fetch_operations(set(ids))
        rows = [row for id in ids if (row := world.operations[id]) is not None and _is_held(row)]
        _release(world, ledger, deque(_decide_again(world, ledger, rows)))
        ledger.write(connection)


def _is_held(row: Row) -> bool:
    return bool(row["outcome"] == OperationOutcome.HELD)


def decision_of(row: Row) -> Decision:
    """Return the stored answer to an operation."""
    reason = OutcomeReason(row["reason"]) if row["reason"] else None
    extra = json.loads(row["extra"]) if row["extra"] else {}
    return Decision(row["id"], row["record_id"], OperationOutcome(row["outcome"]), reason, extra)
