"""Follows a province's log: a bounded piece of it at a time makes cells dirty and counts them anew.

The caller commits after each piece. Killed between two, everything written
so far is right for what was read so far, and the next piece goes on from there.
Records are read as they are now, not as they were at the line: a record that
changed again meanwhile is counted as it is, and once more when its line comes.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import Feed, LogEntry, Operation, Place, RollUpPosition
from tocongnghe.rollups.achievements import recompute_achievements
from tocongnghe.rollups.additions import merge_additions
from tocongnghe.rollups.cells import recompute_cells
from tocongnghe.rollups.events import recount_events
from tocongnghe.rollups.facts import assists_of, recount_assists
from tocongnghe.rollups.full import rebuild
from tocongnghe.rollups.villages import recompute_villages
from tocongnghe.services.indicators import CountingRules
from tocongnghe.vocabulary import RecordType

MAX_LINES = 500  # log lines in one piece: well under a second of the writers' lock on SQLite


@dataclass(frozen=True)
class Step:
    """What one piece did: log lines read, cells counted, whether all was rebuilt, whether more waits."""

    lines: int
    cells: int
    was_rebuilt: bool
    has_more: bool


def list_provinces(session: Session) -> list[int]:
    """Return the provinces that have a log."""
    return list(session.scalars(select(Feed.province_id).order_by(Feed.province_id)))


def advance(session: Session, province_id: int, rules: CountingRules, *, max_lines: int = MAX_LINES) -> Step:
    """Count what the next *max_lines* lines of the province's log touch.

    Everything is rebuilt instead when nothing was counted yet, when the catalogue
    changed, or when the log is not the one that was read before (a restore).
    """
    lock_province(session, province_id)
    position = session.get(RollUpPosition, province_id)
    if position is None or position.catalogue_version != rules.version or not _is_on_log(session, position):
        return Step(lines=0, cells=rebuild(session, province_id, rules), was_rebuilt=True, has_more=True)
    lines = session.execute(
        select(LogEntry.seq, LogEntry.chain, Operation.kind, Operation.record_id)
        .join(Operation, Operation.id == LogEntry.operation_id)
        .where(LogEntry.province_id == province_id, LogEntry.seq > position.seq)
        .order_by(LogEntry.seq)
        .limit(max_lines)
    ).all()
    cells = _count(session, rules, {(line.kind, line.record_id) for line in lines})
    if lines:
        position.seq, position.chain = lines[-1].seq, lines[-1].chain
    position.counted_at = clock.now()
    session.flush()
    return Step(lines=len(lines), cells=cells, was_rebuilt=False, has_more=len(lines) == max_lines)


def lock_province(session: Session, province_id: int) -> None:
    """Let one counter at a time work on the province, until the transaction ends.

    FOR NO KEY UPDATE on its place: those who write records never wait for it.
    SQLite's one writer is lock enough, and it ignores the clause.
    """
    session.execute(select(Place.id).where(Place.id == province_id).with_for_update(key_share=True))


def _is_on_log(session: Session, position: RollUpPosition) -> bool:
    """Tell whether the log still holds, at that place, the line that was read last."""
    if position.seq == 0:
        chain = session.scalar(select(Feed.genesis).where(Feed.province_id == position.province_id))
    else:
        chain = session.scalar(
            select(LogEntry.chain).where(
                LogEntry.province_id == position.province_id, LogEntry.seq == position.seq
            )
        )
    return chain == position.chain


def _count(session: Session, rules: CountingRules, changed: set[tuple[str, str]]) -> int:
    assists, households = _of(RecordType.ASSIST, changed), _of(RecordType.HOUSEHOLD, changed)
    dirty = recount_assists(session, assists | assists_of(session, households))
    classes, surveys = _of(RecordType.CLASS_SESSION, changed), _of(RecordType.VILLAGE_SURVEY, changed)
    days = dirty.days | recount_events(session, classes, surveys)
    days |= recompute_villages(session, rules, days)
    on_top = [row for row in dirty.added if row["household_id"] not in dirty.households]
    brought_forward, untold = merge_additions(session, rules, on_top)
    days |= brought_forward | recompute_achievements(session, rules, dirty.households | untold)
    return recompute_cells(session, rules, days)


def _of(type_: RecordType, changed: set[tuple[str, str]]) -> set[str]:
    return {record_id for kind, record_id in changed if kind.startswith(f"{type_}.")}
