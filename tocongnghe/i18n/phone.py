"""Makes the phone's dictionaries: only what the phone shows, in parts of at most 15 KB compressed.

Vietnamese comes as message id -> text, in three parts: what the way of a visit
says comes with the first load, what only pages off it say comes with them, the
help apart. Of another language phones know the message ids already, so its
file has only texts, in the order of the ids of each part; what it does not
have is 0 there, and a draft is a list of its one text, so that the phone can
put the Vietnamese beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tocongnghe.i18n.catalogs import FOLDER, key_of, po_path, read_catalog, state_of, text_of, texts
from tocongnghe.i18n.extract import is_for_phone
from tocongnghe.i18n.locales import BASE, LOCALES

GENERATED = "static/pwa/src/i18n/generated"
LATER = re.compile(
    r"static/pwa/src/app/(?:later/|cases/(?:AskCommune|ask-words|Compare|compare-words)\.|Courier\.tsx"
    r"|screens/(?!Households?\.|NotStocked|Today))"
)
"""Modules whose code comes when they are opened; static/pwa/vite.config.ts says the same of the code."""
HELP = re.compile(r"static/pwa/src/app/(?:later/help/|screens/Help\.)")
PARTS = ("vi", "vi.later", "vi.help")


def phone_texts(code: str, folder: Path = FOLDER) -> dict[str, str]:
    """Return the texts of the language *code* that the phone may show, by message id."""
    own = texts(code, folder)
    keys = (
        key_of(message)
        for message in read_catalog(po_path(code, folder))
        if message.id and is_for_phone(path for path, _ in message.locations)
    )
    return {key: own[key] for key in sorted(keys) if key in own}


def vietnamese_parts(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """Return part -> message id -> Vietnamese: of the first load, of pages opened later, of the help."""
    words = phone_texts(BASE, folder)
    found: dict[str, dict[str, str]] = {part: {} for part in PARTS}
    for message in read_catalog(po_path(BASE, folder)):
        if message.id and key_of(message) in words:
            found[_part([path for path, _ in message.locations])][key_of(message)] = words[key_of(message)]
    return {part: dict(sorted(found[part].items())) for part in PARTS}


def texts_by_part(code: str, folder: Path = FOLDER) -> dict[str, list[Any]]:
    """Return part -> the texts of *code* in the order of the part's ids; parts without any are left out."""
    own = {key_of(message): message for message in read_catalog(po_path(code, folder)) if message.id}
    found: dict[str, list[Any]] = {}
    for part, vietnamese in vietnamese_parts(folder).items():
        row = [_entry(own.get(msgid), text) for msgid, text in vietnamese.items()]
        if any(row):
            found[part] = row
    return found


def languages() -> list[dict[str, Any]]:
    """Return what the phone knows of each language: code, tag in HTML, name, whether it was reviewed."""
    return [
        {"code": each.code, "lang": each.html_lang, "name": each.own_name, "reviewed": each.is_reviewed}
        for each in LOCALES.values()
    ]


def write_dictionaries(repository: Path, folder: Path = FOLDER) -> dict[str, int]:
    """Write the phone's JSON files; return how many texts each language has."""
    parts = vietnamese_parts(folder)
    files: dict[str, Any] = {"languages": languages(), **parts}
    files |= {code: texts_by_part(code, folder) for code in LOCALES if code != BASE}
    generated = repository / GENERATED
    generated.mkdir(parents=True, exist_ok=True)
    for stale in set(generated.glob("*.json")) - {generated / f"{name}.json" for name in files}:
        stale.unlink()
    for name, words in files.items():
        path = generated / f"{name}.json"
        text = json.dumps(words, ensure_ascii=False, indent=0) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return {code: _count(parts if code == BASE else files[code]) for code in LOCALES}


def _entry(message: Any, vietnamese: str) -> str | list[str] | int:
    text = text_of(message)
    if not text:
        return 0
    is_draft = state_of(message) != "reviewed" and text.casefold() != vietnamese.casefold()
    return [text] if is_draft else text


def _part(paths: list[str]) -> str:
    shown = [path for path in paths if is_for_phone([path])]
    if all(HELP.match(path) for path in shown):
        return "vi.help"
    return "vi.later" if all(LATER.match(path) for path in shown) else "vi"


def _count(parts: Mapping[str, Any]) -> int:
    return sum(1 for words in parts.values() for each in words if each)
