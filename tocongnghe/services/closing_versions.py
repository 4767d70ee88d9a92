"""The versions of a commune's closings as they are listed: who closed and opened again, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.catalogue.periods import Period
from tocongnghe.models import Closing, Reopening, User


class PeriodState(StrEnum):
    """How a period stands."""

    RUNNING = "running"
    READY = "ready"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Version:
    """One closing of a period, and whether it was opened again; names, not ids."""

    number: int
    closed_at: datetime
    closed_by: str
    reason: str | None
    signer: str | None
    seq: int
    sha256: str
    reopened_at: datetime | None = None
    reopened_by: str | None = None
    reopen_reason: str | None = None
    closed_with: str | None = None
    """The period (code) with which the last part of this one was closed; None: it was closed by itself."""


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period of a commune with its versions, oldest first."""

    period: Period
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def state(self) -> PeriodState:
        if self.newest is not None:
            return PeriodState.REOPENED if self.newest.reopened_at else PeriodState.CLOSED
        return PeriodState.READY if self.period.to_day < clock.local_date() else PeriodState.RUNNING


def find_versions(session: Session, commune_id: int, codes: list[str]) -> dict[str, list[Version]]:
    """Return period -> its versions, oldest first, of those of *codes* that were ever closed."""
    rows = session.execute(versions_query().where(Closing.place_id == commune_id, Closing.period.in_(codes)))
    found: dict[str, list[Version]] = {}
    for _place_id, period, *columns in rows:
        found.setdefault(period, []).append(Version(*columns))
    return found


def versions_query() -> Select[*tuple[Any, ...]]:
    """Return the query of (commune, period, every field of a `Version`), oldest version first."""
    closer, opener = aliased(User), aliased(User)
    return (
        select(
            Closing.place_id,
            Closing.period,
            Closing.version,
            Closing.closed_at,
            closer.name,
            Closing.reason,
            Closing.signer,
            Closing.seq,
            Closing.sha256,
            Reopening.reopened_at,
            opener.name,
            Reopening.reason,
            Closing.closed_with,
        )
        .join(closer, closer.id == Closing.closed_by_id)
        .outerjoin(
            Reopening,
            and_(
                Reopening.place_id == Closing.place_id,
                Reopening.period == Closing.period,
                Reopening.version == Closing.version,
            ),
        )
        .outerjoin(opener, opener.id == Reopening.reopened_by_id)
        .order_by(Closing.place_id, Closing.period, Closing.version)
    )
