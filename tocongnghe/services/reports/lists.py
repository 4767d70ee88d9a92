"""How the reports of a place stand, period by period; and whether a file that somebody holds is ours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, PeriodKind, find_period
from tocongnghe.models import Closing, Place, ReportArchive, ReportDraft, ReportFile, ReportFileKind, User
from tocongnghe.services.access import Actor
from tocongnghe.services.closing_figures import Placed
from tocongnghe.services.reports.basis import standings
from tocongnghe.services.reports.content import basis_of, is_from_closings
from tocongnghe.services.reports.drafts import has_work
from tocongnghe.services.reports.ends import ended
from tocongnghe.vocabulary import PlaceKind

LISTED, LEAST = 13, 3
"""Periods at most, and though nothing is there to be reported of them."""


class ReportState(StrEnum):
    """How a report stands."""

    RUNNING = "running"
    NOTHING = "nothing"
    """Nothing is there to be reported yet: nobody closed, or nothing made it."""
    DRAFT = "draft"
    ARCHIVED = "archived"
    NEWER = "newer"
    """Archived, and there are newer figures."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a version."""

    kind: ReportFileKind
    sha256: str
    byte_count: int
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class ArchivedVersion:
    """One archived version; names, not ids."""

    number: int
    sha256: str
    basis: str
    closed: int
    communes: int
    reason: str | None
    archived_at: datetime
    archived_by: str
    files: tuple[KeptFile, ...] = ()

    @property
    def docx(self) -> KeptFile | None:
        return next((each for each in self.files if each.kind is ReportFileKind.DOCX), None)

    @property
    def signed(self) -> tuple[KeptFile, ...]:
        return tuple(each for each in self.files if each.kind is ReportFileKind.SIGNED)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """The report on a period: what is archived, oldest first, and whether something newer waits."""

    period: Period
    state: ReportState
    versions: tuple[ArchivedVersion, ...] = ()
    closed: int = 0
    communes: int = 0
    """Of what waits; how many have closed."""

    @property
    def is_from_closings(self) -> bool:
        return is_from_closings(self.period)

    @property
    def newest(self) -> ArchivedVersion | None:
        return self.versions[-1] if self.versions else None


def list_reports(session: Session, place: Place, kind: PeriodKind) -> list[ReportLine]:
    """Return the reports of *place* on the periods of *kind*, newest first, back to the first of all."""
    periods = ended(kind, clock.local_date(), LISTED)
    versions = _versions(session, place, [period.code for period in periods])
    lines = [_line(session, place, period, tuple(versions.get(period.code, ()))) for period in periods]
    last = max((n for n, line in enumerate(lines) if line.state is not ReportState.NOTHING), default=0)
    return lines[: max(last + 1, LEAST)]


def find_report(session: Session, place: Place, period: Period) -> ReportLine:
    """Return how the report of *place* on *period* stands."""
    versions = _versions(session, place, [period.code])
    return _line(session, place, period, tuple(versions.get(period.code, ())))


def _line(
    session: Session, place: Place, period: Period, versions: tuple[ArchivedVersion, ...]
) -> ReportLine:
    if period.to_day >= clock.local_date():
        return ReportLine(period, ReportState.RUNNING, versions)
    waits, closed, communes = _waiting(session, place, period)
    if versions:
        is_newer = waits is not None and waits != versions[-1].basis
        state = ReportState.NEWER if is_newer else ReportState.ARCHIVED
    else:
        state = ReportState.NOTHING if waits is None else ReportState.DRAFT
    return ReportLine(period, state, versions, closed, communes)


def _waiting(session: Session, place: Place, period: Period) -> tuple[str | None, int, int]:
    """Return the basis of what waits to be archived, how many communes have closed, of how many."""
    if place.kind is PlaceKind.PROVINCE:
        draft = session.execute(
            select(ReportDraft.basis, ReportDraft.closed_count, ReportDraft.commune_count).where(
                ReportDraft.place_id == place.id, ReportDraft.period == period.code
            )
        ).one_or_none()
        return (None, 0, 0) if draft is None else (draft[0], draft[1], draft[2])
    if not is_from_closings(period):
        return ("as counted" if has_work(session, place, period) else None), 0, 1
    (standing,) = standings(session, [Placed(place.id, place.code, place.name)], period)
    return (basis_of(session, place, period), 1, 1) if standing.is_closed else (None, 0, 1)


def _versions(session: Session, place: Place, codes: list[str]) -> dict[str, list[ArchivedVersion]]:
    files: dict[tuple[str, int], list[KeptFile]] = defaultdict(list)
    for row in session.execute(
        select(
            ReportFile.period,
            ReportFile.version,
            ReportFile.kind,
            ReportFile.sha256,
            ReportFile.byte_count,
            ReportFile.added_at,
            User.name,
        )
        .join(User, User.id == ReportFile.added_by_id)
        .where(ReportFile.place_id == place.id, ReportFile.period.in_(codes))
        .order_by(ReportFile.added_at, ReportFile.sha256)
    ):
        files[row.period, row.version].append(
            KeptFile(row.kind, row.sha256, row.byte_count, row.added_at, row.name)
        )
    found: dict[str, list[ArchivedVersion]] = defaultdict(list)
    for one in session.execute(
        select(
            ReportArchive.period,
            ReportArchive.version,
            ReportArchive.sha256,
            ReportArchive.basis,
            ReportArchive.closed_count,
            ReportArchive.commune_count,
            ReportArchive.reason,
            ReportArchive.archived_at,
            User.name,
        )
        .join(User, User.id == ReportArchive.archived_by_id)
        .where(ReportArchive.place_id == place.id, ReportArchive.period.in_(codes))
        .order_by(ReportArchive.period, ReportArchive.version)
    ):
        found[one.period].append(
            ArchivedVersion(
                number=one.version,
                sha256=one.sha256,
                basis=one.basis,
                closed=one.closed_count,
                communes=one.commune_count,
                reason=one.reason,
                archived_at=one.archived_at,
                archived_by=one.name,
                files=tuple(files[one.period, one.version]),
            )
        )
    return found


class HeldAs(StrEnum):
    """What a hash is of."""

    FIGURES = "figures"
    DOCX = "docx"
    SIGNED = "signed"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file that somebody holds and that is ours."""

    held_as: HeldAs
    place_code: str
    place_name: str
    place_kind: PlaceKind
    period: Period | None
    version: int
    at: datetime
    newest: int
    """The number of the newest version of the same."""


def recognise(session: Session, actor: Actor, sha256: str) -> Recognised | None:
    """Return what the file with the hash *sha256* is, of the places that *actor* may read; None: not ours.

    A file of another's place is answered as one that is not ours.
    """
    own = set(actor.commune_ids) | ({actor.province_id} if actor.may_read_province else set())
    archive = session.execute(
        select(ReportArchive, ReportFile.kind)
        .outerjoin(
            ReportFile,
            (ReportFile.place_id == ReportArchive.place_id)
            & (ReportFile.period == ReportArchive.period)
            & (ReportFile.version == ReportArchive.version)
            & (ReportFile.sha256 == sha256),
        )
        .where(
            ReportArchive.place_id.in_(own),
            or_(ReportArchive.sha256 == sha256, ReportFile.sha256 == sha256),
        )
        .order_by(ReportArchive.version.desc())
        .limit(1)
    ).first()
    if archive is not None:
        row, held_as = archive.ReportArchive, HeldAs(archive.kind or HeldAs.FIGURES)
        return _recognised(session, row, held_as, row.archived_at)
    closing = session.scalars(
        select(Closing)
        .where(Closing.sha256 == sha256, Closing.place_id.in_(own))
        .order_by(Closing.version.desc())
        .limit(1)
    ).first()
    return None if closing is None else _recognised(session, closing, HeldAs.CLOSING, closing.closed_at)


def _recognised(session: Session, row: ReportArchive | Closing, held_as: HeldAs, at: datetime) -> Recognised:
    table, place = type(row), session.get_one(Place, row.place_id)
    newest = session.scalar(
        select(table.version)
        .where(table.place_id == row.place_id, table.period == row.period)
        .order_by(table.version.desc())
        .limit(1)
    )
    return Recognised(
        held_as,
        place.code,
        place.name,
        place.kind,
        find_period(row.period),
        row.version,
        at,
        newest or row.version,
    )
