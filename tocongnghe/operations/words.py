"""What passes between the rooms of the decision: operations as they come, and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeAlias

from tocongnghe.vocabulary import OperationOutcome, OutcomeReason

Row: TypeAlias = dict[str, Any]
Spans: TypeAlias = tuple[tuple[date, date | None], ...]
"""(from, to exclusive) pairs; None = still."""
ID_CHARACTERS = 22
CLOCK_WRONG = timedelta(days=1)
"""A phone's clock that is off by more proves nothing about days."""
Standing: TypeAlias = Literal["good", "revoked", "unknown", "foreign"]
WAIVABLE = {
    OutcomeReason.PARENT_UNKNOWN,
    OutcomeReason.GRANT_REVOKED,
    OutcomeReason.GRANT_UNKNOWN,
    OutcomeReason.GRANT_EXPIRED,
    OutcomeReason.PLACE_DIVIDED,
}
"""What a supervisor may answer for; the rest waits for a newer program or another household."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who speaks in an operation, and where they may."""

    user_id: int | None
    grant_id: str | None = None
    villages: Mapping[int, Spans] = field(default_factory=dict)
    """Village id -> when it is or was theirs to work in, as member or supervisor."""
    reviews: Mapping[int, Spans] = field(default_factory=dict)
    """The same for villages whose work they review."""
    leads: Mapping[int, Spans] = field(default_factory=dict)
    """The same for villages whose team they lead, or whose work they review."""
    standing: Standing = "good"
    expires_at: datetime | None = None
    is_guest: bool = False
    """They speak in another person's session."""

    def as_guest(self) -> Author:
        """Return them without their desk: supervisor kinds need a session of their own."""
        return replace(self, reviews={}, is_guest=True)

    def has(
        self, village_id: int, day: date, *, as_supervisor: bool = False, as_leader: bool = False
    ) -> bool:
        """Tell whether *village_id* was theirs on *day*."""
        theirs = self.reviews if as_supervisor else self.leads if as_leader else self.villages
        spans = theirs.get(village_id, ())
        return any(start <= day and (end is None or day < end) for start, end in spans)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A supervisor's word that waiting work is to be taken as it is: they answer for it, as of that day."""

    author: Author
    on: date
    village_code: str | None = None
    """Where they say it belongs, when its village was divided."""


@dataclass(slots=True)
class Incoming:
    """One operation as it came, checked for shape and nothing else.

    Nobody changes it; to have Python watch over that would double what it takes to make one.
    """

    id: str
    kind: str
    record: str | None
    prev: str | None
    n: int
    at: int
    body: Mapping[str, Any]
    hash: bytes
    author: Author
    est_from: datetime
    est_to: datetime
    is_clock_suspect: bool = False
    is_clock_wrong: bool = False
    """The phone's clock was off by more than CLOCK_WRONG, or moved."""
    schema: int = 1
    malformed: str | None = None
    """What the schema found wrong, if it did."""
    heard_at: datetime | None = None
    """When its phone was last in touch before it brought this; None if nobody knows any more."""
    acceptance: Acceptance | None = None
    settled: Verdict | None = None
    """What became of it before the server lost its memory: what was refused then is refused again."""
    text: str = ""
    """The body as it was sent, in canonical JSON; empty if that is what *body* is."""

    @property
    def record_id(self) -> str:
        return self.record or self.id

    @property
    def replaces(self) -> str | None:
        """The rejected household that this one stands in for, even if this one is malformed elsewhere."""
        named = self.body.get("replaces") if self.kind == "household.add" else None
        return named if isinstance(named, str) and len(named) == ID_CHARACTERS and named.isascii() else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of an operation, and the rows it writes if it is applied."""

    outcome: OperationOutcome
    reason: OutcomeReason | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    waits_for: str | None = None
    erases: bool = False
    """It is about what was erased: its content is not kept either."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of an operation, as its author is told."""

    id: str
    record_id: str
    outcome: OperationOutcome
    reason: OutcomeReason | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    is_erased: bool = False
    """Its content is gone here, and its phone is to forget it, too."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An operation that the desk wishes to make on a version that somebody was shown."""

    kind: str
    record: str | None
    prev: str | None
    body: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None
    """Of the operation, when the same wish may come twice and must count once; by default a new one."""


class Refused(Exception):
    """Ends the decision of one operation with a verdict other than applied."""

    def __init__(
        self,
        outcome: OperationOutcome,
        reason: OutcomeReason,
        *,
        waits_for: str | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(reason)
        self.verdict = Verdict(outcome, reason, extra, waits_for)


def rejected(reason: OutcomeReason, **extra: Any) -> Refused:
    """Return a refusal for good; the fix is a new operation."""
    return Refused(OperationOutcome.REJECTED, reason, **extra)


def held(reason: OutcomeReason, waits_for: str | None = None) -> Refused:
    """Return a refusal for now; decided again when what it waits for is there."""
    return Refused(OperationOutcome.HELD, reason, waits_for=waits_for)
