"""The form of a pilot; what is wrong with it beyond its shape is said by the service."""

from __future__ import annotations

from marshmallow import fields, validate

from tocongnghe.schemas.console import MAX_TEXT, Day, FormIn


class PilotIn(FormIn):
    code = fields.String(load_default="", validate=validate.Length(max=MAX_TEXT))
    name = fields.String(load_default="", validate=validate.Length(max=MAX_TEXT))
    question = fields.String(load_default="", validate=validate.Length(max=MAX_TEXT))
    way = fields.String(required=True, validate=validate.OneOf(("only", "off")))
    topic = fields.List(fields.String(), load_default=list)
    indicator = fields.List(fields.String(), load_default=list)
    commune = fields.List(fields.String(), load_default=list)
    from_on = Day(data_key="from", required=True)
    to_on = Day(data_key="to", required=True)
