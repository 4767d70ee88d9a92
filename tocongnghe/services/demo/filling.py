"""Fills the large demo: each village's phone sends what it has, then each commune's supervisor approves it.

Both go the way of real work, `submit()`, and each goes on where it was cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import Problem
from tocongnghe.models import Assist, Operation
from tocongnghe.operations import SCHEMA, Author, Incoming, authors_of_grants, body_hash, submit
from tocongnghe.services import people
from tocongnghe.services.access import load_actor
from tocongnghe.services.demo.logins import PROVINCE
from tocongnghe.services.demo.sharing import CommunePlan, VillagePlan
from tocongnghe.services.demo.visits import Said, device_of, grant_of, operations_of
from tocongnghe.services.places import TWO_TIERS_FROM
from tocongnghe.services.verdicts import Shown, approve
from tocongnghe.vocabulary import AssistState, OperationOutcome

BATCH = 100
"""Operations in one push, as many as a phone may send."""
VERDICTS_AT_ONCE = 200

Complaint = Callable[[str, Mapping[str, Any]], str | None]
"""What is wrong with the body of a kind of operation, if anything is."""


class DemoRefused(Problem):
    """An operation of the demo was not applied: the demo and the rules do not fit each other."""

    slug, status, title = "demo-refused", 409, "An operation of the demo was not applied"


def province_of(session: Session) -> int:
    """Return the id of the demo's province."""
    return people.find_place(session, PROVINCE, TWO_TIERS_FROM).id


def sent_so_far(engine: Engine) -> dict[str, int]:
    """Return how many operations each phone has sent, by its id; they arrive in order, batch by batch."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(Operation.device_id, func.max(Operation.device_n)).group_by(Operation.device_id)
        )
        return {device: n for device, n in rows}  # noqa: C416 - dict() of a Result asks for keys


def push_village(
    engine: Engine, province_id: int, village: VillagePlan, complaint: Complaint, sent: int
) -> None:
    """Send what the village's phone has beyond its first *sent* operations, in batches as a phone does.

    Raises:
        DemoRefused: One was not applied; `detail` names it.
    """
    if sent >= village.operations:
        return
    device = device_of(village.code)
    with engine.connect() as connection:
        authors = authors_of_grants(
            connection, [grant_of(village.code, member) for member in range(village.members)]
        )
    said = [each for each in operations_of(village) if each.n > sent]
    for start in range(0, len(said), BATCH):
        batch = [_incoming(each, authors[grant_of(village.code, each.member)], complaint)
                 for each in said[start : start + BATCH]]  # fmt: skip
        for decision in submit(engine, province_id, device, batch):
            if decision.outcome is not OperationOutcome.APPLIED:
                raise DemoRefused(f"{village.code}: {decision.id} {decision.outcome} {decision.reason}")


def approve_commune(session: Session, plan: CommunePlan) -> int:
    """Have the commune's supervisor approve up to `VERDICTS_AT_ONCE` visits that wait; return how many.

    Raises:
        DemoRefused: One could not be approved.
    """
    supervisor = people.find_user_by_login(session, f"xa-{plan.code}")
    actor = load_actor(session, supervisor.id, clock.local_date())
    waiting = session.execute(
        select(Assist.id, Assist.head_op)
        .where(Assist.village_id.in_(actor.village_ids), Assist.state == AssistState.SUBMITTED)
        .limit(VERDICTS_AT_ONCE)
    ).all()
    shown = [Shown(id, version) for id, version in waiting]
    if not shown:
        return 0
    tried = approve(session, actor, shown)
    if tried.done < len(shown):
        raise DemoRefused(f"{plan.code}: {len(shown) - tried.done} visits could not be approved")
    return tried.done


def count_approved(session: Session) -> int:
    """Return how many visits are approved."""
    approved = select(func.count()).select_from(Assist).where(Assist.state == AssistState.APPROVED)
    return session.scalar(approved) or 0


def _incoming(said: Said, author: Author, complaint: Complaint) -> Incoming:
    """Return the operation as a push makes it of what such a phone sends, whose clock is right."""
    made = clock.from_ms(said.at)
    record = None
    fields = [said.id, said.kind, record, None, author.grant_id, said.n, said.at, dict(said.body)]
    return Incoming(
        id=said.id,
        kind=said.kind,
        record=record,
        prev=None,
        n=said.n,
        at=said.at,
        body=said.body,
        hash=body_hash(fields),
        author=author,
        est_from=made,
        est_to=made,
        schema=SCHEMA,
        malformed=complaint(said.kind, said.body),
    )
