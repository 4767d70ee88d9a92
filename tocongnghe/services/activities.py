"""Classes that were held and what surveys found, for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.models import ClassSession, Place, User, VillageSurvey
from tocongnghe.services.access import Actor
from tocongnghe.services.desk_drafts import find_village_id
from tocongnghe.vocabulary import ClassState, Role, SurveyedExtent, SurveySource

MOST = 100
"""Rows of each kind that are listed at most, newest first."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    id: str
    village: str
    held_on: date
    topic: str | None
    lesson: str | None
    steps: list[int] | None
    women: int | None
    men: int | None
    over_60: int | None
    language: str | None
    note: str | None
    author: str | None


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """What one survey found; None was not asked."""

    id: str
    village: str
    surveyed_on: date
    power: SurveyedExtent | None
    mobile_signal: SurveyedExtent | None
    has_fibre: bool | None
    has_cash_point: bool | None
    source: SurveySource | None
    author: str | None
    is_newest: bool
    """No later survey of the same village."""


def list_classes(session: Session, actor: Actor, village: str | None = None) -> list[ClassRow]:
    """Return the newest classes of the actor's villages, or of the one named.

    Raises:
        Forbidden: Neither a supervisor nor a leader of the commune.
        NotFound: A village outside the actor's places.
    """
    rows = session.execute(
        select(ClassSession, Place.name, User.name)
        .join(Place, Place.id == ClassSession.village_id)
        .outerjoin(User, User.id == ClassSession.author_id)
        .where(
            ClassSession.village_id.in_(_reach(session, actor, village)),
            ClassSession.state == ClassState.HELD,
        )
        .order_by(ClassSession.held_on.desc(), ClassSession.id)
        .limit(MOST)
    )
    return [
        ClassRow(
            id=row.id,
            village=name,
            held_on=row.held_on,
            topic=row.topic,
            lesson=row.lesson,
            steps=row.steps,
            women=row.women_count,
            men=row.men_count,
            over_60=row.over_60_count,
            language=row.language,
            note=row.note,
            author=author,
        )
        for row, name, author in rows
    ]


def list_surveys(session: Session, actor: Actor, village: str | None = None) -> list[SurveyRow]:
    """Return the newest surveys of the actor's villages, or of the one named.

    Raises:
        Forbidden: Neither a supervisor nor a leader of the commune.
        NotFound: A village outside the actor's places.
    """
    rows = session.execute(
        select(VillageSurvey, Place.name, User.name)
        .join(Place, Place.id == VillageSurvey.village_id)
        .outerjoin(User, User.id == VillageSurvey.author_id)
        .where(VillageSurvey.village_id.in_(_reach(session, actor, village)))
        .order_by(VillageSurvey.surveyed_on.desc(), VillageSurvey.logged_at.desc(), VillageSurvey.id)
        .limit(MOST)
    )
    seen: set[int] = set()
    found = []
    for row, name, author in rows:
        found.append(
            SurveyRow(
                id=row.id,
                village=name,
                surveyed_on=row.surveyed_on,
                power=row.power,
                mobile_signal=row.mobile_signal,
                has_fibre=row.has_fibre,
                has_cash_point=row.has_cash_point,
                source=row.source,
                author=author,
                is_newest=row.village_id not in seen,
            )
        )
        seen.add(row.village_id)
    return found


def _reach(session: Session, actor: Actor, village: str | None) -> frozenset[int]:
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    return actor.village_ids if village is None else frozenset({find_village_id(session, actor, village)})
