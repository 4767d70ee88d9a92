"""Operations made at the desk: this installation's own device, no grant, a named author."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects import postgresql, sqlite

from tocongnghe import clock
from tocongnghe.models import Device, Operation, Setting
from tocongnghe.operations import chain
from tocongnghe.operations.authors import authors_of_users
from tocongnghe.operations.journal import note_rows
from tocongnghe.operations.kinds import SCHEMA
from tocongnghe.operations.submit import WRITING, submit
from tocongnghe.operations.words import Author, Decision, Draft, Incoming

OWN_DEVICE = "own_device"


def submit_from_desk(
    engine: Engine, *, province_id: int, author_id: int, drafts: Sequence[Draft]
) -> list[Decision]:
    """Submit *drafts* in the name of *author_id*; return one decision for each, in order.

    Scope and role are judged here, not by the caller. The transaction is its
    own: end the reading session's before, and read anew after.
    """
    device_id = own_device_id(engine, province_id)
    with engine.connect() as connection:
        author = authors_of_users(connection, [author_id]).get(author_id) or Author(None, standing="unknown")
        n = _last_n(connection, device_id)
    batch = [_incoming(draft, author, n + step) for step, draft in enumerate(drafts, start=1)]
    return submit(engine, province_id, device_id, batch)


def own_device_id(engine: Engine, province_id: int) -> str:
    """Return the id under which this installation speaks, made at the first call."""
    with engine.connect() as connection:
        found = _own_device(connection)
    if found is not None:
        return found
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        fresh = str(uuid.uuid4())
        connection.execute(insert(Setting).values(name=OWN_DEVICE, value=fresh).on_conflict_do_nothing())
        kept = _own_device(connection) or fresh
        device = {"id": kept, "province_id": province_id, "created_at": clock.now()}
        connection.execute(insert(Device).values(**device).on_conflict_do_nothing())
        note_rows(connection, [("setting", {"name": OWN_DEVICE, "value": kept}), ("device", device)])
    return kept


def _own_device(connection: Connection) -> str | None:
    return connection.scalar(select(Setting.value).where(Setting.name == OWN_DEVICE))


def _last_n(connection: Connection, device_id: str) -> int:
    return (
        connection.scalar(select(func.max(Operation.device_n)).where(Operation.device_id == device_id)) or 0
    )


def _incoming(draft: Draft, author: Author, n: int) -> Incoming:
    id, now = draft.id or chain.new_id(), clock.now()
    fields = [id, draft.kind, draft.record, draft.prev, None, n, clock.to_ms(now), dict(draft.body)]
    return Incoming(
        id=id,
        kind=draft.kind,
        record=draft.record,
        prev=draft.prev,
        n=n,
        at=clock.to_ms(now),
        body=draft.body,
        hash=chain.body_hash(fields),
        author=author,
        est_from=now,
        est_to=now,
        schema=SCHEMA,
    )
