"""What the villages are to reach: per village, topic and period, edited in a table."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.catalogue.periods import find_period
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import address_of, current_actor, page, read
from tocongnghe.routes.console.periods import Chosen, choose_period, kind_choices, recent_periods
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.figures_desk import TargetsIn, TargetsQueryIn
from tocongnghe.services.access import Actor
from tocongnghe.services.tally_sheets import MEASURES
from tocongnghe.services.village_targets import (
    TargetEntry,
    list_target_rows,
    list_topic_goals,
    save_targets,
)

blueprint = Blueprint("targets", __name__, url_prefix="/commune")


@blueprint.get("/targets")
def show() -> Response:
    """Show the targets of a period: all topics, or one to be edited village by village."""
    actor = current_actor()
    return _show(actor, read(TargetsQueryIn(), request.args))


@blueprint.post("/targets")
def save() -> Response:
    """Write the targets of one topic."""
    actor = current_actor()
    query = read(TargetsQueryIn(), request.args)
    period = choose_period(query, clock.local_date(), is_ahead=True)
    try:
        form = read(TargetsIn(), request.form)
    except ValidationError as error:
        if not set(error.messages_dict) <= {"value"}:
            raise
        flash(_("Nothing was saved: a target is a whole number, such as 12, or left empty."), "warning")
        return _show(actor, query, typed=request.form.getlist("value"), status=400)
    if not form["source"]:
        flash(_("Nothing was saved: write by which decision or plan these targets were set."), "warning")
        return _show(actor, query, typed=request.form.getlist("value"), status=400)
    entries = [TargetEntry(*each) for each in zip(form["village"], form["was"], form["value"], strict=True)]
    key = (query["topic"] or "", query["measure"])
    with writing() as session:
        saved = save_targets(session, actor, key, (period.from_day, period.to_day), entries, form["source"])
    if saved.changed:
        flash(
            _("{count} targets saved. Phones hear of them at their next contact.", count=saved.changed),
            "done",
        )
    elif not saved.stale:
        flash(_("Nothing had changed, so nothing was saved."), "note")
    if saved.stale:
        names = ", ".join(saved.stale)
        flash(
            _("Somebody else changed these meanwhile, so they were left alone: {names}.", names=names),
            "warning",
        )
    return redirect(address_of("targets.show", _kept(query) | period.way), code=303)


def _kept(query: dict[str, Any]) -> dict[str, str]:
    return {name: query[name] for name in ("topic", "measure") if query[name]}


def _show(
    actor: Actor, query: dict[str, Any], *, typed: list[str] | None = None, status: int = 200
) -> Response:
    today = clock.local_date()
    period = choose_period(query, today, is_ahead=True)
    names = topic_names()
    topic, measure = query["topic"], query["measure"]
    if topic is not None and topic not in names:
        raise NotFound
    days = (period.from_day, period.to_day)
    session = db.session()
    rows = goals = None
    if topic is None:
        goals = list_topic_goals(session, actor, measure, *days)
    else:
        rows = list_target_rows(session, actor, (topic, measure), days, _days_before(period))
    return page(
        "console/targets.html",
        status=status,
        actor=actor,
        period=period,
        topic=topic,
        measure=measure,
        measures=MEASURES,
        goals=goals,
        rows=rows,
        typed=typed,
        source=request.form.get("source", ""),
        is_copy=query["copy"] is not None,
        kinds=kind_choices(),
        recent=recent_periods(period.kind, today),
        query=_kept(query),
        topics=names,
        topic_choices=[{"value": code, "name": name} for code, name in names.items()],
    )


def _days_before(period: Chosen) -> tuple[date, date] | None:
    code = (period.before or {}).get("period")
    before = find_period(code) if code else None
    return (before.from_day, before.to_day) if before else None
