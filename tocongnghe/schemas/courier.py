"""A courier file: parcels of several phones, sealed; only their outside is judged here."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from tocongnghe.schemas.api import list_of
from tocongnghe.schemas.strict import Whole, Words


class ParcelIn(Schema):
    class Meta:
        unknown = EXCLUDE

    v = Whole(1, 1, required=True)
    grant = Words(40, required=True, least=1)
    device = fields.UUID(required=True)
    nonce = Words(24, required=True, least=1)
    data = Words(1 << 20, required=True, least=1)


class CourierIn(Schema):
    class Meta:
        unknown = EXCLUDE

    courier = Whole(1, 1, required=True)
    parcels = fields.List(fields.Nested(ParcelIn), required=True, validate=validate.Length(max=200))


class ParcelOut(Schema):
    """`refused` instead of the others when the parcel could not be opened."""

    grant = fields.String(required=True)
    processed = fields.Integer()
    exceptions = fields.List(list_of("ExceptionList"))
    refused = fields.String()


class CourierOut(Schema):
    parcels = fields.List(fields.Nested(ParcelOut), required=True)
