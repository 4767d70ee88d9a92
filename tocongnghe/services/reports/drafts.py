"""Drafts of the province's reports: made when a period is over, and anew as communes close, until archived.

The report of a commune needs none: it says what the commune closed, and is put
together whenever somebody looks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue.periods import Period
from tocongnghe.models import CountedAssist, Place, ReportArchive, ReportDraft
from tocongnghe.services.reports.basis import communes_of, counted_day, standings, villages_of
from tocongnghe.services.reports.content import (
    Made,
    Said,
    agency_said,
    basis_of,
    is_from_closings,
    layout_of,
    make_content,
)
from tocongnghe.vocabulary import PlaceKind


@dataclass(frozen=True, slots=True)
class Current:
    """What the report on a period says now, not archived."""

    content: Said
    basis: str
    closed: int
    communes: int
    made_at: datetime
    is_kept: bool
    """It waits as a draft; else it was put together just now."""


def draft_to_make(session: Session, province_id: int, period: Period) -> Made | None:
    """Return what the province's draft on *period* should say; None when what is there still holds.

    From closings it is made whenever they changed. A week is made once: its
    moment is its own, and a person may ask for a later one.
    """
    place = session.get_one(Place, province_id)
    layout = layout_of(period, place)
    if layout is None or period.to_day >= clock.local_date():
        return None
    standing = standing_basis(session, place, period)
    if not is_from_closings(period):
        is_due = standing is None and has_work(session, place, period)
    elif standing is None:
        is_due = _is_closed_by_any(session, place, period) or has_work(session, place, period)
    else:
        is_due = standing != basis_of(session, place, period)
    return make_content(session, place, period, layout, province_id) if is_due else None


def draft_anew(session: Session, province_id: int, period: Period) -> Made | None:
    """Return what the draft says at this moment, because somebody asks; None while the period runs."""
    place = session.get_one(Place, province_id)
    layout = layout_of(period, place)
    if layout is None or period.to_day >= clock.local_date():
        return None
    return make_content(session, place, period, layout, province_id)


def keep_draft(session: Session, province_id: int, period: Period, made: Made) -> None:
    """Put *made* in the place of the draft; none is needed for what the newest archived version says."""
    draft = session.get(ReportDraft, (province_id, period.code))
    newest = _newest(session, province_id, period)
    if newest is not None and newest.basis == made.basis:
        if draft is not None:
            session.delete(draft)
        return
    if draft is None:
        draft = ReportDraft(place_id=province_id, period=period.code)
        session.add(draft)
    draft.content, draft.basis = made.text, made.basis
    draft.closed_count, draft.commune_count = made.closed, made.communes
    draft.made_at = clock.now()
    session.flush()


def find_current(session: Session, place: Place, period: Period, province_id: int) -> Current | None:
    """Return the draft of a province, or what a commune's report says now; None: nothing yet."""
    if place.kind is PlaceKind.PROVINCE:
        draft = session.get(ReportDraft, (place.id, period.code))
        if draft is None:
            return None
        return Current(
            json.loads(draft.content) | {"agency": agency_said(place)},
            draft.basis,
            draft.closed_count,
            draft.commune_count,
            draft.made_at,
            is_kept=True,
        )
    layout = layout_of(period, place)
    if layout is None or period.to_day >= clock.local_date():
        return None
    if is_from_closings(period) and not _is_closed_by_any(session, place, period):
        return None
    made = make_content(session, place, period, layout, province_id)
    return Current(made.content, made.basis, made.closed, made.communes, clock.now(), is_kept=False)


def standing_basis(session: Session, place: Place, period: Period) -> str | None:
    """Return what the draft stands on, or without one the newest archived version; None without either."""
    draft = session.scalar(
        select(ReportDraft.basis).where(ReportDraft.place_id == place.id, ReportDraft.period == period.code)
    )
    if draft is not None:
        return draft
    newest = _newest(session, place.id, period)
    return None if newest is None else newest.basis


def _newest(session: Session, place_id: int, period: Period) -> ReportArchive | None:
    return session.scalars(
        select(ReportArchive)
        .where(ReportArchive.place_id == place_id, ReportArchive.period == period.code)
        .order_by(ReportArchive.version.desc())
        .limit(1)
    ).first()


def _is_closed_by_any(session: Session, place: Place, period: Period) -> bool:
    communes = communes_of(session, place, counted_day(period))
    return any(each.is_closed for each in standings(session, communes, period))


def has_work(session: Session, place: Place, period: Period) -> bool:
    """Tell whether anything was ever logged up to the end of *period*: before, there is nothing to report."""
    day = counted_day(period)
    villages = villages_of(session, communes_of(session, place, day), day)
    ids = [village.id for each in villages.values() for village in each]
    condition = CountedAssist.village_id.in_(ids) & (CountedAssist.happened_on <= period.to_day)
    return bool(session.scalar(select(exists().where(condition))))
