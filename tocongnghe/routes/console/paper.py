"""Paper forms: printed for a village, and entered when they come back."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.search import fold
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.console import OLDEST_DAY
from tocongnghe.schemas.paper_desk import MOST_LINES, OUTCOMES, EntryQueryIn, FormsIn, FormsQueryIn, PaperIn
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import as_name, name_problem
from tocongnghe.services.paper_entry import (
    EnteredPaper,
    PaperForm,
    PaperLine,
    enter_paper,
    find_entered,
    list_entered,
    list_helpers,
    normal_number,
)
from tocongnghe.services.paper_forms import (
    LINES,
    Listed,
    find_batch,
    find_village,
    list_households,
    list_papers,
    print_forms,
)
from tocongnghe.vocabulary import AssistOutcome, NotPossibleReason, OutcomeReason

blueprint = Blueprint("paper", __name__, url_prefix="/commune/paper")

NO_NUMBER = N_("Write the form's number.")
NO_HELPER = N_("Choose who gave the help: somebody who was in the team on that day.")
NO_LINES = N_("No line was filled in.")
FUTURE = N_("The day lies in the future.")
NOT_KNOWN = N_("No household of this name is on the village's list. Choose one, or tick “new”.")
NO_TOPIC = N_("Choose the topic.")
BAD_PEOPLE = N_("The number of people is a whole number from 0 to 50.")
BAD_DAY = N_("The day was not understood. Write it like 21/11/2026.")
REFUSALS = {
    OutcomeReason.ID_REUSED: N_("this line was entered a moment ago, perhaps by a colleague"),
    OutcomeReason.CONSENT_WITHDRAWN: N_("the household took its consent back"),
    OutcomeReason.DATE_IN_FUTURE: N_("the day lies in the future"),
    OutcomeReason.RULE: N_("that person was not in this village's team"),
    OutcomeReason.OUT_OF_SCOPE: N_("the village is no longer yours"),
}
REFUSED = N_("it could not be recorded")


@blueprint.get("")
def show() -> Response:
    """Show each village's forms: printed, entered, still out; and those entered last."""
    actor = current_actor()
    session = db.session()
    return page(
        "console/paper.html",
        actor=actor,
        villages=list_papers(session, actor),
        entered=list_entered(session, actor),
        lines=LINES,
    )


@blueprint.post("/forms")
def make_forms() -> Response:
    """Number new forms and go on to the page that prints them."""
    actor, given = current_actor(), read(FormsIn(), request.form)
    with writing() as session:
        batch_id = print_forms(session, actor, given["village"], given["count"], named=given["names"])
    names = "1" if given["names"] else None
    return redirect(url_for("paper.show_forms", batch_id=batch_id, names=names), code=303)


@blueprint.get("/forms/<int:batch_id>")
def show_forms(batch_id: int) -> Response:
    """Show the forms of one batch, an A5 page each."""
    actor = current_actor()
    batch = find_batch(db.session(), actor, batch_id, named=read(FormsQueryIn(), request.args)["names"])
    return page(
        "console/paper_forms.html",
        actor=actor,
        batch=batch,
        topics=list(topic_names().values()),
        reasons=list(NotPossibleReason),
        lines=LINES,
    )


@blueprint.get("/<code>")
def show_entry(code: str) -> Response:
    """Show the page on which one form of a village is entered."""
    actor, given = current_actor(), read(EntryQueryIn(), request.args)
    head = {"on": given["on"], "helper": given["helper"], "common_topic": given["topic"]}
    return _entry(actor, code, head, count=given["lines"])


@blueprint.post("/<code>")
def enter(code: str) -> Response:
    """Enter a form; what is wrong is shown line by line, and then nothing was written."""
    actor, given = current_actor(), read(PaperIn(), request.form)
    village = find_village(db.session(), actor, code)
    if given["more"]:
        return _entry(actor, code, given, count=min(len(given["lines"]) + LINES, MOST_LINES))
    households = list_households(db.session(), village.id)
    filled = [line for line in given["lines"] if line["household"] or line["topic"]]
    lines, wrong = _understand(filled, households, given["common_topic"])
    on = given["on"] or clock.local_date()
    complaint = _complaint(given, filled, list_helpers(db.session(), village, on))
    if complaint or wrong:
        return _entry(actor, code, given, complaint=complaint, wrong=wrong, status=400)
    number = normal_number(given["number"])
    known = find_entered(db.session(), actor, code, number)
    if known is not None and not given["again"]:
        return _entry(actor, code, given, known=known, status=409)
    done = enter_paper(db.session(), actor, PaperForm(code, number, on, given["helper"]), lines)
    if done.visits:
        flash(
            _(
                "Form {number}: {count} visits were entered and wait for review.",
                number=number,
                count=done.visits,
            ),
            "done",
        )
    for refusal in done.refused:
        why = _(REFUSALS.get(refusal.reason, REFUSED) if refusal.reason else REFUSED)
        flash(_("Line {line} was not entered: {why}.", line=refusal.number, why=why), "warning")
    same = {"on": on.isoformat(), "helper": given["helper"], "topic": given["common_topic"]}
    return redirect(url_for("paper.show_entry", code=code, **same), code=303)


def _complaint(
    given: dict[str, Any], filled: list[dict[str, Any]], helpers: list[tuple[int, str]]
) -> str | None:
    if not given["number"]:
        return NO_NUMBER
    if given["helper"] not in {user_id for user_id, _name in helpers}:
        return NO_HELPER
    if given["on"] is not None and given["on"] > clock.local_date():
        return FUTURE
    return None if filled else NO_LINES


def _understand(
    filled: list[dict[str, Any]], households: list[Listed], common_topic: str | None
) -> tuple[list[PaperLine], dict[int, str]]:
    """Return the lines, and what is wrong with one (message ids by line)."""
    by_label = _by_label(households)
    lines: list[PaperLine] = []
    wrong: dict[int, str] = {}
    for given in filled:
        number, name = given["line"], given["household"]
        household = by_label.get(name) or by_label.get(fold(name)) if name and not given["new"] else None
        problem = None
        if name and household is None and not given["new"]:
            problem = NOT_KNOWN
        elif given["new"] and name:
            problem = name_problem(as_name(name))
        topic = given["topic"] or common_topic
        if topic not in topic_names():
            problem = problem or NO_TOPIC
        outcome, reason = OUTCOMES.get(given["outcome"], (str(AssistOutcome.HELPED), None))
        people, follow_up = given["people"], _day(given["follow_up"])
        if people and not (people.isascii() and people.isdigit() and int(people) <= 50):
            problem = problem or BAD_PEOPLE
        if given["follow_up"] and follow_up is None:
            problem = problem or BAD_DAY
        if problem:
            wrong[number] = problem
            continue
        lines.append(
            PaperLine(
                number=number,
                topic=str(topic),
                outcome=outcome,
                household_id=household,
                new_household=as_name(name) if given["new"] and name else None,
                reason=reason,
                people=int(people) if people else None,
                follow_up_on=follow_up,
                note=given["note"] or None,
            )
        )
    return lines, wrong


def _by_label(households: list[Listed]) -> dict[str, str]:
    """Return label -> id, as written, and without diacritics where that leaves no doubt."""
    folded: dict[str, set[str]] = defaultdict(set)
    for each in households:
        folded[fold(each.label)].add(each.id)
    sure = {label: next(iter(ids)) for label, ids in folded.items() if len(ids) == 1}
    return sure | {each.label: each.id for each in households}


def _day(text: str) -> date | None:
    try:
        if "/" in text:
            text = datetime.strptime(text, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return day if day is None or day >= OLDEST_DAY else None


def _entry(
    actor: Actor,
    code: str,
    given: dict[str, Any],
    *,
    count: int | None = None,
    complaint: str | None = None,
    wrong: dict[int, str] | None = None,
    known: EnteredPaper | None = None,
    status: int = 200,
) -> Response:
    session = db.session()
    village = find_village(session, actor, code)
    lines = given.get("lines") or []
    count = count or len(lines) or LINES
    blank = {
        "household": "",
        "topic": "",
        "outcome": "",
        "people": "",
        "follow_up": "",
        "note": "",
        "new": False,
    }
    return page(
        "console/paper_entry.html",
        actor=actor,
        village=village,
        given=given,
        lines=lines + [blank] * (count - len(lines)),
        first_new=len(lines) + 1 if given.get("more") else None,
        may_have_more=count < MOST_LINES,
        helpers=list_helpers(session, village, given.get("on") or clock.local_date()),
        households=list_households(session, village.id),
        topics=topic_names(),
        outcomes=[each for each in AssistOutcome if each is not AssistOutcome.NOT_POSSIBLE],
        reasons=list(NotPossibleReason),
        complaint=complaint,
        wrong=wrong or {},
        known=known,
        status=status,
    )
