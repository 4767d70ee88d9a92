"""Documents of the API: what /api/v1 takes and gives; the OpenAPI page is made from these.

What marshmallow has no word for, a field says itself in `metadata["wire"]`.
"""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, INCLUDE, RAISE, Schema, fields, validate

from tocongnghe.schemas.records import ROWS
from tocongnghe.schemas.strict import CalendarDay, OneOf, Whole, Words
from tocongnghe.vocabulary import (
    AssistOutcome,
    NotPossibleReason,
    OperationOutcome,
    OutcomeReason,
    ReturnReason,
    Role,
)

_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
_ID_OR_NULL = {"type": ["string", "null"]}
_OUTCOME = {"type": "string", "enum": [str(word) for word in OperationOutcome]}
_REASON = {"type": "string", "enum": [str(word) for word in OutcomeReason]}
_ANY_OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": {}}


def _places(*places: dict[str, Any], least: int | None = None) -> dict[str, Any]:
    """Say what stands where in a list; those after the first *least* may be missing."""
    fewest = len(places) if least is None else least
    return {"type": "array", "prefixItems": list(places), "minItems": fewest, "maxItems": len(places)}


LISTS: dict[str, dict[str, Any]] = {
    "OperationList": _places(_TEXT, _TEXT, _ID_OR_NULL, _ID_OR_NULL, _WHOLE, _WHOLE, _WHOLE, _ANY_OBJECT),
    "ExceptionList": _places(_WHOLE, _OUTCOME, _REASON, _ANY_OBJECT, least=3),
    "LaterOutcomeList": _places(_TEXT, _OUTCOME, _REASON, least=2),
}
"""Lists whose places have meanings: id, kind, record, prev, grant, n, at, body in the usual order of
`fields`; index, outcome, reason, extra; id, outcome, reason."""


def list_of(name: str) -> fields.Field[Any]:
    """Return a field that the page describes as `LISTS[name]`."""
    wire = {"$ref": f"#/components/schemas/{name}"}
    return fields.List(fields.Raw(allow_none=True), metadata={"wire": wire})


class EnrolIn(Schema):
    class Meta:
        unknown = RAISE

    code = Words(40, required=True, least=4)
    device = fields.UUID(required=True)
    name = Words(80, allow_none=True)
    grant = Words(40, allow_none=True)
    """Of which grant the token in `Authorization` is, from a phone that was enrolled before."""


class GrantOut(Schema):
    id = fields.String(required=True)
    token = fields.String(required=True)
    seal = fields.String(required=True)
    expires_at = fields.String(required=True)


class UserOut(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    role = OneOf(Role, required=True)
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
    ops = fields.List(list_of("OperationList"), load_default=list)


class SplitGrantOut(GrantOut):
    old = fields.String(required=True)


class NewDeviceOut(Schema):
    """A copied phone's own name, and its grants in place of the old ones."""

    device = fields.String(required=True)
    grants = fields.List(fields.Nested(SplitGrantOut), required=True)


class ChangeOut(Schema):
    """Changed records of one kind; the rows' columns are named once, in `fields`."""

    kind = OneOf(ROWS, required=True)
    fields_ = fields.List(fields.String(), data_key="fields", required=True)
    rows = fields.List(fields.List(fields.Raw(allow_none=True)), required=True)


class NextOut(Schema):
    """When to ask again, and the limits where they are not the protocol's own."""

    after = fields.Integer(required=True)
    max_ops = fields.Integer()
    max_bytes = fields.Integer()


class SyncOut(Schema):
    """The answer (protocol §5); keys whose value is empty, null or false are left out."""

    protocol = fields.Integer(required=True)
    attempt = fields.Integer(required=True)
    epoch = fields.String(required=True)
    now = fields.Integer(required=True)
    processed = fields.Integer(required=True)
    digest = fields.String(required=True)
    exceptions = fields.List(list_of("ExceptionList"))
    ack = fields.String()
    at = fields.Integer(required=True)
    safe = fields.Integer(required=True)
    outcomes = fields.List(list_of("LaterOutcomeList"))
    changes = fields.List(fields.Nested(ChangeOut))
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
    next = fields.Nested(NextOut)


class NamedOut(Schema):
    """A topic, a commune, the province."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class TopicOut(NamedOut):
    order = fields.Integer(required=True)
    asks = fields.List(OneOf(("stage", "last_used")))
    details = OneOf(("seller",))
    off = fields.Boolean(metadata={"description": "Not offered in this person's communes (any more)."})


class LinkOut(NamedOut):
    """A system of others that a topic is about; its address is https and holds no credential."""

    url = fields.String(required=True)
    topics = fields.List(fields.String(), required=True)
    checked_on = CalendarDay(required=True)


class TargetOut(Schema):
    """Households to be helped on a topic in a village, both days included."""

    village = fields.String(required=True)
    topic = fields.String(required=True)
    from_ = CalendarDay(data_key="from", required=True)
    to = CalendarDay(required=True)
    households = fields.Integer(required=True, strict=True)


class TeamMemberOut(Schema):
    """Of a team that the bearer leads; instants in milliseconds since 1970."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    role = OneOf((Role.LEADER, Role.MEMBER), required=True)
    villages = fields.List(fields.String(), required=True)
    last_contact = fields.Integer(required=True, allow_none=True, strict=True)
    unsent = fields.Integer(required=True, allow_none=True, strict=True)
    oldest_unsent = fields.Integer(required=True, allow_none=True, strict=True)


class VillageOut(NamedOut):
    kind = fields.String(required=True)
    commune = fields.String(required=True)


class ConsentWordingOut(Schema):
    version = fields.String(required=True)


class PeriodOut(Schema):
    from_ = CalendarDay(data_key="from", required=True)
    to = CalendarDay(required=True)


class PersonOut(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)


class BundleOut(Schema):
    """Reference data for one person's villages; `version` is the hash of all of it."""

    version = fields.String(required=True)
    demo = fields.Boolean(required=True)
    province = fields.Nested(NamedOut, required=True)
    topics = fields.List(fields.Nested(TopicOut), required=True)
    links = fields.List(fields.Nested(LinkOut), required=True)
    targets = fields.List(fields.Nested(TargetOut), required=True)
    team = fields.List(fields.Nested(TeamMemberOut), required=True)
    lessons = fields.List(fields.Dict(), required=True)
    outcomes = fields.List(OneOf(AssistOutcome), required=True)
    reasons = fields.List(OneOf(NotPossibleReason), required=True)
    return_reasons = fields.List(OneOf(ReturnReason), required=True)
    consent = fields.Nested(ConsentWordingOut, required=True)
    period = fields.Nested(PeriodOut, required=True)
    people = fields.List(fields.Nested(PersonOut), required=True)
    villages = fields.List(fields.Nested(VillageOut), required=True)
    communes = fields.List(fields.Nested(NamedOut), required=True)


class ProblemOut(Schema):
    """RFC 9457; `slug` is the stable name, and some bring members of their own."""

    class Meta:
        unknown = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    slug = fields.String(required=True)
    detail = fields.String()
