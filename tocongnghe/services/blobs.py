"""Recordings that phones send part by part; whole ones lie under their hash, parts under their phone.

A recording has its row only once it is whole and its hash was found right.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tocongnghe.errors import BlobDamaged, BlobGap, BlobQuota, BlobRefused, Envelope, GrantRevoked, TooLarge
from tocongnghe.models import Blob
from tocongnghe.operations.erasures import BACKUPS, erased_recordings
from tocongnghe.operations.journal import flush_folder
from tocongnghe.services.grants import Bearer

MAX_BLOB_BYTES = 256 * 1024
QUOTA_BYTES = 20 * 1024 * 1024  # of one phone within QUOTA_SPAN, unfinished parts included
QUOTA_SPAN = timedelta(days=30)
PART_KEPT_FOR = timedelta(days=7)  # since its newest bytes; a phone sends the whole again after that
BEGINNINGS = {"audio/webm": (0, b"\x1a\x45\xdf\xa3"), "audio/ogg": (0, b"OggS"), "audio/mp4": (4, b"ftyp")}
"""Media type -> where in a file of it which bytes stand, whatever else is in it."""
DIGITS = frozenset("0123456789abcdef")


def blob_folder(instance: Path) -> Path:
    """Return where the recordings of an instance lie."""
    return instance / "blobs"


def whole_path(folder: Path, sha256: str) -> Path:
    """Return where the whole recording *sha256* lies, or would."""
    return folder / sha256[:2] / sha256


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes from *start* on of a recording of *total* bytes."""

    start: int
    total: int
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """How many bytes are here, and whether that is all."""

    count: int
    is_whole: bool


def find_received(session: Session, bearer: Bearer, sha256: str, folder: Path) -> Received:
    """Return how much of the recording *sha256* is here from this phone; all of it from any phone."""
    _judge(bearer, sha256)
    blob = session.get(Blob, sha256)
    if blob is not None:
        return Received(blob.byte_count, is_whole=True)
    path = _part_path(folder, bearer.device_id, sha256)
    return Received(path.stat().st_size if path.exists() else 0, is_whole=False)


def receive(session: Session, bearer: Bearer, sha256: str, part: Part, folder: Path) -> Received:
    """Keep one part; the last one makes the recording whole.

    Raises:
        BlobRefused, TooLarge, Envelope, BlobQuota: It cannot be taken; what is whole and does not
            begin as its media type does is dropped.
        BlobGap: It does not begin where the last one ended.
        BlobDamaged: All is here, and it is not what its name says; all of it is dropped.
    """
    _judge(bearer, sha256)
    if part.media_type not in BEGINNINGS:
        raise BlobRefused
    if part.total > MAX_BLOB_BYTES:
        raise TooLarge(extra={"limits": {"max_bytes": MAX_BLOB_BYTES}})
    if not part.content or part.start < 0 or part.start + len(part.content) > part.total:
        raise Envelope("Content-Range does not fit")
    blob = session.get(Blob, sha256)
    if blob is not None:
        return Received(blob.byte_count, is_whole=True)
    if sha256 in erased_recordings(folder.parent / BACKUPS):
        raise BlobRefused
    _check_quota(session, bearer, part, folder)
    content = _append(_part_path(folder, bearer.device_id, sha256), part)
    if len(content) < part.total:
        return Received(len(content), is_whole=False)
    _finish(session, bearer, sha256, part, content, folder)
    return Received(part.total, is_whole=True)


def _judge(bearer: Bearer, sha256: str) -> None:
    if bearer.is_revoked:
        raise GrantRevoked
    if len(sha256) != 64 or not DIGITS.issuperset(sha256):
        raise Envelope("not a SHA-256 in lower case")


def _check_quota(session: Session, bearer: Bearer, part: Part, folder: Path) -> None:
    query = select(func.coalesce(func.sum(Blob.byte_count), 0)).where(
        Blob.device_id == bearer.device_id, Blob.begun_at > bearer.now - QUOTA_SPAN
    )
    whole = session.scalar(query) or 0
    parts = folder / "parts" / bearer.device_id
    unfinished = sum(path.stat().st_size for path in parts.iterdir()) if parts.exists() else 0
    if whole + unfinished + len(part.content) > QUOTA_BYTES:
        raise BlobQuota


def _append(path: Path, part: Part) -> bytes:
    """Write *part* behind what is there, flush it to the disk, and return all of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        there = file.read()
        if part.start > len(there):
            raise BlobGap(extra={"received": len(there)})
        content = there[: part.start] + part.content
        if len(content) <= len(there):
            return there
        file.seek(0)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return content


def _finish(session: Session, bearer: Bearer, sha256: str, part: Part, content: bytes, folder: Path) -> None:
    path = _part_path(folder, bearer.device_id, sha256)
    if hashlib.sha256(content).hexdigest() != sha256:
        path.unlink(missing_ok=True)
        raise BlobDamaged
    if not _begins_as(part.media_type, content):
        path.unlink(missing_ok=True)
        raise BlobRefused
    whole = whole_path(folder, sha256)
    whole.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        path.replace(whole)
    except FileNotFoundError:
        if not whole.exists():
            raise BlobGap(extra={"received": 0}) from None
        # The same phone sent its last part twice, and the other request has just moved it here.
    flush_folder(whole.parent)
    flush_folder(folder)
    blob = Blob(
        sha256=sha256,
        media_type=part.media_type,
        byte_count=len(content),
        province_id=bearer.province_id,
        device_id=bearer.device_id,
        grant_id=bearer.grant_id,
        begun_at=bearer.now,
        completed_at=bearer.now,
    )
    try:
        with session.begin_nested():
            session.add(blob)
            session.flush()
    except IntegrityError:
        # Another phone with the same recording was first: it is here for both.
        if session.get(Blob, sha256) is None:
            raise


def _begins_as(media_type: str, content: bytes) -> bool:
    """Tell whether *content* can be a recording of *media_type*: a page under that name plays nothing."""
    at, beginning = BEGINNINGS[media_type]
    return content[at : at + len(beginning)] == beginning


def _part_path(folder: Path, device_id: str, sha256: str) -> Path:
    return folder / "parts" / device_id / sha256


def sweep_parts(folder: Path, now: datetime) -> int:
    """Remove parts of recordings that nobody went on sending for PART_KEPT_FOR; return how many."""
    swept = 0
    for path in sorted((folder / "parts").glob("*/*")):
        with suppress(FileNotFoundError):  # its phone has just sent the rest
            swept += _is_stale(path, now) and _remove_unless_touched(path, now)
    return swept


def _is_stale(path: Path, now: datetime) -> bool:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - PART_KEPT_FOR


def _remove_unless_touched(path: Path, now: datetime) -> bool:
    """Remove *path*, but not from under a phone that is adding to it just now."""
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        is_stale = _is_stale(path, now)
        if is_stale:
            path.unlink()
    return is_stale
