"""Telling villages something: a notice to some or all of them, who has read it, taking it back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.village_desk import CopiesIn, NoticeIn
from tocongnghe.services.desk_drafts import Shown, list_village_teams
from tocongnghe.services.notices import list_notices, post_notice, withdraw_notice

blueprint = Blueprint("notices", __name__, url_prefix="/commune")


@blueprint.get("/notices")
def show() -> Response:
    """Show the notices and the form for a new one."""
    actor, today = current_actor(), clock.local_date()
    return page(
        "console/notices.html",
        actor=actor,
        villages=list_village_teams(db.session(), actor, today),
        notices=list_notices(db.session(), actor, today),
        draft=None,
    )


@blueprint.post("/notices")
def post() -> Response:
    """Post a notice to the ticked villages, or to all."""
    actor, today = current_actor(), clock.local_date()
    form = read(NoticeIn(), request.form)
    if not form["title"] or not form["text"]:
        flash(_("Nothing was posted yet: a notice needs a title and a few words."), "warning")
        return page(
            "console/notices.html",
            actor=actor,
            villages=list_village_teams(db.session(), actor, today),
            notices=list_notices(db.session(), actor, today),
            draft=form,
            status=400,
        )
    tried = post_notice(
        db.session(), actor, form["village"], title=form["title"], text=form["text"], until=form["until"]
    )
    if tried.done:
        flash(_("Posted to {count} villages. Phones get it at their next contact.", count=tried.done), "done")
    if tried.late:
        flash(_("{count} villages could not be told.", count=tried.late), "warning")
    return redirect(url_for("notices.show"), code=303)


@blueprint.post("/notices/withdraw")
def withdraw() -> Response:
    """Take the copies of a notice back."""
    actor = current_actor()
    copies = [Shown(*one) for one in read(CopiesIn(), request.form)["notice"]]
    tried = withdraw_notice(db.session(), actor, copies)
    if tried.done:
        flash(_("Taken back. Phones stop showing it at their next contact."), "done")
    else:
        flash(_("It had been taken back already."), "note")
    return redirect(url_for("notices.show"), code=303)
