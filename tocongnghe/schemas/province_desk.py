"""What the province's pages take: the coverage desk's address, a boundary file's words."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from tocongnghe.schemas.console import OLDEST_DAY, PLACE_CODE, Day, FormIn
from tocongnghe.schemas.figures_desk import PERIOD_CODE

VIEWS = ["map", "compare", "silent", "indicators"]
SORTS = ["place", "official", "provisional", "denominator", "percent", "reporting"]
LIKENESSES = ["size", "kind", "poverty"]


class CoverageQueryIn(FormIn):
    """One indicator of one place, up to a day or in a period; by default the province's first, today.

    A `kind` of period that differs from that of `period` is what the reader chose last.
    """

    indicator = fields.String(load_default=None, validate=validate.Length(max=60))
    topic = fields.String(load_default=None, validate=validate.Length(max=32))
    """Stands for the indicator of the households that were helped with it."""
    place = fields.String(load_default=None, validate=validate.Regexp(PLACE_CODE + "$"))
    as_of = Day(load_default=None, validate=validate.Range(min=OLDEST_DAY))
    period = fields.String(load_default=None, validate=validate.Regexp(PERIOD_CODE))
    kind = fields.String(load_default=None, validate=validate.Length(max=41))
    from_day = Day(load_default=None, data_key="from", validate=validate.Range(min=OLDEST_DAY))
    to_day = Day(load_default=None, data_key="to", validate=validate.Range(min=OLDEST_DAY))
    view = fields.String(load_default="map", validate=validate.OneOf(VIEWS))
    division = fields.String(load_default="now", validate=validate.OneOf(["now", "then"]))
    like = fields.String(load_default="size", validate=validate.OneOf(LIKENESSES))
    sort = fields.String(load_default="place", validate=validate.OneOf(SORTS))
    order = fields.String(load_default="asc", validate=validate.OneOf(["asc", "desc"]))

    @post_load
    def name_indicator(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        topic = data.pop("topic")
        return data | ({"indicator": f"{topic}_helped"} if topic and not data["indicator"] else {})


class CoverageFileIn(CoverageQueryIn):
    """The figures that are shown, as a file."""

    format = fields.String(load_default="csv", validate=validate.OneOf(["csv", "xlsx", "json"]))


class FigureRecordsIn(CoverageQueryIn):
    """A figure whose records are listed, as the coverage desk has it, and which page of them."""

    place = fields.String(required=True, validate=validate.Regexp(PLACE_CODE + "$"))
    counted = fields.String(load_default="provisional", validate=validate.OneOf(["official", "provisional"]))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


class BoundariesIn(FormIn):
    """Who drew the boundaries, in the province's words."""

    source = fields.String(required=True, validate=validate.Length(1, 300))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"source": data["source"].strip()}
