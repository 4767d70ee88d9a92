"""What other systems ask the API for, and what it answers; the OpenAPI page is made from these.

The rows' columns stand here in the order in which a CSV has them.
"""

from __future__ import annotations

from datetime import date

from marshmallow import Schema, fields, validate

from tocongnghe.schemas.console import PLACE_CODE, FormIn

MONTH = r"20[0-9]{2}-(0[1-9]|1[0-2])$"
INDICATOR = r"[a-z][a-z0-9_]{0,59}$"
MOST_ROWS = 50_000
_PLACE = {"validate": validate.Regexp(PLACE_CODE + "$")}
_IN_REACH = validate.Range(date(2000, 1, 1), date(2100, 12, 31))


def _day(**more: object) -> fields.Date:
    return fields.Date(load_default=None, validate=_IN_REACH, **more)  # type: ignore[arg-type]


class _FeedIn(Schema):
    """How a feed is sent: as JSON page by page, or as CSV at once."""

    format = fields.String(load_default="json", validate=validate.OneOf(["json", "csv"]))
    limit = fields.Integer(load_default=None, strict=False, validate=validate.Range(1, MOST_ROWS))
    cursor = fields.String(load_default="", validate=validate.Length(max=120))


class ApiPlacesIn(_FeedIn):
    on = _day(metadata={"description": "The division of this day; today by default"})
    kind = fields.String(load_default=None, validate=validate.OneOf(["province", "commune", "village"]))


class ApiIndicatorsIn(_FeedIn):
    pass


class ApiCoverageIn(_FeedIn):
    place = fields.String(load_default=None, **_PLACE)  # type: ignore[arg-type]
    as_of = _day(metadata={"description": "Until the end of this day; today by default"})
    from_day = _day(data_key="from", metadata={"description": "Only from this day on: a period"})
    period = fields.String(load_default=None, validate=validate.Length(max=20))
    indicator = fields.List(fields.String(validate=validate.Regexp(INDICATOR)), load_default=list)


class ApiTalliesIn(_FeedIn):
    place = fields.String(load_default=None, **_PLACE)  # type: ignore[arg-type]
    by = fields.String(load_default="commune", validate=validate.OneOf(["commune", "village"]))
    from_month = fields.String(load_default=None, validate=validate.Regexp(MONTH))
    to_month = fields.String(load_default=None, validate=validate.Regexp(MONTH))
    topic = fields.String(load_default=None, validate=validate.Length(max=32))
    indicator = fields.List(fields.String(validate=validate.Regexp(INDICATOR)), load_default=list)


class ApiTargetsIn(_FeedIn):
    pass


class ApiCompletenessIn(_FeedIn):
    place = fields.String(load_default=None, **_PLACE)  # type: ignore[arg-type]
    from_day = _day(data_key="from", metadata={"description": "Seven days by default"})
    to_day = _day(data_key="to")


class ApiPlaceOut(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    type = fields.String(required=True)
    parent = fields.String(required=True, allow_none=True)
    latitude = fields.Float(required=True, allow_none=True)
    longitude = fields.Float(required=True, allow_none=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)


class ApiIndicatorOut(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    topic = fields.String(required=True, allow_none=True)
    measure = fields.String(required=True)
    counts = fields.String(required=True)
    denominator = fields.String(required=True, allow_none=True)
    valid_from = fields.Date(required=True)
    rule = fields.String(required=True)
    source = fields.String(required=True)


class ApiCoverageOut(Schema):
    """Counts are null where there is no data, percentages also without a denominator."""

    place = fields.String(required=True)
    place_name = fields.String(required=True)
    place_kind = fields.String(required=True)
    indicator = fields.String(required=True)
    from_day = fields.Date(data_key="from", required=True, allow_none=True)
    as_of = fields.Date(required=True)
    official = fields.Integer(required=True, allow_none=True)
    provisional = fields.Integer(required=True, allow_none=True)
    denominator = fields.Integer(required=True, allow_none=True)
    denominator_as_of = fields.Date(required=True, allow_none=True)
    denominator_source = fields.String(required=True, allow_none=True)
    percent_official = fields.Float(required=True, allow_none=True)
    percent_provisional = fields.Float(required=True, allow_none=True)
    villages = fields.Integer(required=True)
    villages_reporting = fields.Integer(required=True)


class ApiTallyOut(Schema):
    """What a calendar month added; no row is no count."""

    month = fields.String(required=True)
    place = fields.String(required=True)
    place_name = fields.String(required=True)
    place_kind = fields.String(required=True)
    indicator = fields.String(required=True)
    official = fields.Integer(required=True)
    provisional = fields.Integer(required=True)


class ApiTargetOut(Schema):
    place = fields.String(required=True)
    place_name = fields.String(required=True)
    indicator = fields.String(required=True)
    from_day = fields.Date(data_key="from", required=True)
    to_day = fields.Date(data_key="to", required=True)
    value = fields.Integer(required=True)
    source = fields.String(required=True)


class ApiCompletenessOut(Schema):
    place = fields.String(required=True)
    place_name = fields.String(required=True)
    place_kind = fields.String(required=True)
    from_day = fields.Date(data_key="from", required=True)
    to_day = fields.Date(data_key="to", required=True)
    villages = fields.Integer(required=True)
    villages_reporting = fields.Integer(required=True)


class _FeedOut(Schema):
    """`next` is the address of the following page, as in the Link header; null on the last."""

    next = fields.String(required=True, allow_none=True)
    demo = fields.Boolean(required=True, metadata={"description": "The figures are made up"})


class ApiPlacesOut(_FeedOut):
    on = fields.Date(required=True)
    rows = fields.List(fields.Nested(ApiPlaceOut), required=True)


class ApiIndicatorsOut(_FeedOut):
    indicator_version = fields.String(required=True)
    rows = fields.List(fields.Nested(ApiIndicatorOut), required=True)


class ApiCoveragePageOut(_FeedOut):
    place = fields.String(required=True)
    from_day = fields.Date(data_key="from", required=True, allow_none=True)
    as_of = fields.Date(required=True)
    indicator_version = fields.String(required=True)
    counted_at = fields.DateTime(required=True, allow_none=True)
    rows = fields.List(fields.Nested(ApiCoverageOut), required=True)


class ApiTalliesOut(_FeedOut):
    place = fields.String(required=True)
    by = fields.String(required=True)
    rows = fields.List(fields.Nested(ApiTallyOut), required=True)


class ApiTargetsOut(_FeedOut):
    rows = fields.List(fields.Nested(ApiTargetOut), required=True)


class ApiCompletenessPageOut(_FeedOut):
    place = fields.String(required=True)
    rows = fields.List(fields.Nested(ApiCompletenessOut), required=True)


class TokenIn(FormIn):
    """A token to be made: for which system, of which place, for what, for how long."""

    name = fields.String(load_default="", validate=validate.Length(max=120))
    place = fields.String(required=True, **_PLACE)  # type: ignore[arg-type]
    scope = fields.List(fields.String(validate=validate.Length(max=40)), load_default=list)
    days = fields.Integer(required=True, validate=validate.OneOf([30, 90, 365, 730]))
