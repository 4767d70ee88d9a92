"""Places at the desk: looked for, changed after a look at what that touches, taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import Browser, say
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Household, Place, PlaceChange
from tocongnghe.services.former_places import load_former_places
from tocongnghe.services.places import load_reference_places

A1, A2 = "20-00001-001", "20-00001-002"
MERGER: dict[str, Any] = {
    "kind": "merge_places",
    "commune": "00001",
    "places": [A1, A2],
    "into": A2,
    "decision": "12/QĐ-UBND",
}


def hidden(html: str) -> list[tuple[str, str]]:
    """Return the fields that the page's last form sends along."""
    form = html[html.rindex('action="/province/places/decide"') :]
    return re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)


def test_a_former_name_is_found_at_the_desk(app: Flask, as_quang: Browser) -> None:
    with app.app_context(), writing() as session:
        load_reference_places(session)
        load_former_places(session)

    html = as_quang.get("/province/places?q=mai+pha").get_data(as_text=True)

    assert "Xã Mai Pha" in html
    assert "Phường Đông Kinh" in html
    assert "30/06/2025" in html
    assert say("Nothing has that name or code. Write a part of the name, without the kind.") in as_quang.get(
        "/province/places?q=zzz"
    ).get_data(as_text=True)


def test_a_merger_is_looked_at_decided_and_taken_back(
    as_quang: Browser, world: World, engine: Engine
) -> None:
    world.log_assist(world.add_household(village=A1))
    form = MERGER | {"on": clock.local_date().isoformat()}

    shown = as_quang.post("/province/places/look", form)
    with Session(engine) as session:
        assert session.get(PlaceChange, 1) is None
    sent: dict[str, list[str]] = {}
    for name, value in hidden(shown.get_data(as_text=True)):
        sent.setdefault(name, []).append(value)
    done = as_quang.post("/province/places/decide", sent, follow_redirects=True).get_data(as_text=True)
    listed = as_quang.get("/province/places").get_data(as_text=True)
    undone = as_quang.post("/province/places/changes/1/undo", {}, follow_redirects=True).get_data(
        as_text=True
    )

    assert "Thôn 1, Thôn 2" in shown.get_data(as_text=True)
    assert say("In force. {count} households lie elsewhere by it.", count=1) in done
    assert "12/QĐ-UBND" in listed
    assert say("The change was taken back. Households and visits lie where they lay.") in undone


def test_a_wish_that_does_not_fit_keeps_the_form_and_says_why(as_quang: Browser, world: World) -> None:
    form = MERGER | {"on": (clock.local_date() + timedelta(days=3)).isoformat(), "places": [A1], "into": ""}

    answer = as_quang.post("/province/places/look", form)

    assert answer.status_code == 400
    html = answer.get_data(as_text=True)
    assert say("Choose at least two places that become one.") in html
    assert 'value="12/QĐ-UBND"' in html


def test_every_form_opens_and_asks_for_the_commune_first(as_quang: Browser, world: World) -> None:
    world.add_household(village=A1)
    for kind in ("merge_places", "split_place", "rename_place", "move_village"):
        assert say("Choose a commune") in as_quang.get(f"/province/places/change/{kind}").get_data(
            as_text=True
        )
        page = as_quang.get(f"/province/places/change/{kind}?commune=00001&place={A1}").get_data(as_text=True)
        assert say("See what it touches") in page
        if kind != "move_village":
            assert (
                as_quang.get(f"/province/places/change/{kind}?level=commune&place=00001").status_code == 200
            )
    assert as_quang.get("/province/places/change/tea").status_code == 400


def test_a_village_is_divided_by_the_names_in_the_decision_and_no_other_name_is_shown(
    as_quang: Browser, world: World
) -> None:
    goes = world.add_household(village=A1, head_name="Lý Thị Đi")
    world.add_household(village=A1, head_name="Hoàng Văn Ở")
    form = {"kind": "split_place", "commune": "00001", "place": A1, "name": "Nà Tách", "decision": "1/QĐ"}
    form |= {"on": clock.local_date().isoformat()}

    page = as_quang.get(f"/province/places/change/split_place?commune=00001&place={A1}")
    wrong = as_quang.post("/province/places/look", form | {"first": "Lý Thị Đi\nNông Văn Lạ"})
    done = as_quang.post("/province/places/decide", form | {"first": " ly thi di \n"}, follow_redirects=True)

    assert "Hoàng Văn Ở" not in page.get_data(as_text=True) + wrong.get_data(as_text=True)
    assert wrong.status_code == 400
    assert "Nông Văn Lạ" in wrong.get_data(as_text=True)
    assert say("In force. {count} households lie elsewhere by it.", count=1) in done.get_data(as_text=True)
    assert say("Lose their place") in done.get_data(as_text=True)
    assert say("Added up") not in done.get_data(as_text=True)
    with Session(world.engine) as session:
        card = session.get_one(Household, goes)
        assert session.get_one(Place, card.village_id).name == "Thôn Nà Tách"


def test_coverage_says_how_many_visits_came_late(as_quang: Browser, world: World) -> None:
    decided = {name: value if isinstance(value, list) else [value] for name, value in MERGER.items()}
    as_quang.post("/province/places/decide", decided | {"on": [clock.local_date().isoformat()]})
    world.log_assist()

    html = as_quang.get("/province/coverage?place=00001").get_data(as_text=True)

    assert "1 lượt hỗ trợ đến sau khi thay đổi địa giới" in html
