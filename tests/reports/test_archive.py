"""Archiving: what is frozen, why there is another version, what is kept beside it, and whose a file is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.reports.conftest import close, month
from tocongnghe import clock
from tocongnghe.catalogue.periods import find_period
from tocongnghe.errors import ClosingStale, Forbidden, InvalidInput, PeriodNotOver, TooLarge
from tocongnghe.extensions import writing
from tocongnghe.models import Place, ReportArchive, ReportDraft, ReportFile
from tocongnghe.rollups import catch_up_in_pieces
from tocongnghe.services.access import load_actor
from tocongnghe.services.backups.contents import read_contents
from tocongnghe.services.blobs import blob_folder, whole_path
from tocongnghe.services.reports.archive import add_signed, archive_report, freeze_report
from tocongnghe.services.reports.drafts import draft_to_make, find_current, keep_draft
from tocongnghe.services.reports.files import MAX_SIGNED_BYTES
from tocongnghe.services.reports.lists import HeldAs, ReportState, find_report, recognise

PDF = b"%PDF-1.7 ban ky"


@pytest.fixture
def folder(app: Flask) -> Path:
    return blob_folder(Path(app.instance_path))


def make_draft(world: World) -> bool:
    catch_up_in_pieces(world.engine, world.province)
    with Session(world.engine) as session:
        made = draft_to_make(session, world.province, month())
    if made is not None:
        with writing(world.engine) as session:
            keep_draft(session, world.province, month(), made)
    return made is not None


def archive(
    world: World, folder: Path, who: int, place_id: int, version: int = 1, reason: str | None = None
) -> str:
    with writing(world.engine) as session:
        actor, place = load_actor(session, who, clock.local_date()), session.get_one(Place, place_id)
        current = find_current(session, place, month(), world.province)
        frozen = freeze_report(
            session,
            actor,
            place,
            month(),
            version=version,
            basis=current.basis if current else "",
            reason=reason,
        )
        return archive_report(session, actor, place, month(), frozen, folder).sha256


def state(world: World, place_id: int) -> ReportState:
    with Session(world.engine) as session:
        return find_report(session, session.get_one(Place, place_id), month()).state


def stored(engine: Engine, version: int = 1) -> dict[str, object]:
    with Session(engine) as session:
        text = session.scalars(select(ReportArchive.snapshot).where(ReportArchive.version == version)).one()
    found: dict[str, object] = json.loads(text)
    return found


def test_a_draft_is_made_once_and_anew_as_communes_close(worked: World) -> None:
    assert make_draft(worked), "work was logged: the report of nobody's figures waits"
    assert not make_draft(worked)
    close(worked, worked.minh, "00001")
    assert make_draft(worked)
    close(worked, worked.hoa, "00002")
    assert make_draft(worked)
    assert not make_draft(worked)

    with Session(worked.engine) as session:
        draft = session.scalars(select(ReportDraft)).one()
    assert (draft.closed_count, draft.commune_count) == (2, 2)


def test_what_is_archived_is_frozen_with_its_hash_its_closings_and_its_file(
    worked: World, folder: Path
) -> None:
    closing = close(worked, worked.minh, "00001")
    close(worked, worked.hoa, "00002")
    make_draft(worked)

    sha256 = archive(worked, folder, worked.quang, worked.province)

    with Session(worked.engine) as session:
        row = session.scalars(select(ReportArchive)).one()
        file = session.scalars(select(ReportFile)).one()
        assert session.scalars(select(ReportDraft)).all() == []
    assert hashlib.sha256(row.snapshot.encode()).hexdigest() == row.sha256 == sha256
    assert stored(worked.engine)["stands_on"][0]["sha256"] == closing  # type: ignore[index]
    kept = whole_path(folder, file.sha256).read_bytes()
    assert hashlib.sha256(kept).hexdigest() == file.sha256
    assert len(kept) == file.byte_count
    assert state(worked, worked.province) is ReportState.ARCHIVED
    assert not make_draft(worked), "nothing newer waits"


def test_a_later_closing_opens_a_new_version_with_its_reason(worked: World, folder: Path) -> None:
    close(worked, worked.minh, "00001")
    close(worked, worked.hoa, "00002")
    make_draft(worked)
    first = archive(worked, folder, worked.quang, worked.province)
    close(worked, worked.minh, "00001", version=2)

    assert make_draft(worked)
    assert state(worked, worked.province) is ReportState.NEWER
    with pytest.raises(InvalidInput):
        archive(worked, folder, worked.quang, worked.province, version=2)
    archive(worked, folder, worked.quang, worked.province, version=2, reason="xã A chốt lại")

    second = stored(worked.engine, 2)
    assert second["follows"] == {"sha256": first}
    assert second["changes"] == [{"code": "00001", "name": "Xã A", "from": 1, "to": 2}]
    assert stored(worked.engine)["version"] == 1, "the first one stays as it was"


def test_some_not_closed_needs_a_reason_and_none_closed_is_not_archived(worked: World, folder: Path) -> None:
    make_draft(worked)
    with pytest.raises(InvalidInput):
        archive(worked, folder, worked.quang, worked.province, reason="gấp")
    close(worked, worked.minh, "00001")
    with pytest.raises(ClosingStale):
        archive(worked, folder, worked.quang, worked.province, reason="gấp")
    make_draft(worked)
    with pytest.raises(InvalidInput):
        archive(worked, folder, worked.quang, worked.province)
    archive(worked, folder, worked.quang, worked.province, reason="gấp")


def test_what_was_frozen_is_not_archived_once_a_commune_has_closed(worked: World, folder: Path) -> None:
    close(worked, worked.minh, "00001")
    make_draft(worked)
    with Session(worked.engine) as session:
        actor = load_actor(session, worked.quang, clock.local_date())
        place = session.get_one(Place, worked.province)
        shown = find_current(session, place, month(), worked.province)
        assert shown is not None
        frozen = freeze_report(session, actor, place, month(), version=1, basis=shown.basis, reason="gấp")
    close(worked, worked.hoa, "00002")

    with writing(worked.engine) as session, pytest.raises(ClosingStale):
        archive_report(session, actor, place, month(), frozen, folder)


def test_who_may_archive_and_when(worked: World, folder: Path) -> None:
    close(worked, worked.minh, "00001")
    make_draft(worked)
    for who in (worked.minh, worked.thu):
        with pytest.raises(Forbidden):
            archive(worked, folder, who, worked.province, reason="x")
    for who in (worked.thu, worked.quang):
        with pytest.raises(Forbidden):
            archive(worked, folder, who, worked.commune_a)
    archive(worked, folder, worked.minh, worked.commune_a)
    assert state(worked, worked.commune_a) is ReportState.ARCHIVED
    running = find_period("A2026-10")
    assert running is not None
    with writing(worked.engine) as session, pytest.raises(PeriodNotOver):
        freeze_report(
            session,
            load_actor(session, worked.quang, clock.local_date()),
            session.get_one(Place, worked.province),
            running,
            version=1,
            basis="",
            reason=None,
        )


def test_the_signed_scan_is_a_pdf_by_its_bytes_and_goes_with_every_backup(
    worked: World, folder: Path
) -> None:
    close(worked, worked.minh, "00001")
    archive(worked, folder, worked.minh, worked.commune_a)

    def bring(content: bytes) -> str:
        with writing(worked.engine) as session:
            actor = load_actor(session, worked.minh, clock.local_date())
            place = session.get_one(Place, worked.commune_a)
            return add_signed(session, actor, place, month(), 1, content, folder)

    for wrong in (b"", b"<html>%PDF-", b"PK\x03\x04"):
        with pytest.raises(InvalidInput):
            bring(wrong)
    with pytest.raises(TooLarge):
        bring(PDF + b" " * MAX_SIGNED_BYTES)
    sha256 = bring(PDF)
    assert bring(PDF) == sha256
    assert whole_path(folder, sha256).read_bytes() == PDF
    with worked.engine.connect() as connection:
        named = read_contents(connection).recordings
    assert named[sha256] == len(PDF)
    assert len(named) == 2, "the DOCX, too"


def test_a_file_is_recognised_by_its_hash_and_only_by_those_whose_it_is(worked: World, folder: Path) -> None:
    closing = close(worked, worked.minh, "00001")
    figures = archive(worked, folder, worked.minh, worked.commune_a)
    with Session(worked.engine) as session:
        docx = session.scalars(select(ReportFile.sha256)).one()

        def held(who: int, sha256: str) -> HeldAs | None:
            found = recognise(session, load_actor(session, who, clock.local_date()), sha256)
            return found.held_as if found else None

        for who in (worked.minh, worked.thu, worked.quang):
            assert held(who, figures) is HeldAs.FIGURES
            assert held(who, docx) is HeldAs.DOCX
            assert held(who, closing) is HeldAs.CLOSING
        assert held(worked.hoa, figures) is None
        assert held(worked.hoa, docx) is None
        assert held(worked.minh, "0" * 64) is None


@pytest.mark.parametrize("model", [ReportArchive, ReportFile])
def test_archived_rows_are_only_ever_added(worked: World, folder: Path, model: type) -> None:
    close(worked, worked.minh, "00001")
    archive(worked, folder, worked.minh, worked.commune_a)
    with Session(worked.engine) as session:
        session.delete(session.scalars(select(model)).one())
        with pytest.raises(TypeError):
            session.flush()
