"""What happens every night: a backup is made, restored once to see, and the oldest go."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from tocongnghe.services.backups.catalogue import Backup
from tocongnghe.services.backups.engines import Tools
from tocongnghe.services.backups.making import KEEP, make_backup, prune
from tocongnghe.services.backups.verifying import verify_backup


def make_verify_prune(engine: Engine, instance: Path, tools: Tools, keep: int = KEEP) -> Backup:
    """Return the new backup, verified; only after a good one are older ones removed.

    Raises:
        BackupFailed, ConfigurationError: as making and verifying do.
    """
    made = make_backup(engine, instance)
    verified = verify_backup(engine, instance, made.file, tools)
    if not verified.problems:
        prune(engine, instance, keep)
    return verified
