"""The only place that reads the time.

Instants are aware UTC; a day is a calendar day in Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SETTLED, AHEAD = 1976, timedelta(hours=7)
"""Since that year Vietnam has stood at UTC+7; a day by the table of its past takes ten times as long."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def now_ms() -> int:
    """Return this instant in milliseconds since 1970, as times travel on the wire."""
    return to_ms(now())


def local_date(instant: datetime | None = None) -> date:
    """Return the calendar day in Vietnam of *instant* (default: now)."""
    utc = now() if instant is None else instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    if utc.year < SETTLED:
        return utc.astimezone(VIETNAM).date()
    return (utc + AHEAD).date()


def to_ms(instant: datetime) -> int:
    """Return *instant* in whole milliseconds since 1970."""
    return (instant - EPOCH) // MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """Return the aware UTC instant of *milliseconds* since 1970.

    Raises:
        OverflowError: Beyond the years 1 to 9999.
    """
    return EPOCH + timedelta(milliseconds=milliseconds)


def administrative_month(day: date) -> tuple[date, date]:
    """Return the first and last day of the reporting month that holds *day*.

    Source: Decree 09/2019/NĐ-CP, a month runs from the 15th to the 14th; each
    province is still to confirm it (design.md §2).
    """
    first = day.replace(day=15)
    if day.day < 15:
        first = (first.replace(day=1) - timedelta(days=1)).replace(day=15)
    last = (first.replace(day=1) + timedelta(days=32)).replace(day=14)
    return first, last


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold the time at *instant* (aware) inside the block; for tests."""
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
