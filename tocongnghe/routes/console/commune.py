"""A commune's day: what waits, in order, and one obvious next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import number, relative_day
from tocongnghe.routes.console.closing_words import due_in_words
from tocongnghe.routes.console.pages import current_actor, page
from tocongnghe.routes.console.spot_checks import sampled_month
from tocongnghe.services.access import Actor
from tocongnghe.services.calls import count_calls
from tocongnghe.services.closings import find_due
from tocongnghe.services.conflicts import count_conflicts
from tocongnghe.services.feedback import count_open_feedback
from tocongnghe.services.rulings import count_held
from tocongnghe.services.spot_checks import count_undrawn
from tocongnghe.services.teams import list_lost_work
from tocongnghe.services.waiting import Waiting, find_waiting

blueprint = Blueprint("commune", __name__, url_prefix="/commune")


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing that waits: its pictogram, a sentence, where it is done, and what the button says."""

    sign: str
    text: str
    way: str
    verb: str
    more: str | None = None


@blueprint.get("")
def show() -> Response:
    """Show what waits today; a leader of the commune reads the same day without its steps."""
    actor = current_actor()
    session = db.session()
    work = find_waiting(session, actor)
    if not actor.may_review:
        said = count_open_feedback(session, actor)
        return page("console/commune_reading.html", actor=actor, work=work, said=said)
    return page("console/commune.html", actor=actor, work=work, todos=list(_todos(session, actor, work)))


def _todos(session: Session, actor: Actor, work: Waiting) -> Iterator[ToDo]:
    """Yield what waits, what holds up others first."""
    held, conflicts = count_held(session, actor), count_conflicts(session, actor)
    said, calls = count_open_feedback(session, actor), count_calls(session, actor, clock.local_date())
    if work.waiting:
        text = _("{count} assists wait for review.", count=number(work.waiting))
        oldest = _("The oldest arrived {day}.", day=relative_day(work.oldest_at)) if work.oldest_at else None
        yield ToDo("review", text, url_for("review.show"), _("Review them now"), oldest)
    if conflicts:
        text = _("{count} records were changed in two places at once.", count=number(conflicts))
        yield ToDo("review", text, url_for("conflicts.show"), _("Compare them"))
    if held:
        text = _("{count} changes wait for your word.", count=number(held))
        yield ToDo("clock", text, url_for("teams.show_held"), _("Decide them"))
    for one in list_lost_work(session, actor):
        names, count, day = ", ".join(one.names), number(one.count), relative_day(one.at)
        text = _(
            "{names}: the phone's browser cleared {count} unsent changes, reported {day}."
            " Ask what they were.",
            names=names,
            count=count,
            day=day,
        )
        yield ToDo("warning", text, url_for("teams.show"), _("See the team"))
    if said:
        text = _("{count} people's words wait for an answer.", count=number(said))
        yield ToDo("feedback", text, url_for("feedback.show"), _("Answer them"))
    if calls:
        text = _("{count} teams to call today.", count=number(calls))
        yield ToDo("completeness", text, url_for("completeness.show"), _("See whom to call"))
    undrawn = count_undrawn(session, actor, sampled_month())
    if undrawn:
        text = _("Last month's work of {count} teams has not been sampled yet.", count=number(undrawn))
        yield ToDo("sample", text, url_for("spot_checks.show"), _("Draw the samples"))
    due = due_in_words(find_due(session, actor))
    if due:
        yield ToDo("close", due.text, due.way, _("See what is open"))
