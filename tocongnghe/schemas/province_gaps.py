"""What the gap map takes."""

from __future__ import annotations

from marshmallow import fields, validate

from tocongnghe.schemas.console import PLACE_CODE, FormIn


class GapsQueryIn(FormIn):
    """Which thing, which answer (those without it by default), of which commune, only old answers or all."""

    thing = fields.String(
        load_default="mobile_signal",
        validate=validate.OneOf(["power", "mobile_signal", "fibre", "cash_point"]),
    )
    answer = fields.String(
        load_default="none", validate=validate.OneOf(["none", "part", "all", "never", "any"])
    )
    commune = fields.String(load_default=None, validate=validate.Regexp(PLACE_CODE + "$"))
    old = fields.String(load_default="", validate=validate.OneOf(["", "1"]))


class GapsFileIn(GapsQueryIn):
    """The villages that are shown, as a file."""

    format = fields.String(load_default="xlsx", validate=validate.OneOf(["csv", "xlsx"]))
