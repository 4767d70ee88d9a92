"""Looking at a list of numbers before it is taken in: one page and one way for every kind of list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.office_lists import MAX_FORM_BYTES, unwrap, wrap
from tocongnghe.routes.console.pages import page, read
from tocongnghe.schemas.roster_desk import RosterPackageIn
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import Fate, RowsPreview, TextFile, as_package
from tocongnghe.services.sheets import MEDIA_TYPES, Column, Origin, Sheet, stream_sheet

SHOWN_ROWS = 200
"""Of each fate but wrong ones: those are all shown."""


def brought_back(actor: Actor, purpose: str) -> dict[str, Any] | None:
    """Return the package that a preview carried; None when it is too old or not *actor*'s."""
    request.max_content_length = request.max_form_memory_size = MAX_FORM_BYTES
    return unwrap(actor, purpose, read(RosterPackageIn(), request.form)["package"])


@dataclass(frozen=True, slots=True)
class ListDesk:
    """What one kind of list is called, and where its pages are."""

    purpose: str
    """What its packages are signed for."""
    title: str
    shown: Sequence[str]
    """Headings of the rows' cells, message ids."""
    way_back: str
    way_on: str
    """Endpoints of the page before, and of the one that takes the list in."""


def show_preview(
    desk: ListDesk,
    actor: Actor,
    file: TextFile[Any],
    found: RowsPreview,
    *,
    complaint: str | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    """Show every row's fate; what is taken in next travels in the page, signed.

    *more*: what else the package carries.
    """
    package = as_package(file, found.rows) | more
    return page(
        "console/list_preview.html",
        actor=actor,
        title=desk.title,
        way_back=url_for(desk.way_back),
        way_back_name=_(desk.title),
        way_on=url_for(desk.way_on),
        shown=desk.shown,
        found=found,
        shelves=[(fate, found.of(fate)) for fate in (Fate.WRONG, Fate.CHANGED, Fate.NEW, Fate.SAME)],
        most=SHOWN_ROWS,
        package=wrap(actor, desk.purpose, package) if found.may_be_taken else None,
        complaint=complaint,
        status=status,
    )


def send_template(
    title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]], advice: str, name: str
) -> Response:
    """Send a workbook to be filled in."""
    origin = Origin(what=title, place=_("Template, to be filled in"), period="", as_of="", states=advice)
    sheet = Sheet(title, tuple(Column(each) for each in columns), rows, origin)
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(b"".join(stream_sheet(sheet, "xlsx")), mimetype=MEDIA_TYPES["xlsx"], headers=headers)
