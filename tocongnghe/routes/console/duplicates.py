"""What looks like one and may be two: assists and cards side by side."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.flag_words import FLAG_WORDS
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.routes.console.verdict_words import tell_one
from tocongnghe.schemas.console import VerdictIn
from tocongnghe.schemas.review_desk import PageIn, PairIn
from tocongnghe.services.duplicates import (
    Likeness,
    call_different,
    list_double_assists,
    list_double_cards,
)
from tocongnghe.services.verdicts import Shown, return_assist
from tocongnghe.vocabulary import ReturnReason

blueprint = Blueprint("duplicates", __name__, url_prefix="/commune/duplicates")

WHY = {
    Likeness.SAME_DAY: N_("Same household, topic and day"),
    Likeness.TWO_MEMBERS: N_("Same household, topic and day, by two members"),
    Likeness.NEAR_DAYS: N_("Same household and topic, reached twice within a week"),
    Likeness.SAME_NAME: N_("Same name in one village"),
    Likeness.SAME_LETTERS: N_("Same name but for marks and spaces, in one village"),
    Likeness.SAME_PHONE: N_("Same telephone number in one village"),
}
SAME_VISIT = N_("This visit seems to be recorded twice. Withdraw this one, or correct it if it is another.")


@blueprint.get("")
def show() -> Response:
    """Show assists that may be one visit."""
    actor = current_actor()
    pairs = list_double_assists(db.session(), actor, read(PageIn(), request.args)["page"])
    return page(
        "console/duplicates.html",
        actor=actor,
        pairs=pairs,
        why=WHY,
        topics=topic_names(),
        flag_words=FLAG_WORDS,
    )


@blueprint.get("/households")
def show_households() -> Response:
    """Show cards that may be one household."""
    actor = current_actor()
    pairs = list_double_cards(db.session(), actor, read(PageIn(), request.args)["page"])
    return page("console/double_cards.html", actor=actor, pairs=pairs, why=WHY)


@blueprint.post("/different")
def keep_both() -> Response:
    """Remember that two assists, or two cards, are different; they are not shown together again."""
    actor = current_actor()
    form = read(PairIn(), request.form)
    with writing() as session:
        is_new = call_different(session, actor, form["first"], form["second"])
    if is_new:
        flash(_("Kept as two. They are not shown together again."), "done")
    else:
        flash(_("That had been settled already."), "note")
    return _back()


@blueprint.post("/return")
def return_one() -> Response:
    """Send one of two assists that are one visit back to its team."""
    actor = current_actor()
    shown = Shown(*read(VerdictIn(), request.form)["assist"])
    tried = return_assist(db.session(), actor, shown, ReturnReason.DUPLICATE, _(SAME_VISIT))
    tell_one(tried, _("Returned. It is now a task on the team's phone."))
    return _back()


def _back() -> Response:
    endpoint = "duplicates.show_households" if request.args.get("of") == "households" else "duplicates.show"
    return redirect(url_for(endpoint), code=303)
