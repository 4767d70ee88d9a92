"""Spot checks: draw a month's sample, call or visit, write down what was found."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, find_period, load_kinds, periods_around
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.one_commune import kept_commune, within_commune
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.review_desk import FindingIn, SpotQueryIn
from tocongnghe.services.spot_checks import (
    MONTH_KIND,
    count_undrawn,
    draw_samples,
    list_samples,
    record_finding,
)
from tocongnghe.vocabulary import SpotFinding

blueprint = Blueprint("spot_checks", __name__, url_prefix="/commune/spot-checks")

MONTHS_SHOWN = 13
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@blueprint.get("")
def show() -> Response:
    """Show the samples of one month, by default the latest that has ended."""
    actor = current_actor()
    month = sampled_month(read(SpotQueryIn(), request.args)["month"])
    is_over = month.to_day < clock.local_date()
    here = within_commune(actor)
    return page(
        "console/spot_checks.html",
        actor=actor,
        month=month,
        months=_months(),
        is_over=is_over,
        samples=list_samples(db.session(), here, month),
        undrawn=count_undrawn(db.session(), here, month) if is_over else 0,
        topics=topic_names(),
        findings=list(SpotFinding),
        least=current_app.config["SPOT_CHECK_LEAST"],
        percent=current_app.config["SPOT_CHECK_PERCENT"],
        draws_itself_on=month.to_day + timedelta(days=current_app.config["SPOT_CHECK_AFTER_DAYS"] + 1),
        seen=_seen,
        kept=kept_commune(),
    )


@blueprint.post("/draw")
def draw() -> Response:
    """Draw the samples of a month that has ended."""
    actor = current_actor()
    month = sampled_month(read(SpotQueryIn(), request.form)["month"])
    config = current_app.config
    with writing() as session:
        drawn = draw_samples(
            session,
            within_commune(actor),
            month,
            least=config["SPOT_CHECK_LEAST"],
            percent=config["SPOT_CHECK_PERCENT"],
        )
    if drawn:
        flash(_("Drawn for {count} teams. Call or visit these households.", count=drawn), "done")
    else:
        flash(_("Nothing was left to draw for this month."), "note")
    return redirect(url_for("spot_checks.show", month=month.code, **kept_commune()), code=303)


@blueprint.post("/find")
def find() -> Response:
    """Write down what a call or a visit found."""
    actor = current_actor()
    form = read(FindingIn(), request.form)
    month = sampled_month(request.args.get("month"))
    seen_at = None if form["seen"] is None else _instant(form["seen"])
    with writing() as session:
        other = record_finding(session, actor, form["check"], form["finding"], form["note"], seen_at=seen_at)
    if other is None:
        flash(_("Written down."), "done")
    else:
        words = _(
            "{person} wrote something down here meanwhile. Nothing was changed; look again.", person=other
        )
        flash(words, "warning")
    here = url_for("spot_checks.show", month=month.code, **kept_commune())
    return redirect(here + f"#c-{form['check']}", code=303)


def sampled_month(code: str | None = None) -> Period:
    """Return the month *code*, by default the latest that has ended.

    Raises:
        NotFound: No month of the calendar that reports go by.
    """
    if code is None:
        return load_kinds()[MONTH_KIND].before(_months()[0])
    found = find_period(code)
    if found is None or found.kind != MONTH_KIND or found.from_day > clock.local_date():
        raise NotFound
    return found


def _months() -> list[Period]:
    return periods_around(MONTH_KIND, _today(), MONTHS_SHOWN)


def _today() -> date:
    return clock.local_date()


def _seen(at: datetime | None) -> str:
    """Return the moment of a shown finding as its form carries it."""
    return "" if at is None else str((at - EPOCH) // EPOCH.resolution)


def _instant(microseconds: int) -> datetime:
    return EPOCH + microseconds * EPOCH.resolution
