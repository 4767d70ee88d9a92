"""What became of verdicts, one sentence for each thing that happened; who was faster is named."""

from __future__ import annotations

from flask import flash

from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import moment
from tocongnghe.routes.console.history import DEEDS
from tocongnghe.services.verdicts import Met, Tried

MOST_NAMED = 3
STALE_ONE = N_("It changed since it was shown, so nothing was decided. Look at it again.")
LOCKED_ONE = N_("That step is not possible any more: it has been decided already.")


def tell_approval(tried: Tried) -> None:
    """Say what became of approvals."""
    if tried.done:
        flash(_("{count} approved, and counted at the next count.", count=tried.done), "approved")
    if tried.changed:
        flash(
            _("{count} changed since they were shown and were left alone – look again.", count=tried.changed),
            "warning",
        )
    if tried.already:
        flash(_("{count} had been approved already.", count=tried.already), "note")
    if tried.impossible:
        flash(_("{count} can no longer be approved.", count=tried.impossible), "warning")
    _tell_met(tried)


def tell_one(tried: Tried, done: str) -> None:
    """Say what became of a verdict on one assist; *done* is a sentence in the reader's language."""
    if tried.done:
        flash(done, "done")
    elif tried.changed:
        flash(_(STALE_ONE), "warning")
    else:
        flash(_(LOCKED_ONE), "warning")
    _tell_met(tried)


def _tell_met(tried: Tried) -> None:
    for met in tried.met[:MOST_NAMED]:
        flash(who_did_it(met), "note")


def who_did_it(met: Met) -> str:
    """Return who did what when, in a sentence."""
    deed = _(DEEDS.get(met.kind, met.kind))
    author = met.author or _("The system")
    return _("{person} was faster, {moment}: {deed}.", person=author, moment=moment(met.at), deed=deed)


def tell_undone(tried: Tried) -> None:
    """Say what became of a bulk that was taken back."""
    if tried.done:
        flash(_("{count} approvals were taken back. They wait for review again.", count=tried.done), "done")
    if tried.already:
        flash(_("{count} had been taken back already.", count=tried.already), "note")
    if tried.changed or tried.impossible:
        left = tried.changed + tried.impossible
        flash(_("{count} had moved on since and were left as they are.", count=left), "warning")
    _tell_met(tried)
