"""What must hold (protocol §1), asked of the two ends after everything settled."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import select

from tests.machine.site import Site
from tocongnghe.models import Grant, LogEntry, Operation, Place
from tocongnghe.operations.audit import findings
from tocongnghe.operations.kinds import KINDS
from tocongnghe.operations.world import TABLES
from tocongnghe.sync.rows import COLUMNS, wire_fields, wire_row
from tocongnghe.vocabulary import RecordType

AFTER: dict[str, tuple[set[str | None], str | None]] = {
    "assist.log": ({None}, "submitted"),
    "assist.amend": ({"submitted", "returned"}, "submitted"),
    "assist.withdraw": ({"submitted", "returned"}, "withdrawn"),
    "assist.approve": ({"submitted"}, "approved"),
    "assist.unapprove": ({"approved"}, "submitted"),
    "assist.return": ({"submitted"}, "returned"),
    "assist.reopen": ({"approved"}, "returned"),
    "household.add": ({None}, "active"),
    "household.amend": ({"active"}, "active"),
    "household.withdraw": ({"active"}, "withdrawn"),
    "household.merge": ({"active"}, "merged"),
    "household.unmerge": ({"merged"}, "active"),
    "consent.give": ({None}, "given"),
    "consent.withdraw": ({"given"}, "withdrawn"),
}
"""Kind -> states from which it is legal, state after it; protocol §8 written down a second time."""


class Broken(AssertionError):
    """An invariant does not hold."""

    def __init__(self, invariant: str, detail: str) -> None:
        super().__init__(f"{invariant}: {detail}")
        self.invariant = invariant


def hold(condition: bool, invariant: str, detail: object) -> None:
    if not condition:
        raise Broken(invariant, str(detail)[:2000])


class Server:
    """The server's tables, read once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with site.engine.connect() as connection:
            self.operations = {
                row["id"]: dict(row) for row in connection.execute(select(Operation.__table__)).mappings()
            }
            self.log = [
                dict(row)
                for row in connection.execute(
                    select(LogEntry.__table__).order_by(LogEntry.province_id, LogEntry.seq)
                ).mappings()
            ]
            self.records = {
                record: {row["id"]: dict(row) for row in connection.execute(select(table)).mappings()}
                for record, table in TABLES.items()
            }
            self.villages = {row.id: row.code for row in connection.execute(select(Place.id, Place.code))}
            self.grants = {
                row["id"]: dict(row) for row in connection.execute(select(Grant.__table__)).mappings()
            }
        self.seq = len(self.log)

    def wired(self, scope: set[str]) -> dict[str, dict[str, Any]]:
        """Return what a phone of *scope* should have: record id -> columns by wire name."""
        rows = {}
        for record, table in self.records.items():
            if record not in COLUMNS:
                continue
            names = wire_fields(record)
            for id, row in table.items():
                village = self.villages[row["village_id"]]
                if village in scope:
                    values = wire_row(record, row | {"village": village})
                    rows[id] = json.loads(json.dumps(dict(zip(names, values, strict=True)), default=str))
        return rows


def check_server(server: Server) -> None:
    """I2, I5, I6, I7, I8 and I11 as the log alone can tell."""
    _once(server)
    _in_order(server)
    _legal(server)
    _nothing_waits_in_vain(server)
    _own_grants(server)
    with server.site.engine.connect() as connection:
        wrong = [str(finding) for finding in findings(connection)]
    hold(not wrong, "I5", wrong)


def _once(server: Server) -> None:
    applied: dict[str, int] = defaultdict(int)
    for line in server.log:
        applied[line["operation_id"]] += line["outcome"] == "applied"
    hold(all(times <= 1 for times in applied.values()), "I2", "an op was applied twice")
    for record, name in ((RecordType.ASSIST, "note"), (RecordType.HOUSEHOLD, "head_name")):
        seen: dict[str, str] = {}
        for operation in server.operations.values():
            if operation["kind"] not in KINDS or not KINDS[operation["kind"]].creates:
                continue
            body = json.loads(operation["body"])
            marker = body.get(name)
            if KINDS[operation["kind"]].record is not record or not marker or body.get("replaces"):
                continue
            if operation["outcome"] != "applied":
                continue
            hold(marker not in seen, "I2", f"{marker} is doubled: {seen.get(marker)} and {operation['id']}")
            seen[marker] = operation["id"]


def _in_order(server: Server) -> None:
    last: dict[tuple[str, str], int] = {}
    for line in server.log:
        if line["outcome"] != "applied":
            continue
        operation = server.operations[line["operation_id"]]
        key = operation["device_id"], operation["record_id"]
        hold(last.get(key, -1) < operation["device_n"], "I6", operation["id"])
        last[key] = operation["device_n"]


def _legal(server: Server) -> None:
    states: dict[str, str | None] = {}
    heads: dict[str, str] = {}
    for line in server.log:
        if line["outcome"] != "applied":
            continue
        operation = server.operations[line["operation_id"]]
        kind, record = operation["kind"], operation["record_id"]
        legal, after = AFTER[kind]
        hold(states.get(record) in legal, "I7", f"{kind} on {states.get(record)} {record}")
        hold(operation["prev_id"] == heads.get(record), "I7", f"{kind} of a version that was not the head")
        states[record], heads[record] = after, operation["id"]
    for table in server.records.values():
        for id, row in table.items():
            hold(str(row["state"]) == states[id], "I7", f"{id} is {row['state']}, its log says {states[id]}")
            hold(row["head_op"] == heads[id], "I7", f"{id} has another head than its log")


def _nothing_waits_in_vain(server: Server) -> None:
    for operation in server.operations.values():
        if operation["outcome"] != "held":
            continue
        reason = operation["reason"]
        parent = server.operations.get(operation["waits_for"] or "")
        if reason == "parent_unknown":
            hold(
                parent is None or parent["outcome"] == "held",
                "I8",
                f"{operation['id']} waits for what is here",
            )
        elif reason == "parent_rejected":
            hold(parent is not None and parent["outcome"] == "rejected", "I8", operation["id"])
        elif reason == "grant_expired":
            grant = server.grants[operation["grant_id"]]
            hold(
                grant["expires_at"] <= operation["est_from"] or grant["revoked_at"] is not None,
                "I8",
                f"{operation['id']} waits for a grant that was renewed",
            )
        else:
            hold(reason in ("grant_revoked", "grant_unknown"), "I8", f"{operation['id']}: {reason}")


def _own_grants(server: Server) -> None:
    for operation in server.operations.values():
        grant = server.grants.get(operation["grant_id"] or "")
        if grant is None or operation["outcome"] != "applied":
            continue
        hold(operation["author_id"] == grant["user_id"], "I11", f"{operation['id']} in another's name")
        hold(operation["device_id"] == grant["device_id"], "I11", f"{operation['id']} under a foreign grant")


def check_saved(server: Server, confirmed: dict[str, dict[str, Any]]) -> None:
    """I1: what was confirmed on a phone is on the server, word for word."""
    lost = [id for id in confirmed if id not in server.operations]
    hold(not lost, "I1", f"{len(lost)} lost: {lost[:5]} {[confirmed[id]['kind'] for id in lost[:5]]}")
    for id, op in confirmed.items():
        stored = server.operations[id]
        same = (
            stored["kind"] == op["kind"]
            and stored["device_n"] == op["n"]
            and stored["wall_at"] == op["at"]
            and json.loads(stored["body"]) == op["body"]
            and stored["grant_id"] == op["grant"]
        )
        hold(same, "I1", f"{id} is not what was saved")


def check_phone(
    server: Server, name: str, person: str | None, disk: dict[str, Any], cursor_seq: int | None
) -> None:
    """I4: outbox empty, cache = the server's rows in scope, cursor at the head, outcomes known."""
    hold(disk["outbox"] == [], "I4", f"{name} keeps {len(disk['outbox'])} unsent")
    scope = server.site.scope(person) if person is not None else set()
    ours = {row["id"]: row["fields"] for row in disk["rows"]}
    theirs = server.wired(scope) if person is not None else {}
    hold(ours.keys() == theirs.keys(), "I4", f"{name}: {_difference(ours, theirs)}")
    for id, row in theirs.items():
        hold(ours[id] == row, "I4", f"{name} shows {ours[id]} for {row}")
    if person is None:
        return
    hold(cursor_seq == server.seq, "I4", f"{name}'s cursor is at {cursor_seq} of {server.seq}")
    for op in disk["archive"]:
        stored = server.operations.get(op["id"])
        hold(stored is not None, "I1", f"{name} was told that {op['id']} is kept")
        if stored is None or (op["outcome"], op["reason"]) == ("rejected", "id_reused"):
            continue
        hold(
            op["outcome"] == stored["outcome"],
            "I4",
            f"{name} believes {op['kind']} {op['outcome']}, it is {stored['outcome']} {stored['reason']}",
        )


def check_troubles(name: str, disk: dict[str, Any], answered: set[str]) -> None:
    """I8 for people: what was not taken in is shown until its writer answers it."""
    newest: dict[str, int] = defaultdict(int)
    for op in disk["archive"]:
        newest[op["target"]] = max(newest[op["target"]], op["n"])
    for op in disk["archive"]:
        if op["outcome"] not in ("rejected", "conflict") or op["n"] < newest[op["target"]]:
            continue
        if not {op["target"], op["body"].get("household")} & answered:
            hold(
                op.get("open") == 1,
                "I8",
                f"{name} hides {op['kind']} {op['id']} {op['outcome']} {op['reason']}",
            )


def _difference(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    missing = [f"{id} {theirs[id]['state']}" for id in theirs.keys() - ours.keys()]
    surplus = [
        f"{id} {ours[id].get('state')} in {ours[id].get('village')}" for id in ours.keys() - theirs.keys()
    ]
    return f"lacks {missing[:4]}, keeps {surplus[:4]}"


def check_figures(server: Server, name: str, person_id: int, shown: dict[str, Any]) -> None:
    """I4 on the screen: receipts of the phone say what the server has."""
    assists = server.records[RecordType.ASSIST]
    for view in shown["assists"]:
        row = assists.get(view["id"])
        if row is None or view["receipt"] in ("attention", "held"):
            continue
        words = {"submitted": "received"}
        state = str(row["state"])
        hold(
            view["receipt"] == words.get(state, state),
            "I4",
            f"{name} shows {view['receipt']} for an assist that is {state}",
        )
