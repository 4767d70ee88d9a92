"""Around reviewing, too, Hoa sees nothing of commune A and changes nothing; only supervisors decide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.cast import World, household_head
from tests.console.conftest import Browser
from tests.console.test_bulk import GROUP, TODAY, VILLAGE, undo_of
from tests.console.test_duplicates import conflict_of
from tests.console.test_flags import WORDS

PAGES = [
    "/commune/review/groups",
    "/commune/duplicates",
    "/commune/duplicates/households",
    "/commune/households/merged",
    "/commune/conflicts",
]
NAME = "Nông Văn Bí Mật"


class Secrets:
    """Records of commune A, and every address and form that would touch them."""

    def __init__(self, world: World, shown: Callable[[str], str], minh: Browser) -> None:
        self.cards = [world.add_household(head_name=NAME) for _ in range(3)]
        world.push(world.op("consent.give", WORDS | {"household": self.cards[0]}))
        world.log_assist(on="2026-01-05")
        self.twins = [world.log_assist(self.cards[0]) for _ in range(2)]
        bulk = world.log_assist(self.cards[0], topic="etax")
        form = {"village": VILLAGE, "day": TODAY, "assist": shown(bulk)}
        self.undo = undo_of(minh.get(minh.post("/commune/review/group", form).location).text)
        self.op = conflict_of(world, self.twins[0], outcome="already_had")
        heads = [f"{card}:{household_head(world.engine, card)}" for card in self.cards]
        minh.post("/commune/households/merge", {"stays": heads[1], "goes": heads[2]})
        merged = f"{self.cards[2]}:{household_head(world.engine, self.cards[2])}"
        self.forms: list[tuple[str, dict[str, str]]] = [
            ("/commune/review/group", {"village": VILLAGE, "day": TODAY, "assist": shown(self.twins[1])}),
            (
                "/commune/review/group",
                {"village": "20-00002-001", "day": TODAY, "assist": shown(self.twins[1])},
            ),
            (self.undo, {}),
            ("/commune/duplicates/different", dict(zip(("first", "second"), self.twins, strict=True))),
            ("/commune/duplicates/return", {"assist": shown(self.twins[1])}),
            ("/commune/households/merge", {"stays": heads[0], "goes": heads[1]}),
            ("/commune/households/part", {"card": merged}),
            ("/commune/conflicts", {"op": self.op, "shown": shown(self.twins[0]), "answer": "taken"}),
        ]


@pytest.fixture
def secrets(world: World, shown: Callable[[str], str], as_minh: Browser) -> Secrets:
    return Secrets(world, shown, as_minh)


def everything(engine: Engine) -> list[object]:
    tables = ("household", "assist", "operation", "settled_doubt", "bulk_approval", "spot_check")
    with engine.connect() as connection:
        return [connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables]  # noqa: S608


def test_no_page_around_reviewing_shows_hoa_anything_of_commune_a(
    as_hoa: Browser, as_minh: Browser, secrets: Secrets
) -> None:
    for path in PAGES:
        page = as_hoa.get(path)
        assert page.status_code == 200
        for words in (NAME, "Thôn 2", ">Lan<", secrets.op, *secrets.twins, *secrets.cards):
            assert words not in page.text, path
    assert NAME in "".join(as_minh.get(path).text for path in PAGES), "there is something to be hidden"
    first, second = secrets.cards[:2]
    for path in (GROUP, f"/commune/households/compare?first={first}&second={second}"):
        assert as_hoa.get(path).status_code == 404


def test_no_form_around_reviewing_lets_another_change_anything(
    as_hoa: Browser,
    as_quang: Browser,
    at_desk: Callable[[str], Browser],
    stranger: Browser,
    secrets: Secrets,
    engine: Engine,
) -> None:
    before = everything(engine)
    reader = at_desk("thu")
    for path, form in secrets.forms:
        assert as_hoa.post(path, form).status_code == 404, path
        assert as_quang.post(path, form).status_code == 403, path
        assert reader.post(path, form).status_code == 403, path
        assert stranger.post(path, form).status_code in (302, 303, 401), path

    assert everything(engine) == before


@pytest.mark.parametrize("path", [*PAGES, GROUP])
def test_who_does_not_review_reads_no_names(
    as_quang: Browser, at_desk: Callable[[str], Browser], stranger: Browser, secrets: Secrets, path: str
) -> None:
    assert as_quang.get(path).status_code == 403
    assert at_desk("thu").get(path).status_code == 403
    assert stranger.get(path).location.startswith("/login?next=")
