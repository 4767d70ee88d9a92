"""What must hold (protocol §1), asked of the two ends after everything settled."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import select

from tests.machine.site import Site
from tocongnghe.models import Device, Grant, LogEntry, Operation, Place
from tocongnghe.operations.audit import findings
from tocongnghe.operations.chain import BODILESS
from tocongnghe.operations.kinds import KINDS
from tocongnghe.operations.world import TABLES
from tocongnghe.sync.rows import COLUMNS, wire_fields, wire_row
from tocongnghe.vocabulary import RecordType

MEETING = "meeting "
"""Begins the note of what was logged at a meeting: the same for each household that was there."""
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
            self.devices = {
                row["id"]: dict(row) for row in connection.execute(select(Device.__table__)).mappings()
            }
        self.seq = len(self.log)

    def family(self, device: str | None) -> list[str]:
        """Return the phone and those it was split from."""
        family: list[str] = []
        while device is not None and device not in family:
            family.append(device)
            device = self.devices[device]["split_from_id"]
        return family

    def wired(self, scope: set[str]) -> dict[str, dict[str, Any]]:
        """Return what a phone of *scope* should have: record id -> columns by wire name."""
        rows = {}
        for record, table in self.records.items():
            if record not in COLUMNS:
                continue
            names = wire_fields(record)
            for id, row in table.items():
                village = self.villages[row["village_id"]]
                if village in scope and row.get("head_name") != "":
                    values = wire_row(record, row | {"village": village})
                    rows[id] = json.loads(json.dumps(dict(zip(names, values, strict=True)), default=str))
        return rows


def check_server(server: Server, made_on: dict[str, str], erased: set[str], forged: set[str]) -> None:
    """I2, I5, I6, I7, I8, I10 and I11 as the log alone can tell.

    *made_on*: op -> phone on which it was saved, where two phones once had one device id.
    """
    _once(server)
    _in_order(server, made_on, erased)
    _legal(server, erased)
    _nothing_waits_in_vain(server, erased)
    _own_grants(server, forged)
    _times_within_bounds(server)
    kept = [id for id in erased & server.operations.keys() if server.operations[id]["body"] != BODILESS]
    hold(not kept, "I10", f"{kept[:3]} came back")
    _nothing_about(server, erased)
    with server.site.engine.connect() as connection:
        wrong = [str(finding) for finding in findings(connection)]
    hold(not wrong, "I5", wrong)


def _nothing_about(server: Server, erased: set[str]) -> None:
    """I10: nothing is kept that speaks of a household that was erased, whenever it came."""
    assists = server.records[RecordType.ASSIST]
    for operation in server.operations.values():
        body = json.loads(operation["body"]) or {}
        row = assists.get(operation["record_id"])
        is_corrected = row is not None and row["household_id"] not in erased  # it was another household's
        is_kept = body.get("household") in erased and not is_corrected
        hold(not is_kept, "I10", f"{operation['kind']} {operation['id']} is kept")


def _once(server: Server) -> None:
    applied: dict[str, int] = defaultdict(int)
    for line in server.log:
        applied[line["operation_id"]] += line["outcome"] == "applied" and line["reason"] != "erased"
    hold(all(times <= 1 for times in applied.values()), "I2", "an op was applied twice")
    for record, name in ((RecordType.ASSIST, "note"), (RecordType.HOUSEHOLD, "head_name")):
        seen: dict[str, str] = {}
        for operation in server.operations.values():
            if operation["kind"] not in KINDS or not KINDS[operation["kind"]].creates:
                continue
            body = json.loads(operation["body"]) or {}
            marker = body.get(name)
            if KINDS[operation["kind"]].record is not record or not marker or body.get("replaces"):
                continue
            if operation["outcome"] != "applied":
                continue
            if marker.startswith(MEETING):
                marker = f"{marker} of {body['household']}"  # each once
            hold(marker not in seen, "I2", f"{marker} is doubled: {seen.get(marker)} and {operation['id']}")
            seen[marker] = operation["id"]


def _in_order(server: Server, made_on: dict[str, str], erased: set[str]) -> None:
    last: dict[tuple[str, str], int] = {}
    for line in server.log:
        if line["outcome"] != "applied" or line["operation_id"] in erased:
            continue
        operation = server.operations[line["operation_id"]]
        maker = made_on.get(operation["id"]) or operation["device_id"]
        key = maker, operation["record_id"]
        hold(last.get(key, -1) < operation["device_n"], "I6", operation["id"])
        last[key] = operation["device_n"]


def check_names(server: Server, disks: dict[str, dict[str, Any]]) -> None:
    """I6: two phones that both went on under one device id have got two."""
    made: dict[tuple[str, int], str] = {}
    for disk in disks.values():
        device = disk["marks"].get("device")
        for op in disk["archive"]:
            stored = server.operations.get(op["id"])
            if stored is not None and stored["device_id"] == device:
                other = made.setdefault((device, op["n"]), op["id"])
                hold(other == op["id"], "I6", f"{other} and {op['id']} are both number {op['n']} of {device}")


def _legal(server: Server, erased: set[str]) -> None:
    states: dict[str, str | None] = {}
    heads: dict[str, str] = {}
    silenced = {server.operations[id]["record_id"] for id in erased & server.operations.keys()}
    for line in server.log:
        if line["outcome"] != "applied":
            continue
        operation = server.operations[line["operation_id"]]
        kind, record = operation["kind"], operation["record_id"]
        legal, after = AFTER[kind]
        if record not in silenced:
            hold(states.get(record) in legal, "I7", f"{kind} on {states.get(record)} {record}")
            hold(
                operation["prev_id"] == heads.get(record), "I7", f"{kind} of a version that was not the head"
            )
        states[record], heads[record] = after, operation["id"]
    for table in server.records.values():
        for id, row in table.items():
            if id in silenced:
                continue
            hold(str(row["state"]) == states[id], "I7", f"{id} is {row['state']}, its log says {states[id]}")
            hold(row["head_op"] == heads[id], "I7", f"{id} has another head than its log")


def _nothing_waits_in_vain(server: Server, erased: set[str]) -> None:
    for operation in server.operations.values():
        if operation["outcome"] != "held" or {operation["id"], operation["waits_for"]} & erased:
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


def _own_grants(server: Server, forged: set[str]) -> None:
    for operation in server.operations.values():
        if operation["outcome"] != "applied":
            continue
        hold(operation["id"] not in forged, "I11", f"{operation['id']} was forged and applies")
        grant = server.grants.get(operation["grant_id"] or "")
        if grant is None:
            continue
        hold(operation["author_id"] == grant["user_id"], "I11", f"{operation['id']} in another's name")
        family = server.family(operation["device_id"])
        hold(grant["device_id"] in family, "I11", f"{operation['id']} under a foreign grant")


def _times_within_bounds(server: Server) -> None:
    """Protocol §10: whatever a phone says, nothing was made before it enrolled or after it arrived."""
    for operation in server.operations.values():
        if operation["grant_id"] is None or operation["grant_id"] not in server.grants:
            continue
        first = min(server.devices[one]["created_at"] for one in server.family(operation["device_id"]))
        is_within = first <= operation["est_from"] <= operation["est_to"] <= operation["received_at"]
        hold(is_within, "§10", f"{operation['id']}: {operation['est_from']} to {operation['est_to']}")


def check_saved(
    server: Server, confirmed: dict[str, dict[str, Any]], decided: set[str], erased: set[str]
) -> None:
    """I1: what was confirmed on a phone is on the server, word for word; what the desk decided is, too."""
    lost = [id for id in confirmed if id not in server.operations]
    hold(not lost, "I1", f"{len(lost)} lost: {lost[:5]} {[confirmed[id]['kind'] for id in lost[:5]]}")
    lost = [id for id in decided if id not in server.operations]
    hold(not lost, "I1", f"{len(lost)} decisions of the desk lost: {lost[:5]}")
    for id, op in confirmed.items():
        stored = server.operations[id]
        same = (
            stored["kind"] == op["kind"]
            and stored["device_n"] == op["n"]
            and stored["wall_at"] == op["at"]
            and json.loads(stored["body"]) == op["body"]
            and stored["grant_id"] == op["grant"]
        )
        hold(same or id in erased, "I1", f"{id} is not what was saved")


def refused_with(
    server: Server, erased: set[str], told: dict[str, str], confirmed: dict[str, dict[str, Any]]
) -> set[str]:
    """I10: return what came too late, about what was *erased*, and was not kept either; nothing else is."""
    named = erased | {server.operations[id]["record_id"] for id in erased & server.operations.keys()}
    late: set[str] = set()
    for _ in told:
        for id, record in told.items():
            op = confirmed.get(id)  # the desk's own are none of a phone's
            body = op["body"] if op is not None else {}
            about = {record, op and op["prev"], body.get("household"), body.get("replaces")}
            if id not in erased | late and (op is None or about & named):
                late.add(id)
                named.add(id)
    stray = told.keys() - erased - late
    hold(not stray, "I10", f"{list(stray)[:3]} were erased, nobody asked for that")
    return late


def check_forgotten(name: str, disk: dict[str, Any], erased: set[str]) -> None:
    """I10: no phone keeps the content of what was erased; what it shows is compared by I4."""
    for op in [*disk["archive"], *disk["outbox"]]:
        hold(op["id"] not in erased or op["body"] == {}, "I10", f"{name} keeps {op['kind']} {op['id']}")


def check_desk(server: Server, decided: set[str]) -> None:
    """I7: no decision of the desk that nobody made."""
    made_here = {
        op["id"]
        for op in server.operations.values()
        if op["grant_id"] is None and op["author_id"] is not None
    }
    hold(made_here <= decided, "I7", f"nobody decided {list(made_here - decided)[:3]}")


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
        hold(_said(ours[id]) == _said(row), "I4", f"{name} shows {ours[id]} for {row}")
    if person is None:
        return
    hold(cursor_seq == server.seq, "I4", f"{name}'s cursor is at {cursor_seq} of {server.seq}")
    asking = {grant["id"] for grant in disk["grants"] if grant["user"]["id"] in disk["people"]}
    for op in disk["archive"]:
        stored = server.operations.get(op["id"])
        hold(stored is not None, "I1", f"{name} was told that {op['id']} is kept")
        if stored is None or (op["outcome"], op["reason"]) == ("rejected", "id_reused"):
            continue
        if op["grant"] not in asking:
            continue  # of somebody who is no longer on this phone: nobody asks what became of it
        hold(
            op["outcome"] == stored["outcome"],
            "I4",
            f"{name} believes {op['kind']} {op['outcome']}, it is {stored['outcome']} {stored['reason']}",
        )


def check_troubles(name: str, disk: dict[str, Any], answered: set[str]) -> None:
    """I8 for people: what was not taken in is shown until its writer answers it."""
    newest: dict[str, int] = defaultdict(int)
    settled = {id for op in [*disk["archive"], *disk["outbox"]] for id in op["body"].get("settles", ())}
    for op in disk["archive"]:
        newest[op["target"]] = max(newest[op["target"]], op["n"])
    for op in disk["archive"]:
        if op["outcome"] not in ("rejected", "conflict") or op["n"] < newest[op["target"]]:
            continue
        if op["id"] in settled:
            continue
        if not {op["target"], op["body"].get("household")} & answered:
            hold(
                op.get("open") == 1,
                "I8",
                f"{name} hides {op['kind']} {op['id']} {op['outcome']} {op['reason']}",
            )


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a row says: phones keep no column that is empty."""
    return {name: value for name, value in row.items() if value is not None}


def _difference(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    missing = [f"{id} {theirs[id]['state']}" for id in theirs.keys() - ours.keys()]
    surplus = [
        f"{id} {ours[id].get('state')} in {ours[id].get('village')}" for id in ours.keys() - theirs.keys()
    ]
    return f"lacks {missing[:4]}, keeps {surplus[:4]}"


def check_figures(server: Server, name: str, person_id: int, shown: dict[str, Any]) -> None:
    """I4 on the screen: receipts and figures of the phone say what the server has."""
    assists = server.records[RecordType.ASSIST]
    waits = 0
    for view in shown["assists"]:
        row = assists.get(view["id"])
        if row is None or view["receipt"] in ("attention", "held"):
            waits += 1
            continue
        words = {"submitted": "received"}
        state = str(row["state"])
        hold(
            view["receipt"] == words.get(state, state),
            "I4",
            f"{name} shows {view['receipt']} for an assist that is {state}",
        )
    period, ids = shown["period"], {view["id"] for view in shown["assists"]}
    counted = sum(
        str(row["state"]) == "approved"
        and row["author_id"] == person_id
        and period["from"] <= row["happened_on"].isoformat() <= period["to"]
        for id, row in assists.items()
        if id in ids
    )
    told = shown["figures"]["approved"]
    hold(
        counted - waits <= told <= counted,
        "I4",
        f"{name} counts {told} approved, the commune counts {counted}",
    )
