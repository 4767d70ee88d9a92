"""Every door is tried by everybody: who may not is sent away, reads nothing and changes nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.access.matrix import FILE, Entry, What
from tests.access.matrix import MATRIX as MOST_DOORS
from tests.access.matrix_of_voices import MATRIX_OF_VOICES
from tests.access.people import MINH, STRANGER, VISITORS, Visitor, add_visitors
from tests.access.things import HOUSEHOLD_WORDS, TEAM_WORDS, a_file, add_things
from tests.cast import make_world
from tests.conftest import make_app
from tests.console.conftest import HTML, Browser
from tests.console.test_closing import TODAY
from tocongnghe import clock, create_app
from tocongnghe.extensions import db
from tocongnghe.services.backups.contents import read_contents
from tocongnghe.vocabulary import Role

MATRIX = MOST_DOORS | MATRIX_OF_VOICES
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")


def doors(app: Flask) -> dict[str, Rule]:
    """Return `METHOD /rule` -> rule of everything that the server answers."""
    return {
        f"{method} {rule.rule}": rule
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    }


def entries() -> list[tuple[str, Entry]]:
    spread = {key: each if isinstance(each, tuple) else (each,) for key, each in MATRIX.items()}
    return [(key, entry) for key, several in spread.items() for entry in several]


class House:
    """The server with one of everything in commune A, and a browser for everybody."""

    def __init__(self, app: Flask, kept: Path) -> None:
        self.app, self.kept = app, kept
        with app.app_context():
            world = make_world(db.engine)
            add_visitors(world)
        self.browsers = {visitor: Browser(app.test_client()) for visitor in VISITORS}
        for visitor, browser in self.browsers.items():
            if visitor is not STRANGER:
                assert browser.log_in(visitor.login).status_code == 303, visitor
        self.things = add_things(app, world, self.browsers[MINH])
        second = Browser(app.test_client())
        second.log_in(MINH.login)
        self.cookies = {
            who: browser.client.get_cookie("tocongnghe") for who, browser in self.browsers.items()
        }
        self.file = Path(app.instance_path) / "tocongnghe.sqlite3"
        self._copy(self.file, self.kept)

    def put_back(self) -> None:
        """Let everything be as it was when the house was built."""
        with self.app.app_context():
            db.engine.dispose()
        self._copy(self.kept, self.file)

    def contents(self) -> dict[str, object]:
        """Return a hash of each table, logins aside."""
        with self.app.app_context(), db.engine.connect() as connection:
            tables = dict(read_contents(connection).tables)
        tables.pop("desk_session")
        return dict(tables)

    def knock(self, visitor: Visitor, key: str, entry: Entry) -> TestResponse:
        method, _, rule = key.partition(" ")
        path = PLACEHOLDER.sub(lambda name: self._thing(name[1], entry), rule)
        form = None if entry.form is None else {name: self._said(said) for name, said in entry.form.items()}
        path += self._said(entry.query)
        client, cookie = self.browsers[visitor].client, self.cookies[visitor]
        if cookie is not None:
            client.set_cookie(cookie.key, cookie.value)
        answer = client.open(path, method=method, data=form, headers={"Accept": HTML})
        answer.get_data()
        answer.close()
        return answer

    def _thing(self, name: str, entry: Entry) -> str:
        name = entry.values.get(name, name)
        assert name in self.things, f"tests/access/things.py: add a {name} of commune A"
        return self.things[name]

    def _said(self, said: Any) -> Any:
        return a_file() if said == FILE else str(said).format_map(self.things)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with sqlite3.connect(source) as here, sqlite3.connect(target) as there:
            here.backup(there)
        here.close()
        there.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with clock.frozen(TODAY):
        app = make_app(folder)
        yield House(app, folder / "kept.sqlite3")
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def may(visitor: Visitor, entry: Entry) -> bool:
    if entry.what is What.OPEN:
        return True
    if visitor.role not in entry.roles:
        return False
    if entry.what is What.THING:
        return visitor.reaches_a or visitor.role is Role.SPEAKER  # of the province in which A is
    return entry.what is What.OWN or (entry.what is What.MINHS and visitor is MINH)


def refusal(visitor: Visitor, entry: Entry) -> set[int]:
    """Return how somebody who may not is sent away."""
    if entry.what is What.PHONE:
        return {400, 401, 415}
    if visitor.role in entry.roles:
        return {404}
    return {403, 404}


def forbidden_words(visitor: Visitor) -> tuple[str, ...]:
    if not visitor.reaches_a:
        return HOUSEHOLD_WORDS + TEAM_WORDS
    return HOUSEHOLD_WORDS if visitor.role in (Role.PROVINCE, Role.ADMIN, Role.MEMBER) else ()


def test_every_door_has_an_entry_and_every_entry_a_door(tmp_path: Path) -> None:
    there = doors(create_app({"TESTING": True}, instance=tmp_path))

    missing = "\n".join(
        f'    "{key}": thing(SUPERVISOR{", {…the form…}" if key.startswith(("POST", "PUT")) else ""}),'
        f"  # {there[key].endpoint}"
        for key in there.keys() - MATRIX.keys()
    )
    assert not missing, (
        "these routes say nowhere who may use them. Add a line for each to MATRIX (tests/access/matrix.py):\n"
        f"{missing}\n`own(…)` when it shows only what is the reader's own, `open_to_all()` for strangers;\n"
        "roles: SUPERVISOR, COMMUNE (leaders read it, too), READERS (the province, too), PROVINCE, ADMIN.\n"
        "A placeholder or a form's {name} that is not known yet is added in tests/access/things.py: one of\n"
        "commune A."
    )
    assert MATRIX.keys() - there.keys() == set(), "entries without a route: take them out"


@pytest.mark.parametrize(("key", "entry"), entries(), ids=lambda each: each if isinstance(each, str) else "")
def test_only_who_may_comes_in_and_nothing_of_commune_a_comes_out(
    house: House, key: str, entry: Entry
) -> None:
    before = house.contents()
    for visitor in VISITORS:
        if may(visitor, entry):
            continue
        answer = house.knock(visitor, key, entry)
        if visitor is STRANGER and entry.what is not What.PHONE:
            assert answer.status_code == 303, (key, answer.status_code)
            assert answer.location.startswith("/login"), answer.location
        else:
            expected = refusal(visitor, entry)
            assert answer.status_code in expected, (key, visitor, answer.status_code, expected)
        assert_silent(answer, visitor, key)
    assert house.contents() == before, f"{key}: somebody who may not has changed something"

    for visitor in VISITORS:
        if may(visitor, entry):
            answer = house.knock(visitor, key, entry)
            assert answer.status_code in entry.answers, (key, visitor, answer.status_code, entry.answers)
            assert_silent(answer, visitor, key)
            if not key.startswith("GET"):
                house.put_back()


def test_a_stranger_who_says_nothing_right_is_asked_to_log_in_and_not_corrected(house: House) -> None:
    """Who is asking comes before what was asked: an old tab's form leads to the login, too."""
    asked = {
        key: house.knock(STRANGER, key, replace(entry, form={"nonsense": "1"}, query="?nonsense=1"))
        for key, entry in entries()
        if entry.what not in (What.OPEN, What.PHONE)
    }

    elsewhere = {key: a.status_code for key, a in asked.items() if not a.location}
    assert elsewhere == {}
    assert {answer.location.partition("?")[0] for answer in asked.values()} == {"/login"}
    assert len(asked) > 90


def assert_silent(answer: TestResponse, visitor: Visitor, key: str) -> None:
    body = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else ""
    told = [words for words in forbidden_words(visitor) if words in body]
    assert told == [], f"{key} tells {visitor} of commune A: {told}"


def test_every_form_asks_for_its_token(house: House) -> None:
    """A page elsewhere cannot make a logged-in browser post anything."""
    house.app.config["WTF_CSRF_ENABLED"] = True
    before = house.contents()
    try:
        answers = {
            key: house.knock(visitor, key, entry).status_code
            for key, entry in entries()
            if key.startswith("POST") and not key.startswith("POST /api/")
            for visitor in VISITORS
            if may(visitor, entry)
        }
    finally:
        house.app.config["WTF_CSRF_ENABLED"] = False

    assert {key: status for key, status in answers.items() if status != 400} == {}
    assert len(answers) > 20
    assert house.contents() == before


def test_the_walk_would_notice_a_door_that_asks_nobody(house: House) -> None:
    """Break it once: an entry that allows less than the route does fails."""
    strict = Entry(frozenset({Role.ADMIN}), What.OWN)

    with pytest.raises(AssertionError):
        test_only_who_may_comes_in_and_nothing_of_commune_a_comes_out(house, "GET /commune/tally", strict)
