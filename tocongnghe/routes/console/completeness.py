"""Who told nothing, which phones are late, and whom to call, in words."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_, joined
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day, number, recent_day
from tocongnghe.routes.console.one_commune import kept_commune, within_commune
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.figures_desk import CallIn
from tocongnghe.services.calls import CallToMake, PhoneTrouble, find_completion, note_call
from tocongnghe.services.completeness import WEEKS
from tocongnghe.services.late_phones import Trouble
from tocongnghe.vocabulary import CallResult

blueprint = Blueprint("completeness", __name__, url_prefix="/commune")

TROUBLES = {
    Trouble.UNSENT: N_("Unsent work lies on it"),
    Trouble.NEVER: N_("Never heard of"),
    Trouble.LATE: N_("Not heard of for a week"),
    Trouble.CLOCK: N_("Its clock is wrong"),
    Trouble.SPACE: N_("Little space left"),
    Trouble.STORAGE: N_("The browser may clear its store"),
}
MEGABYTE = 1_000_000


@blueprint.get("/completeness")
def show() -> Response:
    """Show whom to call, the weeks of every village, and every phone."""
    actor = current_actor()
    found = find_completion(db.session(), within_commune(actor), clock.local_date())
    return page(
        "console/completeness.html",
        actor=actor,
        found=found,
        weeks=found.weeks,
        sentences={call.team_id: sentence(call) for call in (*found.to_call, *found.called)},
        results=list(CallResult),
        troubles=TROUBLES,
        week_count=WEEKS,
        megabyte=MEGABYTE,
        kept=kept_commune(),
    )


@blueprint.post("/completeness/calls")
def call() -> Response:
    """Write down a call that was made."""
    actor = current_actor()
    form = read(CallIn(), request.form)
    with writing() as session:
        made = note_call(session, actor, form["team"], form["result"], form["text"], clock.local_date())
    flash(
        _("Noted. This team is asked for again on {day} at the earliest.", day=day(made.quiet_until_on)),
        "done",
    )
    return redirect(url_for("completeness.show", **kept_commune()), code=303)


def sentence(call: CallToMake) -> str:
    """Return in words whom to call and why."""
    reasons = []
    if call.silent is not None:
        last_on = call.silent.last_on
        reasons.append(
            _("nothing has come since {day}", day=recent_day(last_on))
            if last_on
            else _("nothing has ever come")
        )
    if call.has_no_phone:
        reasons.append(_("no phone is enrolled yet"))
    reasons += [_reason(each) for each in call.phones]
    return _("Call {team}: {reasons}.", team=call.team, reasons=joined("; ", reasons))


def _reason(each: PhoneTrouble) -> str:
    phone = each.phone
    names = ", ".join(phone.people)
    if each.trouble is Trouble.UNSENT:
        return _("the phone of {names} still has {count} unsent", names=names, count=number(phone.unsent))
    if each.trouble is Trouble.NEVER or phone.last_contact_at is None:
        return _("the phone of {names} has never been heard of", names=names)
    if each.trouble is Trouble.CLOCK and phone.clock_off is not None:
        minutes = number(int(phone.clock_off.total_seconds() // 60))
        return _("the clock of {names}'s phone is {minutes} minutes off", names=names, minutes=minutes)
    since = recent_day(phone.last_contact_at)
    return _("the phone of {names} has not been heard of since {day}", names=names, day=since)
