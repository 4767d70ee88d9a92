"""What the pages of reports take."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from tocongnghe.catalogue.reports import load_report_layouts
from tocongnghe.schemas.closing_desk import MAX_VERSION, InCommuneIn
from tocongnghe.schemas.console import MAX_TEXT

HASH_CHARACTERS = 64


def _has_reports(code: str) -> None:
    """Refuse a kind of period of which there is no report."""
    if code not in {each.period for each in load_report_layouts().layouts}:
        raise ValidationError("unknown")


class ReportsQueryIn(InCommuneIn):
    """Which kind of period is listed."""

    kind = fields.String(load_default=None, validate=_has_reports)


class ArchiveIn(InCommuneIn):
    """What the page promised: the version's number and what its figures stood on; and why."""

    version = fields.Integer(required=True, validate=validate.Range(1, MAX_VERSION))
    basis = fields.String(required=True, validate=validate.Length(max=HASH_CHARACTERS))
    reason = fields.String(load_default=None, validate=validate.Length(max=MAX_TEXT))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"reason": (data["reason"] or "").replace("\r\n", "\n").strip() or None}


class ReportFileIn(InCommuneIn):
    format = fields.String(load_default="docx", validate=validate.OneOf(["docx", "json"]))


class CheckIn(InCommuneIn):
    """The hash of a file as people copy it: with spaces, in capitals, over two lines."""

    hash = fields.String(load_default="", validate=validate.Length(max=400))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"hash": "".join(data["hash"].split()).lower()}
