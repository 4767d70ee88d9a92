"""What phones are told of recorded voices."""

from __future__ import annotations

from marshmallow import Schema, fields

from tocongnghe.schemas.strict import BlobName


class SpokenOut(Schema):
    """One recording that may be fetched; `says` is the message id whose words are heard."""

    code = fields.String(required=True)
    says = fields.String(required=True)
    group = fields.String(required=True)
    sha256 = BlobName(required=True)
    bytes = fields.Integer(required=True, strict=True)
    ms = fields.Integer(required=True, strict=True)
    type = fields.String(required=True)
    dialect = fields.String(required=True)


class SpokenPackOut(Schema):
    """The approved recordings of a language in the order of the sheet; `version` changes with any of them."""

    version = fields.String(required=True)
    language = fields.String(required=True)
    recordings = fields.List(fields.Nested(SpokenOut), required=True)
