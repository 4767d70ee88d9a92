"""Reviewing assists: the list, verdicts on exactly what was shown, and one assist with its history.

Every verdict answers with a redirect to the list as it was filtered: its
address carries the filters, so no address is taken from the form.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request
from werkzeug.wrappers import Response

from tocongnghe.errors import AssistLocked, InvalidInput, ReviewStale
from tocongnghe.extensions import db
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.history import tell
from tocongnghe.routes.console.pages import address_of, current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.console import ReturnIn, ReviewQueryIn, TickedIn, VerdictIn
from tocongnghe.services.histories import find_history
from tocongnghe.services.reviews import (
    Reach,
    ReviewFilter,
    Shelf,
    list_members,
    list_reviews,
    list_villages,
)
from tocongnghe.services.verdicts import Shown, Tried, approve, return_assist, unapprove
from tocongnghe.vocabulary import ReturnReason

blueprint = Blueprint("review", __name__, url_prefix="/commune")


@blueprint.get("/review")
def show() -> Response:
    """Show one page of the assists that the filters in the address describe."""
    actor = current_actor()
    query = read(ReviewQueryIn(), request.args)
    wanted, names = _filter(query), topic_names()
    return page(
        "console/review.html",
        actor=actor,
        wanted=wanted,
        found=list_reviews(db.session(), actor, wanted, query["page"]),
        villages=list_villages(db.session(), actor),
        members=list_members(db.session(), actor),
        topics=[{"value": code, "name": name} for code, name in names.items()],
        topics_by_code=names,
        reasons=list(ReturnReason),
        is_filtered=any((wanted.village, wanted.topic, wanted.member, wanted.from_day, wanted.to_day)),
        tick_all=query["tick"] is not None,
        query={name: value for name, value in request.args.items() if name not in ("tick", "lang")},
    )


@blueprint.post("/review/approve")
def approve_ticked() -> Response:
    """Approve the ticked versions; what changed since it was shown is left alone and said."""
    actor = current_actor()
    ticked = read(TickedIn(), request.form)["assist"]
    if not ticked:
        flash(_("Nothing was ticked, so nothing was approved."), "warning")
        return _back()
    _tell_tried(approve(db.session(), actor, [Shown(*one) for one in ticked]))
    return _back()


@blueprint.post("/review/return")
def return_one() -> Response:
    """Send one assist back to its team with a reason."""
    actor = current_actor()
    form = read(ReturnIn(), request.form)
    shown = Shown(*form["assist"])
    try:
        return_assist(db.session(), actor, shown, form["reason"], form["text"])
    except InvalidInput:
        flash(
            _("Nothing was returned yet: write a few words, so that the team knows what to mend."), "warning"
        )
        return _back(shown.id)
    except (ReviewStale, AssistLocked) as problem:
        return _explain(problem)
    flash(_("Returned. It is now a task on the team's phone."), "done")
    return _back()


@blueprint.post("/review/unapprove")
def unapprove_one() -> Response:
    """Take an approval back."""
    actor = current_actor()
    shown = Shown(*read(VerdictIn(), request.form)["assist"])
    try:
        unapprove(db.session(), actor, shown)
    except (ReviewStale, AssistLocked) as problem:
        return _explain(problem)
    flash(_("The approval was taken back. The assist waits for review again."), "done")
    return _back()


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
        topics=names,
        reasons=list(ReturnReason),
    )


def _filter(query: dict[str, Any]) -> ReviewFilter:
    return ReviewFilter(
        shelf=Shelf(query["state"]),
        village=query["village"],
        topic=query["topic"],
        member=query["member"],
        reach=Reach(query["reach"]) if query["reach"] else None,
        from_day=query["from_day"],
        to_day=query["to_day"],
    )


def _back(anchor: str | None = None) -> Response:
    """Return to the list as it was filtered."""
    kept = {name: value for name, value in request.args.items() if name != "tick"}
    anchor = f"#a-{anchor}" if anchor else ""
    return redirect(address_of("review.show", kept) + anchor, code=303)


def _explain(problem: ReviewStale | AssistLocked) -> Response:
    if isinstance(problem, ReviewStale):
        flash(_("It changed since it was shown, so nothing was decided. Look at it again."), "warning")
    else:
        flash(_("That step is not possible any more: it has been decided already."), "warning")
    return _back()


def _tell_tried(tried: Tried) -> None:
    """Say what became of a bulk approval, one sentence for each thing that happened."""
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
