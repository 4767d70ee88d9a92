"""A phone that was never updated is understood for ever: its words are read as today's, kept as they were.

Schema 1 is the only one there is, so schema 2 is made up here: what the
program knows today is called schema 2, and schema 1 said `family` for
`people` and `about` for `topic`.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from tests.cast import World
from tests.operations.audit import audit
from tests.sync.phone import FIELDS, Phone, assist, household
from tocongnghe.extensions import writing
from tocongnghe.models import Assist, Household, Operation, Quarantined
from tocongnghe.operations import upcast
from tocongnghe.schemas.operations import complaint_about
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.services.held import decide_all_held_again

pytestmark = pytest.mark.postgres

OLD_HOME = {"village": "20-00001-001", "head_name": "Nông Văn Thử", "family": {"count": 4}}
KNOWING_SCHEMAS = [
    upcast,
    *map(import_module, ("tocongnghe.operations.decide", "tocongnghe.operations.desk")),
    *map(import_module, ("tocongnghe.sync.exchange", "tocongnghe.sync.push")),
]


def _household_of_schema_2(body: dict[str, Any]) -> dict[str, Any]:
    kept = {name: said for name, said in body.items() if name != "family"}
    return kept | {"people": body["family"]["count"]}


def _assist_of_schema_2(body: dict[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in body.items() if name != "about"} | {"topic": body["about"]}


def know(monkeypatch: pytest.MonkeyPatch, schema: int) -> None:
    for module in KNOWING_SCHEMAS:
        monkeypatch.setattr(module, "SCHEMA", schema)


@pytest.fixture(autouse=True)
def schema_2(monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch, 2)
    steps = {(1, "household.add"): _household_of_schema_2, (1, "assist.log"): _assist_of_schema_2}
    monkeypatch.setattr(upcast, "STEPS", steps)


def test_old_words_are_read_as_new_ones_and_kept_as_they_were_sent(
    lan: Phone, any_engine: Engine, any_world: World
):
    home = lan.op("household.add", OLD_HOME)
    visit = lan.op(
        "assist.log", {"household": home[0], "about": "vneid", "outcome": "helped", "on": "2026-11-01"}
    )

    held = lan.sync(visit)
    lan.sync(home)
    again = lan.sync(home, visit)

    assert held["exceptions"][0][1:3] == ["held", "parent_unknown"]
    assert "exceptions" not in again
    assert (lan.rows[home[0]]["people"], lan.rows[visit[0]]["topic"]) == (4, "vneid")
    with any_engine.connect() as connection:
        query = select(Operation.body, Operation.schema).where(Operation.id == home[0])
        stored = connection.execute(query).one()
    assert (json.loads(stored.body), stored.schema) == (OLD_HOME, 1)
    audit(any_engine, any_world.province)

    other = [*home[:-1], OLD_HOME | {"family": {"count": 5}}]
    assert lan.sync(other)["exceptions"][0][1:3] == ["rejected", "id_reused"]
    with any_engine.connect() as connection:
        assert b'"family":{"count":5}' in (connection.scalar(select(Quarantined.raw)) or b"")


def test_phones_of_both_schemas_are_understood_side_by_side(lan: Phone, any_engine: Engine, any_world: World):
    old = lan.op("household.add", OLD_HOME)
    new = lan.op("household.add", {"village": "20-00001-001", "head_name": "B", "people": 3})

    lan.sync(old)
    lan.sync(new, schema=2)

    assert (lan.rows[old[0]]["people"], lan.rows[new[0]]["people"]) == (4, 3)
    audit(any_engine, any_world.province)


@pytest.mark.parametrize("family", [None, 4, {}, {"count": "many"}, {"count": [1]}])
def test_what_is_not_even_of_the_old_schema_is_malformed(lan: Phone, family: Any):
    answer = lan.sync(lan.op("household.add", OLD_HOME | {"family": family}))

    assert answer["exceptions"][0][1:3] == ["rejected", "malformed"]


def test_work_of_a_schema_that_is_not_known_yet_waits_for_the_program_that_knows_it(
    lan: Phone, any_engine: Engine, any_world: World, monkeypatch: pytest.MonkeyPatch
):
    home = lan.op("household.add", {"village": "20-00001-001", "head_name": "B", "people": 3, "of_3": True})
    wrong = lan.op("household.add", {"village": "20-00001-001", "head_name": "C", "people": {"of_3": 1}})
    assert {row[2] for row in lan.sync(home, wrong, schema=3)["exceptions"]} == {"schema_newer"}

    know(monkeypatch, 4)
    without_of_3 = {(3, "household.add"): lambda body: {k: v for k, v in body.items() if k != "of_3"}}
    monkeypatch.setattr(upcast, "STEPS", without_of_3)
    decide_all_held_again(any_engine, complaint_about)

    assert sorted(row[1] for row in lan.sync(schema=4)["outcomes"]) == ["applied", "rejected"]
    with any_engine.connect() as connection:
        assert connection.scalars(select(Household.people_count)).all() == [3]
        assert connection.scalars(select(Assist.id)).all() == []
    audit(any_engine, any_world.province)


@pytest.mark.parametrize("session", ["their own", "a colleague's"])
def test_a_supervisors_word_that_nobody_could_read_yet_counts_only_from_their_own_session(
    lan: Phone,
    any_app: Flask,
    any_engine: Engine,
    any_world: World,
    monkeypatch: pytest.MonkeyPatch,
    session: str,
):
    with writing() as desk:
        code = new_enrol_code(desk, any_world.minh, secret=any_app.config["SECRET_KEY"], days=7)
    asked = {"code": code, "device": lan.device}
    minh = lan.client.post("/api/v1/enrol", json=asked, headers=lan.proof).json["grant"]
    lan.sync(home := household(lan), schema=2)
    lan.sync(visit := assist(lan, home[0]), schema=2)
    approval = lan.op("assist.approve", {}, record=visit[0], prev=visit[0])
    approval[FIELDS.index("grant")] = 1
    token = {"Authorization": f"Bearer {minh['token']}"} if session == "their own" else {}

    told = lan.post(lan.request(approval, grants=[lan.grant, minh["id"]], schema=3), **token).json
    know(monkeypatch, 3)
    decide_all_held_again(any_engine, complaint_about)
    lan.sync(schema=3)

    assert told["exceptions"][0][1:3] == ["held", "schema_newer"]
    assert lan.rows[visit[0]]["state"] == ("approved" if session == "their own" else "submitted")
    audit(any_engine, any_world.province)
