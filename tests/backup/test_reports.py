"""Archived reports outlive a restore: their rows and, under their hash, the DOCX and the signed scan."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.backup.conftest import TOOLS, Keeper
from tests.cast import World
from tests.reports.conftest import IN, close, month
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.models import Place, ReportArchive, ReportDraft, ReportFile
from tocongnghe.services.access import load_actor
from tocongnghe.services.backups import restore_backup
from tocongnghe.services.blobs import blob_folder, whole_path
from tocongnghe.services.reports.archive import add_signed, archive_report, freeze_report
from tocongnghe.services.reports.drafts import draft_anew, find_current, keep_draft
from tocongnghe.services.reports.files import read_kept

pytestmark = pytest.mark.postgres

PDF = b"%PDF-1.7 ban ky"


def archive(world: World, keeper: Keeper, version: int) -> str:
    """Archive commune A's report and keep its scan; return the scan's hash."""
    folder = blob_folder(keeper.instance)
    with writing() as session:
        actor = load_actor(session, world.minh, clock.local_date())
        place = session.get_one(Place, world.commune_a)
        current = find_current(session, place, month(), world.province)
        assert current is not None
        frozen = freeze_report(
            session,
            actor,
            place,
            month(),
            version=version,
            basis=current.basis,
            reason="chốt lại",
        )
        archive_report(session, actor, place, month(), frozen, folder)
        return add_signed(session, actor, place, month(), version, PDF + bytes([version]), folder)


def rows() -> list[object]:
    with db.engine.connect() as connection:
        return [
            *connection.execute(select(ReportArchive.__table__).order_by(ReportArchive.version)),
            *connection.execute(select(ReportFile.__table__).order_by(ReportFile.version, ReportFile.sha256)),
        ]


def test_reports_and_their_files_come_back_and_drafts_are_made_again(any_world: World, keeper: Keeper):
    with clock.frozen(datetime(2026, 9, 20, 3, tzinfo=UTC)):
        any_world.log_assist(any_world.add_household(), on=IN)
        close(any_world, any_world.minh, "00001")
        first = archive(any_world, keeper, 1)
        made = keeper.make()
        assert made.recordings.count == 2
        assert keeper.verify().problems == []
        close(any_world, any_world.minh, "00001", version=2)
        second = archive(any_world, keeper, 2)
        draft = draft_anew(db.session(), any_world.province, month())
        db.session.rollback()
        assert draft is not None
        with writing() as session:
            keep_draft(session, any_world.province, month(), draft)
        before = rows()
        folder = blob_folder(keeper.instance)
        shutil.rmtree(whole_path(folder, first).parent)

        db.session.remove()
        restore_backup(db.engine, keeper.instance, made.file, TOOLS)

    assert rows() == before
    assert read_kept(folder, first) == PDF + b"\x01"
    assert read_kept(folder, second) == PDF + b"\x02"
    with db.engine.connect() as connection:
        text = connection.scalar(select(ReportArchive.snapshot).where(ReportArchive.version == 2))
        assert connection.execute(select(ReportDraft.period)).all() == [], "the next hour makes it"
    assert json.loads(text or "")["changes"] == [{"code": "00001", "name": "Xã A", "from": 1, "to": 2}]
