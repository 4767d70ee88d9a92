"""Documents of the API: what /api/v1 takes and gives; the OpenAPI page is made from these."""

from __future__ import annotations

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from tocongnghe.schemas.strict import Whole, Words


class EnrolIn(Schema):
    class Meta:
        unknown = RAISE

    code = Words(40, required=True, least=4)
    device = fields.UUID(required=True)
    name = Words(80, allow_none=True)


class GrantOut(Schema):
    id = fields.String(required=True)
    token = fields.String(required=True)
    seal = fields.String(required=True)
    expires_at = fields.String(required=True)


class UserOut(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    language = fields.String(required=True)


class ScopeOut(Schema):
    province = fields.String(required=True)
    villages = fields.List(fields.String(), required=True)


class EnrolOut(Schema):
    grant = fields.Nested(GrantOut, required=True)
    user = fields.Nested(UserOut, required=True)
    scope = fields.Nested(ScopeOut, required=True)


class RefreshOut(Schema):
    grant = fields.Nested(GrantOut, required=True)


class LimitsOut(Schema):
    max_ops = fields.Integer(required=True)
    max_bytes = fields.Integer(required=True)
    max_inflated_bytes = fields.Integer(required=True)


class ProtocolRangeOut(Schema):
    min = fields.Integer(required=True)
    max = fields.Integer(required=True)


class HelloOut(Schema):
    protocol = fields.Nested(ProtocolRangeOut, required=True)
    app = fields.String(required=True)
    now = fields.Integer(required=True)
    limits = fields.Nested(LimitsOut, required=True)
    demo = fields.Boolean()


class ClockIn(Schema):
    class Meta:
        unknown = EXCLUDE

    wall = Whole(0, 1 << 53, required=True)
    offset = Whole(-(1 << 53), 1 << 53, allow_none=True)
    age = Whole(0, 1 << 53, allow_none=True)


class ReportIn(Schema):
    """What the phone says of itself; optional, and never a reason to refuse its work."""

    class Meta:
        unknown = EXCLUDE

    unsent = Whole(0, 1 << 31, allow_none=True)
    oldest = Whole(0, 1 << 53, allow_none=True)
    storage = Words(16, allow_none=True)
    free = Whole(0, 1 << 53, allow_none=True)
    evicted = Whole(0, 1 << 31, allow_none=True)


class SyncIn(Schema):
    """The envelope of a sync request (protocol §5); rows of `ops` are judged one by one."""

    class Meta:
        unknown = EXCLUDE

    protocol = Whole(1, 1, required=True)
    app = Words(20, required=True)
    schema = Whole(1, 1000, required=True)
    device = fields.UUID(required=True)
    attempt = Whole(0, 1 << 53, required=True)
    cursor = Words(200, allow_none=True, load_default=None)
    ack = Words(200, allow_none=True, load_default=None)
    clock = fields.Nested(ClockIn, required=True)
    report = fields.Nested(ReportIn, allow_none=True, load_default=None)
    grants = fields.List(Words(40, least=1), load_default=list, validate=validate.Length(max=50))
    max_bytes = Whole(1, 1 << 24, load_default=65536)
    offer = fields.List(Words(40), load_default=list, validate=validate.Length(max=2000))
    fields_ = fields.List(Words(20), data_key="fields", load_default=list, validate=validate.Length(max=20))
    ops = fields.List(fields.List(fields.Raw(allow_none=True)), load_default=list)


class SplitGrantOut(GrantOut):
    old = fields.String(required=True)


class NewDeviceOut(Schema):
    """A copied phone's own name, and its grants in place of the old ones."""

    device = fields.String(required=True)
    grants = fields.List(fields.Nested(SplitGrantOut), required=True)


class SyncOut(Schema):
    """The answer (protocol §5); keys whose value is empty, null or false are left out."""

    protocol = fields.Integer(required=True)
    attempt = fields.Integer(required=True)
    epoch = fields.String(required=True)
    now = fields.Integer(required=True)
    processed = fields.Integer(required=True)
    digest = fields.String(required=True)
    exceptions = fields.List(fields.List(fields.Raw()))
    ack = fields.String()
    at = fields.Integer(required=True)
    safe = fields.Integer(required=True)
    outcomes = fields.List(fields.List(fields.Raw()))
    changes = fields.List(fields.Dict())
    gone = fields.List(fields.String())
    erased = fields.List(fields.String())
    cursor = fields.String()
    more = fields.Boolean()
    reset = fields.Boolean()
    missing = fields.List(fields.String())
    rebuild = fields.Boolean()
    upgrade = fields.Boolean()
    refresh = fields.Boolean()
    wipe = fields.Boolean()
    new_device = fields.Nested(NewDeviceOut)
    next = fields.Dict()


class ProblemOut(Schema):
    """RFC 9457; `slug` is the stable name."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    slug = fields.String(required=True)
    detail = fields.String()
