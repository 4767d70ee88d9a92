"""What came of a change of places, in words."""

from __future__ import annotations

from tocongnghe.catalogue import load_catalogue
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.services.indicators import indicator_label
from tocongnghe.services.place_changes import Change

KINDS = {
    "assist": N_("Visits"),
    "household": N_("Households"),
    "consent": N_("Consents"),
    "class_session": N_("Classes"),
    "feedback": N_("Feedback"),
    "village_survey": N_("Surveys"),
}
"""What an operation was about, by the first half of its kind."""


def late_words(change: Change) -> list[tuple[str, str, int]]:
    """Return (what, where it lies, how many) of what phones brought that did not know of *change*."""
    told = []
    for one in change.late:
        what = _(KINDS.get(one.kind.partition(".")[0], N_("Other work")))
        if one.stayed:
            where = _("of a day before: they stay with {place}", place=one.named)
        else:
            where = _("named {former}, recorded in {place}", former=one.named, place=one.place)
        told.append((what, where, one.count))
    return told


def indicator_names() -> dict[str, str]:
    """Return the names of all indicators in the reader's language, by code."""
    return {rule.code: indicator_label(rule) for rule in load_catalogue().indicators}
