"""What a short message (SMS) holds: 160 characters of the plain alphabet, 70 as soon as one has a mark.

Source: 3GPP TS 23.038 (the alphabets), 3GPP TS 23.040 (parts: 153 and 67, the rest joins them).
The phone counts by the same rules (static/pwa/src/domain/short-messages.ts):
tests/messages/sms_vectors.json holds both to them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

MAX_PLAIN, MAX_PLAIN_PART = 160, 153
MAX_MARKED, MAX_MARKED_PART = 70, 67
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€")
"""Sent as two: an escape and a letter."""
_LOOSE = str.maketrans(
    {"đ": "d", "Đ": "D", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."}
)


@dataclass(frozen=True, slots=True)
class Size:
    """How long a text is as a short message: `units` of `room` in each of `parts`."""

    units: int
    parts: int
    is_plain: bool


def plain(text: str) -> str:
    """Return *text* without marks over and under its letters, as people type where marks cost."""
    apart = unicodedata.normalize("NFD", text.translate(_LOOSE))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def unsendable(text: str) -> str:
    """Return the characters of *text* that the plain alphabet does not have, each once."""
    return "".join(dict.fromkeys(c for c in text if c not in _ALPHABET and c not in _DOUBLE))


def size_of(text: str) -> Size:
    """Return what *text* costs to send."""
    if not unsendable(text):
        units = sum(2 if c in _DOUBLE else 1 for c in text)
        return Size(units, _parts(units, MAX_PLAIN, MAX_PLAIN_PART), True)
    units = len(text.encode("utf-16-le")) // 2
    return Size(units, _parts(units, MAX_MARKED, MAX_MARKED_PART), False)


def _parts(units: int, alone: int, joined: int) -> int:
    return 1 if units <= alone else -(-units // joined)
