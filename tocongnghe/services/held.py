"""Work that waits: decided again when what it waited for may be there (protocol §6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, select

from tocongnghe.models import Feed, Operation
from tocongnghe.operations import Complaint, decide_held_again, own_device_id
from tocongnghe.services.grants import Bearer
from tocongnghe.services.unsettled import HELD
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason

CHUNK = 200


def release_after_refresh(engine: Engine, bearer: Bearer) -> None:
    """Decide again what was held because the bearer's grant had expired."""
    query = (
        select(Operation.id)
        .where(
            Operation.grant_id == bearer.grant_id,
            Operation.outcome == OperationOutcome.HELD,
            Operation.reason == OutcomeReason.GRANT_EXPIRED,
        )
        .order_by(Operation.device_n)
    )
    with engine.connect() as connection:
        ids = list(connection.scalars(query))
    if ids:
        decide_held_again(engine, bearer.province_id, bearer.device_id, ids)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many waiting operations were looked at, and how many of them wait no longer."""

    looked_at: int = 0
    settled: int = 0


def decide_all_held_again(
    engine: Engine, complaint: Complaint, should_stop: Callable[[], bool] = lambda: False
) -> Swept:
    """Decide every held operation of every province once more, a chunk a transaction.

    *complaint* judges the shape of what an earlier program could not read.
    """
    with engine.connect() as connection:
        provinces = list(connection.scalars(select(Feed.province_id).order_by(Feed.province_id)))
    looked_at = settled = 0
    for province_id in provinces:
        ids = _held(engine, province_id)
        for start in range(0, len(ids), CHUNK):
            if should_stop():
                break
            chunk = ids[start : start + CHUNK]
            device_id = own_device_id(engine, province_id)
            settled += decide_held_again(engine, province_id, device_id, chunk, complaint)
            looked_at += len(chunk)
    return Swept(looked_at, settled)


def _held(engine: Engine, province_id: int) -> list[str]:
    query = (
        select(Operation.id)
        .where(Operation.province_id == province_id, Operation.outcome == HELD)
        .order_by(Operation.device_id, Operation.device_n)
    )
    with engine.connect() as connection:
        return list(connection.scalars(query))
