"""Why a backup cannot be made, trusted or put back; each in one sentence for the operator."""

from __future__ import annotations

from tocongnghe.errors import Problem


class InUse(Problem):
    """The present database is open somewhere; nobody's work is pulled away under them."""

    slug, status, title = "database-in-use", 409, "The database is in use; stop the server first"


class BackupFailed(Problem):
    slug, status, title = "backup-failed", 500, "The backup could not be made"


class Unsound(Problem):
    """What is in the file is not what was backed up."""

    slug, status, title = "backup-unsound", 409, "This backup does not stand up to its verification"
