"""Backups: made, verified, restored, and what they let phones forget."""

from tocongnghe.services.backups.adopting import adopt_backups
from tocongnghe.services.backups.catalogue import (
    Backup,
    Catalogue,
    backup_folder,
    instance_of,
    read_catalogue,
)
from tocongnghe.services.backups.engines import Tools
from tocongnghe.services.backups.interrupted import require_whole
from tocongnghe.services.backups.making import KEEP, make_backup, prune
from tocongnghe.services.backups.nightly import make_verify_prune
from tocongnghe.services.backups.resets import note_reset
from tocongnghe.services.backups.restoring import Restored, give_up, restore_backup
from tocongnghe.services.backups.running import serving
from tocongnghe.services.backups.safe import safe_of
from tocongnghe.services.backups.verifying import verify_backup

__all__ = [
    "KEEP",
    "Backup",
    "Catalogue",
    "Restored",
    "Tools",
    "adopt_backups",
    "backup_folder",
    "give_up",
    "instance_of",
    "make_backup",
    "make_verify_prune",
    "note_reset",
    "prune",
    "read_catalogue",
    "require_whole",
    "restore_backup",
    "safe_of",
    "serving",
    "verify_backup",
]
