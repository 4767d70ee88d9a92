"""Whatever stands in an address, no page and no feed breaks: every GET route, asked for with odd values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from marshmallow import Schema
from werkzeug.test import Client

from tests.cast import make_world
from tests.console.conftest import HTML, Browser
from tests.rollups.brute import count_all
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.services.access import load_actor
from tocongnghe.services.api_tokens import ApiScope, make_token

ODD = (
    "",
    "0",
    "-1",
    "9" * 40,
    "\x00",
    "a\x00b",
    "ế́\u202e\U0001f600",
    "\ud800",
    "x" * 5000,
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "1e400",
    "NaN",
    "%",
    "'\"><script>",
    "../../etc/passwd",
    "00001",
    "C9999-12",
    "9999-12",
    "0000-01",
    "[]",
)
WAYS = ("0", "-1", "9" * 40, "a%00b", quote("ế\u202e😀"), "x" * 3000, "..%2f..%2fx", "%ff%fe", "%25")
"""For placeholders of a rule."""
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
SPREAD = 2
"""Odd values for each name, and ways for each rule; which ones goes round."""


@contextmanager
def names_asked_for() -> Iterator[set[str]]:
    """Collect the names of every schema that is loaded inside the block."""
    found: set[str] = set()
    load = Schema.load

    def noting(self: Schema, data: Any, **kwargs: Any) -> Any:
        found.update(field.data_key or name for name, field in self.fields.items())
        return load(self, data, **kwargs)

    Schema.load = noting  # type: ignore[method-assign]
    try:
        yield found
    finally:
        Schema.load = load  # type: ignore[method-assign]


def addresses(app: Flask, client: Client, headers: dict[str, str]) -> Iterator[str]:
    values, ways = cycle(ODD), cycle(WAYS)
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(("assets", "pwa")):
            continue
        path = PLACEHOLDER.sub("1", rule.rule)
        if path != rule.rule:
            yield from (PLACEHOLDER.sub(way, rule.rule) for way in islice(ways, SPREAD))
        with names_asked_for() as names:
            if client.get(path, headers=headers, buffered=True).status_code in (401, 403):
                continue
        if not names:
            continue
        for name in sorted(names):
            for value in islice(values, SPREAD):
                yield f"{path}?{urlencode({name: value}, errors='surrogatepass')}"
        everything = [(name, value) for name in sorted(names) for value in islice(values, 2)]
        yield f"{path}?{urlencode(everything, errors='surrogatepass')}"


@pytest.mark.parametrize("who", ["minh", "an", "token"])
def test_no_address_breaks_anything(app: Flask, who: str) -> None:
    with app.app_context():
        world = make_world(db.engine)
        world.log_assist(world.add_household())
        count_all(world.engine)
        with writing() as session:
            an = load_actor(session, world.an, clock.local_date())
            scopes = [scope.value for scope in ApiScope]
            words = make_token(session, an, name="IOC", place="20", scopes=scopes, days=9)[1]
    client, headers = app.test_client(), {"Accept": HTML}
    if who == "token":
        headers = {"Authorization": f"Bearer {words}"}
    else:
        assert Browser(client).log_in(who).status_code == 303

    broken = {
        address[:200]: answer.status_code
        for address in addresses(app, client, headers)
        if (answer := client.get(address, headers=headers, buffered=True)).status_code == 500
    }

    assert broken == {}
