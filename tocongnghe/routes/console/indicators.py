"""Indicators: what each means, over what, by whose word; changed by opening a version of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.catalogue import Counts, Indicator, Records, load_catalogue, version_in_use
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.rollups.trial import count_on_trial
from tocongnghe.routes.console.pages import current_actor, page
from tocongnghe.services.access import Actor
from tocongnghe.services.catalogue_editing import (
    CatalogueMoved,
    Draft,
    Effect,
    find_effect,
    judge,
    list_versions,
    open_version,
    read_form,
    refresh_catalogue,
)
from tocongnghe.services.catalogue_editing.drafts import find_definition, is_shipped
from tocongnghe.services.catalogue_editing.versions import MAX_REASON, own_definitions
from tocongnghe.services.indicators import indicator_label, statistic_name, topic_name
from tocongnghe.vocabulary import LABELS, AssistOutcome, AssistStage, Poverty, Role

POVERTY_NAMES = {
    Poverty.POOR: N_("poor"),
    Poverty.NEAR_POOR: N_("near-poor"),
    Poverty.NOT_POOR: N_("not poor"),
    Poverty.UNKNOWN: N_("not known whether poor"),
}
STAGE_NAMES = {
    AssistStage.OPENED: N_("Opened, not used yet"),
    AssistStage.USED_WITH_HELP: N_("Used with help"),
    AssistStage.USED_ALONE: N_("Used alone"),
}
blueprint = Blueprint("indicators", __name__, url_prefix="/province/indicators")

NEW = "new"
SHOWN = ("name", "rule", "unit")
"""What is said in the reader's language."""
MOVED = N_("Somebody opened another version meanwhile. Look at the effect again before you open yours.")
NO_REASON = N_("Write why it changes: at most {most} characters.")
COUNT_NAMES = {
    Counts.HOUSEHOLDS: N_("Households, each once"),
    Counts.PEOPLE: N_("People, each once"),
    Counts.SHOPS: N_("Shops, one on each platform"),
    Counts.ASSISTS: N_("Visits"),
    Counts.SESSIONS: N_("Classes"),
    Counts.ATTENDEES: N_("People who came to classes"),
    Counts.VILLAGES: N_("Villages, each once"),
}
RECORD_NAMES = {
    Records.ASSISTS: N_("Visits"),
    Records.CLASSES: N_("Classes"),
    Records.SURVEYS: N_("Surveys of villages"),
}


@blueprint.get("")
def show() -> Response:
    """Show every indicator in use, and the versions that were opened."""
    actor = _editor()
    catalogue = load_catalogue()
    own = [one for one in catalogue.indicators if one.measure not in ("helped", "has", "visits")]
    own += [one for one in catalogue.indicators if one.code == "visits"]
    by_topic = [
        (_(topic.name), [one for one in catalogue.indicators if one.topic == topic.code and one not in own])
        for topic in catalogue.topics
    ]
    return page(
        "console/indicators.html",
        actor=actor,
        groups=[(_("Published figures"), own), *by_topic],
        version=catalogue.version,
        number=version_in_use(),
        versions=list_versions(db.session(), actor),
        **_words(),
    )


@blueprint.get("/<code>")
def edit(code: str) -> Response:
    """Show one indicator with everything that it says, to be changed; `new` is an empty one."""
    actor = _editor()
    definition = {} if code == NEW else find_definition(code)
    if definition is None:
        raise NotFound
    return _form(actor, code, Draft(definition))


@blueprint.post("/<code>")
def change(code: str) -> Response:
    """Show what the change would do; or open the version, when its effect was seen and a reason is given."""
    actor = _editor()
    if code != NEW and find_definition(code) is None:
        raise NotFound
    definition = read_form(request.form.to_dict(flat=False), _names())
    if code != NEW:
        definition["code"] = code
    draft = judge(definition, own_definitions(db.session()))
    if draft.errors:
        return _form(actor, code, draft, status=400)
    if request.form.get("do") != "open":
        return _form(actor, code, draft, effect=_effect(actor, code, draft))
    reason, seen = request.form.get("reason", "").strip(), request.form.get("seen", "")
    if not 0 < len(reason) <= MAX_REASON:
        complaint = _(NO_REASON, most=MAX_REASON)
        return _form(actor, code, draft, effect=_effect(actor, code, draft), complaint=complaint, status=400)
    try:
        with writing() as session:
            number = open_version(session, actor, draft, seen=int(seen or -1), reason=reason)
    except (CatalogueMoved, ValueError):
        return _form(actor, code, draft, effect=_effect(actor, code, draft), complaint=_(MOVED), status=409)
    refresh_catalogue(db.session())
    flash(
        _(
            "Version {number} is open. What is counted otherwise is counted anew in a few minutes.",
            number=number,
        ),
        "done",
    )
    return redirect(url_for("indicators.show"), code=303)


def _editor() -> Actor:
    actor = current_actor()
    actor.require(Role.PROVINCE, Role.ADMIN)
    return actor


def _effect(actor: Actor, code: str, draft: Draft) -> Effect:
    """Return the effect of a draft without errors on last month."""
    catalogue = load_catalogue()
    before = next((one for one in catalogue.indicators if one.code == code), None)
    return find_effect(
        db.session(),
        actor,
        None if before is None else (catalogue, before),
        draft.found,
        clock.local_date(),
        count_on_trial,
    )


def _form(actor: Actor, code: str, draft: Draft, *, status: int = 200, **more: Any) -> Response:
    catalogue = load_catalogue()
    context: dict[str, Any] = {
        "effect": None,
        "complaint": None,
        "code": code,
        "is_new": code == NEW,
        "called": next((indicator_label(one) for one in catalogue.indicators if one.code == code), code),
        "said": {key: _(text) if key in SHOWN else text for key, text in draft.definition.items()},
        "errors": {key: _(msgid).format(**draft.values) for key, msgid in draft.errors.items()},
        "seen": version_in_use(),
        "topics": [(topic.code, _(topic.name)) for topic in catalogue.topics],
        "outcomes": [(word.value, _(LABELS[word])) for word in AssistOutcome],
        "stages": [(word.value, _(name)) for word, name in STAGE_NAMES.items()],
        "poverties": [(word.value, _(name)) for word, name in POVERTY_NAMES.items()],
        "counts": [(word.value, _(name)) for word, name in COUNT_NAMES.items()],
        "records": [(word.value, _(name)) for word, name in RECORD_NAMES.items()],
        "statistics": [(each.code, _(each.name)) for each in catalogue.statistics],
        "countable": [
            (each.code, indicator_label(each)) for each in catalogue.indicators if each.figures_of is None
        ],
        "most": MAX_REASON,
    }
    return page("console/indicator.html", actor=actor, status=status, **context | _words() | more)


def _names() -> Mapping[str, str]:
    """Return message id -> text as shown, of all that an indicator says in the reader's language."""
    texts = {text for one in load_catalogue().indicators for text in (one.name, one.rule, one.unit)}
    return {text: _(text) for text in texts}


def _words() -> dict[str, Any]:
    """Return what templates call things."""
    return {
        "label": indicator_label,
        "denominator_name": statistic_name,
        "topic_name": topic_name,
        "count_names": COUNT_NAMES,
        "is_shipped": is_shipped,
        "stored": _stored,
    }


def _stored(indicator: Indicator) -> str | None:
    """Return the name of the indicator whose count this one shares."""
    known = {one.code: one for one in load_catalogue().indicators}
    return indicator_label(known[indicator.figures_of]) if indicator.figures_of else None
