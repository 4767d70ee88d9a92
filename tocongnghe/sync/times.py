"""When an operation was really made, from a phone's own clock (protocol §10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tocongnghe import clock
from tocongnghe.operations import CLOCK_WRONG

TOLERANCE = timedelta(minutes=10)


@dataclass(slots=True)
class Made:
    """The server's bounds; equal when the phone's clock gives no cause for doubt."""

    est_from: datetime
    est_to: datetime
    is_suspect: bool
    is_clock_wrong: bool


@dataclass(slots=True)
class PhoneClock:
    """What one request tells of its phone's clock."""

    skew: timedelta
    """Server time minus phone time, now."""
    was_moved: bool
    """The skew differs from what the phone measured at its last contact."""
    known_since: datetime
    """The phone cannot have logged anything before."""
    received_at: datetime
    earliest: datetime = field(init=False)
    latest: datetime = field(init=False)
    is_wrong: bool = field(init=False)

    def __post_init__(self) -> None:
        self.earliest, self.latest = self.known_since - TOLERANCE, self.received_at + TOLERANCE
        self.is_wrong = abs(self.skew) > CLOCK_WRONG or self.was_moved

    def made(self, at_ms: int) -> Made:
        """Return the bounds of an operation stamped *at_ms* by the phone."""
        try:
            estimate = clock.from_ms(at_ms) + self.skew
        except OverflowError:
            return Made(self.known_since, self.received_at, is_suspect=True, is_clock_wrong=True)
        if self.was_moved or not self.earliest <= estimate <= self.latest:
            return Made(self.known_since, self.received_at, is_suspect=True, is_clock_wrong=True)
        inside = min(max(estimate, self.known_since), self.received_at)
        return Made(inside, inside, is_suspect=False, is_clock_wrong=self.is_wrong)


def phone_clock(told: Mapping[str, int | None], known_since: datetime, received_at: datetime) -> PhoneClock:
    """Return the phone's clock as it told it: {wall, offset, age} in ms, ms, s."""
    wall, offset = told["wall"] or 0, told.get("offset")
    skew_ms = clock.to_ms(received_at) - wall
    was_moved = offset is not None and abs(skew_ms - offset) > TOLERANCE / timedelta(milliseconds=1)
    try:
        skew = timedelta(milliseconds=skew_ms)
    except OverflowError:
        skew = timedelta.max / 4
    return PhoneClock(skew, was_moved, known_since, received_at)


def parcel_clock(told: Mapping[str, int | None], known_since: datetime, received_at: datetime) -> PhoneClock:
    """Return the clock of a phone whose parcel was days on its way: only its last measure counts."""
    try:
        skew = timedelta(milliseconds=told.get("offset") or 0)
    except OverflowError:
        skew = timedelta.max / 4
    return PhoneClock(skew, was_moved=False, known_since=known_since, received_at=received_at)
