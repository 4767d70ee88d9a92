"""Looks at the bytes of a sound file: an Ogg stream of Opus, whole, short and light, or why not.

Source: RFC 3533 (pages and their checksum), RFC 7845 (Opus in Ogg: the two
headers, pre-skip, 48 kHz granules).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

MEDIA_TYPE = "audio/ogg"
MOST_SECONDS = 30
BYTES_A_SECOND = 12 * 1024 / 5  # the longest pack is fetched over one evening's Wi-Fi of a village
LEAST_ROOM_BYTES = 3 * 1024
"""However short it is, it may weigh this much: the headers are the same for a single word."""
MOST_FILE_BYTES = int(MOST_SECONDS * BYTES_A_SECOND)
RATE = 48_000  # of granules, whatever the sound's own rate was

_PAGE = struct.Struct("<4sBBqIIIB")
_FIRST, _LAST = 2, 4
_POLYNOMIAL = 0x04C11DB7


class BadSound(Exception):
    """A file that is not taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sound:
    """What a sound file is."""

    duration_ms: int
    byte_count: int


@dataclass(frozen=True, slots=True)
class _Page:
    flags: int
    granule: int
    serial: int
    number: int
    content: bytes


def look_at(content: bytes) -> Sound:
    """Return what *content* is.

    Raises:
        BadSound: `empty`, `type` (no Ogg, or no Opus in it), `damaged` (cut off, or other bytes
            than its checksums say), `long` (over MOST_SECONDS), `heavy`.
    """
    if not content:
        raise BadSound("empty")
    if not content.startswith(b"OggS"):
        raise BadSound("type")
    pages = list(_pages(content))
    if not pages[0].flags & _FIRST or not pages[0].content.startswith(b"OpusHead"):
        raise BadSound("type")
    _check_order(pages)
    if len(pages[0].content) < 19 or len(pages) < 3 or not pages[1].content.startswith(b"OpusTags"):
        raise BadSound("damaged")
    (pre_skip,) = struct.unpack_from("<H", pages[0].content, 10)
    duration_ms = round(max(0, pages[-1].granule - pre_skip) * 1000 / RATE)
    if duration_ms == 0:
        raise BadSound("empty")
    if duration_ms > MOST_SECONDS * 1000:
        raise BadSound("long")
    if len(content) > max(LEAST_ROOM_BYTES, duration_ms / 1000 * BYTES_A_SECOND):
        raise BadSound("heavy")
    return Sound(duration_ms, len(content))


def _check_order(pages: list[_Page]) -> None:
    in_order = [page.number for page in pages] == list(range(len(pages)))
    is_ended = bool(pages[-1].flags & _LAST)
    if not in_order or not is_ended or len({page.serial for page in pages}) > 1:
        raise BadSound("damaged")


def _pages(content: bytes) -> Iterator[_Page]:
    at = 0
    while at < len(content):
        if len(content) - at < _PAGE.size:
            raise BadSound("damaged")
        magic, version, flags, granule, serial, number, said, segments = _PAGE.unpack_from(content, at)
        lengths = content[at + _PAGE.size : at + _PAGE.size + segments]
        end = at + _PAGE.size + segments + sum(lengths)
        if magic != b"OggS" or version != 0 or len(lengths) < segments or end > len(content):
            raise BadSound("damaged")
        blank = content[at : at + 22] + bytes(4) + content[at + 26 : end]
        if _checksum(blank) != said:
            raise BadSound("damaged")
        yield _Page(flags, granule, serial, number, content[at + _PAGE.size + segments : end])
        at = end


def _checksum(content: bytes) -> int:
    table, value = _table(), 0
    for byte in content:
        value = ((value << 8) & 0xFFFFFFFF) ^ table[(value >> 24) ^ byte]
    return value


@cache
def _table() -> tuple[int, ...]:
    found = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ (_POLYNOMIAL if value & 0x80000000 else 0)
        found.append(value & 0xFFFFFFFF)
    return tuple(found)
