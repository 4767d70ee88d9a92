"""What the desk's pages around reviewing take: bulks, doubles, conflicts, spot checks."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from tocongnghe.schemas.console import (
    ID_CHARACTERS,
    MAX_TEXT,
    OLDEST_DAY,
    PLACE_CODE,
    Day,
    FormIn,
    ShownVersion,
)
from tocongnghe.vocabulary import SpotFinding

MAX_IN_BULK = 300
_VILLAGE = validate.Regexp(PLACE_CODE + "$")
_ID = validate.Length(equal=ID_CHARACTERS)


class GroupIn(FormIn):
    """One village and day."""

    village = fields.String(required=True, validate=_VILLAGE)
    day = Day(required=True, validate=validate.Range(min=OLDEST_DAY))


class BulkIn(GroupIn):
    """The versions that were listed and stayed ticked."""

    assist = fields.List(ShownVersion(), load_default=list, validate=validate.Length(max=MAX_IN_BULK))


class PageIn(FormIn):
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


class PairIn(FormIn):
    """Two records that look alike, in either order."""

    first = fields.String(required=True, validate=_ID)
    second = fields.String(required=True, validate=_ID)


class MergeIn(FormIn):
    """Two versions of cards as they were shown: the one that stays, and the one that becomes its alias."""

    stays = ShownVersion(required=True)
    goes = ShownVersion(required=True)


class UnmergeIn(FormIn):
    card = ShownVersion(required=True)


class ConflictIn(FormIn):
    """A change that came too late, the version that it was compared with, and what is to be done."""

    op = fields.String(required=True, validate=_ID)
    shown = ShownVersion(required=True)
    answer = fields.String(required=True, validate=validate.OneOf(["kept", "taken", "asked"]))
    text = fields.String(load_default=None, validate=validate.Length(max=MAX_TEXT))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"text": (data["text"] or "").strip() or None}


class SpotQueryIn(FormIn):
    """A month by its code; by default the latest that has ended."""

    month = fields.String(load_default=None, validate=validate.Length(max=20))


class FindingIn(FormIn):
    """What a call or a visit found; `seen` is the moment of the finding that was shown, microseconds."""

    check = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))
    finding = fields.Enum(SpotFinding, by_value=True, required=True)
    note = fields.String(load_default=None, validate=validate.Length(max=MAX_TEXT))
    seen = fields.Integer(load_default=None, validate=validate.Range(0, 2**62))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"note": (data["note"] or "").strip() or None}
