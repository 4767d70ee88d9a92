"""Villages, teams and members from the lists that a commune keeps: read, judged row by row, taken in whole.

Nothing is written while one row is wrong, or when the commune changed since the
list was looked at.
"""

from __future__ import annotations

from tocongnghe.services.rosters.kinds import ROSTERS, Roster, RosterKind
from tocongnghe.services.rosters.reading import RawRow, Raws, read_roster
from tocongnghe.services.rosters.taking import Ground, ListChanged, judge_roster, take_roster

__all__ = [
    "ROSTERS",
    "Ground",
    "ListChanged",
    "RawRow",
    "Raws",
    "Roster",
    "RosterKind",
    "judge_roster",
    "read_roster",
    "take_roster",
]
