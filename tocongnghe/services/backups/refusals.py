"""Why a backup cannot be made, trusted or put back; each in one sentence for the operator."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from tocongnghe.errors import Problem


class InUse(Problem):
    """The present database is open somewhere; nobody's work is pulled away under them."""

    slug, status, title = "database-in-use", 409, "The database is in use; stop the server first"


class BackupFailed(Problem):
    slug, status, title = "backup-failed", 500, "The backup could not be made"


class RestoreFailed(Problem):
    """Nothing was changed."""

    slug, status, title = "restore-failed", 500, "The backup could not be restored"


class Interrupted(Problem):
    """A restore was begun and did not end; nothing is served until somebody decides."""

    slug, status, title = "restore-interrupted", 503, "A restore was interrupted; run it again"


class Unsound(Problem):
    """What is in the file is not what was backed up."""

    slug, status, title = "backup-unsound", 409, "This backup does not stand up to its verification"


class CatalogueLost(Problem):
    """Backups lie there, and nothing says what they are."""

    slug, status, title = "catalogue-lost", 500, "The catalogue of the backups is missing or damaged"


def reason_of(error: BaseException, folder: Path) -> str:
    """Return why the system refused, in its own words, and how much room *folder* has; never a row."""
    cause = error.__cause__ if error.__cause__ is not None else error
    if isinstance(cause, OSError) and cause.errno:
        words = os.strerror(cause.errno)
    elif isinstance(cause, sqlite3.OperationalError) or isinstance(error, Problem):
        words = str(cause if isinstance(cause, sqlite3.OperationalError) else error)
    else:
        words = type(cause).__name__
    free = shutil.disk_usage(folder).free // 1_000_000
    return f"{words}; {free} MB are free where it would lie"
