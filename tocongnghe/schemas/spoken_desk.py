"""Forms of the voices' desk: a speaker who agreed, a recording, a verdict on one."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from tocongnghe.schemas.console import MAX_TEXT, OLDEST_DAY, Day, FormIn

MAX_NAME = 120
MAX_CODE = 40


class SpeakerIn(FormIn):
    """Somebody who agreed to be recorded; the box is never ticked beforehand."""

    name = fields.String(required=True, validate=validate.Length(1, MAX_NAME))
    role = fields.String(load_default="", validate=validate.Length(max=MAX_NAME))
    language = fields.String(required=True, validate=validate.Length(max=8))
    dialect = fields.String(required=True, validate=validate.Length(1, MAX_NAME))
    consented_on = Day(required=True, data_key="on", validate=validate.Range(min=OLDEST_DAY))
    consent_note = fields.String(required=True, data_key="note", validate=validate.Length(1, MAX_TEXT))
    agreed = fields.String(required=True, validate=validate.Equal("yes"))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {key: value.strip() if isinstance(value, str) else value for key, value in data.items()}

    @validates_schema(skip_on_field_errors=True)
    def check_words(self, data: dict[str, Any], **_: Any) -> None:
        for key in ("name", "dialect", "consent_note"):
            if not data[key].strip():
                raise ValidationError("missing", key)


class SheetQueryIn(FormIn):
    """Which phrase stands before the speaker."""

    phrase = fields.String(load_default=None, validate=validate.Length(max=MAX_CODE))


class ReviewVoicesIn(FormIn):
    """Which language one listens to."""

    language = fields.String(load_default=None, validate=validate.Length(max=8))


class VoiceVerdictIn(FormIn):
    """What somebody who listened says."""

    verdict = fields.String(required=True, validate=validate.OneOf(["approved", "returned", "undone"]))
    reason = fields.String(load_default=None, validate=validate.Length(max=MAX_TEXT))
    then = fields.String(load_default=None, validate=validate.Equal("review"))
