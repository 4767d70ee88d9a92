"""Up to which position of a province's log a phone may forget (protocol §7).

The lowest point at which the present log and every kept backup are still one
and the same past: whichever of them is restored, what lies before is in it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, select

from tocongnghe.models import LogEntry
from tocongnghe.services.backups.catalogue import (
    NAME,
    Backup,
    Catalogue,
    Mark,
    backup_folder,
    instance_of,
    read_catalogue,
)
from tocongnghe.services.backups.refusals import CatalogueLost

Stamp = tuple[int, int, int]
_points: dict[tuple[Path, int, str], tuple[Stamp, int]] = {}
"""(instance, province, epoch) -> (catalogue's stamp, safe): within an epoch only the catalogue changes it."""


def safe_of(connection: Connection, province_id: int, epoch: str, genesis: bytes) -> int:
    """Return the position up to which phones of the province may prune; 0 without a verified backup."""
    instance = instance_of(connection.engine)
    stamp = _stamp(backup_folder(instance)) if instance is not None else None
    if instance is None or stamp is None:
        return 0
    key = (instance, province_id, epoch)
    kept = _points.get(key)
    if kept is not None and kept[0] == stamp:
        return kept[1]
    try:
        catalogue = _catalogue(backup_folder(instance), stamp)
    except CatalogueLost:
        return 0
    point = safe_point(connection, catalogue, province_id, epoch, genesis)
    _points[key] = (stamp, point)
    return point


def _stamp(folder: Path) -> Stamp | None:
    """Return what changes whenever the catalogue is written anew; None when there is none."""
    try:
        status = (folder / NAME).stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


@lru_cache(maxsize=4)
def _catalogue(folder: Path, stamp: Stamp) -> Catalogue:
    return read_catalogue(folder)


def safe_point(
    connection: Connection, catalogue: Catalogue, province_id: int, epoch: str, genesis: bytes
) -> int:
    """Return the lowest point that the log of *epoch* shares with each kept backup."""
    if not any(backup.verified_at for backup in catalogue.backups):
        return 0
    ours = _past(catalogue, province_id, epoch)
    return min(
        _shared(connection, backup, province_id, genesis, ours, catalogue) for backup in catalogue.backups
    )


def _shared(
    connection: Connection,
    backup: Backup,
    province_id: int,
    genesis: bytes,
    ours: dict[str, int | None],
    catalogue: Catalogue,
) -> int:
    """Return how long the backup's log and ours are the same: by the chain, else by the forks' story."""
    mark = backup.marks.get(str(province_id))
    if mark is None:
        return 0
    if _chain_at(connection, province_id, mark.seq, genesis) == bytes.fromhex(mark.chain):
        return mark.seq
    return _forked_at(mark, _past(catalogue, province_id, mark.epoch), ours)


def _chain_at(connection: Connection, province_id: int, seq: int, genesis: bytes) -> bytes | None:
    if seq == 0:
        return genesis
    query = select(LogEntry.chain).where(LogEntry.province_id == province_id, LogEntry.seq == seq)
    return connection.scalar(query)


def _past(catalogue: Catalogue, province_id: int, epoch: str) -> dict[str, int | None]:
    """Return the epochs that lead to *epoch*, newest first, each with where it was left; None: not yet."""
    forks = {fork.epoch: fork for fork in catalogue.forks if fork.province_id == province_id}
    past: dict[str, int | None] = {epoch: None}
    limit: int | None = None
    while (fork := forks.get(epoch)) is not None and fork.parent not in past:
        limit = fork.seq if limit is None else min(limit, fork.seq)
        epoch = fork.parent
        past[epoch] = limit
    return past


def _forked_at(mark: Mark, theirs: dict[str, int | None], ours: dict[str, int | None]) -> int:
    """Return where two histories parted: in the newest epoch that both went through."""
    for epoch, left in theirs.items():
        if epoch in ours:
            limits = [limit for limit in (mark.seq, left, ours[epoch]) if limit is not None]
            return min(limits) if ours[epoch] is not None or left is not None else 0
    return 0
