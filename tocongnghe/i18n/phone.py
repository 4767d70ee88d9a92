"""Makes the phone's dictionaries: message id -> text, only what the phone shows.

The phone bundles Vietnamese and fetches the others, falling back string by
string, so each file holds only what that language has itself. Vietnamese is
two files: what only pages off the way of a visit say comes with them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from tocongnghe.i18n.catalogs import FOLDER, key_of, po_path, read_catalog, texts
from tocongnghe.i18n.extract import is_for_phone
from tocongnghe.i18n.locales import LOCALES

GENERATED = "static/pwa/src/i18n/generated"
LATER = re.compile(
    r"static/pwa/src/app/(?:later/|cases/(?:AskCommune|ask-words|Compare|compare-words)\.|Courier\.tsx"
    r"|screens/(?!Households?\.|NotStocked|Today))"
)
"""Modules whose code comes when they are opened; static/pwa/vite.config.ts says the same of the code."""


def phone_texts(code: str, folder: Path = FOLDER) -> dict[str, str]:
    """Return the texts of the language *code* that the phone may show, by message id."""
    own = texts(code, folder)
    keys = (
        key_of(message)
        for message in read_catalog(po_path(code, folder))
        if message.id and is_for_phone(path for path, _ in message.locations)
    )
    return {key: own[key] for key in sorted(keys) if key in own}


def split_later(folder: Path = FOLDER) -> tuple[dict[str, str], dict[str, str]]:
    """Return the Vietnamese texts of the first load, and those that only pages opened later say."""
    later = {
        key_of(message)
        for message in read_catalog(po_path("vi", folder))
        if message.id and all(LATER.match(path) for path in _on_the_phone(message.locations))
    }
    words = phone_texts("vi", folder)
    return (
        {key: text for key, text in words.items() if key not in later},
        {key: text for key, text in words.items() if key in later},
    )


def write_dictionaries(repository: Path, folder: Path = FOLDER) -> dict[str, int]:
    """Write one JSON file a language, and one for what opens later; return how many texts each has."""
    first, later = split_later(folder)
    files = {code: phone_texts(code, folder) for code in LOCALES} | {"vi": first, "vi.later": later}
    for name, words in files.items():
        path = repository / GENERATED / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(words, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    counts = {name: len(words) for name, words in files.items() if name in LOCALES}
    return counts | {"vi": len(first) + len(later)}


def _on_the_phone(locations: Iterable[tuple[str, int]]) -> list[str]:
    return [path for path, _ in locations if is_for_phone([path])]
