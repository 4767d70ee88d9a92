"""A supervisor of two communes closes one: the checklist leads to the work of that one alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.cast import HOA_DEVICE, START, World
from tests.console.conftest import Browser, say
from tests.console.test_closing import IN, PAGE, TODAY
from tocongnghe import clock
from tocongnghe.models import Assignment
from tocongnghe.vocabulary import Role

B = "00002"


@pytest.fixture(autouse=True)
def a_day_after_the_month() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def minh_of_two(as_minh: Browser, world: World, engine: Engine) -> Browser:
    """Minh, who stands at the desk of commune B, too; Lan logged in A, Huy in B."""
    with Session(engine) as session:
        session.add(
            Assignment(user_id=world.minh, place_id=world.commune_b, role=Role.SUPERVISOR, valid_from=START)
        )
        session.commit()
    world.log_assist(world.add_household(head_name="Nông Thị Xã A"), on=IN)
    body = {"household": None, "village": "20-00002-001", "topic": "vneid", "outcome": "helped", "on": IN}
    world.push(world.op("assist.log", body, author=world.author("g_huy")), device=HOA_DEVICE)
    return as_minh


def ways(page: str) -> list[str]:
    found = re.search(r'<ul class="card checklist">.*?</ul>', page, re.DOTALL)
    assert found is not None
    return [unescape(way) for way in re.findall(r'href="([^"]+)"', found[0])]


def test_every_line_leads_to_the_work_of_the_commune_that_is_closed(minh_of_two: Browser) -> None:
    found = ways(minh_of_two.get(f"{PAGE}?commune={B}").text)

    assert found
    assert all(f"commune={B}" in way for way in found)
    for way in found:
        page = minh_of_two.get(way)
        assert page.status_code == 200, way
        assert say("Only {commune} is shown.", commune="Xã B") in page.text, way
        assert "Nông Thị Xã A" not in page.text, way


@pytest.mark.parametrize(
    "path",
    [
        "/commune/review",
        "/commune/completeness",
        "/commune/held",
        "/commune/conflicts",
        "/commune/spot-checks",
    ],
)
def test_each_of_the_pages_can_be_kept_to_one_commune_and_opened_to_all(
    minh_of_two: Browser, path: str
) -> None:
    one = minh_of_two.get(f"{path}?commune={B}").text
    both = minh_of_two.get(path).text

    assert say("All my communes") in one
    assert say("All my communes") not in both
    assert minh_of_two.get(f"{path}?commune=00009").status_code == 404


def test_the_review_of_one_commune_lists_and_offers_nothing_of_the_other(minh_of_two: Browser) -> None:
    text = minh_of_two.get(f"/commune/review?commune={B}").text

    assert "20-00002-001" in text
    assert "20-00001-001" not in text
    assert f'name="commune" value="{B}"' in text
    assert "Nông Thị Xã A" in minh_of_two.get("/commune/review").text


def test_who_has_one_commune_is_told_nothing_about_it(as_minh: Browser, world: World) -> None:
    world.log_assist(on=IN)

    assert not any("commune=" in way for way in ways(as_minh.get(PAGE).text))
    assert say("All my communes") not in as_minh.get("/commune/review?commune=00001").text
    assert as_minh.get(f"/commune/review?commune={B}").status_code == 404
