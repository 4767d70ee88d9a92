"""A pilot of the province in which commune A is."""

from __future__ import annotations

from datetime import date

from tests.cast import World
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Pilot, PilotPlace


def add_pilot(world: World) -> int:
    """Store a pilot that is long over; return its id."""
    with writing(world.engine) as session:
        pilot = Pilot(
            province_id=world.province,
            code="cu",
            name="Thí điểm cũ",
            question="Đã xong",
            topics=["shop_qr"],
            indicators=[],
            from_on=date(2026, 1, 1),
            to_on=date(2026, 1, 2),
            set_at=clock.now(),
        )
        session.add(pilot)
        session.flush()
        session.add(PilotPlace(pilot_id=pilot.id, place_id=world.commune_a))
        return pilot.id
