"""Conditions over many keys, in pieces that databases take and answer from an index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

SIZE = 500  # keys in one statement; SQLite takes 32,766 values and 1,000 levels of an expression

Key = TypeVar("Key")
VillageDay = tuple[int, date]


def in_batches(keys: Iterable[Key], size: int = SIZE) -> Iterator[list[Key]]:
    """Yield *keys* in lists of at most *size*."""
    batch: list[Key] = []
    for key in keys:
        batch.append(key)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def on_days(
    village: InstrumentedAttribute[Any], day: InstrumentedAttribute[Any], pairs: Iterable[VillageDay]
) -> ColumnElement[bool]:
    """Return the condition that (*village*, *day*) is one of *pairs*.

    Spelled `village = 1 AND day IN (…) OR village = 2 AND …`: SQLite answers that from an
    index, while it scans the whole table for `(village, day) IN (VALUES …)`. Where there are
    fewer days than villages, as in one day's work, `day = … AND village IN (…)`: as quick, and
    it is not written anew for each village.
    """
    days: dict[int, list[date]] = defaultdict(list)
    villages: dict[date, list[int]] = defaultdict(list)
    for village_id, on in pairs:
        days[village_id].append(on)
        villages[on].append(village_id)
    if len(villages) < len(days):
        return or_(*(and_(day == on, village.in_(village_ids)) for on, village_ids in villages.items()))
    return or_(*(and_(village == village_id, day.in_(on)) for village_id, on in days.items()))
