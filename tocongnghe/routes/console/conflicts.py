"""Two versions of one record, side by side: keep what is there, take the other, ask the team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.card_words import HOUSEHOLD_FIELDS, field_words
from tocongnghe.routes.console.history import FIELDS, value_words
from tocongnghe.routes.console.one_commune import kept_commune, within_commune
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.review_desk import ConflictIn
from tocongnghe.services.access import Actor
from tocongnghe.services.conflicts import Conflict, ask_about_card, find_conflict, list_conflicts, take_other
from tocongnghe.services.desk_drafts import Shown
from tocongnghe.services.doubts import settle
from tocongnghe.services.verdicts import Shown as ShownAssist
from tocongnghe.services.verdicts import return_assist
from tocongnghe.vocabulary import AssistState, DoubtAnswer, ReturnReason

blueprint = Blueprint("conflicts", __name__, url_prefix="/commune/conflicts")

STALE = N_("It changed since it was shown, so nothing was decided. Look at it again.")
PLEASE_CLEAR_UP = N_("Two people wrote this differently. Please look at it together and say what is right.")


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both versions, as read."""

    label: str
    present: str
    other: str
    differs: bool


@blueprint.get("")
def show() -> Response:
    """Show what came too late for a record that somebody else had changed."""
    actor = current_actor()
    topics = topic_names()
    found = list_conflicts(db.session(), within_commune(actor))
    rows = [(conflict, _lines(conflict, topics)) for conflict in found]
    return page("console/conflicts.html", actor=actor, rows=rows, topics=topics, kept=kept_commune())


@blueprint.post("")
def decide() -> Response:
    """Do what was chosen for one conflict."""
    actor = current_actor()
    form = read(ConflictIn(), request.form)
    conflict = find_conflict(db.session(), actor, form["op"])
    answer, shown = DoubtAnswer(form["answer"]), Shown(*form["shown"])
    if (conflict.record_id, conflict.version) != (shown.id, shown.version):
        flash(_(STALE), "warning")
        return redirect(url_for("conflicts.show"), code=303)
    if not _carry_out(actor, conflict, answer, shown, form["text"]):
        flash(_(STALE), "warning")
        return redirect(url_for("conflicts.show"), code=303)
    with writing() as session:
        settle(session, actor, conflict.record_id, conflict.op, answer)
    told = {
        DoubtAnswer.KEPT: _("Kept as it is."),
        DoubtAnswer.TAKEN: _("Taken over. The history shows both versions."),
        DoubtAnswer.ASKED: _("Asked. It is now a task on the team's phone."),
    }
    flash(told[answer], "done")
    return redirect(url_for("conflicts.show"), code=303)


def _carry_out(actor: Actor, conflict: Conflict, answer: DoubtAnswer, shown: Shown, text: str | None) -> bool:
    """Do it; return False if somebody was faster."""
    if answer is DoubtAnswer.KEPT:
        return True
    if answer is DoubtAnswer.TAKEN:
        return bool(take_other(db.session(), actor, conflict, shown).done)
    words = text or _(PLEASE_CLEAR_UP)
    if not conflict.is_assist:
        return bool(ask_about_card(db.session(), actor, conflict, words).done)
    if conflict.state is AssistState.RETURNED:
        return True
    one = ShownAssist(shown.id, shown.version)
    return bool(return_assist(db.session(), actor, one, ReturnReason.CALL_ME, words).done)


def _lines(conflict: Conflict, topics: Mapping[str, str]) -> list[Line]:
    labels = FIELDS | {"household": N_("Household")} if conflict.is_assist else HOUSEHOLD_FIELDS
    lines = []
    for field in conflict.fields:
        present, other = (
            _words(conflict, field.name, value, topics) for value in (field.present, field.other)
        )
        lines.append(Line(_(labels.get(field.name, field.name)), present, other, field.differs))
    return lines


def _words(conflict: Conflict, name: str, value: Any, topics: Mapping[str, str]) -> str:
    if not conflict.is_assist:
        return field_words(name, value)
    if name == "household":
        return conflict.names.get(str(value), _("Recorded")) if value else _("Visit without household")
    if value in (None, ""):
        return "—"
    return value_words(name, value, topics)
