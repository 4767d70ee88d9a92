"""Where what lies in a village goes when the change that put it there is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, null, select, true
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import (
    Assist,
    ClassSession,
    Departed,
    Feedback,
    Latecomer,
    LogEntry,
    Operation,
    PlaceChange,
    PlaceSuccession,
    VillageSurvey,
)
from tocongnghe.vocabulary import AssistState, ClassState, FeedbackState, SuccessionRelation

Gathered = tuple[str, str, str | None]
"""Kind of the operation that moves a record, its id, its household."""


def origins_of(change: PlaceChange) -> list[int]:
    """Return the villages that were there before *change*."""
    made = set(change.trail["made"])
    return [id for id in change.trail["villages"] if id not in made]


def known_homes(session: Session, change: PlaceChange) -> dict[str, int]:
    """Return by record the former village that it is of: as a late phone said, or as it was moved."""
    return _said(session, change) | _moved(session, change)


def _moved(session: Session, change: PlaceChange) -> dict[str, int]:
    rows = session.execute(
        select(Departed.record_id, Departed.village_id)
        .join(LogEntry, LogEntry.seq == Departed.seq)
        .join(Operation, Operation.id == LogEntry.operation_id)
        .where(Departed.village_id.in_(origins_of(change)), LogEntry.province_id == change.province_id)
        .where(Operation.kind.endswith(".move"), Operation.body.contains(f'"change":"{change.id}"'))
        .order_by(Departed.seq)
    )
    return {record_id: village_id for record_id, village_id in rows}  # noqa: C416 - dict() of a Result


def _said(session: Session, change: PlaceChange) -> dict[str, int]:
    origins, targets = set(origins_of(change)), [*change.trail["made"], *change.trail["into"]]
    rows = session.execute(
        select(Latecomer.operation_id, Latecomer.named_id).where(Latecomer.place_id.in_(targets))
    ).all()
    went_on = session.execute(
        select(PlaceSuccession.from_id, PlaceSuccession.to_id).where(
            PlaceSuccession.from_id.in_({named for _, named in rows}),
            PlaceSuccession.to_id.in_(origins),
            PlaceSuccession.relation == SuccessionRelation.WHOLE,
        )
    ).all()
    homes = {from_id: to_id for from_id, to_id in went_on} | {id: id for id in origins}  # noqa: C416 - as above
    return {id: homes[named] for id, named in rows if named in homes}


def gathered(session: Session, village_id: int, since: date | None) -> Iterator[Gathered]:
    """Yield the classes, surveys and feedback that lie in a village, of *since* (None: ever) and later."""
    day = since or date.min
    begin = datetime.combine(since, time(), clock.VIETNAM) if since else None
    tables: tuple[tuple[str, Any, ColumnElement[bool], Any], ...] = (
        ("class_session.move", ClassSession, ClassSession.held_on >= day, null()),
        ("village_survey.move", VillageSurvey, VillageSurvey.surveyed_on >= day, null()),
        ("feedback.move", Feedback, Feedback.raised_at >= begin if begin else true(), Feedback.household_id),
    )
    for kind, table, is_since, household_id in tables:
        rows = session.execute(
            select(table.id, household_id).where(table.village_id == village_id, is_since).order_by(table.id)
        )
        for id, whose in rows.all():
            yield kind, id, whose


def count_homeless(session: Session, change: PlaceChange, village_id: int) -> int:
    """Return how many records of *village_id* name no household, and nothing tells where they came from."""
    known = known_homes(session, change)
    tables: tuple[tuple[Any, tuple[ColumnElement[bool], ...]], ...] = (
        (Assist, (Assist.household_id.is_(None), Assist.state != AssistState.WITHDRAWN)),
        (ClassSession, (ClassSession.state != ClassState.WITHDRAWN,)),
        (VillageSurvey, ()),
        (Feedback, (Feedback.household_id.is_(None), Feedback.state != FeedbackState.WITHDRAWN)),
    )
    found = 0
    for table, conditions in tables:
        ids = session.scalars(select(table.id).where(table.village_id == village_id, *conditions))
        found += sum(id not in known for id in ids)
    return found
