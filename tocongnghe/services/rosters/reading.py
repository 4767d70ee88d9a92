"""A list's rows as text by column, before anybody knows what they mean here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tocongnghe.i18n import N_
from tocongnghe.i18n.old_fonts import Typing
from tocongnghe.services.office_files import (
    Remark,
    UnreadableFile,
    best_sheet,
    day_in,
    read_sheets,
    rows_below,
    text_problem,
)

PLACE_HEADING = r"(?:ten )?(?:thon|ban|xom|khu pho|khoi pho|to dan pho|thon ban|thon to dan pho|dia ban)"
NO_DAY = N_("The day was not understood. Write it like 21/11/2026.")


class Column(StrEnum):
    """What a column of any of the lists says."""

    IGNORED = "ignored"
    NAME = "name"
    KIND = "kind"
    PLACE = "place"
    PHONE = "phone"
    ROLE = "role"
    ORGANISATION = "organisation"
    DECISION = "decision"
    FROM_DAY = "from_day"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its number as a spreadsheet counts, and what stands in it."""

    number: int
    texts: Mapping[Column, str]

    def get(self, column: Column) -> str:
        """Return the text of a column; "" where there is none."""
        return self.texts.get(column, "")

    def day(self, otherwise: date) -> tuple[date, tuple[Remark, ...]]:
        """Return the day from which the row holds, and what is wrong with it."""
        try:
            return day_in(self.get(Column.FROM_DAY)) or otherwise, ()
        except ValueError:
            return otherwise, (Remark(NO_DAY),)

    def check(self, **most: int) -> tuple[Remark, ...]:
        """Return what is wrong with texts of at most so many letters, by column name."""
        problems = (text_problem(self.get(Column(name)), limit) for name, limit in most.items())
        return tuple(Remark(problem) for problem in problems if problem is not None)


@dataclass(frozen=True, slots=True)
class Raws:
    """All rows of a file, and how it was typed."""

    rows: tuple[RawRow, ...]
    typing: Typing


def read_roster(content: bytes, headings: Mapping[Column, str], needed: Collection[Column]) -> Raws:
    """Return the rows of the longest sheet that has the *needed* columns.

    Raises:
        UnreadableFile: Cannot be read, has no such columns or no rows.
    """
    sheet, layout = best_sheet(read_sheets(content), headings, needed)
    rows = tuple(
        RawRow(
            row + 1,
            {
                column: text
                for column in layout.columns
                if column is not Column.IGNORED and (text := layout.get(sheet, row, column))
            },
        )
        for row in rows_below(sheet, layout.heading_row)
    )
    rows = tuple(row for row in rows if row.texts)
    if not rows:
        raise UnreadableFile("empty")
    return Raws(rows, sheet.typing)
