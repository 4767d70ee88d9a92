"""What is wrong with the translations, in sentences; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from tocongnghe.i18n.catalogs import key_of, placeholders, po_path, read_catalog, state_of, text_of
from tocongnghe.i18n.drafts import Draft, is_as_composed, read_drafts
from tocongnghe.i18n.extract import extract_all
from tocongnghe.i18n.locales import BASE, LOCALES
from tocongnghe.i18n.po import dump, updated
from tocongnghe.i18n.reach import documents


def complaints(repository: Path) -> list[str]:
    """Return every complaint about the translations of *repository*; none is good."""
    folder = repository / "translations"
    found = list(_out_of_step(repository, folder))
    for code in LOCALES:
        messages = {key_of(message): message for message in read_catalog(po_path(code, folder)) if message.id}
        drafts = read_drafts(code)
        for key, message in messages.items():
            found.extend(f"{code}: {key!r}: {words}" for words in _about(message, code, drafts.get(key)))
        found.extend(
            f"{draft.where}: no text of the product is {key!r}"
            for key, draft in drafts.items()
            if key not in messages
        )
    found.extend(
        f"docs/{path.name} is not current: run `tocongnghe i18n coverage --write`"
        for path, words in documents(repository).items()
        if not path.exists() or path.read_text(encoding="utf-8") != words
    )
    return found


def count_texts(repository: Path) -> dict[str, tuple[int, int]]:
    """Return language -> (texts of its own, message ids)."""
    return {code: _count_texts(read_catalog(po_path(code, repository / "translations"))) for code in LOCALES}


def _count_texts(catalog: Catalog) -> tuple[int, int]:
    messages = [message for message in catalog if message.id]
    return sum(1 for message in messages if text_of(message)), len(messages)


def _out_of_step(repository: Path, folder: Path) -> Iterator[str]:
    template = extract_all(repository)
    pot = folder / "messages.pot"
    if not pot.exists() or pot.read_text(encoding="utf-8") != dump(template):
        yield "messages.pot is not what the sources say: run `tocongnghe i18n extract` and `update`"
    for code, locale in LOCALES.items():
        path = po_path(code, folder)
        fresh = dump(updated(template, read_catalog(path)), locale)
        if not path.exists() or path.read_text(encoding="utf-8") != fresh:
            yield f"{code}: messages.po is not in step: run `tocongnghe i18n update`"


def _about(message: Message, code: str, draft: Draft | None) -> Iterator[str]:
    text = text_of(message)
    if not is_as_composed(message, draft):
        yield f"its draft is not what data/drafts/{code}.csv composes: run `tocongnghe i18n drafts`"
    if not text:
        if code == BASE:
            yield "has no Vietnamese"
        return
    ids = (message.id,) if isinstance(message.id, str) else message.id
    if placeholders(text) != frozenset().union(*map(placeholders, ids)):
        yield "has other placeholders than its message id"
    if code == BASE:
        return
    if not state_of(message):
        yield "has no state (draft or reviewed)"
