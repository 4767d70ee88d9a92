"""Places merged, divided, renamed and moved, from a day on, by decision: looked at before, done, taken back.

Everything is dated, so that a change of tomorrow waits by itself and one of
yesterday holds since yesterday. Records keep the village of their day; only
households' cards, and visits of the days since, move to where they lie now.
"""

from tocongnghe.services.place_changes.applying import decide_change
from tocongnghe.services.place_changes.listing import (
    Change,
    count_late_visits,
    find_change,
    list_changes,
    villages_by_commune,
)
from tocongnghe.services.place_changes.planning import Plan, plan
from tocongnghe.services.place_changes.preview import Preview, preview
from tocongnghe.services.place_changes.settling import settle_due
from tocongnghe.services.place_changes.undoing import take_back
from tocongnghe.services.place_changes.wishes import ChangeRefused, Part, Wish

__all__ = [
    "Change",
    "ChangeRefused",
    "Part",
    "Plan",
    "Preview",
    "Wish",
    "count_late_visits",
    "decide_change",
    "find_change",
    "list_changes",
    "plan",
    "preview",
    "settle_due",
    "take_back",
    "villages_by_commune",
]
