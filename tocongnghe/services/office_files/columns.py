"""Which column of a list says what, by its heading; people write headings in many ways."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from tocongnghe.i18n.search import fold
from tocongnghe.services.office_files.sheets import Sheet, UnreadableFile

HEADINGS_WITHIN = 25
"""A list may begin with titles; its headings stand in one of so many first rows."""

C = TypeVar("C", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Layout(Generic[C]):
    """Where the headings stand (-1: there are none) and which column is which."""

    heading_row: int
    columns: Mapping[C, int]

    def get(self, sheet: Sheet, row: int, column: C) -> str:
        """Return the text of *column* in a row; "" where there is none."""
        return sheet.cell(row, self.columns[column]) if column in self.columns else ""


def find_layout(sheet: Sheet, headings: Mapping[C, str], needed: Collection[C]) -> Layout[C] | None:
    """Return how *sheet* is laid out; None when a column of *needed* is not there.

    *headings*: column -> pattern of its folded heading; the first that fits wins, so put the narrower first.
    """
    patterns = {column: re.compile(f"(?:{pattern})(?: .*)?") for column, pattern in headings.items()}
    best: Layout[C] | None = None
    for row in range(min(len(sheet.rows), HEADINGS_WITHIN)):
        columns: dict[C, int] = {}
        for index, text in enumerate(sheet.rows[row]):
            column = _column_of(text, patterns)
            if column is not None:
                columns.setdefault(column, index)
        if all(column in columns for column in needed) and (best is None or len(columns) > len(best.columns)):
            best = Layout(row, columns)
    return best


def best_sheet(
    sheets: Collection[Sheet], headings: Mapping[C, str], needed: Collection[C]
) -> tuple[Sheet, Layout[C]]:
    """Return the longest sheet that has the *needed* columns, with its layout.

    Raises:
        UnreadableFile: `columns`: no sheet has them.
    """
    laid_out = [(sheet, found) for sheet in sheets if (found := find_layout(sheet, headings, needed))]
    if not laid_out:
        raise UnreadableFile("columns")
    return max(laid_out, key=lambda pair: len(pair[0].rows))


def rows_below(sheet: Sheet, heading_row: int) -> Iterator[int]:
    """Yield the rows below the headings that say something; one that only numbers the columns does not."""
    for row in range(heading_row + 1, len(sheet.rows)):
        if any(sheet.rows[row]) and not _is_column_numbers(sheet.rows[row]):
            yield row


def _column_of(heading: str, patterns: Mapping[C, re.Pattern[str]]) -> C | None:
    folded = fold(heading)
    return next((column for column, pattern in patterns.items() if pattern.fullmatch(folded)), None)


def _is_column_numbers(row: list[str]) -> bool:
    """A row that only numbers the columns: 1, 2, 3 or (1), (2), (3)."""
    texts = [text.strip("() ") for text in row if text]
    return len(texts) > 1 and texts == [str(count) for count in range(1, len(texts) + 1)]
