"""What places are to reach in exactly one span of days, by topic and measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import load_catalogue
from tocongnghe.models import Target

Goals = dict[int, dict[tuple[str, str], int]]
"""Place -> (topic, measure) -> value; measures are helped, has and visits."""


def find_goals(session: Session, place_ids: Collection[int], from_day: date, to_day: date) -> Goals:
    """Return what *place_ids* are to reach from *from_day* to *to_day*: targets of these very days."""
    rows = session.execute(
        select(Target.place_id, Target.indicator, Target.value).where(
            Target.place_id.in_(place_ids), Target.from_on == from_day, Target.to_on == to_day
        )
    )
    goals: Goals = defaultdict(dict)
    known = topic_indicators()
    for place_id, indicator, value in rows:
        if indicator in known:
            goals[place_id][known[indicator]] = value
    return goals


def topic_indicators() -> dict[str, tuple[str, str]]:
    """Return indicator -> (topic, measure), of those about one topic."""
    return {
        one.code: (one.topic, one.measure) for one in load_catalogue().indicators if one.topic is not None
    }
