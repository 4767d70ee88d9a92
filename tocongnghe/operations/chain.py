"""Hashes: of an operation's content, and of the log's whole past.

Source: protocol §3. Pure; both formulas are part of the wire contract.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from json.encoder import c_make_encoder, encode_basestring_ascii  # type: ignore[attr-defined]
from typing import Any

CHAIN_BYTES = 16
BODILESS = "null"
"""The canonical body of an operation that was erased: it counts as existing, and says nothing."""


def canonical(value: Any) -> str:
    """Return *value* as canonical JSON: sorted keys, no spaces, ASCII only.

    Raises:
        ValueError: A number that JSON does not have (NaN, infinity).
    """
    return "".join(_chunks(value, 0))


def _encoder() -> Callable[[Any, int], Iterable[str]]:
    """Return what `JSONEncoder.encode` makes anew for each value, which takes longer than a short value."""
    told = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    if c_make_encoder is None:
        return lambda value, _level: told.iterencode(value)
    given = (
        None,
        told.default,
        encode_basestring_ascii,
        told.indent,
        told.key_separator,
        told.item_separator,
    )
    made: Callable[[Any, int], Iterable[str]] = c_make_encoder(
        *given, told.sort_keys, told.skipkeys, told.allow_nan
    )
    return made


_chunks = _encoder()


def body_hash(fields: list[Any]) -> bytes:
    """Return the 32-byte hash of [id, kind, record, prev, grant id, n, at, body]."""
    return hashlib.sha256(canonical(fields).encode("ascii")).digest()


def body_hash_with(head: list[Any], body: str) -> bytes:
    """Return the same from [id, kind, record, prev, grant id, n, at] and the body as canonical JSON."""
    return hashlib.sha256(f"{canonical(head)[:-1]},{body}]".encode("ascii")).digest()


def link(previous: bytes, operation_id: str, outcome: str) -> bytes:
    """Return the chain after one more log line."""
    return hashlib.sha256(previous + operation_id.encode("ascii") + outcome.encode("ascii")).digest()[
        :CHAIN_BYTES
    ]


def new_genesis() -> bytes:
    """Return a random first link, so that no two installations share a past."""
    return secrets.token_bytes(CHAIN_BYTES)


def new_id() -> str:
    """Return 128 random bits as 22 characters base64url."""
    return secrets.token_urlsafe(16)
