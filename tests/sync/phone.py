"""A phone as the server sees one, for the tests of the wire."""

from __future__ import annotations

import json
import uuid
from typing import Any

from flask.testing import FlaskClient

from tocongnghe import clock
from tocongnghe.operations import new_id

FIELDS = ["id", "kind", "record", "prev", "grant", "n", "at", "body"]


class Phone:
    """A phone as the server sees one: it keeps what the protocol tells it to keep."""

    def __init__(self, client: FlaskClient, code: str) -> None:
        self.client = client
        self.device = str(uuid.uuid4())
        answer = client.post("/api/v1/enrol", json={"code": code, "device": self.device})
        assert answer.status_code == 201, answer.json
        self.enrolled: dict[str, Any] = answer.json
        self.token = answer.json["grant"]["token"]
        self.grant = answer.json["grant"]["id"]
        self.attempt = 0
        self.n = 0
        self.cursor: str | None = None
        self.ack: str | None = None
        self.rows: dict[str, dict[str, Any]] = {}

    @property
    def proof(self) -> dict[str, str]:
        """What shows at a further enrolment that it is this very phone."""
        return {"Authorization": f"Bearer {self.token}"}

    def op(
        self, kind: str, body: dict[str, Any], record: str | None = None, prev: str | None = None
    ) -> list[Any]:
        self.n += 1
        return [new_id(), kind, record, prev, 0, self.n, clock.now_ms(), body]

    def request(self, *ops: list[Any], **overrides: Any) -> dict[str, Any]:
        self.attempt += 1
        return {
            "protocol": 1,
            "app": "0.1.0",
            "schema": 1,
            "device": self.device,
            "attempt": self.attempt,
            "cursor": self.cursor,
            "ack": self.ack,
            "clock": {"wall": clock.now_ms(), "offset": None, "age": None},
            "grants": [self.grant],
            "fields": FIELDS,
            "ops": list(ops),
        } | overrides

    def post(self, document: Any, **headers: str) -> Any:
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.client.post(
            "/api/v1/sync",
            data=data,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"} | headers,
        )

    def sync(self, *ops: list[Any], **overrides: Any) -> dict[str, Any]:
        response = self.post(self.request(*ops, **overrides))
        assert response.status_code == 200, response.json
        answer: dict[str, Any] = response.json
        self.ack, self.cursor = answer["ack"], answer.get("cursor", self.cursor)
        for change in answer.get("changes", []):
            for row in change["rows"]:
                self.rows[row[0]] = dict(zip(change["fields"], row, strict=True)) | {"record": change["kind"]}
        return answer


def household(phone: Phone, village: str = "20-00001-001") -> list[Any]:
    return phone.op("household.add", {"village": village, "head_name": "Nông Văn Thử"})


def assist(phone: Phone, household_id: str, **body: Any) -> list[Any]:
    given = {
        "household": household_id,
        "topic": "vneid",
        "outcome": "helped",
        "on": clock.local_date().isoformat(),
    }
    return phone.op("assist.log", given | body)
