"""What the desk's pages of figures take: the tally, completeness, targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from tocongnghe.schemas.console import OLDEST_DAY, PLACE_CODE, Day, FormIn
from tocongnghe.vocabulary import CallResult

PERIOD_CODE = r"[A-Z][0-9A-Z-]{4,14}$"
SIDES = ["village", "topic", "team", "member", "organisation"]
MAX_PLACES = 300


class _Amount(fields.Field[int | None]):
    """A whole number as people type it (1.200), or nothing."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        typed = str(value).replace(".", "").replace("\u00a0", "").replace(" ", "")
        if not typed:
            return None
        if not typed.isascii() or not typed.isdigit() or len(typed) > 8:
            raise ValidationError("not a whole number")
        return int(typed)


class PeriodQueryIn(FormIn):
    """A period by its code, the newest of a kind, or days; by default this reporting month."""

    commune = fields.String(load_default=None, validate=validate.Regexp(PLACE_CODE + "$"))
    period = fields.String(load_default=None, validate=validate.Regexp(PERIOD_CODE))
    kind = fields.String(load_default=None, validate=validate.Length(max=41))
    from_day = Day(load_default=None, data_key="from", validate=validate.Range(min=OLDEST_DAY))
    to_day = Day(load_default=None, data_key="to", validate=validate.Range(min=OLDEST_DAY))


class TallyQueryIn(PeriodQueryIn):
    """A tally: of which period, by what, on which topic (all by default)."""

    by = fields.String(load_default="village", validate=validate.OneOf(SIDES))
    topic = fields.String(load_default=None, validate=validate.Length(max=32))
    organisation = fields.String(load_default=None, validate=validate.Length(max=120))


class TallyFileIn(TallyQueryIn):
    """The tally that is shown, as a file."""

    format = fields.String(load_default="xlsx", validate=validate.OneOf(["csv", "xlsx"]))


class CallIn(FormIn):
    """What a call to a team came to."""

    team = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))
    result = fields.Enum(CallResult, by_value=True, required=True)
    text = fields.String(load_default=None, validate=validate.Length(max=300))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"text": (data["text"] or "").strip() or None}


class TargetsQueryIn(PeriodQueryIn):
    """Targets: of which period, measure and topic (all by default); `copy` fills in the period before."""

    topic = fields.String(load_default=None, validate=validate.Length(max=32))
    measure = fields.String(load_default="helped", validate=validate.OneOf(["helped", "has", "visits"]))
    copy = fields.String(load_default=None, validate=validate.Equal("1"))


class TargetsIn(FormIn):
    """Targets as typed: place by place the value that was shown (`was`) and the new one, blank for none."""

    village = fields.List(
        fields.String(validate=validate.Regexp(PLACE_CODE + "$")),
        load_default=list,
        validate=validate.Length(max=MAX_PLACES),
    )
    was = fields.List(_Amount(), load_default=list, validate=validate.Length(max=MAX_PLACES))
    value = fields.List(_Amount(), load_default=list, validate=validate.Length(max=MAX_PLACES))
    source = fields.String(load_default="", validate=validate.Length(max=300))

    @validates_schema
    def go_together(self, data: dict[str, Any], **_: Any) -> None:
        if not len(data["village"]) == len(data["was"]) == len(data["value"]):
            raise ValidationError("as many values as places", "value")
        if len(set(data["village"])) != len(data["village"]):
            raise ValidationError("a place stands twice", "village")

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"source": data["source"].strip()}
