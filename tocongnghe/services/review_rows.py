"""One assist as its reviewer sees it: the query of all that a row shows, and the row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from tocongnghe.models import Assist, Household, Place, User
from tocongnghe.services.aliases import winners
from tocongnghe.services.review_flags import Company, ReviewFlag, find_company, flags_of
from tocongnghe.vocabulary import AssistOutcome, AssistState, NotPossibleReason

RowsQuery: TypeAlias = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One assist as it is shown to its reviewer; `version` is what a verdict covers."""

    id: str
    version: str
    state: AssistState
    village: str
    household_id: str | None
    household: str | None
    phone: str | None
    """The household's."""
    people_count: int | None
    topic: str
    outcome: AssistOutcome
    reason: NotPossibleReason | None
    happened_on: date
    logged_at: datetime
    member: str | None
    note: str | None
    has_voice: bool
    flags: tuple[ReviewFlag, ...]
    review_reason: str | None
    review_text: str | None


def rows_query(village_ids: Collection[int]) -> RowsQuery:
    """Return the query of everything that a row shows of the assists in *village_ids*.

    A merged household goes by the name and the consent of the card that counts.
    """
    step, winner = winners(village_ids), aliased(Household)
    last = (
        select(step.c.card, winner.head_name, winner.consent, winner.phone)
        .join(winner, winner.id == step.c.winner_id)
        .where(winner.merged_into_id.is_(None))
        .subquery("last")
    )
    query = select(
        Assist,
        Place.name.label("village"),
        User.name.label("member"),
        func.coalesce(last.c.head_name, Household.head_name).label("household"),
        func.coalesce(last.c.consent, Household.consent).label("consent"),
        case((last.c.card.is_(None), Household.phone), else_=last.c.phone).label("phone"),
    )
    return (
        query.join(Place, Place.id == Assist.village_id)
        .outerjoin(User, User.id == Assist.author_id)
        .outerjoin(Household, Household.id == Assist.household_id)
        .outerjoin(last, last.c.card == Assist.household_id)
        .where(Assist.village_id.in_(village_ids))
    )


def read_rows(session: Session, village_ids: Collection[int], query: RowsQuery) -> tuple[ReviewRow, ...]:
    """Return what *query*, made from `rows_query`, finds, in its order."""
    rows = session.execute(query).all()
    logged = [(row[0].id, row[0].author_id, row[0].logged_at) for row in rows]
    company = find_company(session, village_ids, logged)
    return tuple(_as_row(row, company) for row in rows)


def _as_row(row: Row[*tuple[Any, ...]], company: Company) -> ReviewRow:
    assist = row[0]
    return ReviewRow(
        id=assist.id,
        version=assist.head_op,
        state=assist.state,
        village=row.village,
        household_id=assist.household_id,
        household=row.household,
        phone=row.phone,
        people_count=assist.people_count,
        topic=assist.topic,
        outcome=assist.outcome,
        reason=assist.reason,
        happened_on=assist.happened_on,
        logged_at=assist.logged_at,
        member=row.member,
        note=assist.note,
        has_voice=assist.voice is not None,
        flags=flags_of(assist, row.consent, company),
        review_reason=assist.review_reason,
        review_text=assist.review_text,
    )
