"""What the pages of closing a period take."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from tocongnghe.catalogue.periods import closing_kinds
from tocongnghe.schemas.console import MAX_TEXT, PLACE_CODE, FormIn

MAX_VERSION = 999
MAX_SIGNER = 120


def _is_closed(code: str) -> None:
    """Refuse a kind of period that no commune closes."""
    if code not in {kind.code for kind in closing_kinds()}:
        raise ValidationError("unknown")


class InCommuneIn(FormIn):
    """Which commune; by default the reader's own, or the first of them."""

    commune = fields.String(load_default=None, validate=validate.Regexp(PLACE_CODE + "$"))


class ClosingsQueryIn(InCommuneIn):
    """Which kind of period is listed."""

    kind = fields.String(load_default=None, validate=_is_closed)


class ProvinceClosingsIn(FormIn):
    """Which period the province looks at, by its code."""

    period = fields.String(load_default=None, validate=validate.Length(max=24))


class ScorecardQueryIn(InCommuneIn):
    """Which period's scorecard, by its code."""

    period = fields.String(load_default=None, validate=validate.Length(max=24))


class ChangesQueryIn(InCommuneIn):
    """From which version to which; without the second to the figures of this moment."""

    earlier = fields.Integer(required=True, data_key="from", validate=validate.Range(1, MAX_VERSION))
    later = fields.Integer(load_default=None, data_key="to", validate=validate.Range(1, MAX_VERSION))


class VersionFileIn(InCommuneIn):
    format = fields.String(required=True, validate=validate.OneOf(["csv", "xlsx", "json"]))


class ReopenIn(InCommuneIn):
    """The version that was shown, and why."""

    version = fields.Integer(required=True, validate=validate.Range(1, MAX_VERSION))
    reason = fields.String(load_default=None, validate=validate.Length(max=MAX_TEXT))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        names = [name for name in ("reason", "signer") if name in data]
        return data | {name: (data[name] or "").replace("\r\n", "\n").strip() or None for name in names}


class CloseIn(ReopenIn):
    """The version that the page promised; `signer` is the name under the printed figures."""

    signer = fields.String(load_default=None, validate=validate.Length(max=MAX_SIGNER))
