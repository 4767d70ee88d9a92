"""What the desk's pages take: filters in the URL and forms.

Fields nobody asked for are passed over: a link comes back from mail programs
and language switches with more in its query than it left with.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load, validate

from tocongnghe.vocabulary import ReturnReason

MAX_TEXT = 500
MAX_TICKED = 50
ID_CHARACTERS = 22
PLACE_CODE = r"[0-9]{2}(-?[0-9]{3,5}){0,2}"
FLAGS = (
    "possible_duplicate",
    "no_consent",
    "many_in_an_hour",
    "first_of_member",
    "clock_suspect",
    "late",
    "late_scope",
)
OLDEST_DAY = date(2020, 1, 1)
"""No team existed before; keeps a mistyped year out of the queries."""
LAST_YEAR = 2100
"""Of any day that is said: what lies near the end of the calendar has no month after it."""


class Day(fields.Date):
    """A calendar day as a browser's picker sends it, or as people here type it (21/11/2026)."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if isinstance(value, str) and "/" in value:
            try:
                day = datetime.strptime(value.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
            except ValueError as error:
                raise self.make_error("invalid", input=value, obj_type="date") from error
        else:
            day = super()._deserialize(value, attr, data, **kwargs)
        if day.year > LAST_YEAR:
            raise self.make_error("invalid", input=value, obj_type="date")
        return day


class ShownVersion(fields.Field[tuple[str, str]]):
    """`id:version`: an assist, and the version of it that was on the page."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        assist_id, _, version = str(value).partition(":")
        if len(assist_id) != ID_CHARACTERS or len(version) != ID_CHARACTERS:
            raise ValidationError("not a version of an assist")
        return assist_id, version


class FormIn(Schema):
    """A form or a query of a page; what nobody asked for is passed over."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def drop_blanks(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """An empty box in a form means that nothing was asked for."""
        return {name: value for name, value in data.items() if value not in ("", None)}


class ReviewQueryIn(FormIn):
    """Filters of the review page; `day` stands for both ends of a span of one day."""

    state = fields.String(
        load_default="waiting", validate=validate.OneOf(["waiting", "returned", "approved", "counted"])
    )
    village = fields.String(load_default=None, validate=validate.Regexp(PLACE_CODE + "$"))
    topic = fields.String(load_default=None, validate=validate.Length(max=32))
    team = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    member = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    flag = fields.String(load_default=None, validate=validate.OneOf(FLAGS))
    reach = fields.String(load_default=None, validate=validate.OneOf(["helped", "has"]))
    day = Day(load_default=None, validate=validate.Range(min=OLDEST_DAY))
    from_day = Day(load_default=None, data_key="from", validate=validate.Range(min=OLDEST_DAY))
    to_day = Day(load_default=None, data_key="to", validate=validate.Range(min=OLDEST_DAY))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))
    tick = fields.String(load_default=None, validate=validate.Equal("all"))

    @post_load
    def spread_day(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        day = data.pop("day")
        if day is not None:
            data |= {"from_day": day, "to_day": day}
        return data


class TickedIn(FormIn):
    """The versions that were ticked, exactly as listed."""

    assist = fields.List(ShownVersion(), load_default=list, validate=validate.Length(max=MAX_TICKED))


class VerdictIn(FormIn):
    """One assist and the version of it that was shown."""

    assist = ShownVersion(required=True)


class ReturnIn(VerdictIn):
    """Why it goes back to the team."""

    reason = fields.Enum(ReturnReason, by_value=True, required=True)
    text = fields.String(load_default=None, validate=validate.Length(max=MAX_TEXT))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"text": (data["text"] or "").strip() or None}


class ExportQueryIn(FormIn):
    """The file that is asked for."""

    as_of = Day(load_default=None, validate=validate.Range(min=OLDEST_DAY))
    format = fields.String(load_default="csv", validate=validate.OneOf(["csv", "json"]))


class LoginIn(FormIn):
    """The login form; absent fields are simply wrong ones."""

    login = fields.String(load_default="", validate=validate.Length(max=80))
    password = fields.String(load_default="", validate=validate.Length(max=200))
    next = fields.String(load_default=None, validate=validate.Length(max=2000))


class HouseholdListIn(FormIn):
    """Where the households of a file belong; by default where its rows say."""

    village = fields.String(load_default=None, validate=validate.Regexp(PLACE_CODE + "$"))


class TickedRowsIn(FormIn):
    """The rows that were shown, as signed then, and those of the doubtful ones that are to come, too."""

    package = fields.String(required=True)
    row = fields.List(
        fields.Integer(validate=validate.Range(1, 100_000)),
        load_default=list,
        validate=validate.Length(max=5_000),
    )


class RulingsIn(FormIn):
    """A word on the ticked waiting operations."""

    op = fields.List(
        fields.String(validate=validate.Length(equal=ID_CHARACTERS)),
        load_default=list,
        validate=validate.Length(max=300),
    )
    verdict = fields.String(required=True, validate=validate.OneOf(["accept", "refuse"]))
    village = fields.String(load_default=None, validate=validate.Length(max=16))
    text = fields.String(load_default=None, validate=validate.Length(max=MAX_TEXT))
