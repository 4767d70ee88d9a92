"""A September in which two communes worked, and somebody to close it in each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from tests.cast import HOA_DEVICE, World
from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, find_period
from tocongnghe.extensions import writing
from tocongnghe.models import Place
from tocongnghe.rollups import catch_up, catch_up_in_pieces
from tocongnghe.services.access import load_actor
from tocongnghe.services.closings import close_period, reopen_period
from tocongnghe.services.reports.content import Made, layout_of, make_content

TODAY = datetime(2026, 9, 20, 3, tzinfo=UTC)
IN = "2026-08-20"


def month() -> Period:
    found = find_period("A2026-09")
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def september() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def worked(world: World) -> World:
    """Let two households of A and one of B be helped, one of A's without success."""
    for topic in ("vneid", "etax"):
        world.log_assist(world.add_household(), on=IN, topic=topic)
    world.log_assist(world.add_household(), on=IN, outcome="not_possible", reason="no_signal")
    huy = world.author("g_huy")
    home = world.op("household.add", {"village": "20-00002-001", "head_name": "Lò Văn B"}, author=huy)
    visit = {"household": home.id, "topic": "vneid", "outcome": "helped", "on": IN}
    decisions = world.push(home, world.op("assist.log", visit, author=huy), device=HOA_DEVICE)
    assert {each.outcome for each in decisions} == {"applied"}
    return world


def close(world: World, who: int, commune: str, version: int = 1, period: Period | None = None) -> str:
    """Close the period in *commune*, opened again before if it must be; return the closing's hash."""
    period = period or month()
    with writing(world.engine) as session:
        actor = load_actor(session, who, clock.local_date())
        if version > 1:
            reopen_period(session, actor, commune, period, version=version - 1, reason="thôn 2 gửi muộn")
        return close_period(
            session,
            actor,
            commune,
            period,
            version=version,
            reason="đã xem",
            signer=None,
            catch_up=catch_up,
        ).sha256


def reopen(world: World, who: int, commune: str, version: int = 1) -> None:
    with writing(world.engine) as session:
        actor = load_actor(session, who, clock.local_date())
        reopen_period(session, actor, commune, month(), version=version, reason="thôn 2 gửi muộn")


def made(world: World, place_id: int, period: Period | None = None) -> Made:
    period = period or month()
    if period.kind == "week":
        catch_up_in_pieces(world.engine, world.province)
    with Session(world.engine) as session:
        place = session.get_one(Place, place_id)
        layout = layout_of(period, place)
        assert layout is not None
        return make_content(session, place, period, layout, world.province)
