"""Reports of commune A and of the province to be looked at: a draft, archived versions, signed scans."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from tests.cast import World
from tocongnghe import clock
from tocongnghe.catalogue.periods import find_period
from tocongnghe.extensions import writing
from tocongnghe.models import Place
from tocongnghe.services.access import load_actor
from tocongnghe.services.blobs import blob_folder
from tocongnghe.services.reports.archive import add_signed, archive_report, freeze_report
from tocongnghe.services.reports.drafts import draft_anew, find_current, keep_draft

OPEN_PERIOD, CLOSED_PERIOD = "A2026-09", "A2026-08"
SCAN = b"%PDF-1.7 ban ky cua "


def add_report_things(app: Flask, world: World) -> dict[str, str]:
    """Let both periods have a draft, and the closed one an archived version with its scan."""
    folder = blob_folder(Path(app.instance_path))
    for code in (OPEN_PERIOD, CLOSED_PERIOD):
        period = find_period(code)
        assert period is not None
        with Session(world.engine) as session:
            made = draft_anew(session, world.province, period)
        assert made is not None
        with writing(world.engine) as session:
            keep_draft(session, world.province, period, made)
    scans = {}
    period = find_period(CLOSED_PERIOD)
    assert period is not None
    for name, who, place_id in (
        ("scan", world.minh, world.commune_a),
        ("province_scan", world.quang, world.province),
    ):
        with writing(world.engine) as session:
            actor, place = load_actor(session, who, clock.local_date()), session.get_one(Place, place_id)
            current = find_current(session, place, period, world.province)
            assert current is not None
            frozen = freeze_report(
                session, actor, place, period, version=1, basis=current.basis, reason="đã xem"
            )
            archive_report(session, actor, place, period, frozen, folder)
            scans[name] = add_signed(session, actor, place, period, 1, SCAN + name.encode(), folder)
    return scans
