"""What changed since a version of a period: figure by figure, with the work behind it if that can be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.periods import Period
from tocongnghe.models import Assist, Closing, LogEntry, Operation, RollUpPosition, User
from tocongnghe.services.closing_figures import Counts, VillageFigures, count_villages, read_snapshot
from tocongnghe.services.closings import Commune
from tocongnghe.vocabulary import OperationOutcome

MOST_CAUSES = 300
"""Operations that are listed; the figures are compared in full."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One operation on an assist of the commune, made or decided between two versions."""

    assist_id: str
    kind: str
    who: str | None
    at: datetime
    happened_on: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that differs; None is no data. `causes` touched the same village and topic."""

    village: str
    indicator: str
    before: Counts | None
    after: Counts | None
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs, by village and in catalogue order."""

    figures: tuple[FigureChange, ...]
    is_told: bool
    """The work behind them can be told: the earlier version was counted from this very log."""
    counted_at: datetime | None = None
    """When the present figures were counted; None between two versions."""


@dataclass(frozen=True, slots=True)
class Since:
    """Assists of the period that arrived after its version, and others that changed after it."""

    arrived: int = 0
    changed: int = 0

    def __bool__(self) -> bool:
        return bool(self.arrived or self.changed)


def find_since(session: Session, province_id: int, commune: Commune, closing: Closing) -> Since | None:
    """Return what came after *closing*; None when its log was replaced since, by a restore."""
    if not _is_on_log(session, province_id, closing):
        return None
    was_there = exists().where(LogEntry.operation_id == Assist.id, LogEntry.seq <= closing.seq)
    total, known = session.execute(
        select(func.count(), func.sum(case((was_there, 1), else_=0))).where(
            Assist.village_id.in_(commune.village_ids),
            Assist.seq > closing.seq,
            Assist.happened_on.between(closing.from_on, closing.to_on),
        )
    ).one()
    return Since(arrived=total - int(known or 0), changed=int(known or 0))


def list_changes(
    session: Session,
    province_id: int,
    commune: Commune,
    period: Period,
    earlier: Closing,
    later: Closing | None,
) -> Changes:
    """Return what differs between two versions, or between *earlier* and the cells of this moment."""
    before = read_snapshot(earlier).villages
    after = (
        read_snapshot(later).villages
        if later is not None
        else count_villages(session, list(commune.villages), period)
    )
    is_told = _is_on_log(session, province_id, earlier)
    causes = _causes(session, commune, period, earlier, later) if is_told else {}
    position = session.get(RollUpPosition, province_id) if later is None else None
    return Changes(
        figures=tuple(_differing(before, after, causes)),
        is_told=is_told,
        counted_at=position.counted_at if position else None,
    )


Causes = Mapping[tuple[str, str], list[Cause]]
"""By village and topic; the empty topic stands for all of them."""


def _differing(
    before: Iterable[VillageFigures], after: Iterable[VillageFigures], causes: Causes
) -> Iterable[FigureChange]:
    old, new = ({village.code: village for village in each} for each in (before, after))
    indicators = load_catalogue().indicators
    known = {indicator.code for indicator in indicators}
    gone = {code for village in old.values() for code in village.figures or ()} - known
    order = [(indicator.code, indicator.topic or "") for indicator in indicators]
    order += [(code, "") for code in sorted(gone)]  # counted by a catalogue of before
    for code in sorted(old.keys() | new.keys()):
        village = new.get(code) or old[code]
        for indicator, topic in order:
            was = old[code].of(indicator) if code in old else None
            now = new[code].of(indicator) if code in new else None
            if was != now and any((*(was or ()), *(now or ()))):
                yield FigureChange(village.name, indicator, was, now, tuple(causes.get((code, topic), ())))


def _causes(
    session: Session, commune: Commune, period: Period, earlier: Closing, later: Closing | None
) -> Causes:
    """Return the newest operations between the two on assists that can have moved the period's figures."""
    upto = [LogEntry.seq <= later.seq] if later is not None else []
    rows = session.execute(
        select(
            Assist.village_id,
            Assist.topic,
            Assist.id,
            Operation.kind,
            User.name,
            Operation.est_to,
            Assist.happened_on,
            Assist.is_late,
        )
        .join(Operation, Operation.record_id == Assist.id)
        .join(LogEntry, LogEntry.operation_id == Operation.id)
        .outerjoin(User, User.id == Operation.author_id)
        .where(
            Assist.village_id.in_(commune.village_ids),
            Assist.seq > earlier.seq,
            or_(Assist.happened_on <= period.to_day, Assist.is_late.is_(True)),
            LogEntry.seq > earlier.seq,
            LogEntry.outcome == OperationOutcome.APPLIED,
            *upto,
        )
        .order_by(LogEntry.seq.desc())
        .limit(MOST_CAUSES)
    )
    codes = {village.id: village.code for village in commune.villages}
    found: dict[tuple[str, str], list[Cause]] = defaultdict(list)
    for row in rows:
        cause = Cause(row.id, row.kind, row.name, row.est_to, row.happened_on, row.is_late)
        for key in (row.topic, ""):
            found[codes[row.village_id], key].append(cause)
    return found


def _is_on_log(session: Session, province_id: int, closing: Closing) -> bool:
    """Tell whether the log still has, where *closing* was made, the line that it was made at."""
    if closing.seq == 0:
        return True
    chain = session.scalar(
        select(LogEntry.chain).where(LogEntry.province_id == province_id, LogEntry.seq == closing.seq)
    )
    return chain == closing.chain
