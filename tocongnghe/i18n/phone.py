"""Makes the phone's dictionaries: message id -> text, only what the phone shows.

The phone bundles Vietnamese and fetches the others, falling back string by
string, so each file holds only what that language has itself.
"""

from __future__ import annotations

import json
from pathlib import Path

from tocongnghe.i18n.catalogs import FOLDER, key_of, po_path, read_catalog, texts
from tocongnghe.i18n.extract import is_for_phone
from tocongnghe.i18n.locales import LOCALES

GENERATED = "static/pwa/src/i18n/generated"


def phone_texts(code: str, folder: Path = FOLDER) -> dict[str, str]:
    """Return the texts of the language *code* that the phone may show, by message id."""
    own = texts(code, folder)
    keys = (
        key_of(message)
        for message in read_catalog(po_path(code, folder))
        if message.id and is_for_phone(path for path, _ in message.locations)
    )
    return {key: own[key] for key in sorted(keys) if key in own}


def write_dictionaries(repository: Path, folder: Path = FOLDER) -> dict[str, int]:
    """Write one JSON file a language; return how many texts each holds."""
    counts = {}
    for code in LOCALES:
        words = phone_texts(code, folder)
        path = repository / GENERATED / f"{code}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(words, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        counts[code] = len(words)
    return counts
