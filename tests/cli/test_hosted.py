"""`wsgi:app`, for a server of somebody's own: as careful with a restore as `tocongnghe serve` is."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from tests.cli.conftest import Run
from tocongnghe.extensions import db, open_engine
from tocongnghe.services.backups.interrupted import DONE, UNDER_WAY, mark
from tocongnghe.services.backups.refusals import InUse
from tocongnghe.services.backups.running import require_stopped

WSGI = Path(__file__).resolve().parents[2] / "wsgi.py"
STAMP = "20261122-041500-ab12"


@pytest.fixture
def app(run: Run) -> Iterator[Flask]:
    """Return what a server of somebody's own loads, on an installation that is there."""
    assert run("users", "list").exit_code == 0
    spec = importlib.util.spec_from_file_location("wsgi_of_test", WSGI)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module.app
    with module.app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("path", ["/login", "/api/v1/hello", "/app/"])
def test_one_half_of_a_restore_is_not_served_by_any_server(app: Flask, instance: Path, path: str):
    engine = open_engine(make_url(f"sqlite:///{instance / 'tocongnghe.sqlite3'}"))
    mark(engine, UNDER_WAY, STAMP)

    refused = app.test_client().get(path)
    require_stopped(engine, instance)
    mark(engine, DONE, STAMP)
    served = app.test_client().get("/api/v1/hello")

    engine.dispose()
    assert (refused.status_code, refused.json["slug"]) == (503, "restore-interrupted")
    assert refused.headers["Retry-After"] == "60"
    assert served.status_code == 200


def test_no_restore_begins_under_another_server(app: Flask, instance: Path):
    engine = open_engine(make_url(f"sqlite:///{instance / 'tocongnghe.sqlite3'}"))
    assert app.test_client().get("/api/v1/hello").status_code == 200

    with pytest.raises(InUse, match="a server"):
        require_stopped(engine, instance)

    engine.dispose()
