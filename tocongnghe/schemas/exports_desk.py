"""What the page of exports takes."""

from __future__ import annotations

from marshmallow import fields, validate

from tocongnghe.schemas.console import OLDEST_DAY, PLACE_CODE, Day, FormIn
from tocongnghe.schemas.figures_desk import PERIOD_CODE
from tocongnghe.vocabulary import ExportKind


class ExportIn(FormIn):
    """An export as asked for: of days, or of a period, which goes before them."""

    kind = fields.Enum(ExportKind, by_value=True, required=True)
    format = fields.String(load_default="xlsx", validate=validate.OneOf(["csv", "xlsx", "json"]))
    place = fields.String(required=True, validate=validate.Regexp(PLACE_CODE + "$"))
    period = fields.String(load_default=None, validate=validate.Regexp(PERIOD_CODE))
    from_day = Day(load_default=None, data_key="from", validate=validate.Range(min=OLDEST_DAY))
    to_day = Day(load_default=None, data_key="to", validate=validate.Range(min=OLDEST_DAY))
    topic = fields.String(load_default=None, validate=validate.Length(max=32))
    places = fields.String(load_default="today", validate=validate.OneOf(["today", "then"]))
    names = fields.String(load_default=None, validate=validate.Equal("1"))
    reason = fields.String(load_default=None, validate=validate.Length(max=300))
