"""Rows of a laid-out sheet as households to be; what is wrong with a row is said and nothing guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tocongnghe.i18n import N_
from tocongnghe.i18n.search import fold
from tocongnghe.services.household_lists.columns import Column, Layout
from tocongnghe.services.office_files import Sheet, as_name, count_in, name_problem, phone_in, rows_below
from tocongnghe.vocabulary import Poverty

MOST_PEOPLE = 50
_POVERTY = {
    "ngheo": Poverty.POOR,
    "ho ngheo": Poverty.POOR,
    "can ngheo": Poverty.NEAR_POOR,
    "ho can ngheo": Poverty.NEAR_POOR,
    "khong": Poverty.NOT_POOR,
    "khong ngheo": Poverty.NOT_POOR,
    "binh thuong": Poverty.NOT_POOR,
}

NO_NAME = N_("No name of the head of the household")
BAD_PEOPLE = N_("The number of people must be a whole number from 0 to 50")
BAD_CHILDREN = N_("The number of children must be a whole number from 0 to 50")
PHONE_LEFT_OUT = N_("The phone number was left out: it is none")


@dataclass(frozen=True, slots=True)
class Household:
    """One household of the list, before anybody judged whether it is new."""

    number: int
    """Row in the file, as a spreadsheet counts: from 1."""
    head_name: str
    village: str = ""
    """As written; "" when the list has no such column."""
    people: int | None = None
    children: int | None = None
    phone: str | None = None
    poverty: Poverty | None = None
    problem: str | None = None
    """Why it cannot be taken: a message id."""
    remark: str | None = None


def households_in(sheet: Sheet, layout: Layout) -> Iterator[Household]:
    """Yield the households of *sheet* in its order.

    Where a list names every person, the rows of one head are one household, and
    nobody but the head is kept by name.
    """
    current: Household | None = None
    members = 0
    saying = set(rows_below(sheet, layout.heading_row))
    for row in range(layout.heading_row + 1, len(sheet.rows)):
        if current is not None and _is_member(sheet, layout, row):
            members += 1
            continue
        if row not in saying:
            continue
        if current is not None:
            yield _with_members(current, members)
        current, members = _household(sheet, layout, row), 1
    if current is not None:
        yield _with_members(current, members)


def _is_member(sheet: Sheet, layout: Layout, row: int) -> bool:
    if Column.RELATION in layout.columns:
        relation = fold(layout.get(sheet, row, Column.RELATION))
        return relation not in ("", "chu ho", "ch")
    return sheet.is_continued(row, layout.columns[Column.HEAD])


def _with_members(household: Household, members: int) -> Household:
    return replace(household, people=members) if household.people is None and members > 1 else household


def _household(sheet: Sheet, layout: Layout, row: int) -> Household:
    name = " ".join(
        part for column in (Column.HEAD, Column.GIVEN_NAME) if (part := layout.get(sheet, row, column))
    )
    people, people_problem = _count(layout.get(sheet, row, Column.PEOPLE), BAD_PEOPLE)
    children, children_problem = _count(layout.get(sheet, row, Column.CHILDREN), BAD_CHILDREN)
    written = layout.get(sheet, row, Column.PHONE)
    phone = phone_in(written)
    return Household(
        number=row + 1,
        head_name=as_name(name),
        village=layout.get(sheet, row, Column.VILLAGE),
        people=people,
        children=children,
        phone=phone,
        poverty=_POVERTY.get(fold(layout.get(sheet, row, Column.POVERTY))),
        problem=(name_problem(name) if name else NO_NAME) or people_problem or children_problem,
        remark=PHONE_LEFT_OUT if written and phone is None else None,
    )


def _count(text: str, complaint: str) -> tuple[int | None, str | None]:
    try:
        return count_in(text, MOST_PEOPLE), None
    except ValueError:
        return None, complaint
