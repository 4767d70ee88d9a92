"""A commune's day: what waits, in order, and one obvious next step."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from tocongnghe.extensions import db
from tocongnghe.routes.console.closing_words import due_in_words
from tocongnghe.routes.console.pages import current_actor, page
from tocongnghe.services.closings import find_due
from tocongnghe.services.feedback import count_open_feedback
from tocongnghe.services.rulings import count_held
from tocongnghe.services.teams import list_lost_work
from tocongnghe.services.waiting import find_waiting

blueprint = Blueprint("commune", __name__, url_prefix="/commune")


@blueprint.get("")
def show() -> Response:
    """Show what waits today; a leader of the commune reads the same day without its steps."""
    actor = current_actor()
    session = db.session()
    work = find_waiting(session, actor)
    if not actor.may_review:
        said = count_open_feedback(session, actor)
        return page("console/commune_reading.html", actor=actor, work=work, said=said)
    held = count_held(session, actor)
    lost, said = list_lost_work(session, actor), count_open_feedback(session, actor)
    due = due_in_words(find_due(session, actor))
    return page("console/commune.html", actor=actor, work=work, held=held, lost=lost, said=said, due=due)
