"""The document of /api/v1/words: what speakers approved since the phone's own catalogues were made."""

from __future__ import annotations

from marshmallow import Schema, fields


class ApprovedOut(Schema):
    """Texts of one language."""

    keys = fields.String(required=True)
    """Base64: four bytes (big-endian FNV-1a of the message id's UTF-8) for each of `texts`, in order."""
    texts = fields.List(fields.String(), required=True)
    named = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    """Message id -> text of those whose four bytes are also another's."""


class WordsOut(Schema):
    """The approved texts of a language and of what it falls back to; what is not here any more was undone."""

    language = fields.String(required=True)
    part = fields.String(required=True)
    of = fields.Dict(keys=fields.String(), values=fields.Nested(ApprovedOut), required=True)
