"""Counts one indicator as some catalogue would have it, from the counted records; writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import Catalogue, Counts, Indicator, Records
from tocongnghe.models import CountedAssist, CountedEvent
from tocongnghe.rollups.fresh import villages_of
from tocongnghe.rollups.villages import holds
from tocongnghe.services.indicators import CountingRules, part_of

DayCounts = dict[tuple[int, date], list[int]]
ROWS_AT_A_TIME = 10_000


def count_on_trial(
    session: Session, catalogue: Catalogue, indicator: Indicator, province_id: int
) -> dict[tuple[int, date], tuple[int, int]]:
    """Return (provisional, official) of *indicator* by village and day; days without any are absent."""
    rules = CountingRules(catalogue)
    counts: DayCounts = defaultdict(lambda: [0, 0])
    if indicator.needs_household:
        _first_days(session, rules, indicator, province_id, counts)
    elif indicator.counts is Counts.VILLAGES:
        _first_of_villages(session, rules, indicator, province_id, counts)
    else:
        _days(session, rules, indicator, province_id, counts)
    return {key: (both[0], both[1]) for key, both in counts.items()}


def _first_days(
    session: Session, rules: CountingRules, indicator: Indicator, province_id: int, counts: DayCounts
) -> None:
    one = CountedAssist
    query = select(
        one.household_id, one.slot, one.shop, one.village_id, one.happened_on, one.is_official
    ).where(
        holds(rules, indicator), one.village_id.in_(villages_of(province_id)), one.household_id.is_not(None)
    )
    if indicator.poverty:
        query = query.where(one.poverty.in_(indicator.poverty))
    query = query.order_by(one.household_id, one.happened_on, one.assist_id)
    rows: Iterable[Any] = session.execute(query.execution_options(yield_per=ROWS_AT_A_TIME))
    for _household, of_one in groupby(rows, key=itemgetter(0)):
        reached: set[tuple[str, int]] = set()
        for _id, slot, shop, village_id, day, is_official in of_one:
            part = part_of(indicator, slot, shop)
            for level in (0, 1) if is_official else (0,):
                if (part, level) not in reached:
                    reached.add((part, level))
                    counts[village_id, day][level] += 1


def _first_of_villages(
    session: Session, rules: CountingRules, indicator: Indicator, province_id: int, counts: DayCounts
) -> None:
    table: Any = CountedAssist if indicator.records is Records.ASSISTS else CountedEvent
    official = case((table.is_official, table.happened_on)) if table is CountedAssist else table.happened_on
    rows = session.execute(
        select(table.village_id, func.min(table.happened_on), func.min(official))
        .where(holds(rules, indicator), table.village_id.in_(villages_of(province_id)))
        .group_by(table.village_id)
    )
    for village_id, *firsts in rows:
        for level, day in enumerate(firsts):
            if day is not None:
                counts[village_id, day][level] += 1


def _days(
    session: Session, rules: CountingRules, indicator: Indicator, province_id: int, counts: DayCounts
) -> None:
    table: Any = CountedAssist if indicator.records is Records.ASSISTS else CountedEvent
    each = table.attendee_count if indicator.counts is Counts.ATTENDEES else 1
    official = case((table.is_official, each), else_=0) if table is CountedAssist else each
    rows = session.execute(
        select(table.village_id, table.happened_on, func.sum(each), func.sum(official))
        .where(holds(rules, indicator), table.village_id.in_(villages_of(province_id)))
        .group_by(table.village_id, table.happened_on)
    )
    for village_id, day, provisional, of_official in rows:
        if provisional:
            counts[village_id, day] = [int(provisional), int(of_official)]
