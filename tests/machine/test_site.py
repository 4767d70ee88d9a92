"""The machine's own misfortunes can happen in life."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from tests.machine.site import DAWN, Site
from tocongnghe.extensions import writing
from tocongnghe.models import Grant


def test_a_grant_that_has_expired_does_not_expire_again(tmp_path: Path):
    """Else it would have held meanwhile, and what waits for its renewal would seem to wait in vain."""
    site = Site(tmp_path)
    asked = {"code": site.new_code("lan"), "device": "9c0b7a52-0f43-4a55-8f3e-4a1b2c3d4e5f", "name": "p1"}
    grant = site.app.test_client().post("/api/v1/enrol", json=asked).json["grant"]["id"]

    site.expire(grant)
    site.advance(600)
    site.expire(grant)

    with writing(site.engine) as session:
        expires_at = session.scalar(select(Grant.expires_at).where(Grant.id == grant))
    site.close()
    assert expires_at == DAWN - timedelta(minutes=1)
