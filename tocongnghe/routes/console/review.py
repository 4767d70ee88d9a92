"""Reviewing assists: the list, verdicts on exactly what was shown, and one assist with its history.

Every verdict answers with a redirect to the list as it was filtered: its
address carries the filters, so no address is taken from the form.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from tocongnghe.errors import InvalidInput
from tocongnghe.extensions import db
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.flag_words import FLAG_WORDS
from tocongnghe.routes.console.history import tell
from tocongnghe.routes.console.live import is_live
from tocongnghe.routes.console.one_commune import kept_commune, within_commune
from tocongnghe.routes.console.pages import address_of, current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.routes.console.verdict_words import tell_approval, tell_one
from tocongnghe.schemas.console import ReturnIn, ReviewQueryIn, TickedIn, VerdictIn
from tocongnghe.services.access import Actor
from tocongnghe.services.consents import list_consents
from tocongnghe.services.histories import find_history
from tocongnghe.services.review_flags import ReviewFlag
from tocongnghe.services.reviews import (
    STATES,
    Reach,
    ReviewFilter,
    Shelf,
    count_reviews,
    find_reviews,
    list_members,
    list_reviews,
    list_team_choices,
    list_villages,
)
from tocongnghe.services.verdicts import Shown, approve, return_assist, unapprove
from tocongnghe.vocabulary import ReturnReason

blueprint = Blueprint("review", __name__, url_prefix="/commune")

FILTERS = ("village", "team", "topic", "member", "flag", "from_day", "to_day")


@blueprint.get("/review")
def show() -> Response:
    """Show one page of the assists that the filters in the address describe."""
    actor = current_actor()
    here = within_commune(actor)
    query = read(ReviewQueryIn(), request.args)
    wanted, names = _filter(query), topic_names()
    return page(
        "console/review.html",
        actor=actor,
        wanted=wanted,
        found=list_reviews(db.session(), here, wanted, query["page"]),
        villages=list_villages(db.session(), here),
        members=list_members(db.session(), here),
        topics=[{"value": code, "name": name} for code, name in names.items()],
        topics_by_code=names,
        reasons=list(ReturnReason),
        teams=list_team_choices(db.session(), here),
        flags=[{"value": flag, "name": _(words.name)} for flag, words in FLAG_WORDS.items()],
        flag_words=FLAG_WORDS,
        is_filtered=any(getattr(wanted, name) for name in FILTERS),
        tick_all=query["tick"] is not None,
        query=_kept(),
        kept=kept_commune(),
    )


@blueprint.post("/review/approve")
def approve_ticked() -> Response:
    """Approve the ticked versions; what changed since it was shown is left alone and said."""
    actor = current_actor()
    shown = [Shown(*one) for one in read(TickedIn(), request.form)["assist"]]
    if not shown:
        flash(_("Nothing was ticked, so nothing was approved."), "warning")
        return _back()
    tell_approval(approve(db.session(), actor, shown))
    return _after(actor, shown)


@blueprint.post("/review/return")
def return_one() -> Response:
    """Send one assist back to its team with a reason."""
    actor = current_actor()
    form = read(ReturnIn(), request.form)
    shown = Shown(*form["assist"])
    try:
        tried = return_assist(db.session(), actor, shown, form["reason"], form["text"])
    except InvalidInput:
        flash(
            _("Nothing was returned yet: write a few words, so that the team knows what to mend."), "warning"
        )
        return _back(shown.id)
    tell_one(tried, _("Returned. It is now a task on the team's phone."))
    return _after(actor, [shown])


@blueprint.post("/review/unapprove")
def unapprove_one() -> Response:
    """Take an approval back."""
    actor = current_actor()
    shown = [Shown(*read(VerdictIn(), request.form)["assist"])]
    tried = unapprove(db.session(), actor, shown)
    tell_one(tried, _("The approval was taken back. The assist waits for review again."))
    return _after(actor, shown)


@blueprint.get("/assists/<assist_id>")
def show_assist(assist_id: str) -> Response:
    """Show one assist with everything that was ever said about it."""
    actor = current_actor()
    history = find_history(db.session(), actor, assist_id)
    names = topic_names()
    return page(
        "console/assist.html",
        actor=actor,
        assist=history.assist,
        steps=[tell(step, names) for step in history.steps],
        consents=list_consents(db.session(), actor, history.assist.household_id),
        topics=names,
        reasons=list(ReturnReason),
        flag_words=FLAG_WORDS,
    )


def _filter(query: dict[str, Any]) -> ReviewFilter:
    return ReviewFilter(
        shelf=Shelf(query["state"]),
        village=query["village"],
        team=query["team"],
        topic=query["topic"],
        member=query["member"],
        flag=ReviewFlag(query["flag"]) if query["flag"] else None,
        reach=Reach(query["reach"]) if query["reach"] else None,
        from_day=query["from_day"],
        to_day=query["to_day"],
    )


def _back(anchor: str | None = None) -> Response:
    """Return to the list as it was filtered."""
    anchor = f"#a-{anchor}" if anchor else ""
    return redirect(address_of("review.show", _kept()) + anchor, code=303)


def _after(actor: Actor, shown: list[Shown]) -> Response:
    """Return to the list, or in place just the rows that were decided, what to say and what is left."""
    if not is_live():
        return _back()
    query = read(ReviewQueryIn(), request.args)
    context = {
        "count": count_reviews(db.session(), within_commune(actor), _filter(query)),
        "rows": find_reviews(db.session(), actor, [one.id for one in shown]),
        "wanted": _filter(query),
        "states": STATES[Shelf(query["state"])],
        "topics_by_code": topic_names(),
        "reasons": list(ReturnReason),
        "flag_words": FLAG_WORDS,
        "query": _kept(),
    }
    return Response(
        render_template("console/review_decided.html", **context),
        mimetype="text/html",
        headers={"Cache-Control": "no-store"},
    )


def _kept() -> dict[str, str]:
    """Return the filters in the address, without what belongs to one look at it."""
    return {name: value for name, value in request.args.items() if name not in ("tick", "lang")}
