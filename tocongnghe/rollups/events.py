"""Classes and surveys as they count now, beside where they counted before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Records
from tocongnghe.models import ClassSession, CountedEvent, VillageSurvey
from tocongnghe.rollups.batches import VillageDay, in_batches
from tocongnghe.vocabulary import ClassState


def recount_events(session: Session, class_ids: Iterable[str], survey_ids: Iterable[str]) -> set[VillageDay]:
    """Bring the counted rows of these classes and surveys up to their records.

    Returns:
        The days of villages that they left and on which they are now.
    """
    dirty: set[VillageDay] = set()
    for find, ids in ((_classes, class_ids), (_surveys, survey_ids)):
        for batch in in_batches(sorted(set(ids))):
            stale = select(CountedEvent.village_id, CountedEvent.happened_on).where(
                CountedEvent.record_id.in_(batch)
            )
            dirty |= {(row[0], row[1]) for row in session.execute(stale)}
            session.execute(delete(CountedEvent).where(CountedEvent.record_id.in_(batch)))
            facts = list(find(session, batch))
            if facts:
                session.connection().execute(insert(CountedEvent), facts)
            dirty |= {(fact["village_id"], fact["happened_on"]) for fact in facts}
    return dirty


def _classes(session: Session, ids: list[str]) -> Iterator[dict[str, Any]]:
    rows = select(ClassSession).where(ClassSession.id.in_(ids), ClassSession.state == ClassState.HELD)
    for row in session.scalars(rows.execution_options(populate_existing=True)):
        yield {
            "record_id": row.id,
            "records": Records.CLASSES.value,
            "village_id": row.village_id,
            "topic": row.topic,
            "happened_on": row.held_on,
            "attendee_count": (row.women_count or 0) + (row.men_count or 0),
        }


def _surveys(session: Session, ids: list[str]) -> Iterator[dict[str, Any]]:
    rows = select(VillageSurvey).where(VillageSurvey.id.in_(ids))
    for row in session.scalars(rows.execution_options(populate_existing=True)):
        yield {
            "record_id": row.id,
            "records": Records.SURVEYS.value,
            "village_id": row.village_id,
            "topic": None,
            "happened_on": row.surveyed_on,
            "attendee_count": 0,
        }
