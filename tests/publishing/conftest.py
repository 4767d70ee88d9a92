"""The desk's cast and browsers, and a province with enough communes to hide one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from flask import Flask

from tests import cast
from tests.cast import World, make_place
from tests.console.conftest import as_an, as_minh, as_quang, at_desk, engine, stranger, world
from tests.rollups.brute import count_all
from tocongnghe.extensions import writing
from tocongnghe.models import ALL_DAYS, Cell, CellSum, PlaceStatistic, month_span, year_span
from tocongnghe.vocabulary import PlaceKind

__all__ = ["as_an", "as_minh", "as_quang", "at_desk", "engine", "many", "stranger", "world"]

FIRST, SECOND = date(2026, 9, 10), date(2026, 10, 10)


class Many:
    """Five communes with one village each; every one reported something once."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        self.village = {"00001": world.villages["20-00001-001"], "00002": world.villages["20-00002-001"]}
        with app.app_context(), writing(world.engine) as session:
            for number in (3, 4, 5):
                code = f"0000{number}"
                commune = make_place(session, code, PlaceKind.COMMUNE, f"Xã {number}", world.province)
                village = make_place(session, f"20-{code}-001", PlaceKind.VILLAGE, f"Thôn {number}", commune)
                self.village[code] = village
                given = {"statistic": "households", "value": 400, "as_of": cast.START, "source": "made up"}
                session.add(PlaceStatistic(place_id=commune, **given))
                member = cast._make_member(session, f"M{number}", village)
                device = f"1a5b0d5e-0000-4000-8000-00000000001{number}"
                cast._make_grant(session, world.province, f"g_{number}", member, device)
        grants = {"00001": "g_lan", "00002": "g_huy"} | {f"0000{n}": f"g_{n}" for n in (3, 4, 5)}
        for code, grant in grants.items():
            body = {"household": None, "village": f"20-{code}-001", "topic": "vneid", "outcome": "helped"}
            said = world.op("assist.log", body | {"on": "2026-09-02"}, author=world.author(grant))
            device = {"g_lan": cast.LAN_DEVICE, "g_huy": cast.HOA_DEVICE}.get(
                grant, f"1a5b0d5e-0000-4000-8000-00000000001{grant[-1]}"
            )
            assert world.push(said, device=device)[0].outcome == "applied"
        with app.app_context():
            count_all(world.engine)

    def put(self, day: date, indicator: str, counts: Mapping[str, int]) -> None:
        """Let *counts* (commune -> official) be of *day*, as the roll-ups would have written them."""
        with self.app.app_context(), writing(self.world.engine) as session:
            for code, count in counts.items():
                village = self.village[code]
                key = {"village_id": village, "indicator": indicator}
                session.merge(Cell(**key, day=day, provisional_count=count + 1, official_count=count))
                for span in (month_span(day), year_span(day), ALL_DAYS):
                    kept = session.get(CellSum, (span, indicator, village))
                    if kept is None:
                        kept = CellSum(span=span, **key, provisional_count=0, official_count=0)
                        session.add(kept)
                    kept.official_count += count
                    kept.provisional_count += count + 1


@pytest.fixture
def many(app: Flask, world: World) -> Many:
    return Many(app, world)
