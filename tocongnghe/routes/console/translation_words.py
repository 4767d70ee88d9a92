"""What the translation desk calls states, proposals and sides."""

from __future__ import annotations

from tocongnghe.i18n import N_
from tocongnghe.i18n.screens import Side
from tocongnghe.services.translations.listing import WordState

LISTED = 200
"""Faults of a file that are listed."""
STATE_NAMES = {
    WordState.MISSING: N_("No words yet"),
    WordState.DRAFT: N_("Draft with evidence"),
    WordState.RETURNED: N_("Returned, to be written anew"),
    WordState.PROPOSED: N_("Waits for a second speaker"),
    WordState.REVIEWED: N_("Reviewed by speakers"),
    WordState.MOVED: N_("Reviewed, but the Vietnamese changed since"),
}
STATES_OF_BASE = STATE_NAMES | {WordState.REVIEWED: N_("In use")}
"""Vietnamese comes with the program; speakers only correct it."""
STATE_SIGNS = {
    WordState.MISSING: "info",
    WordState.DRAFT: "paper",
    WordState.RETURNED: "undo",
    WordState.PROPOSED: "clock",
    WordState.REVIEWED: "check",
    WordState.MOVED: "warning",
}
PROPOSAL_NAMES = {
    "proposed": N_("Waits for a second speaker"),
    "approved": N_("Approved"),
    "returned": N_("Returned"),
    "withdrawn": N_("Taken back"),
    "replaced": N_("Replaced by another proposal"),
    None: N_("Undone"),
}
SIDE_NAMES = {
    Side.RESIDENTS: N_("Read to residents"),
    Side.PHONE: N_("On the phone"),
    Side.DESK: N_("At the desk"),
}
