"""An export of Minh's that lies there, ready: with names of commune A in it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask

from tests.cast import World
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import ExportJob, ExportNote, ExportState
from tocongnghe.services.exports.queue import export_folder, file_path
from tocongnghe.vocabulary import ExportKind

EXPORT = "mau-xuat-cua-minh"


def add_export(app: Flask, world: World, content: bytes) -> str:
    """Let Minh have asked for the visits of commune A; return the id of the export."""
    now, day = clock.now(), clock.local_date().isoformat()
    filters = {"place": "00001", "from": None, "to": day, "topic": None, "places_of": None, "period": None}
    with app.app_context(), writing() as session:
        note = ExportNote(
            kind=ExportKind.ASSISTS,
            format="csv",
            place_id=world.commune_a,
            province_id=world.province,
            filters=filters,
            is_identified=True,
            reason="Đối chiếu với danh sách hộ",
            asked_by_id=world.minh,
            asked_at=now,
        )
        session.add(note)
        session.flush()
        session.add(
            ExportJob(
                id=EXPORT,
                note_id=note.id,
                state=ExportState.DONE,
                sha256="0" * 64,
                byte_count=len(content),
                row_count=1,
                finished_at=now,
                expires_at=now + timedelta(days=7),
            )
        )
    file_path(export_folder(Path(app.instance_path)), EXPORT, "csv").write_bytes(content)
    return EXPORT
