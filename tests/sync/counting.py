"""A phone that keeps what it made and what it was sent, and the phone's real code that counts over it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import Any

from tests.machine.phones import NODE, SOURCES
from tests.sync.phone import Phone

PROGRAM = SOURCES / "tests" / "figures" / "main.ts"


def count_on_phones(phones: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what each of *phones* (documents of `Keeper.document`) shows its member."""
    done = subprocess.run(
        [NODE, PROGRAM],
        input=json.dumps(phones, default=str),
        text=True,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    shown: list[dict[str, Any]] = json.loads(done.stdout)
    return shown


class Keeper:
    """A member's phone: rows with the attempt that brought them, own ops with what became of them."""

    def __init__(self, phone: Phone, user_id: int) -> None:
        self.phone = phone
        self.me = str(user_id)
        self.rows: dict[str, dict[str, Any]] = {}
        self.ops: dict[str, dict[str, Any]] = {}
        self.unsent: list[list[Any]] = []

    def make(self, kind: str, body: dict[str, Any], record: str | None = None) -> str:
        """Write an op down without sending it; return the id of its record."""
        op = self.phone.op(kind, body, record, self.head(record) if record else None)
        self.unsent.append(op)
        self.ops[op[0]] = {
            "id": op[0],
            "kind": kind,
            "target": record or op[0],
            "creates": record is None,
            "n": op[5],
            "at": op[6],
            "author": self.me,
            "body": body,
            "status": "pending",
            "reason": None,
            "attempt": None,
        }
        return record or op[0]

    def head(self, record: str) -> str | None:
        """Return the newest op of *record* that this phone knows."""
        own = [op["id"] for op in self.ops.values() if op["target"] == record and op["status"] == "pending"]
        row = self.rows.get(record)
        return own[-1] if own else row["fields"]["head_op"] if row else record

    def sync(self) -> None:
        """Send what waits and take in all that the server has."""
        has_more = True
        while has_more:
            sent, self.unsent = self.unsent, []
            answer = self.phone.sync(*sent)
            attempt = self.phone.attempt
            assert answer.get("processed", 0) == len(sent)
            for op in sent:
                self.ops[op[0]] |= {"status": "applied", "attempt": attempt}
            for index, outcome, reason, *_ in answer.get("exceptions", []):
                self.ops[sent[index][0]] |= {"status": outcome, "reason": reason}
            for op_id, outcome, *_ in answer.get("outcomes", []):
                if op_id in self.ops:
                    self.ops[op_id] |= {"status": outcome}
            for change in answer.get("changes", []):
                for row in change["rows"]:
                    fields = dict(zip(change["fields"], row, strict=True))
                    self.rows[row[0]] = {
                        "id": row[0],
                        "kind": change["kind"],
                        "fields": fields,
                        "attempt": attempt,
                    }
            for gone in answer.get("gone", []):
                self.rows.pop(gone, None)
            has_more = bool(answer.get("more"))

    def document(
        self, period: tuple[Any, Any], today: Any, targets: Sequence[dict[str, Any]] = ()
    ) -> dict[str, Any]:
        """Return all that the phone's code needs to count."""
        return {
            "rows": [dict(row) for row in self.rows.values()],
            "ops": [dict(op) for op in self.ops.values()],
            "me": self.me,
            "targets": list(targets),
            "period": {"from": str(period[0]), "to": str(period[1])},
            "today": str(today),
        }
