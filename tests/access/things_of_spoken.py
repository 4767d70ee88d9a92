"""Speakers of the province in which commune A is, and two recordings: one waits, one phones fetch."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from flask import Flask

from tests.cast import World
from tocongnghe import clock
from tocongnghe.catalogue.spoken import load_phrases
from tocongnghe.extensions import writing
from tocongnghe.models import Speaker, SpokenRecording, SpokenState
from tocongnghe.services.blobs import blob_folder, whole_path

PHRASE = b"OggS mot cau noi"


def add_spoken(app: Flask, world: World) -> dict[str, str]:
    """Store them; return what addresses call them."""
    sha256 = hashlib.sha256(PHRASE).hexdigest()
    path = whole_path(blob_folder(Path(app.instance_path)), sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PHRASE)
    with writing(world.engine) as session:
        speaker, silent = (_speaker(world, name) for name in ("Người Đọc Của Tỉnh", "Người Chưa Đọc"))
        session.add_all([speaker, silent])
        session.flush()
        recordings = [
            SpokenRecording(
                province_id=world.province,
                speaker_id=speaker.id,
                phrase=phrase.code,
                language="tyz",
                msgid=phrase.msgid,
                said=phrase.msgid,
                sha256=sha256,
                media_type="audio/ogg",
                byte_count=len(PHRASE),
                duration_ms=1000,
                state=state,
                recorded_at=clock.now(),
                recorded_by_id=world.lan,
            )
            for phrase, state in zip(
                load_phrases(), (SpokenState.WAITING, SpokenState.APPROVED), strict=False
            )
        ]
        session.add_all(recordings)
        session.flush()
        return {
            "speaker_id": str(speaker.id),
            "silent_speaker_id": str(silent.id),
            "recording_id": str(recordings[0].id),
            "language": "tyz",
            "spoken_sha256": sha256,
        }


def _speaker(world: World, name: str) -> Speaker:
    return Speaker(
        province_id=world.province,
        name=name,
        role="",
        language="tyz",
        dialect="xã A",
        consented_on=date(2026, 9, 1),
        consent_note="giấy",
        added_at=clock.now(),
        added_by_id=world.quang,
    )
