"""What the pages take that change places."""

from __future__ import annotations

from marshmallow import fields, validate

from tocongnghe.schemas.console import OLDEST_DAY, Day, FormIn
from tocongnghe.vocabulary import PlaceChangeKind

CODE = validate.Regexp(r"^[0-9-]{0,16}$")
MANY_NAMES = validate.Length(max=40_000)
LEVELS = ("village", "commune")


class PlaceSearchIn(FormIn):
    """What somebody looks for."""

    q = fields.String(load_default="", validate=validate.Length(max=80))


class ChangeFormIn(FormIn):
    """Which form is wanted: of which commune, about which place."""

    level = fields.String(load_default="village", validate=validate.OneOf(LEVELS))
    commune = fields.String(load_default="", validate=CODE)
    place = fields.String(load_default="", validate=CODE)


class ChangeIn(ChangeFormIn):
    """A change as its form says it."""

    kind = fields.Enum(PlaceChangeKind, by_value=True, required=True)
    on = Day(required=True, validate=validate.Range(min=OLDEST_DAY))
    decision = fields.String(load_default="", validate=validate.Length(max=60))
    places = fields.List(fields.String(validate=CODE), load_default=list, validate=validate.Length(max=400))
    into = fields.String(load_default="", validate=CODE)
    name = fields.String(load_default="", validate=validate.Length(max=100))
    type_name = fields.String(load_default="", validate=validate.Length(max=40))
    code = fields.String(load_default="", validate=CODE)
    members = fields.List(fields.String(validate=CODE), load_default=list, validate=validate.Length(max=400))
    first = fields.String(load_default="", validate=MANY_NAMES)
    second = fields.String(load_default="", validate=MANY_NAMES)
    second_name = fields.String(load_default="", validate=validate.Length(max=100))
    ends = fields.Boolean(load_default=False)
