"""A made-up language as data: every Vietnamese text in brackets and two fifths longer.

Written like any fifth language, into a folder of its own that a server is told
of; what is not translated stands out in it, and what hardly fits does not.
"""

from __future__ import annotations

import shutil
from math import ceil
from pathlib import Path

from babel.messages.catalog import Catalog

from tocongnghe.config import REPOSITORY
from tocongnghe.i18n.catalogs import po_path, read_catalog, text_of
from tocongnghe.i18n.locales import BASE
from tocongnghe.i18n.po import write

CODE = "qps"
"""Of the codes that ISO 639 leaves to private use."""
FILLER = "ẫm ừ "
ENTRY = f"\n- code: {CODE}\n  name: ⟦Pseudo⟧\n  reviewed: true\n  state: for tests only\n"


def lengthened(text: str) -> str:
    """Return *text* in brackets, and as much again as two fifths of it."""
    more = ceil(len(text) * 0.4)
    return f"⟦{text} {(FILLER * ceil(more / len(FILLER)))[:more].strip()}⟧"


def write_translations(folder: Path) -> Path:
    """Write all languages and the made-up one into *folder*; return where they are."""
    translations = folder / "translations"
    shutil.copytree(REPOSITORY / "translations", translations)
    with (translations / "languages.yaml").open("a", encoding="utf-8") as file:
        file.write(ENTRY)
    made = Catalog(locale=BASE, charset="utf-8")
    for message in read_catalog(po_path(BASE)):
        text = text_of(message)
        if message.id and text:
            words = lengthened(text)
            made.add(
                message.id,
                words if isinstance(message.id, str) else (words,),
                locations=message.locations,
                user_comments=["reviewed by nobody, 2026-01-01"],
            )
    write(po_path(CODE, translations), made)
    return translations
