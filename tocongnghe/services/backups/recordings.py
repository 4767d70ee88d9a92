"""The recordings that go with backups: each kept once under its hash, however many backups name it.

Copies, no links: a file that is damaged in the instance stays whole here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tocongnghe.operations.erasures import erased_recordings
from tocongnghe.operations.journal import flush_folder
from tocongnghe.services.backups.catalogue import Backup, Recordings
from tocongnghe.services.blobs import blob_folder, whole_path

FOLDER = "recordings"
ENDING = ".recordings"
HELD, LOST = "held", "lost"


@dataclass(frozen=True, slots=True)
class Named:
    """One recording that a backup's database names."""

    sha256: str
    bytes: int
    is_held: bool
    """False: it was gone or damaged when the backup was made."""


def store(folder: Path) -> Path:
    """Return where the recordings of all backups lie."""
    return folder / FOLDER


def take(instance: Path, folder: Path, wanted: Mapping[str, int]) -> list[Named]:
    """Copy those of *wanted* (hash -> bytes) that no backup has yet.

    Raises:
        OSError: The disk refused.
    """
    source, target = blob_folder(instance), store(folder)
    found = []
    for sha256, size in sorted(wanted.items()):
        path = whole_path(target, sha256)
        is_here = path.exists() and path.stat().st_size == size
        found.append(Named(sha256, size, is_here or _copy(source, target, sha256)))
    return found


def write_list(folder: Path, stamp: str, named: list[Named]) -> Recordings:
    """Write down what a backup needs: `hash bytes held|lost`, a line each."""
    lines = [f"{one.sha256} {one.bytes} {HELD if one.is_held else LOST}\n" for one in named]
    content = "".join(lines).encode("ascii")
    path = folder / f"{stamp}{ENDING}"
    _write(path, content)
    held = [one for one in named if one.is_held]
    return Recordings(
        file=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        count=len(held),
        bytes=sum(one.bytes for one in held),
        lost=len(named) - len(held),
    )


def read_list(folder: Path, backup: Backup) -> list[Named] | None:
    """Return what *backup* needs, None when its list is gone or is not the one that was written."""
    told = backup.recordings
    if told is None:
        return []
    path = folder / told.file
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != told.sha256:
        return None
    parts = [line.split() for line in content.decode("ascii").splitlines()]
    return [Named(sha256, int(size), state == HELD) for sha256, size, state in parts]


def problems_of(folder: Path, backup: Backup, in_database: Mapping[str, int]) -> list[str]:
    """Return what is wrong with the recordings of *backup*, whose database names *in_database*.

    A copy that is not what its name says is removed: the next backup takes it anew.
    """
    named = read_list(folder, backup)
    if named is None:
        return ["the list of its recordings is missing or damaged"]
    if backup.recordings is not None and {one.sha256: one.bytes for one in named} != dict(in_database):
        return ["the list of its recordings is not what its database names"]
    erased = erased_recordings(folder)
    sought = [one for one in named if one.is_held and one.sha256 not in erased]
    bad = [one for one in sought if not is_sound(store(folder), one.sha256)]
    for one in bad:
        whole_path(store(folder), one.sha256).unlink(missing_ok=True)
    return [f"{len(bad)} of {len(named)} recordings are missing or damaged"] if bad else []


def bring_back(instance: Path, folder: Path, named: Iterable[Named]) -> int:
    """Copy into the instance what it lacks of *named*, and remove what was erased; return how many came back.

    Raises:
        OSError: The disk refused.
    """
    target, erased = blob_folder(instance), erased_recordings(folder)
    for sha256 in erased:
        whole_path(target, sha256).unlink(missing_ok=True)
    wanted = [one for one in named if one.is_held and one.sha256 not in erased]
    missing = [one for one in wanted if not is_sound(target, one.sha256)]
    return sum(_copy(store(folder), target, one.sha256) for one in missing)


def forget(folder: Path, kept: Iterable[Backup]) -> int:
    """Remove recordings that were erased or that no *kept* backup names; return how many.

    While one of the lists cannot be read, only what was erased.
    """
    erased = erased_recordings(folder)
    for sha256 in erased:
        whole_path(store(folder), sha256).unlink(missing_ok=True)
    needed: set[str] = set()
    for backup in kept:
        named = read_list(folder, backup)
        if named is None:
            return 0
        needed.update(one.sha256 for one in named)
    going = [path for path in store(folder).glob("*/*") if path.name not in needed]
    for path in going:
        path.unlink()
    return len(going)


def is_sound(folder: Path, sha256: str) -> bool:
    """Tell whether the recording lies in *folder* and is what its name says."""
    path = whole_path(folder, sha256)
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _copy(source: Path, target: Path, sha256: str) -> bool:
    """Copy one recording; return False for one that is gone or is not what its name says."""
    if not is_sound(source, sha256):
        return False
    path = whole_path(target, sha256)
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
        flush_folder(target)
    _write(path, whole_path(source, sha256).read_bytes())
    return True


def _write(path: Path, content: bytes) -> None:
    """Put *content* under its name at once, flushed to the disk."""
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    flush_folder(path.parent)
