"""Phones that remember another log than the server's: several within an hour mean that it lost its memory.

Source: protocol §7. Kept in a file beside the database, which is what was lost;
an instant a line, and nothing of who.
"""

from __future__ import annotations

import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from tocongnghe import clock
from tocongnghe.services.backups.catalogue import instance_of

FILE = "resets.log"
SPAN = timedelta(hours=1)
SEVERAL = 3
MAX_BYTES = 64 * 1024

log = logging.getLogger(__name__)


def note_reset(connection: Connection) -> None:
    """Note that a phone is being told to begin anew."""
    log.warning("a phone remembers another log than this one and is told to offer what it has")
    instance = instance_of(connection.engine)
    if instance is None:
        return
    path = instance / FILE
    is_full = path.exists() and path.stat().st_size > MAX_BYTES
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if is_full else os.O_APPEND)
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii") as file:
        file.write(f"{clock.now().isoformat()}\n")


def count_resets(instance: Path, now: datetime) -> int:
    """Return how many there were within the last hour."""
    path = instance / FILE
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return sum(datetime.fromisoformat(line) > now - SPAN for line in lines)
