"""The province's indicators: shown, changed after a look at the effect, the same everywhere at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import Browser, say
from tests.rollups.brute import count_all
from tests.rollups.test_follow import desk
from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue, shipped_catalogue, use_version, version_in_use
from tocongnghe.catalogue.overlay import definition_of, read_definitions, write_overlay
from tocongnghe.extensions import writing
from tocongnghe.models import CatalogueVersion, Cell
from tocongnghe.services.access import load_actor
from tocongnghe.services.catalogue_editing import CatalogueMoved, judge, open_version, refresh_catalogue
from tocongnghe.services.coverage import coverage

AT = "/province/indicators"


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    use_version(0, None)


def count(app: Flask, engine: Engine) -> None:
    with app.app_context():
        count_all(engine)


def form_of(code: str, **changes: Any) -> dict[str, Any]:
    """Return what the form of *code* sends, with *changes*."""
    indicator = next(one for one in load_catalogue().indicators if one.code == code)
    return {"seen": version_in_use()} | definition_of(indicator) | changes


def last_month() -> date:
    return clock.local_date().replace(day=1) - timedelta(days=1)


def test_every_indicator_is_told_with_what_it_counts_over_and_by_whose_word(as_quang: Browser) -> None:
    html = as_quang.get(AT).get_data(as_text=True)

    for one in load_catalogue().indicators:
        assert f">{one.code}<" in html
    assert "Tài khoản thanh toán điện tử so với kế hoạch" in html
    assert say("Plan") in html
    for code in ("visits", "payment_accounts_of_plan", "vneid_helped", "villages_surveyed"):
        assert as_quang.get(f"{AT}/{code}").status_code == 200
    assert as_quang.get(f"{AT}/unknown").status_code == 404
    assert "<h1>Kích hoạt VNeID: hộ được tổ hỗ trợ</h1>" in as_quang.get(f"{AT}/vneid_helped").text


def test_a_change_is_shown_before_it_holds_and_holds_everywhere_after(
    app: Flask, engine: Engine, world: World, as_quang: Browser
) -> None:
    """Two households helped, one of them found to have it already: `helped` made wider counts both."""
    day = last_month().isoformat()
    for outcome in ("helped", "already_had"):
        assist = world.log_assist(world.add_household(), outcome=outcome, on=day)
        with app.app_context():
            desk(world, "assist.approve", assist)
    count(app, engine)
    wider = form_of("vneid_helped", outcomes=["helped", "already_had"], name="Hộ có VNeID", unit="hộ")

    looked = as_quang.post(f"{AT}/vneid_helped", wider | {"do": "look"})

    rows = [row.split("</tr>")[0] for row in looked.get_data(as_text=True).split("<tr>")]
    commune = next(row for row in rows if "Xã A" in row)
    assert re.findall(r"right\">([^<]*)<", commune) == ["1", "2", "1", "2", "1,0 %", "2,0 %"]
    silent = next(row for row in rows if "Xã B" in row)
    assert re.findall(r"right\">([^<]*)<", silent) == [""] * 6, "nothing ever came from there: no zero"
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(CatalogueVersion)) == 0
    assert load_catalogue() == shipped_catalogue()

    opened = as_quang.post(f"{AT}/vneid_helped", wider | {"do": "open", "reason": "Theo công văn 12"})
    assert opened.status_code == 303
    assert version_in_use() == 1
    count(app, engine)
    with Session(engine) as session:
        shown = coverage(session, None, "00001", clock.local_date())
        row = next(each for each in shown.rows if each.indicator == "vneid_helped")
        assert (row.official, row.indicator_name, row.measure) == (2, "Hộ có VNeID", "helped")
    assert "Theo công văn 12" in as_quang.get(AT).get_data(as_text=True)

    use_version(0, None)  # as another process that has not asked yet
    as_quang.get("/province/coverage")
    assert version_in_use() == 1


def test_another_name_or_denominator_is_no_new_count(
    app: Flask, engine: Engine, world: World, as_quang: Browser
) -> None:
    world.log_assist(world.add_household())
    count(app, engine)
    form = form_of("payment_accounts", name="Tài khoản", denominator="population_15_plus")

    assert as_quang.post(f"{AT}/payment_accounts", form | {"do": "open", "reason": "x"}).status_code == 303

    assert load_catalogue().version != shipped_catalogue().version
    assert load_catalogue().counting == shipped_catalogue().counting
    assert (
        next(one for one in load_catalogue().indicators if one.code == "payment_accounts").name == "Tài khoản"
    )
    with Session(engine) as session:
        shown = coverage(session, None, "00001", clock.local_date())
    assert shown.counted_at is not None


def test_an_indicator_of_its_own_is_added_and_counted(
    app: Flask, engine: Engine, world: World, as_quang: Browser
) -> None:
    world.log_assist(world.add_household(), topic="etax", stage="used_alone")
    form: dict[str, Any] = {
        "code": "etax_alone",
        "name": "Tự dùng Etax",
        "rule": "Một người một lần.",
        "source": "Sở KH&CN",
    }
    form |= {"counts": "people", "topics": ["etax"], "outcomes": ["helped"], "stages": ["used_alone"]}
    form |= {"valid_from": "2025-07-01", "denominator": "plan", "do": "open", "reason": "mới", "seen": "0"}

    assert as_quang.post(f"{AT}/new", form).status_code == 303
    count(app, engine)

    with Session(engine) as session:
        (cell,) = session.scalars(select(Cell).where(Cell.indicator == "etax_alone"))
        row = next(
            each
            for each in coverage(session, None, "00001", clock.local_date()).rows
            if each.indicator == "etax_alone"
        )
    assert (cell.provisional_count, row.denominator, row.percent_official) == (1, None, None)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"name": ""}, "name"),
        ({"name": "{oops}"}, "name"),
        ({"outcomes": []}, "outcomes"),
        ({"counts": "shops"}, "topics"),
        ({"valid_from": "hôm qua"}, "valid_from"),
        ({"denominator": "souls"}, "denominator"),
        ({"figures_of": "payment_accounts_of_plan"}, "figures_of"),
        ({"source": ""}, "source"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_changes(
    engine: Engine, as_quang: Browser, change: dict[str, Any], key: str
) -> None:
    answer = as_quang.post(
        f"{AT}/vneid_accounts", form_of("vneid_accounts") | change | {"do": "open", "reason": "x"}
    )

    assert answer.status_code == 400
    assert f'id="wrong-{key}"' in answer.get_data(as_text=True)
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(CatalogueVersion)) == 0


def test_without_a_reason_or_after_another_version_nothing_is_opened(
    app: Flask, engine: Engine, world: World, as_quang: Browser
) -> None:
    assert as_quang.post(f"{AT}/visits", form_of("visits", name="Lượt") | {"do": "open"}).status_code == 400
    done = form_of("visits", name="Lượt") | {"do": "open", "reason": "một"}
    assert as_quang.post(f"{AT}/visits", done).status_code == 303
    assert as_quang.post(f"{AT}/visits", done | {"name": "Lần"}).status_code == 409

    with app.app_context(), writing(engine) as session:
        quang = load_actor(session, world.quang, clock.local_date())
        visits = next(definition_of(one) for one in shipped_catalogue().indicators if one.code == "visits")
        draft = judge(visits | {"name": "Lần"}, [])
        with pytest.raises(CatalogueMoved):
            open_version(session, quang, draft, seen=0, reason="hai")


def test_what_an_indicator_says_is_read_again_as_it_was_written() -> None:
    known = shipped_catalogue().indicators
    text = write_overlay([definition_of(one) for one in known])

    assert len(read_definitions(text)) == len(known)
    draft = judge(definition_of(known[0]), read_definitions(text))
    assert draft.catalogue is not None
    assert set(draft.catalogue.indicators) == set(known)


def test_a_process_asks_once_and_takes_the_newest(app: Flask, engine: Engine, world: World) -> None:
    definition = next(definition_of(one) for one in shipped_catalogue().indicators if one.code == "visits")
    with app.app_context(), writing(engine) as session:
        quang = load_actor(session, world.quang, clock.local_date())
        open_version(session, quang, judge(definition | {"name": "Lượt"}, []), seen=0, reason="một")

    with Session(engine) as session:
        refresh_catalogue(session)

    assert next(one for one in load_catalogue().indicators if one.code == "visits").name == "Lượt"
