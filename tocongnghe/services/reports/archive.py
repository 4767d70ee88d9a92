"""Archived reports: frozen with a hash, version by version, each after the first with its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue.periods import Period
from tocongnghe.errors import ClosingStale, InvalidInput, NotFound, PeriodNotOver
from tocongnghe.models import Place, ReportArchive, ReportDraft, ReportFile, ReportFileKind
from tocongnghe.operations import canonical
from tocongnghe.services.access import Actor
from tocongnghe.services.closing_figures import hash_of
from tocongnghe.services.closings import find_commune
from tocongnghe.services.reports.content import Said, basis_of, is_from_closings, layout_of
from tocongnghe.services.reports.docx_file import write_docx
from tocongnghe.services.reports.drafts import Current, find_current
from tocongnghe.services.reports.files import check_signed, keep_file
from tocongnghe.services.reports.wording import document_of
from tocongnghe.vocabulary import PlaceKind, Role

PROVINCE, COMMUNE = "province", "commune"
KEEPERS = {PlaceKind.PROVINCE: (Role.PROVINCE, Role.ADMIN), PlaceKind.COMMUNE: (Role.SUPERVISOR,)}
"""Who archives a report, and brings the signed scan."""


def find_place(session: Session, actor: Actor, tier: str, code: str | None = None) -> Place:
    """Return the place whose reports *actor* asks for: the province, or one of the actor's communes.

    Raises:
        Forbidden: Another role.
        NotFound: Another's commune.
    """
    if tier == PROVINCE:
        actor.require(Role.PROVINCE, Role.ADMIN)
        return session.get_one(Place, actor.province_id)
    return find_commune(session, actor, code).place


def may_keep(actor: Actor, place: Place) -> bool:
    return actor.role in KEEPERS[place.kind]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version that is ready to be archived, and its DOCX."""

    row: ReportArchive
    docx: bytes


def freeze_report(
    session: Session,
    actor: Actor,
    place: Place,
    period: Period,
    *,
    version: int,
    basis: str,
    reason: str | None,
) -> Frozen:
    """Return what the report says as its next version; reads only, for the DOCX of a province takes seconds.

    Args:
        version: The number that the page promised.
        basis: What the figures on the page stood on.
        reason: Why there is a version after the first, or why it is archived before all have closed.

    Raises:
        Forbidden: A role that archives nothing here.
        PeriodNotOver: Its last day has not passed.
        ClosingStale: Somebody was quicker, or the figures moved since they were shown.
        InvalidInput: A reason is needed, or there is nothing to archive.
    """
    actor.require(*KEEPERS[place.kind])
    layout = layout_of(period, place)
    if layout is None:
        raise NotFound
    if period.to_day >= clock.local_date():
        raise PeriodNotOver
    current = find_current(session, place, period, actor.province_id)
    before = newest_version(session, place, period)
    if version != (before.version if before else 0) + 1 or current is None or current.basis != basis:
        raise ClosingStale
    if is_from_closings(period):
        if basis_of(session, place, period) != basis:
            raise ClosingStale
        if not current.closed:
            raise InvalidInput(extra={"errors": {"closed": ["nobody has closed this period"]}})
    if needs_reason(current, before) and not reason:
        raise InvalidInput(extra={"errors": {"reason": ["missing"]}})
    row = _freeze(actor, place, period, current, before, reason, layout.code)
    return Frozen(row, write_docx(document_of(json.loads(row.snapshot), sha256=row.sha256)))


def archive_report(
    session: Session, actor: Actor, place: Place, period: Period, frozen: Frozen, folder: Path
) -> ReportArchive:
    """Write *frozen* down; the caller's transaction must be a writing one.

    Args:
        folder: Where files are kept.

    Raises:
        ClosingStale: Somebody was quicker, or a commune closed, since it was frozen.
    """
    before, row = newest_version(session, place, period), frozen.row
    if row.version != (before.version if before else 0) + 1:
        raise ClosingStale
    if is_from_closings(period) and basis_of(session, place, period) != row.basis:
        raise ClosingStale
    session.add(row)
    session.flush()
    _add_file(session, actor, row, frozen.docx, ReportFileKind.DOCX, folder)
    draft = session.get(ReportDraft, (place.id, period.code))
    if draft is not None:
        session.delete(draft)
    session.flush()
    return row


def needs_reason(current: Current, before: ReportArchive | None) -> bool:
    """Tell whether archiving must be explained: another version, or some communes have not closed."""
    return before is not None or (current.content["is_closed"] and current.closed < current.communes)


def add_signed(
    session: Session, actor: Actor, place: Place, period: Period, version: int, content: bytes, folder: Path
) -> str:
    """Keep the scan of the signed paper beside its version, and return its hash; a second one joins it.

    Raises:
        Forbidden, NotFound: Not the actor's to bring, or no such version.
        InvalidInput, TooLarge: No PDF, or too large a one.
    """
    actor.require(*KEEPERS[place.kind])
    archived = find_version(session, place, period, version)
    check_signed(content)
    return _add_file(session, actor, archived, content, ReportFileKind.SIGNED, folder)


def find_version(session: Session, place: Place, period: Period, version: int) -> ReportArchive:
    """Return one version with its snapshot.

    Raises:
        NotFound: There is none of that number.
    """
    found = session.get(ReportArchive, (place.id, period.code, version))
    if found is None:
        raise NotFound
    return found


def newest_version(session: Session, place: Place, period: Period) -> ReportArchive | None:
    """Return the version that was archived last."""
    return session.scalars(
        select(ReportArchive)
        .where(ReportArchive.place_id == place.id, ReportArchive.period == period.code)
        .order_by(ReportArchive.version.desc())
        .limit(1)
    ).first()


def find_file(session: Session, archived: ReportArchive, sha256: str) -> ReportFile:
    """Return the file *sha256* of a version.

    Raises:
        NotFound: The version has no such file.
    """
    found = session.get(ReportFile, (archived.place_id, archived.period, archived.version, sha256))
    if found is None:
        raise NotFound
    return found


def is_unchanged(archived: ReportArchive) -> bool:
    """Tell whether the stored characters still have the hash that was made of them."""
    return hash_of(archived.snapshot) == archived.sha256


def _freeze(
    actor: Actor,
    place: Place,
    period: Period,
    current: Current,
    before: ReportArchive | None,
    reason: str | None,
    layout: str,
) -> ReportArchive:
    now = clock.now()
    version = (before.version if before else 0) + 1
    earlier: Said = json.loads(before.snapshot) if before else {}
    text = canonical(
        current.content
        | {
            "version": version,
            "follows": {"sha256": before.sha256} if before else None,
            "changes": _changes(earlier.get("stands_on", []), current.content["stands_on"]) if before else [],
            "reason": reason,
            "archived": {"at": now.isoformat(timespec="seconds"), "by": actor.name},
        }
    )
    return ReportArchive(
        place_id=place.id,
        period=period.code,
        version=version,
        from_on=period.from_day,
        to_on=period.to_day,
        layout=layout,
        catalogue_version=current.content["catalogue"],
        snapshot=text,
        sha256=hash_of(text),
        basis=current.basis,
        closed_count=current.closed,
        commune_count=current.communes,
        reason=reason,
        archived_at=now,
        archived_by_id=actor.user_id,
    )


def _changes(before: list[Mapping[str, Any]], after: list[Mapping[str, Any]]) -> list[Said]:
    """Return the communes whose closing is another than in the version before, by code."""
    then, now = ({each["code"]: each for each in some} for some in (before, after))
    return [
        {
            "code": code,
            "name": (now.get(code) or then[code])["name"],
            "from": then[code]["version"] if code in then else None,
            "to": now[code]["version"] if code in now else None,
        }
        for code in sorted(then.keys() | now.keys())
        if (then.get(code) or {}).get("sha256") != (now.get(code) or {}).get("sha256")
    ]


def _add_file(
    session: Session,
    actor: Actor,
    archived: ReportArchive,
    content: bytes,
    kind: ReportFileKind,
    folder: Path,
) -> str:
    sha256 = keep_file(folder, content)
    key = (archived.place_id, archived.period, archived.version, sha256)
    if session.get(ReportFile, key) is None:
        session.add(
            ReportFile(
                place_id=archived.place_id,
                period=archived.period,
                version=archived.version,
                sha256=sha256,
                kind=kind,
                byte_count=len(content),
                added_at=clock.now(),
                added_by_id=actor.user_id,
            )
        )
        session.flush()
    return sha256
