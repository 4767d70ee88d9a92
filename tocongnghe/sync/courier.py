"""Work that came by another's hands: parcels sealed by the phone that made them (protocol §12).

Opening a parcel proves where it comes from, so whoever brings it needs no
login. Taking one in equals a push of the same operations, as often as it is
brought and in whatever order; the phone itself learns at its next contact.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from marshmallow import ValidationError
from sqlalchemy import Engine

from tocongnghe.errors import Envelope, Problem, TooLarge
from tocongnghe.schemas.courier import CourierIn
from tocongnghe.services.grants import Origin, find_origin
from tocongnghe.sync.envelope import read_json, request_of
from tocongnghe.sync.protocol import inflate
from tocongnghe.sync.push import exceptions_of, push

APP = "courier"
NONCE_BYTES = 12
_SCHEMA = CourierIn()


def bring(engine: Engine, raw: bytes, *, max_ops: int, max_inflated_bytes: int) -> list[dict[str, Any]]:
    """Take a courier file in; return for each parcel what became of it, in order.

    {grant, processed, exceptions} or, for one that cannot be opened, {grant, refused: slug}.

    Raises:
        Envelope: Not a courier file at all.
    """
    try:
        file = _SCHEMA.load(read_json(raw))
    except ValidationError as error:
        raise Envelope("not a courier file") from error
    return [_bring_one(engine, parcel, max_ops, max_inflated_bytes) for parcel in file["parcels"]]


def _bring_one(
    engine: Engine, parcel: Mapping[str, Any], max_ops: int, max_inflated_bytes: int
) -> dict[str, Any]:
    told = {"grant": parcel["grant"]}
    try:
        origin = find_origin(engine, parcel["grant"], str(parcel["device"]))
        if origin is None:
            return told | {"refused": "grant"}
        content = read_json(_open(parcel, origin, max_inflated_bytes))
        request = request_of(_as_request(content, parcel), max_ops=max_ops)
    except InvalidTag:
        return told | {"refused": "seal"}
    except Problem as problem:
        return told | {"refused": problem.slug}
    decisions, _ = push(engine, origin.bearer, request, is_carried=True)
    return told | {"processed": len(decisions), "exceptions": exceptions_of(decisions)}


def _open(parcel: Mapping[str, Any], origin: Origin, max_inflated_bytes: int) -> bytes:
    """Return a parcel's content.

    Raises:
        InvalidTag: Sealed by another, or changed on the way.
        Envelope, TooLarge, BadEncoding: What is inside cannot be read.
    """
    nonce, data = _bytes(parcel["nonce"]), _bytes(parcel["data"])
    if len(nonce) != NONCE_BYTES:
        raise Envelope("nonce")
    packed = AESGCM(origin.seal).decrypt(nonce, data, sealed_for(parcel["grant"], str(parcel["device"])))
    if len(packed) > max_inflated_bytes:
        raise TooLarge
    return inflate(packed, "gzip", max_bytes=len(packed), max_inflated_bytes=max_inflated_bytes)


def sealed_for(grant: str, device: str) -> bytes:
    """Return what the seal also covers: whose parcel this is, from which phone."""
    return f"tocongnghe-parcel:1:{grant}:{device}".encode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Envelope("not base64url") from error


def _as_request(content: Mapping[str, Any], parcel: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sync request that would have brought the same operations."""
    kept = {name: content[name] for name in ("schema", "clock", "fields", "ops") if name in content}
    return kept | {
        "protocol": 1,
        "app": APP,
        "device": str(parcel["device"]),
        "attempt": 0,
        "grants": [parcel["grant"]],
    }
