"""What people say: read it, listen to it, answer it; and the voices that came with assists."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, request
from werkzeug.wrappers import Response

from tocongnghe.extensions import db
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import address_of, current_actor, page, read
from tocongnghe.schemas.village_desk import AnswerIn, FeedbackQueryIn
from tocongnghe.services.blobs import blob_folder
from tocongnghe.services.consents import find_consent_voice, find_heard
from tocongnghe.services.desk_drafts import Shown
from tocongnghe.services.feedback import (
    FeedbackFilter,
    Recording,
    answer_feedback,
    find_assist_voice,
    find_feedback_voice,
    list_feedback,
)
from tocongnghe.services.reviews import list_villages
from tocongnghe.vocabulary import FeedbackCategory, FeedbackState

blueprint = Blueprint("feedback", __name__, url_prefix="/commune")


@blueprint.get("/feedback")
def show() -> Response:
    """Show one page of the feedback that the filters in the address describe."""
    actor = current_actor()
    query = read(FeedbackQueryIn(), request.args)
    wanted = FeedbackFilter(query["state"], query["village"], query["category"])
    return page(
        "console/feedback.html",
        actor=actor,
        wanted=wanted,
        found=list_feedback(db.session(), actor, wanted, query["page"]),
        villages=list_villages(db.session(), actor),
        states=list(FeedbackState),
        categories=list(FeedbackCategory),
        query={name: value for name, value in request.args.items() if name != "lang"},
    )


@blueprint.post("/feedback/answer")
def answer() -> Response:
    """Answer the version that was on the page."""
    actor = current_actor()
    form = read(AnswerIn(), request.form)
    shown = Shown(*form["feedback"])
    back = address_of("feedback.show", request.args.to_dict())
    if not form["text"]:
        flash(_("Nothing was answered yet: write a few words."), "warning")
        return redirect(f"{back}#f-{shown.id}", code=303)
    if answer_feedback(db.session(), actor, shown, form["text"]).done:
        flash(_("Answered. The answer is on the team's phones at their next contact."), "done")
    else:
        flash(_("It changed since it was shown, so nothing was decided. Look at it again."), "warning")
    return redirect(back, code=303)


@blueprint.get("/feedback/<feedback_id>/recording")
def play(feedback_id: str) -> Response:
    """Play the voice of a feedback."""
    folder = blob_folder(Path(current_app.instance_path))
    return _sound(find_feedback_voice(db.session(), current_actor(), feedback_id, folder))


@blueprint.get("/assists/<assist_id>/recording")
def play_assist(assist_id: str) -> Response:
    """Play the spoken note of an assist."""
    folder = blob_folder(Path(current_app.instance_path))
    return _sound(find_assist_voice(db.session(), current_actor(), assist_id, folder))


@blueprint.get("/consents/<consent_id>/recording")
def play_consent(consent_id: str) -> Response:
    """Play the voice in which a household agreed."""
    folder = blob_folder(Path(current_app.instance_path))
    return _sound(find_consent_voice(db.session(), current_actor(), consent_id, folder))


@blueprint.get("/consents/<consent_id>/heard/<sha256>")
def play_heard(consent_id: str, sha256: str) -> Response:
    """Play what was played to a household before it answered."""
    folder = blob_folder(Path(current_app.instance_path))
    return _sound(find_heard(db.session(), current_actor(), consent_id, sha256, folder))


def _sound(recording: Recording) -> Response:
    """Return the recording, never kept by any cache: it is somebody's voice; no page to open."""
    content = recording.path.read_bytes()
    response = Response(content, mimetype=recording.media_type)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f"attachment; filename=recording.{recording.media_type[6:]}"
    return response.make_conditional(request.environ, accept_ranges=True, complete_length=len(content))
