"""One assist as its reviewer sees it: the query of all that a row shows, and the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from tocongnghe.models import Assist, Household, Place, User
from tocongnghe.vocabulary import AssistOutcome, AssistState, ConsentStanding, NotPossibleReason, RecordFlag


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One assist as it is shown to its reviewer; `version` is what a verdict covers."""

    id: str
    version: str
    state: AssistState
    village: str
    household: str | None
    people_count: int | None
    topic: str
    outcome: AssistOutcome
    reason: NotPossibleReason | None
    happened_on: date
    logged_at: datetime
    member: str | None
    note: str | None
    has_voice: bool
    flags: tuple[RecordFlag, ...]
    review_reason: str | None
    review_text: str | None


def rows_query() -> Select[Assist, str, str, str, ConsentStanding]:
    """Return the query of everything that a row shows; a merged household goes by its winner's name."""
    winner = aliased(Household)
    query = select(
        Assist,
        Place.name.label("village"),
        User.name.label("member"),
        func.coalesce(winner.head_name, Household.head_name).label("household"),
        func.coalesce(winner.consent, Household.consent).label("consent"),
    )
    return (
        query.join(Place, Place.id == Assist.village_id)
        .outerjoin(User, User.id == Assist.author_id)
        .outerjoin(Household, Household.id == Assist.household_id)
        .outerjoin(winner, winner.id == Household.merged_into_id)
    )


def as_row(row: Row[Assist, str, str, str, ConsentStanding]) -> ReviewRow:
    """Return a row of `rows_query()` as its reader sees it."""
    assist = row[0]
    return ReviewRow(
        id=assist.id,
        version=assist.head_op,
        state=assist.state,
        village=row.village,
        household=row.household,
        people_count=assist.people_count,
        topic=assist.topic,
        outcome=assist.outcome,
        reason=assist.reason,
        happened_on=assist.happened_on,
        logged_at=assist.logged_at,
        member=row.member,
        note=assist.note,
        has_voice=assist.voice is not None,
        flags=_flags(assist, row.consent),
        review_reason=assist.review_reason,
        review_text=assist.review_text,
    )


def _flags(assist: Assist, consent: ConsentStanding | None) -> tuple[RecordFlag, ...]:
    raised = {
        RecordFlag.POSSIBLE_DUPLICATE: assist.is_possible_duplicate,
        RecordFlag.NO_CONSENT: consent == ConsentStanding.NOT_ASKED,
        RecordFlag.LATE_SCOPE: assist.is_late_scope,
        RecordFlag.CLOCK_SUSPECT: assist.is_clock_suspect,
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)
