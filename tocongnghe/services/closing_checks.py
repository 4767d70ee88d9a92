"""What is still open in a period before its commune closes it: a checklist, nothing that forbids.

Each count leads to the work behind it. A commune may close nevertheless and
says why; what comes later is counted in the next version.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, load_kinds
from tocongnghe.models import (
    Assist,
    Device,
    Grant,
    Membership,
    Operation,
    Place,
    SettledDoubt,
    SpotCheck,
    SpotDraw,
    Team,
)
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.services.rulings import count_held
from tocongnghe.services.spot_checks import count_undrawn
from tocongnghe.vocabulary import AssistState, OperationOutcome

CORRECTIONS = ("assist.amend", "assist.withdraw")
"""What a team says anew; a verdict that came too late is the desk's own and has been told."""


class Open(StrEnum):
    """What may be open, in the order in which it is best dealt with."""

    UNSENT = "unsent"
    """Phones that told of unsent work at their last contact."""
    HELD = "held"
    CONFLICTS = "conflicts"
    WAITING = "waiting"
    RETURNED = "returned"
    SILENT = "silent"
    """Villages of which nothing came for the period."""
    SPOT_CHECKS = "spot_checks"
    """Teams whose sample was not drawn, and drawn visits that nobody looked into."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list; nothing open is 0."""

    what: Open
    count: int


def list_checks(session: Session, actor: Actor, period: Period) -> tuple[Check, ...]:
    """Return every line of the checklist for the places of *actor*, who was narrowed to one commune."""
    by_state = _by_state(session, actor, period)
    counts = {
        Open.UNSENT: _phones_with_unsent(session, actor),
        Open.HELD: count_held(session, actor),
        Open.CONFLICTS: _conflicts(session, actor, period),
        Open.WAITING: by_state.get(AssistState.SUBMITTED, 0),
        Open.RETURNED: by_state.get(AssistState.RETURNED, 0),
        Open.SILENT: _silent(session, actor, period),
        Open.SPOT_CHECKS: _spot_checks(session, actor, period),
    }
    return tuple(Check(what, counts[what]) for what in Open)


def narrowed(actor: Actor, commune_id: int, village_ids: frozenset[int]) -> Actor:
    """Return *actor* with that one of their communes alone."""
    return replace(
        actor,
        place_ids=frozenset({commune_id}),
        commune_ids=frozenset({commune_id}),
        village_ids=village_ids,
        work_village_ids=village_ids,
    )


def _by_state(session: Session, actor: Actor, period: Period) -> dict[AssistState, int]:
    rows = session.execute(
        select(Assist.state, func.count())
        .where(
            Assist.village_id.in_(actor.village_ids),
            Assist.state.in_((AssistState.SUBMITTED, AssistState.RETURNED)),
            Assist.happened_on.between(period.from_day, period.to_day),
        )
        .group_by(Assist.state)
    )
    return dict(rows.all())


def _silent(session: Session, actor: Actor, period: Period) -> int:
    """Count villages without an assist in the period, by the records: a visit may not be counted yet.

    Those that have gone on in others since are asked for nothing.
    """
    alive = set(session.scalars(select(Place.id).where(Place.id.in_(actor.village_ids), holds_on(Place))))
    reported = select(func.count(Assist.village_id.distinct())).where(
        Assist.village_id.in_(alive),
        Assist.happened_on.between(period.from_day, period.to_day),
        Assist.state != AssistState.WITHDRAWN,
    )
    return len(alive) - (session.scalar(reported) or 0)


def _conflicts(session: Session, actor: Actor, period: Period) -> int:
    """Count the corrections of the period's assists that came too late and that nobody has looked at."""
    query = (
        select(func.count())
        .select_from(Operation)
        .join(Assist, Assist.id == Operation.record_id)
        .where(
            Operation.outcome == OperationOutcome.CONFLICT,
            Operation.kind.in_(CORRECTIONS),
            Assist.village_id.in_(actor.village_ids),
            Assist.happened_on.between(period.from_day, period.to_day),
            Assist.state != AssistState.WITHDRAWN,
            ~exists().where(SettledDoubt.second_id == Operation.id),
        )
    )
    return session.scalar(query) or 0


def _spot_checks(session: Session, actor: Actor, period: Period) -> int:
    unseen = (
        select(func.count())
        .select_from(SpotCheck)
        .join(SpotDraw, SpotDraw.id == SpotCheck.draw_id)
        .join(Team, Team.id == SpotDraw.team_id)
        .where(
            Team.place_id.in_(actor.village_ids | actor.commune_ids),
            SpotDraw.from_on >= period.from_day,
            SpotDraw.to_on <= period.to_day,
            SpotCheck.finding.is_(None),
        )
    )
    is_month = load_kinds()[period.kind].months == 1
    return (session.scalar(unseen) or 0) + (count_undrawn(session, actor, period) if is_month else 0)


def _phones_with_unsent(session: Session, actor: Actor) -> int:
    people = (
        select(Membership.user_id)
        .join(Team, Team.id == Membership.team_id)
        .where(
            Team.place_id.in_(actor.village_ids | actor.commune_ids),
            or_(Membership.valid_to.is_(None), Membership.valid_to > clock.local_date()),
        )
    )
    query = (
        select(func.count(Device.id.distinct()))
        .join(Grant, Grant.device_id == Device.id)
        .where(Device.unsent_count > 0, Grant.revoked_at.is_(None), Grant.user_id.in_(people))
    )
    return session.scalar(query) or 0
