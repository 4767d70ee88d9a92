"""Hoa supervises commune B: of commune A she sees nothing and changes nothing; roles stay apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import HOA_DEVICE as HUYS
from tests.cast import World
from tests.console.conftest import Browser

DESK_PAGES = ["/commune", "/commune/review", "/commune/review?state=counted", "/commune/tally"]
NAME = "Nông Văn Bí Mật"


@pytest.fixture
def secret(world: World) -> str:
    """Return the id of an assist in commune A, with words that must not be seen from commune B."""
    return world.log_assist(world.add_household(head_name=NAME), note="chỉ xã A biết")


@pytest.mark.parametrize("path", DESK_PAGES)
def test_no_page_of_hoas_shows_anything_of_commune_a(as_hoa: Browser, secret: str, path: str) -> None:
    page = as_hoa.get(path)

    assert page.status_code == 200
    for words in (secret, NAME, "chỉ xã A biết", "Thôn 2", "Xã A", ">Lan<"):
        assert words not in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/commune/review?village=20-00001-001",
        "/commune/tally?commune=00001",
        "/commune/assists/{secret}",
        "/commune/assists/AAAAAAAAAAAAAAAAAAAAAA",
    ],
)
def test_what_hoa_may_not_see_is_not_there(as_hoa: Browser, secret: str, path: str) -> None:
    page = as_hoa.get(path.format(secret=secret))

    assert page.status_code == 404
    assert NAME not in page.text


@pytest.mark.parametrize("action", ["approve", "return", "unapprove"])
def test_hoa_changes_nothing_in_commune_a(
    as_hoa: Browser, secret: str, shown: Callable[[str], str], action: str
) -> None:
    before = shown(secret)

    answer = as_hoa.post(f"/commune/review/{action}", {"assist": before, "reason": "no_proof"})

    assert answer.status_code == 404
    assert shown(secret) == before


def test_one_foreign_assist_among_hoas_own_approves_none(
    as_hoa: Browser,
    world: World,
    secret: str,
    shown: Callable[[str], str],
    state_of: Callable[[str], str | None],
) -> None:
    body = {
        "household": None,
        "village": "20-00002-001",
        "topic": "vneid",
        "outcome": "helped",
        "on": "2026-01-05",
    }
    (decision,) = world.push(world.op("assist.log", body, author=world.author("g_huy")), device=HUYS)
    own = decision.record_id

    answer = as_hoa.post("/commune/review/approve", {"assist": [shown(own), shown(secret)]})

    assert answer.status_code == 404
    assert state_of(own) == "submitted"


@pytest.mark.parametrize(
    "path", [*DESK_PAGES, "/commune/assists/AAAAAAAAAAAAAAAAAAAAAA", "/province/coverage"]
)
def test_a_stranger_has_to_log_in_first(stranger: Browser, path: str) -> None:
    assert stranger.get(path).location.startswith("/login?next=")


@pytest.mark.parametrize("path", ["/commune", "/commune/review", "/commune/assists/AAAAAAAAAAAAAAAAAAAAAA"])
def test_the_province_reads_no_names_of_households(as_quang: Browser, secret: str, path: str) -> None:
    page = as_quang.get(path)

    assert page.status_code == 403
    assert NAME not in page.text


def test_a_supervisor_does_not_read_the_province(as_hoa: Browser) -> None:
    assert as_hoa.get("/province/coverage").status_code == 403


def test_the_province_approves_nothing(as_quang: Browser, secret: str, shown: Callable[[str], str]) -> None:
    before = shown(secret)

    assert as_quang.post("/commune/review/approve", {"assist": before}).status_code == 403

    assert shown(secret) == before
