"""What the translation desk's pages take."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from tocongnghe.schemas.console import FormIn

_ID = validate.Range(0, (1 << 31) - 1)


class WordsQueryIn(FormIn):
    """Filters of the list of strings."""

    words = fields.String(load_default="", data_key="q", validate=validate.Length(max=80))
    state = fields.String(load_default=None, validate=validate.Length(max=20))
    screen = fields.String(load_default=None, validate=validate.Length(max=60))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


class ProposalIn(FormIn):
    """A text and where its words come from; `seen`: the proposal that waited when the page was made."""

    text = fields.String(load_default="", validate=validate.Length(max=10_000))
    evidence = fields.String(load_default="", validate=validate.Length(max=2_000))
    seen = fields.Integer(load_default=0, validate=_ID)


class VerdictIn(FormIn):
    """What a second speaker says of a proposal, or its author."""

    verdict = fields.String(required=True, validate=validate.OneOf(["approve", "return", "take_back"]))
    reason = fields.String(load_default="", validate=validate.Length(max=2_000))


class UndoIn(FormIn):
    reason = fields.String(load_default="", validate=validate.Length(max=2_000))


class SpeakerIn(FormIn):
    """Who is appointed, and for which language."""

    login = fields.String(load_default="", validate=validate.Length(max=80))
    name = fields.String(load_default="", validate=validate.Length(max=120))
    language = fields.String(load_default="", validate=validate.Length(max=8))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"login": data["login"].strip().lower(), "name": " ".join(data["name"].split())}
