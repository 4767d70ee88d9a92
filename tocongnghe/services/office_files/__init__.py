"""Files that offices keep lists in: read whatever they are, laid out by their headings, judged row by row.

Knows nothing of what the lists are about: households, villages, teams, people.
"""

from __future__ import annotations

from tocongnghe.services.office_files.columns import Layout, best_sheet, find_layout, rows_below
from tocongnghe.services.office_files.fates import Fate, ListedRow, Remark, RowsPreview
from tocongnghe.services.office_files.rows import (
    ListChanged,
    TextFile,
    TextRow,
    amount_in,
    as_package,
    from_package,
    parsed,
    read_rows,
    told,
)
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
    "ListChanged",
    "ListedRow",
    "Remark",
    "RowsPreview",
    "Sheet",
    "TextFile",
    "TextRow",
    "UnreadableFile",
    "amount_in",
    "as_name",
    "as_package",
    "best_sheet",
    "count_in",
    "day_in",
    "find_layout",
    "from_package",
    "name_problem",
    "parsed",
    "phone_in",
    "read_rows",
    "read_sheets",
    "rows_below",
    "text_problem",
    "told",
]
