"""A phone as the wire sees it, over any transport: it keeps what the protocol tells it to keep."""

from __future__ import annotations

import gzip
import http.client
import json
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tocongnghe import clock
from tocongnghe.operations import new_id

FIELDS = ["id", "kind", "record", "prev", "grant", "n", "at", "body"]
SYNC = "/api/v1/sync"
TIMEOUT = 60  # seconds for one round trip


@dataclass(frozen=True)
class Answer:
    """One HTTP answer as it came; `size` counts its head as well, in bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    size: int

    @property
    def json(self) -> Any:
        packed = self.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(self.body) if packed else self.body)


Transport: TypeAlias = Callable[[str, bytes, Mapping[str, str]], Answer]


def through_client(client: Any) -> Transport:
    """Return a way to post through a Flask test client."""

    def post(path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        answer = client.post(path, data=body, headers=dict(headers))
        return _answer(answer.status_code, list(answer.headers), answer.data)

    return post


class ThroughHttp:
    """Posts over one kept connection to a server of ours; opened anew after a failure."""

    def __init__(self, port: int, timeout: float = TIMEOUT) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.sent_bytes = 0

    def __call__(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            self.connection.request("POST", path, body, dict(headers))
            answer = self.connection.getresponse()
            return _answer(answer.status, answer.getheaders(), answer.read())
        except BaseException:
            self.connection.close()
            raise


def _answer(status: int, headers: list[tuple[str, str]], body: bytes) -> Answer:
    head = sum(len(name) + len(value) + 4 for name, value in headers) + len("HTTP/1.1 200 OK\r\n\r\n")
    return Answer(status, {name.lower(): value for name, value in headers}, body, head + len(body))


@dataclass
class Caller:
    """One enrolled phone."""

    post: Transport
    code: str
    device: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempt: int = 0
    n: int = 0
    cursor: str | None = None
    ack: str | None = None
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    """Operation id -> the outcome that the server acknowledged."""

    def __post_init__(self) -> None:
        asked = json.dumps({"code": self.code, "device": self.device}).encode()
        answer = self.post("/api/v1/enrol", asked, {"Content-Type": "application/json"})
        assert answer.status == 201, answer.body
        self.enrolled = answer.json
        self.token: str = answer.json["grant"]["token"]
        self.grant: str = answer.json["grant"]["id"]

    def op(
        self, kind: str, body: Mapping[str, Any], record: str | None = None, prev: str | None = None
    ) -> list[Any]:
        """Return an operation as a row of the wire."""
        self.n += 1
        return [new_id(), kind, record, prev, 0, self.n, clock.now_ms(), dict(body)]

    def household(self, village: str = "20-00001-001", **body: Any) -> list[Any]:
        return self.op("household.add", {"village": village, "head_name": "Nông Văn Thử"} | body)

    def assist(self, household: str | None, **body: Any) -> list[Any]:
        given = {"topic": "vneid", "outcome": "helped", "on": clock.local_date().isoformat()}
        where = {"household": household} if household else {"household": None, "village": "20-00001-001"}
        return self.op("assist.log", where | given | body)

    def document(self, *ops: list[Any], **overrides: Any) -> dict[str, Any]:
        """Return a request; every call is another attempt."""
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

    def headers(self, **more: str) -> dict[str, str]:
        given = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        return given | {name.replace("_", "-"): value for name, value in more.items()}

    def send(self, body: bytes, **headers: str) -> Answer:
        """Post bytes as they are."""
        return self.post(SYNC, body, self.headers(**headers))

    def send_packed(self, document: Mapping[str, Any]) -> Answer:
        """Post *document* as a phone does: gzip both ways."""
        packed = gzip.compress(json.dumps(document, separators=(",", ":")).encode(), 6)
        return self.send(packed, Content_Encoding="gzip", Accept_Encoding="gzip")

    def sync(self, *ops: list[Any], **overrides: Any) -> dict[str, Any]:
        """Make one round trip and keep what came of it."""
        answer = self.send_packed(self.document(*ops, **overrides))
        assert answer.status == 200, (answer.status, answer.body[:300])
        whole: dict[str, Any] = answer.json
        self.keep(whole, [op[0] for op in ops])
        return whole

    def keep(self, answer: Mapping[str, Any], sent: list[Any]) -> None:
        """Take an answer in: marks, acknowledged outcomes, rows."""
        self.ack, self.cursor = answer.get("ack", self.ack), answer.get("cursor", self.cursor)
        self.told |= dict.fromkeys(sent[: answer.get("processed", 0)], "applied")
        self.told |= {sent[at]: outcome for at, outcome, *_ in answer.get("exceptions", [])}
        self.told |= {id: outcome for id, outcome, *_ in answer.get("outcomes", [])}
        for change in answer.get("changes", []):
            for row in change["rows"]:
                self.rows[row[0]] = dict(zip(change["fields"], row, strict=True))

    def pull_all(self) -> int:
        """Ask until there is no more; return how many round trips that took."""
        trips = 1
        while self.sync().get("more"):
            trips += 1
        return trips


TOPICS = ("vneid", "payment_account", "digital_shop", "online_public_service", "digital_skills")
OUTCOMES = ("helped", "already_had", "in_progress", "helped")


def plausible_day(
    caller: Caller, households: list[str], count: int, chance: random.Random
) -> list[list[Any]]:
    """Return *count* assists as a day in the village brings them: varied households, topics and outcomes."""
    return [
        caller.assist(
            chance.choice(households),
            topic=chance.choice(TOPICS),
            outcome=chance.choice(OUTCOMES),
            on=clock.local_date().isoformat(),
        )
        for _ in range(count)
    ]
