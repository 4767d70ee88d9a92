"""Translated texts, read from the .po files and kept; falls back string by string.

The .po files are read as they are: 800 messages take Babel 13-38 ms, once per
language and process and only when somebody reads that language (a compiled .mo
took 1.5 ms, but is a second copy that goes stale, and compiling for languages
Babel does not know drops their plural forms). After that a text is a look-up
in a dictionary.

All languages here have one form for every count, so a message is one text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tocongnghe.i18n import locales
from tocongnghe.i18n.locales import BASE, chain
from tocongnghe.i18n.overlay import overlay

FOLDER = locales.FOLDER
DOMAIN = "messages"
BESIDE = " · "

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def po_path(code: str, folder: Path = FOLDER) -> Path:
    """Return where the catalogue of the language *code* is kept."""
    return folder / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalog(path: Path) -> Catalog:
    """Return the catalogue at *path*; an absent file is an empty one."""
    if not path.exists():
        return Catalog(locale=BASE, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, charset="utf-8", abort_invalid=True)


def text_of(message: Message | None) -> str:
    """Return the translation in *message*, "" when there is none (fuzzy ones are none)."""
    if message is None or message.fuzzy:
        return ""
    text = message.string
    return (text if isinstance(text, str) else text[0] if text else "") or ""


def key_of(message: Message) -> str:
    """Return the message id under which a text is looked up (the singular of a pair)."""
    return message.id if isinstance(message.id, str) else message.id[0]


def state_of(message: Message) -> str:
    """Return `draft`, `proposed`, `reviewed` or "", as the translator comment of *message* says.

    A state is a comment line that begins `draft;`, `proposed;` or `reviewed by`:
    every text that is not Vietnamese has one (design.md §9). What a speaker
    proposed is shown as a draft is, until a second one has read it.
    """
    for line in message.user_comments:
        if line.startswith(("draft;", "proposed;")):
            return line.partition(";")[0]
        if line.startswith("reviewed by "):
            return "reviewed"
    return ""


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the `{name}` placeholders in *text*."""
    return frozenset(_PLACEHOLDER.findall(text))


@cache
def texts(code: str, folder: Path = FOLDER) -> Mapping[str, str]:
    """Return message id -> text for what the language *code* has itself, without fallback.

    A draft carries the Vietnamese beside it until a speaker has reviewed it.
    """
    found: dict[str, str] = {}
    for message in read_catalog(po_path(code, folder)):
        text = text_of(message)
        if not message.id or not text:
            continue
        key = key_of(message)
        if code != BASE and state_of(message) != "reviewed":
            text = _with_vietnamese(text, texts(BASE, folder).get(key, key))
        found[key] = text
    return MappingProxyType(found)


def translate(code: str | None, msgid: str, folder: Path = FOLDER) -> str:
    """Return *msgid* in the language *code*, else in Vietnamese, else itself."""
    return find_text(code, msgid, folder)[0]


def find_text(code: str | None, msgid: str, folder: Path = FOLDER) -> tuple[str, str | None]:
    """Return what is shown for *msgid* in *code*, and the language that it is in (None: the message id).

    What was approved since the catalogue was written comes before it, language by language.
    """
    for candidate in chain(code):
        text = overlay(candidate).get(msgid) or texts(candidate, folder).get(msgid)
        if text:
            return text, candidate
    return msgid, None


def _with_vietnamese(draft: str, vietnamese: str) -> str:
    # Not as searching folds it: "xạ" is Tày, "xã" is Vietnamese.
    return draft if draft.casefold() == vietnamese.casefold() else f"{draft}{BESIDE}{vietnamese}"
