"""Writes translation files that are the same for the same input: no dates, no machines, no authors."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tocongnghe.i18n.catalogs import text_of
from tocongnghe.i18n.locales import BASE, Locale

_HEADER = """\
# {title}
# Written by `tocongnghe i18n`; a comment "draft; ..." or "reviewed by ..." is the state of a text.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def updated(template: Catalog, old: Catalog) -> Catalog:
    """Return *template* with the texts and translator comments that *old* has for it.

    What the sources no longer use is dropped; nothing is guessed from similar
    message ids.
    """
    new = Catalog(locale=BASE, charset="utf-8")
    for message in template:
        if not message.id:
            continue
        known = old.get(message.id)
        text = text_of(known)
        new.add(
            message.id,
            text if isinstance(message.id, str) else (text,),
            locations=message.locations,
            user_comments=known.user_comments if known is not None and text else [],
        )
    return new


def dump(catalog: Catalog, locale: Locale | None = None) -> str:
    """Return *catalog* as text of a .po file (without *locale*: of the .pot)."""
    for message in catalog:
        message.flags.discard("python-format")
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, sort_output=True, include_lineno=False)
    title = f"Tổ công nghệ số: {locale.own_name}" if locale else "Tổ công nghệ số: message ids"
    header = _HEADER.format(title=title, language=locale.code if locale else "")
    return header + body.getvalue().decode("utf-8").strip("\n") + "\n"


def write(path: Path, catalog: Catalog, locale: Locale | None = None) -> bool:
    """Write *catalog* to *path*; return whether the file changed."""
    text = dump(catalog, locale)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True
