"""What phones fetch: the approved recordings of one language, the newest of each phrase, and their sound."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.catalogue.spoken import load_phrases
from tocongnghe.errors import NotFound
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.models import Speaker, SpokenRecording, SpokenState
from tocongnghe.services.blobs import whole_path


def make_pack(session: Session, province_id: int, language: str) -> dict[str, Any]:
    """Return {version, language, recordings: [{code, says, group, sha256, bytes, ms, type, dialect}]}.

    In the order of the sheet; `version` is the hash of all of it. Who speaks is not told.

    Raises:
        NotFound: No such language here.
    """
    if language not in LOCALES:
        raise NotFound
    newest = _approved(session, province_id, language)
    recordings = [
        {
            "code": phrase.code,
            "says": phrase.msgid,
            "group": str(phrase.group),
            "sha256": one.sha256,
            "bytes": one.byte_count,
            "ms": one.duration_ms,
            "type": one.media_type,
            "dialect": dialect,
        }
        for phrase in load_phrases()
        for one, dialect in newest.get(phrase.code, ())[-1:]
        if one.msgid == phrase.msgid
    ]
    canonical = json.dumps([language, recordings], sort_keys=True).encode()
    version = hashlib.sha256(canonical).hexdigest()[:16]
    return {"version": version, "language": language, "recordings": recordings}


def find_pack_sound(
    session: Session, province_id: int, language: str, sha256: str, folder: Path
) -> tuple[Path, str]:
    """Return file and media type of a recording that phones may fetch.

    Raises:
        NotFound: Not approved in that language, withdrawn, or not here.
    """
    query = select(SpokenRecording.media_type).where(
        SpokenRecording.province_id == province_id,
        SpokenRecording.language == language,
        SpokenRecording.sha256 == sha256,
        SpokenRecording.state == SpokenState.APPROVED,
    )
    media_type = session.scalars(query).first()
    path = whole_path(folder, sha256)
    if media_type is None or not path.exists():
        raise NotFound
    return path, media_type


def _approved(
    session: Session, province_id: int, language: str
) -> dict[str, list[tuple[SpokenRecording, str]]]:
    rows = session.execute(
        select(SpokenRecording, Speaker.dialect)
        .join(Speaker, Speaker.id == SpokenRecording.speaker_id)
        .where(
            SpokenRecording.province_id == province_id,
            SpokenRecording.language == language,
            SpokenRecording.state == SpokenState.APPROVED,
        )
        .order_by(SpokenRecording.id)
    )
    found: dict[str, list[tuple[SpokenRecording, str]]] = {}
    for one, dialect in rows:
        found.setdefault(one.phrase, []).append((one, dialect))
    return found
