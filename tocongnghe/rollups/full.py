"""Everything counted from the records alone, without looking at what was counted before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, case, delete, insert, null, select
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.models import (
    Achievement,
    Assist,
    Cell,
    CellSum,
    CountedAssist,
    Feed,
    Household,
    PlaceParent,
    RollUpPosition,
)
from tocongnghe.rollups.achievements import First, achievement_row, first_days
from tocongnghe.rollups.batches import in_batches
from tocongnghe.rollups.cells import Counts, write_all_cells
from tocongnghe.rollups.facts import PROVISIONAL, fact_of
from tocongnghe.services.indicators import CountingRules
from tocongnghe.vocabulary import AssistState, HouseholdState

MAX_ROWS = 2000  # rows held at once while reading or writing


def rebuild(session: Session, province_id: int, rules: CountingRules) -> int:
    """Throw away what was counted for the province and count it anew; return its cells.

    All of it in the caller's one transaction: readers see the old figures
    until the new ones are complete.
    """
    feed = session.get_one(Feed, province_id, populate_existing=True)
    head_seq, head_chain = feed.seq, feed.chain
    _forget(session, province_id)
    counts = Counts()
    for batch in in_batches(households_and_visits(session, province_id), MAX_ROWS):
        _write(session, rules, batch, counts)
    cells = write_all_cells(session, counts.cells())
    position = session.get(RollUpPosition, province_id) or RollUpPosition(province_id=province_id)
    position.seq, position.chain = head_seq, head_chain
    position.catalogue_version, position.counted_at = rules.version, clock.now()
    session.add(position)
    session.flush()
    return cells


def households_and_visits(session: Session, province_id: int) -> Iterator[tuple[str | None, list[Row[Any]]]]:
    """Yield each household reached with all its assists; assists without one come alone, under None.

    Aliases are resolved to their winners; withdrawn assists are left out.
    """
    rows = session.execute(_assists(province_id).execution_options(yield_per=MAX_ROWS))
    for household_id, assists in groupby(rows, key=lambda row: row.reached_id):
        if household_id is None:
            yield from ((None, [assist]) for assist in assists)
        else:
            yield household_id, list(assists)


def achievements_of(rules: CountingRules, assists: Iterable[Row[Any]]) -> dict[str, First]:
    """Return the first days that one household's *assists* add up to, by indicator."""
    return first_days(rules, [assist for assist in assists if assist.state in PROVISIONAL])


def count_household(counts: Counts, achievements: dict[str, First]) -> None:
    """Put one household's *achievements* into the cells."""
    for indicator, first in achievements.items():
        counts.provisional[first.provisional_village_id, first.provisional_on, indicator] += 1
        if first.official_on is not None and first.official_village_id is not None:
            counts.official[first.official_village_id, first.official_on, indicator] += 1


def count_visits(counts: Counts, rules: CountingRules, assists: Iterable[Row[Any]]) -> None:
    """Put each of *assists* that counts into the cells of visits."""
    for assist in assists:
        if assist.state not in PROVISIONAL:
            continue
        for indicator in rules.of_visit(assist.topic, assist.outcome, assist.happened_on):
            key = (assist.village_id, assist.happened_on, indicator)
            counts.provisional[key] += 1
            counts.official[key] += assist.state is AssistState.APPROVED


def villages_of(province_id: int) -> Select[int]:
    """Select every village that ever lay in the province."""
    communes = select(PlaceParent.place_id).where(PlaceParent.parent_id == province_id)
    return select(PlaceParent.place_id).where(PlaceParent.parent_id.in_(communes))


def _assists(province_id: int) -> Select[Any]:
    winners = (
        select(Household.id.label("id"), Household.id.label("winner_id"), Household.state.label("state"))
        .where(Household.state != HouseholdState.MERGED)
        .cte("winners", recursive=True)
    )
    alias = aliased(Household)
    winners = winners.union_all(
        select(alias.id, winners.c.winner_id, winners.c.state).join(
            winners, alias.merged_into_id == winners.c.id
        )
    )
    reached = case((winners.c.state == HouseholdState.WITHDRAWN, null()), else_=winners.c.winner_id)
    return (
        select(
            Assist.id,
            Assist.id.label("assist_id"),
            Assist.village_id,
            Assist.topic,
            Assist.outcome,
            Assist.happened_on,
            Assist.state,
            (Assist.state == AssistState.APPROVED).label("is_official"),
            reached.label("reached_id"),
        )
        .outerjoin(winners, winners.c.id == Assist.household_id)
        .where(Assist.village_id.in_(villages_of(province_id)), Assist.state != AssistState.WITHDRAWN)
        .order_by(reached, Assist.id)
    )


def _forget(session: Session, province_id: int) -> None:
    villages = villages_of(province_id)
    session.execute(delete(CountedAssist).where(CountedAssist.village_id.in_(villages)))
    session.execute(delete(Achievement).where(Achievement.provisional_village_id.in_(villages)))
    session.execute(delete(Cell).where(Cell.village_id.in_(villages)))
    session.execute(delete(CellSum).where(CellSum.village_id.in_(villages)))


def _write(
    session: Session, rules: CountingRules, batch: list[tuple[str | None, list[Row[Any]]]], counts: Counts
) -> None:
    facts: list[dict[str, Any]] = []
    reached: list[dict[str, Any]] = []
    for household_id, assists in batch:
        facts.extend(fact_of(assist, household_id) for assist in assists)
        count_visits(counts, rules, assists)
        if household_id is not None:
            achievements = achievements_of(rules, assists)
            count_household(counts, achievements)
            reached.extend(achievement_row(household_id, *item) for item in achievements.items())
    session.connection().execute(insert(CountedAssist), facts)
    if reached:
        session.connection().execute(insert(Achievement), reached)
