"""The translation desk: strings with screen, Vietnamese, draft, evidence; proposed, reviewed, undone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, send_from_directory, url_for
from werkzeug.wrappers import Response

from tocongnghe.errors import Forbidden, NotFound
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import BASE, LOCALES
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.screens import Side, screens
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.translation_words import (
    LISTED,
    PROPOSAL_NAMES,
    SIDE_NAMES,
    STATE_NAMES,
    STATE_SIGNS,
    STATES_OF_BASE,
)
from tocongnghe.schemas.translations_desk import ProposalIn, UndoIn, VerdictIn, WordsQueryIn
from tocongnghe.services.access import Actor
from tocongnghe.services.freshness import refresh
from tocongnghe.services.refused import Refused
from tocongnghe.services.translations import pictures, proposals
from tocongnghe.services.translations.faults import BadText
from tocongnghe.services.translations.listing import (
    WordFilter,
    WordState,
    find_card,
    find_next,
    find_overview,
    list_words,
)
from tocongnghe.services.translations.words import MAX_REASON, undo_change

blueprint = Blueprint("translations", __name__, url_prefix="/province/translations")


@blueprint.get("")
def show() -> Response:
    """Show how far each language is, screen by screen, and what the reader does next."""
    actor = desk_reader()
    return page(
        "console/translations.html",
        actor=actor,
        overview=find_overview(db.session(), actor),
        sides=SIDE_NAMES,
        base=BASE,
        WordState=WordState,
    )


@blueprint.get("/<language>")
def show_language(language: str) -> Response:
    """Show one page of the strings that the filters in the address describe."""
    actor = desk_reader()
    return show_list(actor, language)


@blueprint.get("/<language>/next/<what>")
def show_next(language: str, what: str) -> Response:
    """Lead to the next string that lacks words, or that waits for the reader's review."""
    actor = desk_reader()
    if what not in ("words", "review"):
        raise NotFound
    key = find_next(db.session(), actor, language, review=what == "review")
    if key is None:
        flash(_("Nothing waits here: all is done."), "done")
        return redirect(url_for("translations.show_language", language=language), code=303)
    return redirect(url_for("translations.show_string", language=language, key=key), code=303)


@blueprint.get("/<language>/strings/<key>")
def show_string(language: str, key: str) -> Response:
    """Show one string with all that a speaker needs."""
    return _show_string(desk_reader(), language, key)


@blueprint.post("/<language>/strings/<key>")
def propose(language: str, key: str) -> Response:
    """Keep a proposal, then lead to the next string."""
    actor = _speaker(language)
    form = read(ProposalIn(), request.form)
    try:
        with writing() as session:
            proposals.propose(
                session,
                actor,
                language,
                key,
                text=form["text"],
                evidence=form["evidence"],
                seen=form["seen"],
            )
    except BadText as bad:
        return _show_string(actor, language, key, status=bad.status, faults=bad.faults, draft=form)
    except Refused as refused:
        return _show_string(actor, language, key, status=refused.status, why=refused.why, draft=form)
    flash(_("Proposed. Another speaker reads it now; here is the next one."), "done")
    return redirect(url_for("translations.show_next", language=language, what="words"), code=303)


@blueprint.post("/<language>/strings/<key>/proposals/<int:proposal_id>")
def decide(language: str, key: str, proposal_id: int) -> Response:
    """Approve a proposal, return it with a reason, or take one's own back."""
    actor = _speaker(language)
    form = read(VerdictIn(), request.form)
    try:
        with writing() as session:
            done = _decide(session, actor, language, proposal_id, form)
    except BadText as bad:
        return _show_string(actor, language, key, status=bad.status, faults=bad.faults)
    except Refused as refused:
        return _show_string(actor, language, key, status=refused.status, why=refused.why)
    refresh(db.session())
    flash(done, "done")
    what = "words" if form["verdict"] == "take_back" else "review"
    return redirect(url_for("translations.show_next", language=language, what=what), code=303)


@blueprint.post("/<language>/strings/<key>/changes/<int:number>/undo")
def undo(language: str, key: str, number: int) -> Response:
    """Let the text of before hold again."""
    actor = desk_reader()
    if not actor.may_read_province and language not in actor.languages:
        raise Forbidden
    form = read(UndoIn(), request.form)
    try:
        with writing() as session:
            undo_change(session, actor, language, number, form["reason"])
    except Refused as refused:
        return _show_string(actor, language, key, status=refused.status, why=refused.why)
    refresh(db.session())
    flash(_("Undone here at once; phones show the text of before after their next sync."), "done")
    return redirect(url_for("translations.show_string", language=language, key=key), code=303)


@blueprint.get("/pictures/<name>")
def send_picture(name: str) -> Response:
    """Send the picture of a screen; made-up people only."""
    desk_reader()
    if not pictures.is_picture(name):
        raise NotFound
    response = send_from_directory(pictures.FOLDER, name, max_age=3600)
    response.cache_control.private = True
    return response


def desk_reader() -> Actor:
    """Return who asks, if the desk is theirs to read."""
    actor = current_actor()
    if not actor.may_read_words:
        raise Forbidden
    return actor


def show_list(actor: Actor, language: str, *, status: int = 200, **more: Any) -> Response:
    """Show the strings of *language*; *more*: what became of a file."""
    query = read(WordsQueryIn(), request.args)
    state = next((each for each in WordState if each == query["state"]), None)
    wanted = WordFilter(state, query["screen"], query["words"].strip())
    found = list_words(db.session(), actor, language, wanted, query["page"])
    return page(
        "console/translation_list.html",
        status=status,
        actor=actor,
        language=LOCALES[language],
        wanted=wanted,
        found=found,
        states=STATES_OF_BASE if language == BASE else STATE_NAMES,
        signs=STATE_SIGNS,
        screens=screens(),
        sides=SIDE_NAMES,
        most=LISTED,
        **({"imported": None, "complaint": None} | more),
    )


def _speaker(language: str) -> Actor:
    """Return who asks; nothing of a form is looked at for anybody but a speaker of *language*."""
    actor = desk_reader()
    if language not in LOCALES:
        raise NotFound
    actor.require_language(language)
    return actor


def _decide(session: Any, actor: Actor, language: str, proposal_id: int, form: dict[str, Any]) -> str:
    if form["verdict"] == "approve":
        proposals.approve(session, actor, language, proposal_id)
        return _("Approved: it is shown here at once, and on phones after their next sync.")
    if form["verdict"] == "return":
        proposals.send_back(session, actor, language, proposal_id, form["reason"])
        return _("Returned with your reason.")
    proposals.take_back(session, actor, language, proposal_id)
    return _("Taken back.")


def _show_string(actor: Actor, language: str, key: str, *, status: int = 200, **more: Any) -> Response:
    card = find_card(db.session(), actor, language, key)
    shown = [(code, pictures.picture_of(code)) for code in card.line.said.screens]
    shown.sort(key=lambda pair: pair[1] is None)  # the first that has a picture
    faults = [(_(each.why, **each.values)) for each in more.pop("faults", ())]
    return page(
        "console/translation.html",
        status=status,
        actor=actor,
        language=LOCALES[language],
        is_base=language == BASE,
        card=card,
        pictures=shown,
        screens=screens(),
        where=_where(card.line.said.screens),
        states=STATES_OF_BASE if language == BASE else STATE_NAMES,
        signs=STATE_SIGNS,
        outcomes=PROPOSAL_NAMES,
        may_write=language in actor.languages,
        may_undo=actor.may_read_province or language in actor.languages,
        faults=faults,
        most_reason=MAX_REASON,
        most_evidence=proposals.MAX_EVIDENCE,
        **({"why": None, "draft": None} | more),
    )


def _where(codes: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Return (side, its screens) of *codes*, each name once."""
    sides: dict[Side, dict[str, None]] = {}
    for code in codes:
        sides.setdefault(screens()[code].side, {})[_(screens()[code].name)] = None
    return [(_(SIDE_NAMES[side]), list(names)) for side, names in sides.items()]
