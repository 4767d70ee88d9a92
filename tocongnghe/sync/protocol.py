"""The wire's own small rules, purely: limits, digests, positions in the log.

Source: protocol §5 and §7.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from tocongnghe.errors import BadEncoding, TooLarge

VERSION = 1
FIELDS = ("id", "kind", "record", "prev", "grant", "n", "at", "body")
DIGEST_BYTES = 12
EPOCH_BYTES = 8
CHAIN_BYTES = 16
SCOPE_BYTES = 8
MAX_SEQ = (1 << 63) - 1  # what databases count to
_LAYOUT = struct.Struct(f">{EPOCH_BYTES}sQ{CHAIN_BYTES}s{SCOPE_BYTES}s")


@dataclass(frozen=True, slots=True)
class Mark:
    """An opaque position in a province's log: cursor or ack mark.

    `scope` is a hash of schema level and villages; empty bytes in an ack mark.
    """

    epoch: str
    seq: int
    chain: bytes
    scope: bytes = bytes(SCOPE_BYTES)

    def pack(self) -> str:
        """Return the mark as it travels."""
        raw = _LAYOUT.pack(self.epoch.encode("ascii"), self.seq, self.chain, self.scope)
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def unpack(text: str | None) -> Mark | None:
    """Return the mark that *text* holds; None for none, or for one that nobody here made."""
    if not text:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        epoch, seq, chain, scope = _LAYOUT.unpack(raw)
        return Mark(epoch.decode("ascii"), seq, chain, scope) if seq <= MAX_SEQ else None
    except (binascii.Error, struct.error, ValueError):
        return None


def digest(ids: Iterable[str]) -> str:
    """Return the first 12 bytes, base64url, of the hash of the processed ids."""
    whole = hashlib.sha256("\n".join(ids).encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(whole[:DIGEST_BYTES]).decode("ascii")


def scope_hash(schema: int, village_ids: Iterable[int]) -> bytes:
    """Return the hash that tells a phone's cursor from one of another scope or schema."""
    text = f"{schema}:{','.join(map(str, sorted(village_ids)))}"
    return hashlib.sha256(text.encode("ascii")).digest()[:SCOPE_BYTES]


def inflate(raw: bytes, encoding: str | None, *, max_bytes: int, max_inflated_bytes: int) -> bytes:
    """Return the request body in clear, never holding more than the ceiling in memory.

    Raises:
        TooLarge: More bytes than the limits, before or after inflation.
        BadEncoding: Neither gzip nor plain, or gzip that is broken.
    """
    limits = {"max_bytes": max_bytes, "max_inflated_bytes": max_inflated_bytes}
    if encoding in (None, "", "identity"):
        if len(raw) > max_inflated_bytes:
            raise TooLarge(extra={"limits": limits})
        return raw
    if encoding != "gzip":
        raise BadEncoding("gzip or nothing")
    if len(raw) > max_bytes:
        raise TooLarge(extra={"limits": limits})
    inflator = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        body = inflator.decompress(raw, max_inflated_bytes + 1)
    except zlib.error as error:
        raise BadEncoding("broken gzip") from error
    if len(body) > max_inflated_bytes:
        raise TooLarge(extra={"limits": limits})
    if not inflator.eof:
        raise BadEncoding("gzip ends too early")
    return body
