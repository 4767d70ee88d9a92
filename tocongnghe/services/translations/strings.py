"""What there is to be said, and what the program itself brings in each language; read once per process."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tocongnghe.i18n import BASE
from tocongnghe.i18n.catalogs import (
    FOLDER,
    find_text,
    key_of,
    placeholders,
    po_path,
    read_catalog,
    state_of,
    text_of,
)
from tocongnghe.i18n.extract import is_for_phone
from tocongnghe.i18n.glossary import titles_of
from tocongnghe.i18n.overlay import overlay
from tocongnghe.i18n.screens import Side, screens, screens_of

KEY_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Said:
    """One message id and where it is used."""

    key: str
    ids: tuple[str, ...]
    """The message id; of a count the singular, then the plural."""
    context: str
    notes: tuple[str, ...]
    """What developers wrote for translators."""
    files: tuple[str, ...]
    screens: tuple[str, ...]
    """Codes, in the order of `screens()`."""
    is_for_phone: bool
    rank: int
    """0 what residents hear, 1 the way of a visit, 2 the rest of the phone, 3 the desk."""

    @property
    def msgid(self) -> str:
        return self.ids[0]

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What stands in braces, as it is written; the same in every language."""
        return tuple(sorted(f"{{{name}}}" for id in self.ids for name in placeholders(id)))


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the program brings for a message id in one language."""

    text: str
    state: str
    """`draft`, `reviewed` or ""; "" for Vietnamese."""
    comments: tuple[str, ...]
    """The state and its evidence, as the catalogue writes them."""

    @property
    def sources(self) -> tuple[str, ...]:
        """What the evidence cites, with titles."""
        return titles_of(" ".join(self.comments))


def string_key(msgid: str) -> str:
    """Return the name of *msgid* in addresses and tables."""
    return hashlib.sha256(msgid.encode()).hexdigest()[:KEY_CHARACTERS]


@cache
def all_strings() -> Mapping[str, Said]:
    """Return key -> what is said: what residents hear first, then the way of a visit, phone, desk."""
    found = []
    order = {code: number for number, code in enumerate(screens())}
    for message in read_catalog(FOLDER / "messages.pot"):
        if not message.id:
            continue
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        files = tuple(path for path, _ in message.locations)
        codes = screens_of(files)
        found.append(
            Said(
                key=string_key(ids[0]),
                ids=ids,
                context=message.context or "",
                notes=tuple(message.auto_comments),
                files=files,
                screens=codes,
                is_for_phone=is_for_phone(files),
                rank=min((_rank(code) for code in codes), default=3),
            )
        )
    found.sort(key=lambda one: (one.rank, min((order[c] for c in one.screens), default=0), one.msgid))
    return MappingProxyType({one.key: one for one in found})


@cache
def shipped(language: str) -> Mapping[str, Shipped]:
    """Return key -> what the catalogue of *language* itself has, without approved words; nothing empty."""
    return MappingProxyType(
        {
            string_key(key_of(message)): Shipped(
                text_of(message), state_of(message), tuple(message.user_comments)
            )
            for message in read_catalog(po_path(language))
            if message.id and text_of(message)
        }
    )


def vietnamese_of(said: Said) -> str:
    """Return what readers of Vietnamese see now."""
    return find_text(BASE, said.msgid)[0]


def settled_text(language: str, said: Said) -> str:
    """Return the text that needs no speaker: approved, shipped as reviewed, or Vietnamese; else ""."""
    approved = overlay(language).get(said.msgid)
    if approved:
        return approved
    brought = shipped(language).get(said.key)
    return brought.text if brought and (language == BASE or brought.state == "reviewed") else ""


def _rank(code: str) -> int:
    screen = screens()[code]
    if screen.side is Side.RESIDENTS:
        return 0
    if screen.side is Side.PHONE:
        return 1 if screen.on_the_way else 2
    return 3
