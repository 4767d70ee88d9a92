"""Which column of a list says what, by its heading; people write headings in many ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tocongnghe.i18n.search import fold
from tocongnghe.services.household_lists.sheets import Sheet

HEADINGS_WITHIN = 25
"""A list may begin with titles; its headings stand in one of so many first rows."""


class Column(StrEnum):
    HEAD = "head"
    GIVEN_NAME = "given_name"
    """Beside HEAD when a name is parted: family and middle names there, the given name here."""
    RELATION = "relation"
    PEOPLE = "people"
    CHILDREN = "children"
    PHONE = "phone"
    VILLAGE = "village"
    POVERTY = "poverty"
    IDENTITY_NUMBER = "identity_number"
    """Known only to be left out."""


# Folded headings; the first that fits wins, so the narrower stand first.
_HEADINGS: tuple[tuple[Column, str], ...] = (
    (Column.RELATION, r"quan he|moi quan he"),
    (Column.IDENTITY_NUMBER, r"(?:so )?(?:the )?(?:cccd|cmnd|cmt|can cuoc|dinh danh)"),
    (Column.CHILDREN, r"(?:so )?(?:tre em|tre)(?: duoi 16)?"),
    (Column.PEOPLE, r"(?:tong )?(?:so )?(?:nhan khau|khau|nguoi)(?: trong ho)?"),
    (Column.PHONE, r"(?:so )?(?:dien thoai|dt|dtdd)|sdt"),
    (Column.POVERTY, r"(?:phan )?(?:loai|dien) ho|ho ngheo|doi tuong ho"),
    (
        Column.HEAD,
        r"(?:ho (?:va )?ten |ten )?chu ho|ho (?:va )?ten|ho dem|ho va ten dem|ho lot|ho va chu lot|ten ho",
    ),
    (Column.GIVEN_NAME, r"ten"),
    (
        Column.VILLAGE,
        r"(?:ten )?(?:thon|ban|xom|khu pho|khoi pho|to dan pho|thon ban|thon to dan pho|dia chi|noi o)",
    ),
)
_PATTERNS = [(column, re.compile(f"(?:{pattern})(?: .*)?")) for column, pattern in _HEADINGS]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the headings stand (-1: there are none) and which column is which."""

    heading_row: int
    columns: dict[Column, int]

    def get(self, sheet: Sheet, row: int, column: Column) -> str:
        """Return the text of *column* in a row; "" where there is none."""
        return sheet.cell(row, self.columns[column]) if column in self.columns else ""


def find_layout(sheet: Sheet) -> Layout | None:
    """Return how *sheet* is laid out; None when no column can be told to hold heads of households."""
    best: Layout | None = None
    for row in range(min(len(sheet.rows), HEADINGS_WITHIN)):
        columns = _columns_of(sheet, row)
        if Column.HEAD in columns and (best is None or len(columns) > len(best.columns)):
            best = Layout(row, columns)
    return best or _bare_names(sheet)


def _columns_of(sheet: Sheet, row: int) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for index, text in enumerate(sheet.rows[row]):
        column = _column_of(text)
        if column is not None:
            found.setdefault(column, index)
    return found


def _column_of(heading: str) -> Column | None:
    folded = fold(heading)
    return next((column for column, pattern in _PATTERNS if pattern.fullmatch(folded)), None)


def _bare_names(sheet: Sheet) -> Layout | None:
    """One column of text and nothing else: names, without a heading."""
    filled = {index for row in sheet.rows for index, text in enumerate(row) if text and not text.isdigit()}
    return Layout(-1, {Column.HEAD: filled.pop()}) if len(filled) == 1 else None
