"""Work that waits: decided again when what it waited for may be there (protocol §6)."""

from __future__ import annotations

from sqlalchemy import Engine, select

from tocongnghe.models import Feed, Operation
from tocongnghe.operations import decide_held_again, own_device_id
from tocongnghe.services.grants import Bearer
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


def decide_all_held_again(engine: Engine) -> int:
    """Decide every held operation of every province once more; return how many were looked at."""
    with engine.connect() as connection:
        provinces = list(connection.scalars(select(Feed.province_id)))
    return sum(_decide_province(engine, province_id) for province_id in provinces)


def _decide_province(engine: Engine, province_id: int) -> int:
    query = (
        select(Operation.id)
        .where(Operation.province_id == province_id, Operation.outcome == OperationOutcome.HELD)
        .order_by(Operation.device_id, Operation.device_n)
    )
    with engine.connect() as connection:
        ids = list(connection.scalars(query))
    device_id = own_device_id(engine, province_id)
    for start in range(0, len(ids), CHUNK):
        decide_held_again(engine, province_id, device_id, ids[start : start + CHUNK])
    return len(ids)
