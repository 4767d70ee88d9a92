"""What the desk's pages about villages take: notices, tasks, feedback, classes and surveys."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from tocongnghe.schemas.console import OLDEST_DAY, PLACE_CODE, Day, FormIn, ShownVersion
from tocongnghe.vocabulary import FeedbackCategory, FeedbackState, TaskState

MAX_COPIES = 300
_VILLAGE = validate.Regexp(PLACE_CODE + "$")


def _tidy(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """Strip what was typed, browsers' line ends made ours; nothing but blanks is nothing."""
    return data | {name: (data[name] or "").replace("\r\n", "\n").strip() or None for name in names}


class NoticeIn(FormIn):
    """A notice; no village named means all of them."""

    village = fields.List(fields.String(validate=_VILLAGE), load_default=list)
    title = fields.String(load_default=None, validate=validate.Length(max=120))
    text = fields.String(load_default=None, validate=validate.Length(max=2000))
    until = Day(load_default=None, validate=validate.Range(min=OLDEST_DAY))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return _tidy(data, "title", "text")


class CopiesIn(FormIn):
    """The copies of one notice, as listed."""

    notice = fields.List(ShownVersion(), required=True, validate=validate.Length(1, MAX_COPIES))


class TaskQueryIn(FormIn):
    state = fields.Enum(TaskState, by_value=True, load_default=TaskState.OPEN)


class TaskIn(FormIn):
    """`who` is `village code`, or `village code:user id` for one person of its team."""

    who = fields.String(required=True, validate=validate.Regexp(PLACE_CODE + r"(:[1-9][0-9]{0,8})?$"))
    text = fields.String(load_default=None, validate=validate.Length(max=500))
    due = Day(load_default=None, validate=validate.Range(min=OLDEST_DAY))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        village, _colon, to = data["who"].partition(":")
        return _tidy(data, "text") | {"village": village, "to": int(to) if to else None}


class ShownTaskIn(FormIn):
    task = ShownVersion(required=True)


class FeedbackQueryIn(FormIn):
    """Filters of the feedback page."""

    state = fields.Enum(FeedbackState, by_value=True, load_default=FeedbackState.OPEN)
    village = fields.String(load_default=None, validate=_VILLAGE)
    category = fields.Enum(FeedbackCategory, by_value=True, load_default=None)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


class AnswerIn(FormIn):
    """The answer to one version of a feedback."""

    feedback = ShownVersion(required=True)
    text = fields.String(load_default=None, validate=validate.Length(max=2000))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return _tidy(data, "text")


class VillageQueryIn(FormIn):
    village = fields.String(load_default=None, validate=_VILLAGE)
