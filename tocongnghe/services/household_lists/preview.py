"""What a list would bring, row by row, before anything is written."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.errors import NotFound
from tocongnghe.i18n import N_
from tocongnghe.i18n.old_fonts import Typing
from tocongnghe.i18n.search import fold
from tocongnghe.models import Household as HouseholdRow
from tocongnghe.models import Place
from tocongnghe.services.access import Actor
from tocongnghe.services.household_lists.columns import Column, Layout, find_layout
from tocongnghe.services.household_lists.reading import Household, households_in
from tocongnghe.services.office_files import Sheet, UnreadableFile, read_sheets
from tocongnghe.services.village_names import bare_name
from tocongnghe.vocabulary import HouseholdState, Role

UNKNOWN_VILLAGE = N_("No village of this commune has this name")
REPEATED = N_("The same name stands in an earlier row of this village")
KNOWN = N_("The village already has a household of this name")


class RowStatus(StrEnum):
    """What would become of a row."""

    NEW = "new"
    REPEATED = "repeated"
    KNOWN = "known"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One household of the file; `words` is a message id that says why it is not simply new."""

    number: int
    status: RowStatus
    head_name: str
    village_code: str
    village_name: str
    people: int | None
    words: str | None
    body: dict[str, Any]
    """Of the `household.add` that would take it in."""


@dataclass(frozen=True, slots=True)
class Preview:
    """All rows of a list, and an id of its own so that it can be taken in once only."""

    id: str
    rows: tuple[ListedRow, ...]
    typing: Typing
    has_identity_numbers: bool

    def of(self, *statuses: RowStatus) -> tuple[ListedRow, ...]:
        """Return the rows that have one of *statuses*."""
        return tuple(row for row in self.rows if row.status in statuses)


def preview_list(session: Session, actor: Actor, content: bytes, village_code: str | None) -> Preview:
    """Read a file; every household goes to *village_code*, or to the village that its row names.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a village of the actor's.
        UnreadableFile: Cannot be read, or `columns`: no names found; `village`: no
            way to tell the village.
    """
    actor.require(Role.SUPERVISOR)
    villages = session.execute(
        select(Place.id, Place.code, Place.name).where(Place.id.in_(actor.village_ids)).order_by(Place.code)
    ).all()
    chosen = next(((code, name) for _, code, name in villages if code == village_code), None)
    if village_code is not None and chosen is None:
        raise NotFound("not a village of this commune")
    sheet, layout = _best_sheet(read_sheets(content))
    if chosen is None and Column.VILLAGE not in layout.columns:
        raise UnreadableFile("village")
    by_name = {bare_name(name): (code, name) for _, code, name in villages}
    known = _known_names(session, actor)
    seen: set[tuple[str, str]] = set()
    rows = tuple(
        _judged(household, chosen or by_name.get(bare_name(household.village)), known, seen)
        for household in households_in(sheet, layout)
    )
    if not rows:
        raise UnreadableFile("empty")
    return Preview(secrets.token_urlsafe(12), rows, sheet.typing, Column.IDENTITY_NUMBER in layout.columns)


def _best_sheet(sheets: list[Sheet]) -> tuple[Sheet, Layout]:
    laid_out = [(sheet, layout) for sheet in sheets if (layout := find_layout(sheet)) is not None]
    if not laid_out:
        raise UnreadableFile("columns")
    return max(laid_out, key=lambda pair: (pair[1].heading_row >= 0, len(pair[0].rows)))


def _known_names(session: Session, actor: Actor) -> set[tuple[str, str]]:
    query = (
        select(Place.code, HouseholdRow.head_name)
        .join(Place, Place.id == HouseholdRow.village_id)
        .where(HouseholdRow.village_id.in_(actor.village_ids), HouseholdRow.state == HouseholdState.ACTIVE)
    )
    return {(code, fold(name)) for code, name in session.execute(query)}


def _judged(
    household: Household,
    village: tuple[str, str] | None,
    known: set[tuple[str, str]],
    seen: set[tuple[str, str]],
) -> ListedRow:
    code, name = village or ("", household.village)
    key = (code, fold(household.head_name))
    status, words = RowStatus.NEW, household.remark
    if household.problem is not None:
        status, words = RowStatus.PROBLEM, household.problem
    elif village is None:
        status, words = RowStatus.PROBLEM, UNKNOWN_VILLAGE
    elif key in known:
        status, words = RowStatus.KNOWN, KNOWN
    elif key in seen:
        status, words = RowStatus.REPEATED, REPEATED
    seen.add(key)
    fields = {
        "village": code,
        "head_name": household.head_name,
        "people": household.people,
        "children_under_16": household.children,
        "phone": household.phone,
        "poverty": household.poverty and str(household.poverty),
    }
    return ListedRow(
        number=household.number,
        status=status,
        head_name=household.head_name,
        village_code=code,
        village_name=name,
        people=household.people,
        words=words,
        body={field: value for field, value in fields.items() if value is not None},
    )
