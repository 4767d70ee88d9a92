"""Approving a village's day at one go, and taking all of it back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe.extensions import db, writing
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.flag_words import FLAG_WORDS
from tocongnghe.routes.console.pages import address_of, current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.routes.console.verdict_words import tell_approval, tell_undone
from tocongnghe.schemas.review_desk import BulkIn, GroupIn, PageIn
from tocongnghe.services.bulk_approvals import (
    approve_group,
    find_group,
    list_bulks,
    list_groups,
    note_bulk,
    note_undone,
    undo_bulk,
)
from tocongnghe.services.verdicts import Shown

blueprint = Blueprint("bulk", __name__, url_prefix="/commune/review")


@blueprint.get("/groups")
def show_groups() -> Response:
    """Show what waits by village and day, and what was approved so lately."""
    actor = current_actor()
    groups = list_groups(db.session(), actor, read(PageIn(), request.args)["page"])
    bulks = list_bulks(db.session(), actor)
    return page("console/bulk.html", actor=actor, groups=groups, bulks=bulks)


@blueprint.get("/group")
def show_group() -> Response:
    """Show a village's day: a few assists opened, then all of them to approve."""
    actor = current_actor()
    query = read(GroupIn(), request.args)
    return page(
        "console/bulk_group.html",
        actor=actor,
        group=find_group(db.session(), actor, query["village"], query["day"]),
        topics_by_code=topic_names(),
        flag_words=FLAG_WORDS,
    )


@blueprint.post("/group")
def approve_ticked() -> Response:
    """Approve exactly the listed versions that stayed ticked."""
    actor = current_actor()
    form = read(BulkIn(), request.form)
    if not form["assist"]:
        flash(_("Nothing was ticked, so nothing was approved."), "warning")
        query = {"village": form["village"], "day": form["day"].isoformat()}
        return redirect(address_of("bulk.show_group", query), code=303)
    shown = [Shown(*one) for one in form["assist"]]
    tried = approve_group(db.session(), actor, form["village"], shown)
    with writing() as session:
        note_bulk(session, actor, form["village"], form["day"], tried)
    tell_approval(tried)
    return redirect(url_for("bulk.show_groups"), code=303)


@blueprint.post("/bulks/<bulk_id>/undo")
def undo(bulk_id: str) -> Response:
    """Take back everything that a bulk approved."""
    actor = current_actor()
    tried = undo_bulk(db.session(), actor, bulk_id)
    with writing() as session:
        note_undone(session, actor, bulk_id, tried.done)
    tell_undone(tried)
    return redirect(url_for("bulk.show_groups"), code=303)
