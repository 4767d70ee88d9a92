"""Counts everything from the log of operations, the slow and obvious way, with nothing of the program's own.

Neither records nor catalogue are read: what each figure means is spelled out
here once more, so that a mistake in either shows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, select, true
from sqlalchemy.orm import Session

from tocongnghe.models import Latecomer, LogEntry, Operation, Place

Figures = dict[tuple[str, str, str], tuple[int, int]]
"""(Village, day, indicator) -> provisional, official."""

FIRSTS: dict[str, Any] = {
    "digital_shops": ("shop", {"digital_shop"}, {"helped", "already_had"}),
    "payment_accounts": ("person", {"payment_account"}, {"helped", "already_had"}),
    "payment_users": ("person", {"payment_account"}, {"helped", "already_had"}),
    "buyer_accounts": ("person", {"buyer_account"}, {"helped", "already_had"}),
    "farm_households_online": ("household", {"digital_shop", "product_listing"}, {"helped", "already_had"}),
    "vneid_accounts": ("person", {"vneid"}, {"helped", "already_had"}),
    "fixed_shops_with_qr": ("household", {"shop_qr"}, {"helped", "already_had"}),
    "citizen_app_users": ("person", {"citizen_app"}, {"helped", "already_had"}),
    "digital_signatures": ("person", {"digital_signature"}, {"helped", "already_had"}),
    "etax_businesses": ("household", {"etax"}, {"helped", "already_had"}),
    "poor_households_online": ("household", {"online_public_service"}, {"helped"}),
}
"""Indicator -> whose first day it is, on which topics, with which outcome."""
USED = {"used_with_help", "used_alone"}
STATES = {
    "assist.approve": "approved",
    "assist.unapprove": "submitted",
    "assist.return": "returned",
    "assist.reopen": "returned",
    "assist.withdraw": "withdrawn",
}
NAMED = ("topic", "outcome", "on", "stage", "slot", "details")


@dataclass
class Told:
    """What the operations tell, by record."""

    households: dict[str, dict[str, Any]] = field(default_factory=dict)
    assists: dict[str, dict[str, Any]] = field(default_factory=dict)
    classes: dict[str, dict[str, Any]] = field(default_factory=dict)
    surveys: dict[str, dict[str, Any]] = field(default_factory=dict)

    def winner(self, id: str | None) -> str | None:
        """Return who stands for household *id* after all mergers; None where nobody does."""
        if id is None:
            return None
        while self.households[id]["into"] is not None:
            id = self.households[id]["into"]
        return id


def count_by_hand(engine: Engine, seq: int | None = None) -> Figures:
    """Return every cell that the log, up to its line *seq*, adds up to."""
    told = _tell(engine, seq)
    cells: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for level, states in enumerate((("submitted", "approved"), ("approved",))):
        standing = {id: one for id, one in told.assists.items() if one["state"] in states}
        for village, day, indicator, count in (
            *_visits(standing),
            *_first_times(told, standing),
            *_classes(told),
            *_first_of_village("villages_visited", standing.values()),
            *_first_of_village("villages_surveyed", told.surveys.values()),
        ):
            cells[village, day, indicator][level] += count
    return {key: (counts[0], counts[1]) for key, counts in cells.items()}


def _tell(engine: Engine, seq: int | None) -> Told:
    told = Told()
    with Session(engine) as session:
        operations = session.execute(
            select(Operation.kind, Operation.record_id, Operation.body, Place.code)
            .join(LogEntry, LogEntry.operation_id == Operation.id)
            .outerjoin(Latecomer, Latecomer.operation_id == Operation.id)
            .outerjoin(Place, Place.id == Latecomer.place_id)
            .where(LogEntry.outcome == "applied", LogEntry.seq <= seq if seq is not None else true())
            .order_by(LogEntry.seq)
        ).all()
    for kind, record, text, lies_in in operations:
        body = json.loads(text)
        if lies_in is not None and "village" in body:  # it named a village that is no more
            body["village"] = lies_in
        room = kind.partition(".")[0]
        if kind in ("class_session.move", "village_survey.move"):
            body = {"village": body["village"]}
        if room == "household":
            _household(told, kind, record, body)
        elif room == "assist":
            _assist(told, kind, record, body)
        elif kind == "class_session.withdraw":
            del told.classes[record]
        elif room == "class_session":
            one = told.classes.setdefault(record, {"women": None, "men": None, "topic": None})
            one |= body
        elif room == "village_survey":
            told.surveys[record] = told.surveys.get(record, {}) | body
    return told


def _household(told: Told, kind: str, record: str, body: dict[str, Any]) -> None:
    if kind == "household.add":
        told.households[record] = {"state": "active", "into": None, "poverty": None} | body
    elif kind == "household.amend":
        told.households[record] |= body
    elif kind == "household.withdraw":
        told.households[record]["state"] = "withdrawn"
    elif kind == "household.merge":
        told.households[record] |= {"state": "merged", "into": told.winner(body["into"])}
    elif kind == "household.unmerge":
        told.households[record] |= {"state": "active", "into": None}
    elif kind == "household.move":
        told.households[record]["village"] = body["village"]


def _assist(told: Told, kind: str, record: str, body: dict[str, Any]) -> None:
    if kind == "assist.move":
        told.assists[record]["village"] = body["village"]
        return
    if kind not in ("assist.log", "assist.amend"):
        told.assists[record]["state"] = STATES[kind]
        return
    assist = told.assists.setdefault(record, {"id": record} | dict.fromkeys(NAMED))
    if body.get("household"):
        card = told.winner(body["household"])
        assert card is not None
        assist |= {"household": card, "village": told.households[card]["village"]}
    elif "household" in body or "village" in body:
        assist |= {"household": None, "village": body.get("village") or assist["village"]}
    assist |= {name: body[name] for name in NAMED if name in body} | {"state": "submitted"}


def _visits(assists: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str, str, int]]:
    for one in assists.values():
        yield one["village"], one["on"], "visits", 1
        yield one["village"], one["on"], f"{one['topic']}_visits", 1


def _first_times(told: Told, assists: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str, str, int]]:
    firsts: dict[Any, tuple[str, str, str]] = {}
    for one in assists.values():
        card = told.winner(one["household"])
        if card is None or told.households[card]["state"] != "active":
            continue
        for indicator, part in _reached(one, told.households[card]):
            this = (one["on"], one["id"], one["village"])
            firsts[card, indicator, part] = min(this, firsts.get((card, indicator, part), this))
    for (_card, indicator, _part), (day, _id, village) in firsts.items():
        yield village, day, indicator, 1


def _reached(assist: dict[str, Any], household: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if assist["outcome"] == "helped":
        yield f"{assist['topic']}_helped", None
    if assist["outcome"] in ("helped", "already_had"):
        yield f"{assist['topic']}_has", None
    for indicator, (whose, topics, outcomes) in FIRSTS.items():
        if assist["topic"] not in topics or assist["outcome"] not in outcomes:
            continue
        if indicator == "payment_users" and assist["stage"] not in USED:
            continue
        if indicator == "poor_households_online" and household["poverty"] != "poor":
            continue
        platform = (assist["details"] or {}).get("platform")
        known = platform in ("zalo", "facebook", "tiktok", "postmart", "voso", "other")
        parts = {"household": None, "person": assist["slot"], "shop": platform if known else None}
        yield indicator, parts[whose]


def _classes(told: Told) -> Iterator[tuple[str, str, str, int]]:
    for one in told.classes.values():
        yield one["village"], one["on"], "classes", 1
        if people := (one["women"] or 0) + (one["men"] or 0):
            yield one["village"], one["on"], "class_attendees", people


def _first_of_village(indicator: str, records: Any) -> Iterator[tuple[str, str, str, int]]:
    firsts: dict[str, str] = {}
    for one in records:
        firsts[one["village"]] = min(one["on"], firsts.get(one["village"], one["on"]))
    for village, day in firsts.items():
        yield village, day, indicator, 1
