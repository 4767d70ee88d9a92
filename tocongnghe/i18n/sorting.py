"""Sorting as Vietnamese readers expect: a ă â b c d đ e ê …, tones only where the letters are alike.

The order is that of the Unicode Collation Algorithm with CLDR's rules for
Vietnamese, which phones have in `Intl.Collator("vi", {numeric: true})`
(static/pwa/src/domain/order.ts); tests/messages/search_vectors.json holds both
together. No library of it comes as a package without a compiler, so the few
rules that names need are here (docs/decisions/0101).
"""

from __future__ import annotations

import re
import unicodedata

Key = tuple[tuple[tuple[int, int, str], ...], tuple[int, ...], tuple[bool, ...], str]

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng; no tone comes first."""
_ALPHABET = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_PIECE = re.compile(r"\d+|\D", re.DOTALL)
_SPACE, _SIGN, _NUMBER, _LETTER, _FOREIGN = range(5)


def order(text: str) -> Key:
    """Return the key by which *text* is sorted among others: letters, then tones, then small before large."""
    letters: list[tuple[int, int, str]] = []
    tones: list[int] = []
    large: list[bool] = []
    for piece in _PIECE.findall(unicodedata.normalize("NFC", text)):
        letter, tone = _without_tone(piece)
        letters.append(_rank(letter.lower()))
        tones.append(tone)
        large.append(letter != letter.lower())
    return tuple(letters), tuple(tones), tuple(large), text


def people_order(name: str) -> tuple[Key, Key]:
    """Return the key of a person: by the name they are called by, the last one, as in a commune's lists."""
    before, _, called = name.strip().rpartition(" ")
    return order(called), order(before)


def _rank(piece: str) -> tuple[int, int, str]:
    if piece.isspace():
        return _SPACE, 0, ""
    if piece.isdecimal():
        return _NUMBER, int(piece), ""
    if piece in _ALPHABET:
        return _LETTER, _ALPHABET[piece], ""
    return (_FOREIGN if piece.isalpha() else _SIGN), 0, piece


def _without_tone(piece: str) -> tuple[str, int]:
    """Return a letter without its tone, and the tone's place; other marks (ă, ơ) are part of the letter."""
    apart = unicodedata.normalize("NFD", piece)
    tone = next((_TONES[mark] for mark in apart if mark in _TONES), 0)
    if not tone:
        return piece, 0
    return unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONES)), tone
