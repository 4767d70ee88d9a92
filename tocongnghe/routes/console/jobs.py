"""What runs by itself: when, how it went, how far it is; an administrator asks for a run now."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import current_actor, page
from tocongnghe.services.job_desk import ask_for_run, find_jobs

blueprint = Blueprint("jobs", __name__, url_prefix="/admin/jobs")

OUTCOMES = {
    "ok": N_("Went well"),
    "healed": N_("Went well; something was mended"),
    "failed": N_("Did not succeed"),
    "stopped": N_("Stopped half-way; goes on at the next start"),
}


@blueprint.get("")
def show() -> Response:
    """Show every job; while one runs, the page looks again by itself where it can."""
    actor = current_actor()
    return page(
        "console/jobs.html",
        actor=actor,
        desk=find_jobs(db.session(), actor),
        outcomes=OUTCOMES,
        duration=duration,
    )


@blueprint.post("/<job>/run")
def run(job: str) -> Response:
    """Write the request down; the jobs process takes it up within seconds."""
    actor = current_actor()
    with writing() as session:
        ask_for_run(session, actor, job)
    flash(_("Asked for. It begins within seconds, after what is running now."), "done")
    return redirect(url_for("jobs.show", _anchor=f"j-{job}"), code=303)


def duration(seconds: float) -> str:
    """Return how long something took, in the reader's words."""
    if seconds < 1:
        return _("less than a second")
    if seconds < 120:
        return _("{count} seconds", count=round(seconds))
    return _("{count} minutes", count=round(seconds / 60))
