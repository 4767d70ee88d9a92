"""A village's list of households, taken from the file that the commune keeps: read, shown, then taken in."""

from __future__ import annotations

from tocongnghe.services.household_lists.listing import VillageHouseholds, count_households
from tocongnghe.services.household_lists.preview import ListedRow, Preview, RowStatus, preview_list
from tocongnghe.services.household_lists.taking import Refusal, Taken, take_list
from tocongnghe.services.office_files import MAX_FILE_BYTES, UnreadableFile

__all__ = [
    "MAX_FILE_BYTES",
    "ListedRow",
    "Preview",
    "Refusal",
    "RowStatus",
    "Taken",
    "UnreadableFile",
    "VillageHouseholds",
    "count_households",
    "preview_list",
    "take_list",
]
