"""The files of archived reports: kept once under their hash beside the recordings, backed up with them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from secrets import token_hex

from tocongnghe.errors import InvalidInput, NotFound, TooLarge
from tocongnghe.operations.journal import flush_folder
from tocongnghe.services.blobs import whole_path

MAX_SIGNED_BYTES = 20 * 1024 * 1024
"""Of a scan; forty pages at 200 dots an inch are some 10 MB."""
PDF_BEGINS = b"%PDF-"


def check_signed(content: bytes) -> None:
    """Refuse what is no PDF, by its first bytes: a page under that name would open in a browser as ours.

    Raises:
        InvalidInput: Empty, or no PDF.
        TooLarge: More than MAX_SIGNED_BYTES.
    """
    if len(content) > MAX_SIGNED_BYTES:
        raise TooLarge(extra={"limits": {"max_bytes": MAX_SIGNED_BYTES}})
    if not content.startswith(PDF_BEGINS):
        raise InvalidInput(extra={"errors": {"file": ["not a PDF"]}})


def keep_file(folder: Path, content: bytes) -> str:
    """Write *content* under its hash into *folder*, flushed to the disk, and return the hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = whole_path(folder, sha256)
    if path.exists() and path.stat().st_size == len(content):
        return sha256
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    flush_folder(path.parent)
    flush_folder(folder)
    return sha256


def read_kept(folder: Path, sha256: str) -> bytes:
    """Return the file *sha256*.

    Raises:
        NotFound: It is gone, or is not what its name says.
    """
    path = whole_path(folder, sha256)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotFound("the kept file is gone or damaged; it is in the backups")
    return content
