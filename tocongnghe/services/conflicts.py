"""Two versions of one record: a change that came after somebody else's, beside what is there now.

The change stands in the log without effect. A supervisor keeps what is there,
takes the other version as a new operation, or asks the team.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import Assist, Household, Operation, Place, User
from tocongnghe.operations import Draft, in_todays_words
from tocongnghe.operations.fold import ASSIST_FIELDS, HOUSEHOLD_FIELDS
from tocongnghe.services.access import Actor
from tocongnghe.services.desk_drafts import Shown, Tried, submit_drafts
from tocongnghe.services.doubts import settled
from tocongnghe.services.unsettled import CONFLICT
from tocongnghe.vocabulary import AssistState, HouseholdState, OperationOutcome, Role

MOST = 200
"""Conflicts of a province that are looked at, newest first."""
KINDS = ("assist.amend", "assist.withdraw", "household.amend", "household.withdraw")
"""What comes from phones; a verdict that came too late was told to its supervisor at once."""
FIELDS: dict[type[Assist] | type[Household], dict[str, str]] = {
    Assist: {"household": "household_id"} | ASSIST_FIELDS,
    Household: HOUSEHOLD_FIELDS,
}
OPEN = {AssistState.SUBMITTED, AssistState.RETURNED, HouseholdState.ACTIVE}
"""States in which the other version can still be taken."""
SILENT = {"voice"}
SAID_AGAIN = (OperationOutcome.APPLIED, OperationOutcome.CONFLICT, OperationOutcome.REJECTED)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of both versions, as the wire has it."""

    name: str
    present: Any
    other: Any

    @property
    def differs(self) -> bool:
        return bool(self.present != self.other)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A record as it stands, and the change that came too late for it."""

    op: str
    record_id: str
    version: str
    is_assist: bool
    village_code: str
    village: str
    state: AssistState | HouseholdState
    household: str | None
    is_withdrawal: bool
    author_id: int | None
    author: str | None
    received_at: datetime
    present_author: str | None
    present_at: datetime | None
    fields: tuple[Field, ...]
    names: Mapping[str, str]
    """Household ids in the fields -> the names on their cards."""
    can_take: bool

    @property
    def waits_days(self) -> int:
        """Return for how many days a supervisor's word has been waited for."""
        return (clock.local_date() - clock.local_date(self.received_at)).days


def list_conflicts(session: Session, actor: Actor) -> tuple[Conflict, ...]:
    """Return what nobody has settled yet in the actor's villages, newest first.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    operations = session.execute(
        select(Operation, User.name)
        .outerjoin(User, User.id == Operation.author_id)
        .where(
            Operation.province_id == actor.province_id,
            Operation.outcome == CONFLICT,
            Operation.kind.in_(KINDS),
        )
        .order_by(Operation.received_at.desc(), Operation.id)
    ).all()
    records = _records(session, actor, {operation.record_id for operation, _ in operations})
    ours = [(operation, author) for operation, author in operations if operation.record_id in records][:MOST]
    gone = settled(session, (operation.record_id for operation, _ in ours))
    said = _settling(session, [operation for operation, _ in ours])
    waiting = [
        (operation, author)
        for operation, author in ours
        if (operation.record_id, operation.id) not in gone and operation.id not in said
    ]
    heads = _heads(session, {records[operation.record_id][0].head_op for operation, _ in waiting})
    found = [_conflict(operation, author, records, heads) for operation, author in waiting]
    names = _household_names(session, found)
    return tuple(replace(conflict, names=names) for conflict in found)


def count_conflicts(session: Session, actor: Actor) -> int:
    """Return how many conflicts wait for the actor's word; 0 for whoever decides nothing."""
    return len(list_conflicts(session, actor)) if actor.may_review else 0


def find_conflict(session: Session, actor: Actor, op: str) -> Conflict:
    """Return the conflict of the operation *op*.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, settled, or outside the actor's places.
    """
    for conflict in list_conflicts(session, actor):
        if conflict.op == op:
            return conflict
    raise NotFound


def take_other(session: Session, actor: Actor, conflict: Conflict, shown: Shown) -> Tried:
    """Say the other version again, on the version that was shown.

    Raises:
        Forbidden: No supervisor.
    """
    operation = session.get_one(Operation, conflict.op)
    body, _schema = in_todays_words(operation.kind, json.loads(operation.body) or {}, operation.schema)
    draft = Draft(operation.kind, shown.id, shown.version, dict(body or {}) | {"settles": [operation.id]})
    return submit_drafts(session, actor, [draft])


def ask_about_card(session: Session, actor: Actor, conflict: Conflict, text: str) -> Tried:
    """Give whoever made the change the task to clear up what is right on a household's card.

    Raises:
        Forbidden: No supervisor.
    """
    body = {"village": conflict.village_code, "household": conflict.record_id, "text": text}
    to = {} if conflict.author_id is None else {"to": str(conflict.author_id)}
    tried = submit_drafts(session, actor, [Draft("task.give", None, None, body | to)])
    if tried.done or not to:
        return tried
    return submit_drafts(session, actor, [Draft("task.give", None, None, body)])


Records = dict[str, tuple[Assist | Household, str, str, str | None]]


def _records(session: Session, actor: Actor, ids: Collection[str]) -> Records:
    """Return those of the actor's: the record, its village's code and name, its household's name."""
    found: Records = {}
    assists = session.execute(
        select(Assist, Place.code, Place.name, Household.head_name)
        .join(Place, Place.id == Assist.village_id)
        .outerjoin(Household, Household.id == Assist.household_id)
        .where(
            Assist.id.in_(ids),
            Assist.village_id.in_(actor.village_ids),
            Assist.state != AssistState.WITHDRAWN,
        )
    )
    for assist, code, village, name in assists:
        found[assist.id] = (assist, code, village, name)
    cards = session.execute(
        select(Household, Place.code, Place.name)
        .join(Place, Place.id == Household.village_id)
        .where(
            Household.id.in_(ids),
            Household.village_id.in_(actor.village_ids),
            Household.state == HouseholdState.ACTIVE,
        )
    )
    for card, code, village in cards:
        found[card.id] = (card, code, village, card.head_name)
    return found


def _settling(session: Session, conflicts: Collection[Operation]) -> set[str]:
    """Return those of *conflicts* that later operations of the same records say they settle.

    Whose own later change came too late as well, or was refused, waits with that one: its phone
    asks about it, not about the first any more.
    """
    authors = {operation.id: operation.author_id for operation in conflicts}
    rows = session.execute(
        select(Operation.body, Operation.outcome, Operation.author_id).where(
            Operation.record_id.in_({operation.record_id for operation in conflicts}),
            Operation.outcome.in_(SAID_AGAIN),
            Operation.body.contains('"settles"'),
        )
    )
    return {
        id
        for body, outcome, author_id in rows
        for id in map(str, json.loads(body).get("settles") or ())
        if id in authors and (outcome is OperationOutcome.APPLIED or authors[id] == author_id)
    }


def _heads(session: Session, ids: Collection[str]) -> dict[str, tuple[str | None, datetime]]:
    rows = session.execute(
        select(Operation.id, User.name, Operation.received_at)
        .outerjoin(User, User.id == Operation.author_id)
        .where(Operation.id.in_(ids))
    )
    return {id: (author, at) for id, author, at in rows}


def _conflict(
    operation: Operation,
    author: str | None,
    records: Records,
    heads: Mapping[str, tuple[str | None, datetime]],
) -> Conflict:
    record, code, village, household = records[operation.record_id]
    body = in_todays_words(operation.kind, json.loads(operation.body) or {}, operation.schema)[0] or {}
    present_author, present_at = heads.get(record.head_op, (None, None))
    return Conflict(
        op=operation.id,
        record_id=record.id,
        version=record.head_op,
        is_assist=isinstance(record, Assist),
        village_code=code,
        village=village,
        state=record.state,
        household=household,
        is_withdrawal=operation.kind.endswith(".withdraw"),
        author_id=operation.author_id,
        author=author,
        received_at=operation.received_at,
        present_author=present_author,
        present_at=present_at,
        fields=tuple(_fields(record, body)),
        names={},
        can_take=record.state in OPEN,
    )


def _fields(record: Assist | Household, body: Mapping[str, Any]) -> Iterator[Field]:
    """Yield the fields of which either version says something."""
    for name, column in FIELDS[type(record)].items():
        value = getattr(record, column)
        present = value.isoformat() if hasattr(value, "isoformat") else value
        other = body.get(name, present)
        if name not in SILENT and (present not in (None, "") or other not in (None, "")):
            yield Field(name, present, other)


def _household_names(session: Session, conflicts: Collection[Conflict]) -> dict[str, str]:
    ids = {
        str(value)
        for conflict in conflicts
        for field in conflict.fields
        if field.name == "household"
        for value in (field.present, field.other)
        if value
    }
    return dict(session.execute(select(Household.id, Household.head_name).where(Household.id.in_(ids))).all())
