"""Reports of the province and of a commune: what waits, what is archived, files, and whose a file is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import closing
from functools import partial, update_wrapper
from pathlib import Path
from typing import Any, TypeAlias

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tocongnghe.catalogue.periods import Period, find_period, load_kinds
from tocongnghe.errors import ClosingStale, InvalidInput, NotFound, PeriodNotOver
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.rollups import catch_up_in_pieces
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.closing_desk import InCommuneIn
from tocongnghe.schemas.report_desk import ArchiveIn, CheckIn, ReportFileIn, ReportsQueryIn
from tocongnghe.services.access import Actor
from tocongnghe.services.blobs import blob_folder
from tocongnghe.services.closings import list_communes
from tocongnghe.services.period_words import kind_name, period_label, period_name
from tocongnghe.services.reports.archive import (
    COMMUNE,
    PROVINCE,
    add_signed,
    archive_report,
    find_file,
    find_place,
    find_version,
    freeze_report,
    is_unchanged,
    may_keep,
    needs_reason,
    newest_version,
)
from tocongnghe.services.reports.content import basis_of
from tocongnghe.services.reports.document import is_figure
from tocongnghe.services.reports.docx_file import MEDIA_TYPE, write_docx
from tocongnghe.services.reports.drafts import draft_anew, find_current, keep_draft
from tocongnghe.services.reports.ends import report_kinds
from tocongnghe.services.reports.files import MAX_SIGNED_BYTES, read_kept
from tocongnghe.services.reports.lists import find_report, list_reports, recognise
from tocongnghe.services.reports.wording import document_of

blueprint = Blueprint("reports", __name__)

FORM_ROOM = 64 << 10
"""Bytes of a form beside its file."""
MAX_CHECKED_BYTES = MAX_SIGNED_BYTES
NO_REASON = N_("Nothing was archived yet: write why, in a few words.")
NOBODY_CLOSED = N_("Nothing was archived: no commune has closed this period yet.")
MOVED = N_("Nothing was archived: the figures changed since this page was made. Look at them again.")
NO_PDF = N_("Nothing was kept: this is no PDF. Scan the signed paper as PDF and choose that file.")
NO_FILE = N_("Choose a file, or paste its SHA-256: 64 digits and letters from a to f.")


View: TypeAlias = Callable[..., AnyResponse]


def _both(rule: str, *methods: str) -> Callable[[View], View]:
    """Let a view answer for the province and, at an address of its own, for a commune."""

    def hang(view: View) -> View:
        for tier in (PROVINCE, COMMUNE):
            blueprint.add_url_rule(
                f"/{tier}/reports{rule}",
                endpoint=f"{tier}_{view.__name__}",
                view_func=update_wrapper(partial(view, tier), view),
                methods=methods or ("GET",),
            )
        return view

    return hang


@_both("")
def show(tier: str) -> AnyResponse:
    """Show the reports of one kind of period and how each stands."""
    actor = current_actor()
    query = read(ReportsQueryIn(), request.args)
    place = find_place(db.session(), actor, tier, query["commune"])
    kinds = report_kinds(place.kind)
    kind = load_kinds()[query["kind"]] if query["kind"] else _first_closed(kinds)
    lines = list_reports(db.session(), place, kind)
    return page(
        "console/reports.html",
        actor=actor,
        tier=tier,
        place=place,
        way=partial(_address, tier, place.code),
        communes=list_communes(db.session(), actor) if tier == COMMUNE and actor.may_read_commune else [],
        kinds=[(each.code, kind_name(each)) for each in kinds],
        kind=kind.code,
        lines=[(period_name(line.period), line) for line in lines],
    )


@_both("/<code>")
def show_period(tier: str, code: str) -> AnyResponse:
    """Show one report: what waits and the way to archive it, and the versions with their files."""
    actor = current_actor()
    place, period = _asked(actor, tier, code)
    line = find_report(db.session(), place, period)
    current = find_current(db.session(), place, period, actor.province_id)
    before = newest_version(db.session(), place, period)
    if current is not None and before is not None and before.basis == current.basis:
        current = None
    return page(
        "console/report.html",
        actor=actor,
        tier=tier,
        place=place,
        way=partial(_address, tier, place.code),
        line=line,
        name=period_name(period),
        label=period_label(period),
        current=current,
        next_version=(before.version if before else 0) + 1,
        needs_reason=current is not None and needs_reason(current, before),
        is_stale=current is not None
        and current.is_kept
        and current.content["is_closed"]
        and basis_of(db.session(), place, period) != current.basis,
        may_keep=may_keep(actor, place),
        is_province=tier == PROVINCE,
    )


@_both("/<code>/make", "POST")
def make(tier: str, code: str) -> AnyResponse:
    """Make the province's draft anew at this moment; a commune's report is never kept as one."""
    actor = current_actor()
    place, period = _asked(actor, tier, code)
    if tier != PROVINCE:
        raise NotFound
    db.session.rollback()
    catch_up_in_pieces(db.engine, actor.province_id)
    made = draft_anew(db.session(), actor.province_id, period)
    db.session.rollback()
    if made is None:
        flash(_("This period is not over yet. Its report can be made from the next day on."), "warning")
    else:
        with writing() as session:
            keep_draft(session, actor.province_id, period, made)
        flash(_("The report was made anew from what is there now."), "done")
    return redirect(_address(tier, place.code, "show_period", code=code), code=303)


@_both("/<code>/archive", "POST")
def archive(tier: str, code: str) -> AnyResponse:
    """Freeze what waits as the next version; say so when the figures moved meanwhile."""
    actor = current_actor()
    form = read(ArchiveIn(), request.form)
    place, period = _asked(actor, tier, code, form["commune"])
    here = _address(tier, place.code, "show_period", code=code)
    try:
        frozen = freeze_report(
            db.session(),
            actor,
            place,
            period,
            version=form["version"],
            basis=form["basis"],
            reason=form["reason"],
        )
        db.session.rollback()
        with writing() as session:
            own = find_place(session, actor, tier, place.code)
            version = archive_report(session, actor, own, period, frozen, _folder()).version
    except InvalidInput as problem:
        complaint = NO_REASON if "reason" in problem.extra.get("errors", {}) else NOBODY_CLOSED
        flash(_(complaint), "warning")
    except ClosingStale:
        flash(_(MOVED), "warning")
    except PeriodNotOver:
        flash(_("This period is not over yet. Its report can be made from the next day on."), "warning")
    else:
        flash(
            _(
                "Archived as version {version}. Print it, let it be signed, and keep the scan here.",
                version=version,
            ),
            "done",
        )
    return redirect(here, code=303)


@_both("/<code>/draft")
def show_draft(tier: str, code: str) -> AnyResponse:
    """Show what waits as it would be printed."""
    actor = current_actor()
    place, period = _asked(actor, tier, code)
    current = find_current(db.session(), place, period, actor.province_id)
    if current is None:
        raise NotFound
    return _printed(actor, tier, place.code, period, document_of(current.content), None)


@_both("/<code>/draft/file")
def send_draft(tier: str, code: str) -> Response:
    """Send what waits as DOCX; it says on its first page that it is a draft."""
    actor = current_actor()
    place, period = _asked(actor, tier, code)
    current = find_current(db.session(), place, period, actor.province_id)
    if current is None:
        raise NotFound
    content = write_docx(document_of(current.content))
    return _sent(content, MEDIA_TYPE, f"{place.code}-{period.code}-du-thao.docx")


@_both("/<code>/<int:version>")
def show_version(tier: str, code: str, version: int) -> AnyResponse:
    """Show an archived version as it is printed."""
    actor = current_actor()
    place, period = _asked(actor, tier, code)
    archived = find_version(db.session(), place, period, version)
    document = document_of(json.loads(archived.snapshot), sha256=archived.sha256)
    return _printed(actor, tier, place.code, period, document, version, is_unchanged=is_unchanged(archived))


@_both("/<code>/<int:version>/file")
def send_version(tier: str, code: str, version: int) -> Response:
    """Send the DOCX as it was archived, or the very characters that the hash is of."""
    actor = current_actor()
    place, period = _asked(actor, tier, code)
    format_ = read(ReportFileIn(), request.args)["format"]
    archived = find_version(db.session(), place, period, version)
    name = f"{place.code}-{period.code}-v{version}.{format_}"
    if format_ == "json":
        return _sent(archived.snapshot.encode(), "application/json", name)
    line = next(each for each in find_report(db.session(), place, period).versions if each.number == version)
    if line.docx is None:
        raise NotFound
    return _sent(read_kept(_folder(), line.docx.sha256), MEDIA_TYPE, name)


@_both("/<code>/<int:version>/signed", "POST")
def bring_signed(tier: str, code: str, version: int) -> AnyResponse:
    """Keep the scan of the signed paper beside its version."""
    actor = current_actor()
    request.max_content_length = MAX_SIGNED_BYTES + FORM_ROOM
    content = _uploaded()
    place, period = _asked(actor, tier, code, read(InCommuneIn(), request.form)["commune"])
    db.session.rollback()
    try:
        with writing() as session:
            own = find_place(session, actor, tier, place.code)
            add_signed(session, actor, own, period, version, content, _folder())
    except InvalidInput:
        flash(_(NO_PDF), "warning")
    else:
        flash(_("The signed scan is kept with its hash, and goes into every backup."), "done")
    return redirect(_address(tier, place.code, "show_period", code=code), code=303)


@_both("/<code>/<int:version>/files/<sha256>")
def send_signed(tier: str, code: str, version: int, sha256: str) -> Response:
    """Send a scan that is kept beside a version."""
    actor = current_actor()
    place, period = _asked(actor, tier, code)
    archived = find_version(db.session(), place, period, version)
    file = find_file(db.session(), archived, sha256)
    is_scan = str(file.kind) == "signed"
    name = f"{place.code}-{period.code}-v{version}.{'pdf' if is_scan else 'docx'}"
    return _sent(read_kept(_folder(), sha256), "application/pdf" if is_scan else MEDIA_TYPE, name)


@_both("/check", "GET", "POST")
def check(tier: str) -> AnyResponse:
    """Tell whether a file that somebody holds is one of ours, and of which version."""
    actor = current_actor()
    sha256, found, complaint = "", None, None
    request.max_content_length = MAX_CHECKED_BYTES + FORM_ROOM
    content = _uploaded() if request.method == "POST" else b""
    form = read(CheckIn(), request.form if request.method == "POST" else request.args)
    place = find_place(db.session(), actor, tier, form["commune"])
    if request.method == "POST":
        sha256 = hashlib.sha256(content).hexdigest() if content else form["hash"]
        if len(sha256) == 64 and set(sha256) <= set("0123456789abcdef"):
            found = recognise(db.session(), actor, sha256)
        else:
            sha256, complaint = "", _(NO_FILE)
    return page(
        "console/report_check.html",
        status=400 if complaint else 200,
        actor=actor,
        tier=tier,
        place=place,
        way=partial(_address, tier, place.code),
        sha256=sha256,
        found=found,
        found_label=period_label(found.period) if found and found.period else "",
        complaint=complaint,
    )


def _printed(
    actor: Actor,
    tier: str,
    place_code: str,
    period: Period,
    document: Any,
    version: int | None,
    *,
    is_unchanged: bool = True,
) -> AnyResponse:
    return page(
        "console/report_print.html",
        actor=actor,
        tier=tier,
        way=partial(_address, tier, place_code),
        code=period.code,
        label=period_label(period),
        document=document,
        version=version,
        is_unchanged=is_unchanged,
        is_figure=is_figure,
    )


def _asked(actor: Actor, tier: str, code: str, commune: str | None = None) -> tuple[Any, Period]:
    """Return of which place and period *actor* asks for the report.

    Raises:
        NotFound: No such period, none with a report, or another's place.
    """
    if commune is None:
        commune = read(InCommuneIn(), request.values)["commune"]
    place, period = find_place(db.session(), actor, tier, commune), find_period(code)
    if period is None or period.kind not in {each.code for each in report_kinds(place.kind)}:
        raise NotFound
    return place, period


def _first_closed(kinds: list[Any]) -> Any:
    """Return the kind that is listed first: the month, which everybody asks for."""
    return next((kind for kind in kinds if kind.is_closed), kinds[0])


def _address(tier: str, place_code: str, view: str, **values: Any) -> str:
    if tier == COMMUNE:
        values["commune"] = place_code
    return url_for(f"reports.{tier}_{view}", **values)


def _uploaded() -> bytes:
    """Return the file of the form; empty when none came."""
    file = request.files.get("file")
    if file is None:
        return b""
    with closing(file.stream) as stream:
        content: bytes = stream.read()
    return content


def _folder() -> Path:
    return blob_folder(Path(current_app.instance_path))


def _sent(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.cache_control.no_store = True
    return response
