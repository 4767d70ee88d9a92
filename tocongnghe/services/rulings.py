"""Work that waits for a supervisor's word: from a lost or unknown phone, or with its household missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, aliased

from tocongnghe.errors import NotFound
from tocongnghe.models import Device, Household, Operation, Place, PlaceSuccession, User
from tocongnghe.operations import WAIVABLE, Draft, Reach, submit_from_desk
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.services.unsettled import HELD
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason, Role

MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class HeldWork:
    """One operation that waits; `said` is its body, the household's name beside it where it is known."""

    id: str
    kind: str
    reason: OutcomeReason
    member: str | None
    device_id: str
    device: str | None
    village: str | None
    made_at: datetime
    household: str | None
    said: Mapping[str, Any]
    choices: tuple[tuple[str, str], ...] = ()
    """(code, name) of the villages that its own was divided into."""

    @property
    def may_accept(self) -> bool:
        return self.reason in WAIVABLE


@dataclass(frozen=True, slots=True)
class Ruled:
    """How many rulings were given; `late`: what they were about waited no longer, or cannot be taken."""

    given: int
    late: int


def list_held(session: Session, actor: Actor) -> tuple[HeldWork, ...]:
    """Return what waits in the actor's villages, phone by phone in the order in which it was made.

    At most MOST_SHOWN: ruling on them shows the next.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    query = (
        select(Operation.__table__, User.name.label("member"), Device.name.label("device"))
        .outerjoin(User, User.id == Operation.author_id)
        .outerjoin(Device, Device.id == Operation.device_id)
        .where(Operation.province_id == actor.province_id, Operation.outcome == HELD)
        .order_by(Operation.device_id, Operation.device_n)
    )
    reach = Reach(session.connection())
    rows = [
        dict(row)
        for row in session.execute(query).mappings()
        if reach.villages_of(dict(row)) & actor.village_ids
    ][:MOST_SHOWN]
    names = _household_names(session, rows)
    villages = dict(
        session.execute(select(Place.code, Place.name).where(Place.id.in_(actor.village_ids))).all()
    )
    return tuple(_work(row, names, villages, _parts(session, row)) for row in rows)


def _parts(session: Session, row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what became of the divided village that *row* names."""
    if row["reason"] != OutcomeReason.PLACE_DIVIDED:
        return ()
    named, part = aliased(Place), aliased(Place)
    query = (
        select(part.code, part.name)
        .join(PlaceSuccession, PlaceSuccession.to_id == part.id)
        .join(named, named.id == PlaceSuccession.from_id)
        .where(named.code == str(json.loads(row["body"])["village"]), holds_on(part))
        .order_by(part.code)
    )
    return tuple((code, name) for code, name in session.execute(query))


def count_held(session: Session, actor: Actor) -> int:
    """Return how many operations wait for the actor's word; 0 for whoever rules on nothing."""
    return len(list_held(session, actor)) if actor.may_review else 0


def rule(
    session: Session,
    actor: Actor,
    ids: Iterable[str],
    *,
    accept: bool,
    text: str | None,
    village: str | None = None,
) -> Ruled:
    """Accept or refuse the waiting operations *ids*, in the order in which they were made.

    *village*: the code of the one where those belong whose own was divided.

    Raises:
        Forbidden: No supervisor.
        NotFound: One of them is unknown, or not the actor's to rule on; then nothing is ruled.
    """
    actor.require(Role.SUPERVISOR)
    wanted = set(ids)
    table: Any = Operation.__table__
    query = select(table).where(table.c.id.in_(wanted)).order_by(table.c.device_id, table.c.device_n)
    reach = Reach(session.connection())
    rows = [dict(row) for row in session.execute(query).mappings()]
    if len(rows) < len(wanted) or not all(reach.villages_of(row) & actor.village_ids for row in rows):
        raise NotFound("no such waiting work here")
    body = ({"text": text} if text else {}) | ({"village": village} if village and accept else {})
    kind = "op.accept" if accept else "op.refuse"
    drafts = [Draft(kind, None, None, {"op": row["id"]} | body) for row in rows]
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - a session of the app is bound to one
    session.rollback()  # ends the read snapshot: what follows is its own transaction
    decisions = submit_from_desk(
        engine, province_id=actor.province_id, author_id=actor.user_id, drafts=drafts
    )
    given = sum(decision.outcome is OperationOutcome.APPLIED for decision in decisions)
    return Ruled(given, len(decisions) - given)


def _household_names(session: Session, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return the heads of all households that *rows* name, of waiting ones, too."""
    bodies = {row["id"]: json.loads(row["body"]) or {} for row in rows}
    named = {str(body["household"]) for body in bodies.values() if body.get("household")}
    named |= {row["record_id"] for row in rows if row["kind"].startswith("household.")}
    query = select(Household.id, Household.head_name).where(Household.id.in_(named))
    waiting = {id: str(body["head_name"]) for id, body in bodies.items() if body.get("head_name")}
    return waiting | {row.id: row.head_name for row in session.execute(query)}


def _work(
    row: Mapping[str, Any],
    names: Mapping[str, str],
    villages: Mapping[str, str],
    choices: tuple[tuple[str, str], ...],
) -> HeldWork:
    said = json.loads(row["body"]) or {}
    return HeldWork(
        id=row["id"],
        kind=row["kind"],
        reason=OutcomeReason(row["reason"]),
        member=row["member"],
        device_id=row["device_id"],
        device=row["device"],
        village=villages.get(str(said.get("village"))),
        made_at=row["est_to"],
        household=names.get(str(said.get("household") or row["record_id"])),
        said=said,
        choices=choices,
    )
