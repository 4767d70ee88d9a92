"""Roll-ups: achievements and day cells, counted from the records and from nothing else.

Functions take a session and never commit; a job does, after each piece.
"""

from tocongnghe.rollups.catch_up import catch_up, catch_up_in_pieces
from tocongnghe.rollups.follow import MAX_LINES, Step, advance, list_provinces, lock_province
from tocongnghe.rollups.full import rebuild
from tocongnghe.rollups.verify import Difference, is_at_head, list_differences

__all__ = [
    "MAX_LINES",
    "Difference",
    "Step",
    "advance",
    "catch_up",
    "catch_up_in_pieces",
    "is_at_head",
    "list_differences",
    "list_provinces",
    "lock_province",
    "rebuild",
]
