"""What was erased, written beside the backups and flushed before COMMIT: a restore must not bring it back.

One line is one operation of which nothing but its existence is left; never its
content (protocol I10, §7). A line whose COMMIT never came does no harm: what it
names was to be erased, and the erasure is done again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from tocongnghe import clock
from tocongnghe.operations.chain import BODILESS
from tocongnghe.operations.journal import FOLDER, append_lines, read_lines
from tocongnghe.operations.words import Row

BACKUPS = "backups"
NAME = "erasures.jsonl"
WITHDRAWN = "withdrawn.jsonl"
"""Beside it: sounds of speakers who agree no longer; no operation names them."""
ERASED = "erased"
"""In place of a reason, in the log line that tells that an operation's content is gone."""


def is_erased(operation: Row) -> bool:
    """Tell whether nothing but the existence of an operation is left."""
    return bool(operation["body"] == BODILESS)


def recording_of(operation: Row) -> str | None:
    """Return the hash of the recording that an operation's body names."""
    body = json.loads(operation["body"])
    named = (body.get("voice") or body.get("recording")) if isinstance(body, dict) else None
    return named if isinstance(named, str) else None


def told_of(operation: Row) -> dict[str, Any]:
    """Return the line of an operation that is about to be erased."""
    told = {
        "id": operation["id"],
        "kind": operation["kind"],
        "record": operation["record_id"],
        "province": operation["province_id"],
        "device": operation["device_id"],
        "n": operation["device_n"],
        "outcome": str(operation["outcome"]),
        "reason": operation["reason"],
        "hash": base64.b64encode(operation["body_hash"]).decode("ascii"),
        "at": clock.now().isoformat(timespec="seconds"),
    }
    recording = recording_of(operation)
    return told if recording is None else told | {"recording": recording}


def note_erasures(connection: Connection, lines: Iterable[Mapping[str, Any]]) -> None:
    """Write *lines* beside the backups of the instance, inside the transaction that erases."""
    instance = connection.get_execution_options().get(FOLDER)
    lines = list(lines)
    if lines and instance is not None:
        append_lines(instance / BACKUPS / NAME, *lines)


def read_erased(folder: Path) -> list[dict[str, Any]]:
    """Return what was erased, each operation once: {id, kind, record, province, outcome, hash, recording …}.

    *folder* is where the backups lie.
    """
    path = folder / NAME
    if not path.exists():
        return []
    return list({line["id"]: line for line in read_lines(path)}.values())


def erased_recordings(folder: Path) -> set[str]:
    """Return the hashes of recordings that no restore, and no phone, may bring back."""
    withdrawn = folder / WITHDRAWN
    spoken = read_lines(withdrawn) if withdrawn.exists() else ()
    return {str(one["recording"]) for one in (*read_erased(folder), *spoken) if one.get("recording")}


def note_withdrawn(connection: Connection, recordings: Iterable[str], at: datetime) -> None:
    """Write beside the backups that the sounds *recordings* are to come back from none of them."""
    instance = connection.get_execution_options().get(FOLDER)
    lines = [{"recording": name, "at": at.isoformat(timespec="seconds")} for name in sorted(set(recordings))]
    if lines and instance is not None:
        append_lines(instance / BACKUPS / WITHDRAWN, *lines)
