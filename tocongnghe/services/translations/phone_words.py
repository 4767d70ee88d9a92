"""What a phone gets of the approved words: those that it shows and its own catalogue does not have.

A message id travels as 32 bits of its own (FNV-1a): the ids are longer than
the texts, and the phone knows them all. Ids whose bits are also another's travel in full.
"""

from __future__ import annotations

import base64
import struct
from collections import Counter
from functools import cache
from typing import Any

from tocongnghe.errors import NotFound
from tocongnghe.i18n import BASE, LOCALES
from tocongnghe.i18n.locales import chain
from tocongnghe.i18n.overlay import overlay
from tocongnghe.services.translations.strings import all_strings, shipped

PARTS = {"visit": frozenset({0, 1}), "rest": frozenset({2, 3})}
"""In two parts, each with room to spare within 15 KB: what a visit says comes first."""
_START, _PRIME = 0x811C9DC5, 0x01000193


def words_for_phone(language: str, part: str) -> dict[str, Any]:
    """Return {language, part, of: {code: {keys, texts, named}}} for *language* and what it falls back to.

    `keys` is base64 of four bytes a text, in the order of `texts`; `named` is
    message id -> text of the few whose bytes are also another's.

    Raises:
        NotFound: No such language, or no such part.
    """
    if language not in LOCALES or part not in PARTS:
        raise NotFound
    of = {code: _packed(_new(code, PARTS[part])) for code in chain(language)}
    return {"language": language, "part": part, "of": of}


def short_key(msgid: str) -> int:
    """Return the 32 bits by which phones know *msgid*: FNV-1a of its UTF-8."""
    found = _START
    for byte in msgid.encode():
        found = (found ^ byte) * _PRIME & 0xFFFFFFFF
    return found


def _new(code: str, ranks: frozenset[int]) -> dict[str, str]:
    """Return the approved words of *code* that a phone of this version lacks."""
    brought = shipped(code)
    approved = overlay(code)
    return {
        said.msgid: approved[said.msgid]
        for said in all_strings().values()
        if said.is_for_phone
        and said.rank in ranks
        and said.msgid in approved
        and not _has(brought.get(said.key), approved[said.msgid], code)
    }


def _has(brought: Any, text: str, code: str) -> bool:
    return brought is not None and brought.text == text and (code == BASE or brought.state == "reviewed")


def _packed(words: dict[str, str]) -> dict[str, Any]:
    short = {msgid: text for msgid, text in sorted(words.items()) if msgid not in _clashing()}
    keys = b"".join(struct.pack(">I", short_key(msgid)) for msgid in short)
    return {
        "keys": base64.b64encode(keys).decode("ascii"),
        "texts": list(short.values()),
        "named": {msgid: text for msgid, text in words.items() if msgid in _clashing()},
    }


@cache
def _clashing() -> frozenset[str]:
    """Return the message ids of phones that share their 32 bits with another."""
    phones = [said.msgid for said in all_strings().values() if said.is_for_phone]
    counted = Counter(map(short_key, phones))
    return frozenset(msgid for msgid in phones if counted[short_key(msgid)] > 1)
