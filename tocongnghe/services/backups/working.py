"""One piece of work on the backups at a time, and what an interrupted one left behind."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tocongnghe.services.backups.catalogue import Catalogue, backup_folder, changing, read_catalogue

NAME = ".work.lock"

log = logging.getLogger(__name__)


@contextmanager
def holding(instance: Path) -> Iterator[Path]:
    """Hold the backups of an instance; yield their folder.

    Waits while another process makes, verifies or restores one; a process that
    was killed holds nothing.
    """
    folder = backup_folder(instance)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / NAME, os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.warning("another process is at the backups; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


@contextmanager
def working(instance: Path) -> Iterator[Path]:
    """Hold the backups of an instance, cleared of unfinished ones; yield their folder.

    Raises:
        CatalogueLost: Nothing says what is unfinished.
    """
    with holding(instance) as folder:
        _clear(folder)
        yield folder


def _clear(folder: Path) -> None:
    """Remove files of backups that were not made, or not removed, to the end."""
    for part in folder.glob(".2*.part"):
        part.unlink()
    if read_catalogue(folder).unfinished:
        with changing(folder) as catalogue:
            remove_unfinished(folder, catalogue)


def remove_unfinished(folder: Path, catalogue: Catalogue) -> None:
    """Remove the files of what the catalogue calls unfinished, and the word."""
    kept = {backup.name for backup in catalogue.backups}
    for stamp in catalogue.unfinished:
        for path in () if stamp in kept else (*folder.glob(f"{stamp}.*"), *folder.glob(f".{stamp}.*")):
            path.unlink(missing_ok=True)
    catalogue.unfinished = []
