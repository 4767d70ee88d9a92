"""A sync request from bytes to checked values; nothing in it is believed yet."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from marshmallow import ValidationError

from tocongnghe.errors import Envelope, TooLarge
from tocongnghe.schemas.api import SyncIn
from tocongnghe.sync.protocol import FIELDS

_SCHEMA = SyncIn()
MAX_LEVELS = 32
"""Of lists and objects in one another; an operation needs five."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the phone asks, checked for shape (protocol §5)."""

    app: str
    schema: int
    device: str
    attempt: int
    cursor: str | None
    ack: str | None
    clock: Mapping[str, int | None]
    report: Mapping[str, Any]
    grants: list[str]
    max_bytes: int
    offer: list[str]
    rows: list[dict[str, Any]]
    """Operations as dictionaries of the wire's field names."""


def parse(body: bytes, *, max_ops: int) -> Request:
    """Return the request in *body*.

    Raises:
        Envelope: Not JSON, or not a sync request; `detail` names the field.
        TooLarge: More operations than the limit.
    """
    return request_of(read_json(body), max_ops=max_ops)


def request_of(given: Mapping[str, Any], *, max_ops: int) -> Request:
    """Return the request that a JSON object is.

    Raises:
        Envelope, TooLarge: As for `parse`.
    """
    ops = given.get("ops")
    is_listed = type(ops) is list and all(type(row) is list for row in ops)
    try:
        document = _SCHEMA.load({**given, "ops": []} if is_listed else given)
    except ValidationError as error:
        raise Envelope(_fields_at_fault(error)) from error
    rows = ops if is_listed and ops is not None else document["ops"]
    if len(rows) > max_ops:
        raise TooLarge(extra={"limits": {"max_ops": max_ops}})
    return Request(
        app=document["app"],
        schema=document["schema"],
        device=str(document["device"]),
        attempt=document["attempt"],
        cursor=document["cursor"],
        ack=document["ack"],
        clock=document["clock"],
        report=document["report"] or {},
        grants=document["grants"],
        max_bytes=document["max_bytes"],
        offer=document["offer"],
        rows=_rows(document["fields_"], rows),
    )


def read_json(body: bytes) -> dict[str, Any]:
    """Return the object in *body*, read by Python's own parser.

    That one passes lone surrogates on, to be judged operation by operation.

    Raises:
        Envelope: Not JSON, or no object.
    """
    try:
        document = json.loads(body.decode("utf-8"), parse_constant=_no_constant, parse_float=_finite)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Envelope("not JSON in UTF-8") from error
    if not isinstance(document, dict):
        raise Envelope("not an object")
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    """Refuse what Python reads as infinity, which JSON cannot say: it could be read here, but not stored."""
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number beyond all bounds")
    return number


def _is_deep(value: Any, levels: int = MAX_LEVELS) -> bool:
    """Tell whether *value* is nested so deeply that it might be read here and break further in."""
    if type(value) not in (dict, list):
        return False
    inside = value.values() if type(value) is dict else value
    return levels == 0 or any(_is_deep(one, levels - 1) for one in inside)


def _is_flat(row: list[Any]) -> bool:
    """Tell whether *row* holds plain values and objects of plain values only, as nearly all do."""
    for value in row:
        kind = type(value)
        if kind is list or (kind is dict and not _NESTS.isdisjoint(map(type, value.values()))):
            return False
    return True


_NESTS = {dict, list}


def _rows(names: list[str], ops: list[list[Any]]) -> list[dict[str, Any]]:
    if ops and not set(FIELDS) <= set(names):
        raise Envelope("fields: some are missing")
    if any(len(row) != len(names) for row in ops):
        raise Envelope("ops: a row has another length than fields")
    if any(not _is_flat(row) and _is_deep(row, MAX_LEVELS - 1) for row in ops):
        raise Envelope("ops: nested too deeply")
    return [dict(zip(names, row, strict=True)) for row in ops]


def _fields_at_fault(error: ValidationError) -> str:
    return ", ".join(sorted(map(str, error.messages_dict)))[:200]
