"""What the desk's pages of figures take: the tally, completeness, targets."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from tocongnghe.schemas.console import OLDEST_DAY, PLACE_CODE, Day, FormIn
from tocongnghe.vocabulary import CallResult

PERIOD_CODE = r"[A-Z][0-9A-Z-]{4,14}$"
SIDES = ["village", "topic", "team", "member", "organisation"]


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
