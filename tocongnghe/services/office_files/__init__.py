"""Files that offices keep lists in: read whatever they are, laid out by their headings, judged row by row.

Knows nothing of what the lists are about: households, villages, teams, people.
"""

from __future__ import annotations

from tocongnghe.services.office_files.columns import Layout, best_sheet, find_layout, rows_below
from tocongnghe.services.office_files.fates import Fate, ListedRow, Remark, RowsPreview
from tocongnghe.services.office_files.sheets import (
    MAX_FILE_BYTES,
    MAX_ROWS,
    Sheet,
    UnreadableFile,
    read_sheets,
)
from tocongnghe.services.office_files.values import (
    as_name,
    count_in,
    day_in,
    name_problem,
    phone_in,
    text_problem,
)

__all__ = [
    "MAX_FILE_BYTES",
    "MAX_ROWS",
    "Fate",
    "Layout",
    "ListedRow",
    "Remark",
    "RowsPreview",
    "Sheet",
    "UnreadableFile",
    "as_name",
    "best_sheet",
    "count_in",
    "day_in",
    "find_layout",
    "name_problem",
    "phone_in",
    "read_sheets",
    "rows_below",
    "text_problem",
]
