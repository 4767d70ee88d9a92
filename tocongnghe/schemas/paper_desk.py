"""What the desk's pages about paper forms take: how many to print, and the lines of one that came back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from tocongnghe.schemas.console import OLDEST_DAY, PLACE_CODE, Day, FormIn
from tocongnghe.vocabulary import AssistOutcome, NotPossibleReason

MOST_FORMS = 60
MOST_LINES = 60
OUTCOMES = {str(outcome): (str(outcome), None) for outcome in AssistOutcome} | {
    f"not_possible:{reason}": ("not_possible", str(reason)) for reason in NotPossibleReason
}
"""What the box of a line may say: an outcome, or why it was not possible."""


class FormsIn(FormIn):
    village = fields.String(required=True, validate=validate.Regexp(PLACE_CODE + "$"))
    count = fields.Integer(load_default=5, validate=validate.Range(1, MOST_FORMS))
    names = fields.Boolean(load_default=False)


class FormsQueryIn(FormIn):
    names = fields.Boolean(load_default=False)


class EntryQueryIn(FormIn):
    """What is already known when the page opens: the next form of the same pile."""

    lines = fields.Integer(load_default=10, validate=validate.Range(1, MOST_LINES))
    on = Day(load_default=None, validate=validate.Range(min=OLDEST_DAY))
    helper = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    topic = fields.String(load_default=None, validate=validate.Length(max=32))


def _texts(most: int) -> fields.Field[Any]:
    return fields.List(
        fields.String(validate=validate.Length(max=most)),
        load_default=list,
        validate=validate.Length(max=MOST_LINES),
    )


class PaperIn(FormIn):
    """A form's head, and its lines as columns of equal length."""

    number = fields.String(load_default=None, validate=validate.Length(max=20))
    on = Day(load_default=None, validate=validate.Range(min=OLDEST_DAY))
    helper = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    common_topic = fields.String(load_default=None, validate=validate.Length(max=32))
    again = fields.Boolean(load_default=False)
    more = fields.Boolean(load_default=False)
    """Only more lines were asked for."""
    household = _texts(140)
    topic = _texts(32)
    outcome = _texts(60)
    people = _texts(3)
    follow_up = _texts(10)
    note = _texts(500)
    new = fields.List(fields.Integer(validate=validate.Range(1, MOST_LINES)), load_default=list)

    @post_load
    def as_lines(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Put the columns together: one mapping a line."""
        columns = ("household", "topic", "outcome", "people", "follow_up", "note")
        parts: Mapping[str, list[str]] = {name: data.pop(name) for name in columns}
        if len({len(part) for part in parts.values()}) > 1:
            raise ValidationError("columns of unequal length", "household")
        new = set(data.pop("new"))
        data["lines"] = [
            {name: " ".join(text.split()) for name, text in zip(columns, texts, strict=True)}
            | {"line": line, "new": line in new}
            for line, texts in enumerate(zip(*parts.values(), strict=True), start=1)
        ]
        return data
