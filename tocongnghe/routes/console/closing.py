"""Closing a commune's periods: the list, a checklist, frozen figures, what changed, and opening again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, stream_with_context, url_for
from werkzeug.wrappers import Response as AnyResponse

from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.periods import Period, closing_kinds, find_period, load_kinds
from tocongnghe.errors import ClosingOpen, ClosingStale, InvalidInput, NotFound, PeriodNotOver
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import moment
from tocongnghe.rollups import catch_up, catch_up_in_pieces
from tocongnghe.routes.console.closing_words import in_words
from tocongnghe.routes.console.history import DEEDS
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.closing_desk import (
    ChangesQueryIn,
    CloseIn,
    ClosingsQueryIn,
    InCommuneIn,
    ReopenIn,
    VersionFileIn,
)
from tocongnghe.services.access import Actor
from tocongnghe.services.closing_changes import find_since, list_changes
from tocongnghe.services.closing_figures import read_snapshot
from tocongnghe.services.closing_rows import blocks_of, snapshot_sheet
from tocongnghe.services.closing_versions import PeriodState
from tocongnghe.services.closing_wholes import closed_along
from tocongnghe.services.closings import (
    Commune,
    checklist,
    close_period,
    find_closing,
    find_commune,
    find_line,
    is_unchanged,
    list_communes,
    list_periods,
    reopen_period,
)
from tocongnghe.services.indicators import indicator_label, statistic_name
from tocongnghe.services.period_words import called, kind_name, period_label, period_name
from tocongnghe.services.sheets import MEDIA_TYPES, stream_sheet

blueprint = Blueprint("closing", __name__, url_prefix="/commune/close")


@blueprint.get("")
def show() -> AnyResponse:
    """Show the periods of one kind and how each stands."""
    actor = current_actor()
    query = read(ClosingsQueryIn(), request.args)
    commune = find_commune(db.session(), actor, query["commune"])
    kinds = closing_kinds()
    kind = load_kinds()[query["kind"]] if query["kind"] else kinds[0]
    lines = list_periods(db.session(), commune, kind)
    return page(
        "console/closings.html",
        actor=actor,
        commune=commune.place,
        communes=list_communes(db.session(), actor) if actor.may_read_commune else [],
        kinds=[(each.code, kind_name(each)) for each in kinds],
        kind=kind.code,
        lines=[(period_name(line.period), line) for line in lines],
        ready=[line for line in lines if line.state in (PeriodState.READY, PeriodState.REOPENED)],
    )


@blueprint.get("/<code>")
def show_period(code: str) -> AnyResponse:
    """Show one period: what is open and the way to close it, or what was closed and what came since."""
    actor = current_actor()
    commune, period = _asked(actor, code)
    line = find_line(db.session(), commune, period)
    closing = line.newest and find_closing(db.session(), commune, period.code, line.newest.number)
    is_closed = line.state is PeriodState.CLOSED
    may_close = line.state in (PeriodState.READY, PeriodState.REOPENED)
    found = checklist(db.session(), actor, commune, period) if may_close else ()
    checks = in_words(found, period, commune.place.code if len(actor.commune_ids) > 1 else None)
    return page(
        "console/closing.html",
        actor=actor,
        commune=commune.place,
        line=line,
        name=period_name(period),
        label=period_label(period),
        checks=checks,
        still_open=[check for check in checks if check.count],
        since=find_since(db.session(), actor.province_id, commune, closing)
        if closing and is_closed
        else None,
        is_closed=is_closed,
        called=called,
    )


@blueprint.post("/<code>")
def close(code: str) -> AnyResponse:
    """Close the period and show what was frozen; say so when somebody else was quicker."""
    actor = current_actor()
    form = read(CloseIn(), request.form)
    commune, period = _asked(actor, code, form["commune"])
    db.session.rollback()  # ends the read snapshot: what follows is its own transaction
    here = _address("closing.show_period", period, commune)
    try:
        if actor.may_review:
            catch_up_in_pieces(db.engine, actor.province_id)
        with writing() as session:
            closing = close_period(
                session,
                actor,
                commune.place.code,
                period,
                version=form["version"],
                reason=form["reason"],
                signer=form["signer"],
                catch_up=catch_up,
            )
            version, along = closing.version, closed_along(session, closing)
    except ClosingOpen:
        flash(_("Nothing was closed yet: something is still open. Write why it is closed anyway."), "warning")
        return redirect(here + "#close", code=303)
    except ClosingStale:
        flash(_stale_words(commune, period), "warning")
        return redirect(here, code=303)
    except PeriodNotOver:
        flash(_("This period is not over yet. It can be closed from the next day on."), "warning")
        return redirect(here, code=303)
    flash(_("Closed. The figures are kept as they are now; print them to be signed."), "done")
    if along:
        names = ", ".join(period_name(each) for each in along)
        flash(_("Every part of {names} is closed now, so it was closed, too.", names=names), "done")
    return redirect(_address("closing.show_version", period, commune, version=version), code=303)


@blueprint.post("/<code>/reopen")
def reopen(code: str) -> AnyResponse:
    """Open a closed period again, with a reason that the province reads."""
    actor = current_actor()
    form = read(ReopenIn(), request.form)
    commune, period = _asked(actor, code, form["commune"])
    db.session.rollback()
    try:
        with writing() as session:
            reopen_period(
                session, actor, commune.place.code, period, version=form["version"], reason=form["reason"]
            )
    except InvalidInput:
        flash(_("Nothing was changed yet: write why, the province reads it."), "warning")
    except ClosingStale:
        flash(_stale_words(commune, period), "warning")
    else:
        flash(
            _("Open again. The figures of before are kept; close it anew to make the next version."), "done"
        )
    return redirect(_address("closing.show_period", period, commune), code=303)


@blueprint.get("/<code>/<int:version>")
def show_version(code: str, version: int) -> AnyResponse:
    """Show the frozen figures of one version, ready to be printed and signed."""
    actor = current_actor()
    commune, period = _asked(actor, code)
    closing = find_closing(db.session(), commune, period.code, version)
    snapshot = read_snapshot(closing)
    line = find_line(db.session(), commune, period)
    return page(
        "console/closing_version.html",
        actor=actor,
        commune=commune.place,
        line=line,
        version=next(each for each in line.versions if each.number == version),
        label=period_label(period),
        snapshot=snapshot,
        blocks=blocks_of(snapshot),
        is_unchanged=is_unchanged(closing),
        called=called,
        statistic_name=statistic_name,
        topics=topic_names(),
    )


@blueprint.get("/<code>/<int:version>/file")
def export(code: str, version: int) -> Response:
    """Send one version as a table, or as the very characters that its hash is of."""
    commune, period = _asked(current_actor(), code)
    format_ = read(VersionFileIn(), request.args)["format"]
    closing = find_closing(db.session(), commune, period.code, version)
    if format_ == "json":
        response = Response(closing.snapshot, content_type="application/json")
    else:
        sheet = snapshot_sheet(read_snapshot(closing), period_label(period), topic_names(), closing.sha256)
        response = Response(
            stream_with_context(stream_sheet(sheet, format_)), content_type=MEDIA_TYPES[format_]
        )
    name = f"{commune.place.code}-{period.code}-v{version}.{format_}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.cache_control.no_store = True
    return response


@blueprint.get("/<code>/changes")
def show_changes(code: str) -> AnyResponse:
    """Show, figure by figure, what changed between two versions or since one."""
    actor = current_actor()
    query = read(ChangesQueryIn(), request.args)
    commune, period = _asked(actor, code)
    earlier = find_closing(db.session(), commune, period.code, query["earlier"])
    later = query["later"] and find_closing(db.session(), commune, period.code, query["later"])
    changes = list_changes(db.session(), actor.province_id, commune, period, earlier, later)
    line = find_line(db.session(), commune, period)
    return page(
        "console/closing_changes.html",
        actor=actor,
        commune=commune.place,
        line=line,
        label=period_label(period),
        earlier=line.versions[query["earlier"] - 1],
        later=line.versions[query["later"] - 1] if query["later"] else None,
        changes=changes,
        deeds={kind: _(text) for kind, text in DEEDS.items()},
        indicators={each.code: indicator_label(each) for each in load_catalogue().indicators},
    )


def _asked(actor: Actor, code: str, commune: str | None = None) -> tuple[Commune, Period]:
    """Return for which commune and period *actor* asks.

    Raises:
        NotFound: No such period, none that communes close, or another's commune.
    """
    period = find_period(code)
    if period is None or not load_kinds()[period.kind].is_closed:
        raise NotFound
    if commune is None and request.method == "GET":
        commune = read(InCommuneIn(), request.args)["commune"]
    return find_commune(db.session(), actor, commune), period


def _address(endpoint: str, period: Period, commune: Commune, **values: Any) -> str:
    return url_for(endpoint, code=period.code, commune=commune.place.code, **values)


def _stale_words(commune: Commune, period: Period) -> str:
    """Say who was quicker."""
    newest = find_line(db.session(), commune, period).newest
    if newest is None:
        return _("Nothing was changed: the period is open.")
    if newest.reopened_at:
        return _(
            "Nothing was changed: {name} opened this period again on {moment}.",
            name=newest.reopened_by,
            moment=moment(newest.reopened_at),
        )
    return _(
        "Nothing was changed: {name} closed this period as version {version} on {moment}.",
        name=newest.closed_by,
        version=newest.number,
        moment=moment(newest.closed_at),
    )
