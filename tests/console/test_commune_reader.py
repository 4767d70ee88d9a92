"""A leader of the commune reads its figures and its teams, and decides nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import World
from tests.console.conftest import Browser, say
from tocongnghe.errors import Forbidden
from tocongnghe.extensions import writing
from tocongnghe.services.enrolment import new_enrol_code

NAME = "Nông Văn Chỉ Đọc"


@pytest.fixture
def waiting(world: World) -> str:
    """Return the id of an assist in commune A that waits for review."""
    return world.log_assist(world.add_household(head_name=NAME))


def test_the_front_door_leads_to_the_day_in_a_reading_form(as_thu: Browser, waiting: str) -> None:
    assert as_thu.get("/").location == "/commune"

    page = as_thu.get("/commune").text

    assert say("The commune today") in page
    assert 'class="number">1</span>' in page
    assert 'href="/commune/tally"' in page
    assert "/commune/review" not in page
    assert page.count("<form") == 1  # logging out


@pytest.mark.parametrize(
    "path", ["/commune/tally", "/commune/feedback", "/commune/teams", "/commune/activities"]
)
def test_a_leader_reads_without_a_button_that_changes_anything(
    as_thu: Browser, waiting: str, path: str
) -> None:
    page = as_thu.get(path)

    assert page.status_code == 200
    assert "Xã A" in page.text or "Thôn" in page.text or path != "/commune/tally"
    work = page.text.partition("<main")[2].partition("</main>")[0]
    assert 'method="post"' not in work
    assert NAME not in work


@pytest.mark.parametrize(
    "path",
    ["/commune/review", "/commune/held", "/commune/import", "/commune/households", "/province/coverage"],
)
def test_what_is_there_to_be_decided_or_is_the_provinces_stays_shut(as_thu: Browser, path: str) -> None:
    assert as_thu.get(path).status_code == 403


def test_a_leader_opens_no_record_and_approves_none(
    as_thu: Browser, waiting: str, shown: Callable[[str], str], state_of: Callable[[str], str | None]
) -> None:
    assert as_thu.get(f"/commune/assists/{waiting}").status_code == 403
    assert as_thu.post("/commune/review/approve", {"assist": shown(waiting)}).status_code == 403
    assert state_of(waiting) == "submitted"


def test_nobodys_phone_speaks_for_a_leader(app: Flask, world: World) -> None:
    with app.app_context():
        for reader in (world.thu, world.an):
            with pytest.raises(Forbidden), writing() as session:
                new_enrol_code(session, reader, secret="s", days=1)
        with writing() as session:
            assert new_enrol_code(session, world.minh, secret="s", days=1)
