"""What the pages of published figures and of tokens take."""

from __future__ import annotations

from marshmallow import EXCLUDE, fields, validate

from tocongnghe.schemas.console import PLACE_CODE, FormIn

PERIOD_CODE = r"[A-Z][0-9A-Z-]{4,14}$"


class PublicQueryIn(FormIn):
    """Which edition: of which province, of which period; the newest by default."""

    class Meta:
        unknown = EXCLUDE

    province = fields.String(load_default=None, validate=validate.Regexp(PLACE_CODE + "$"))
    edition = fields.String(load_default=None, validate=validate.Regexp(PERIOD_CODE))
    topic = fields.String(load_default=None, validate=validate.Length(max=32))


class PublishQueryIn(FormIn):
    """Which period to look at before it is published."""

    period = fields.String(load_default=None, validate=validate.Regexp(PERIOD_CODE))


class PublishIn(FormIn):
    """Publish what was looked at: the period, and the hash of what the page showed."""

    period = fields.String(required=True, validate=validate.Regexp(PERIOD_CODE))
    shown = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}$"))


class SwitchIn(FormIn):
    """Whether everybody may read, and what the province says about re-use."""

    is_on = fields.String(load_default="", validate=validate.OneOf(["", "1"]))
    note = fields.String(load_default="", validate=validate.Length(max=1000))
