"""Collects every message id: Python, templates, TypeScript, the catalogue, the word lists.

Locations name the file only, never a line, so that moving code changes no
translation file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from jinja2.ext import babel_extract

from tocongnghe.i18n.locales import BASE
from tocongnghe.i18n.typescript import find_messages

VOCABULARY = "tocongnghe/vocabulary.py"
TOPICS = "tocongnghe/catalogue/topics.yaml"
PHONE = "static/pwa/src/"
PROPER_NAMES = {"tocongnghe/catalogue/links.yaml"}
"""What it names calls itself so in every language."""
CATALOGUE_KEYS = frozenset({"name", "label"})
KEYS_OF: dict[str, frozenset[str]] = {
    "tocongnghe/catalogue/indicators.yaml": CATALOGUE_KEYS | {"rule", "unit"},
    "tocongnghe/catalogue/spoken.yaml": frozenset({"msgid"}),
}
LESSONS = "tocongnghe/catalogue/lessons/"
"""Their texts reach phones with the lessons, not with the dictionary that every phone loads."""
LESSON_KEYS = frozenset({"title", "purpose", "say", "ask", "why", "spoken", "post", "sms"})

_LITERAL = re.compile(r"\"([^\"\\\n]+)\"")
_KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
_JINJA_OPTIONS = {"silent": "false", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}

Found = Iterator[tuple[str, ...]]


def extract_all(repository: Path) -> Catalog:
    """Return the template: every message id in *repository* with the files that use it."""
    template = Catalog(locale=BASE, charset="utf-8")  # one form for every count, as all languages here
    for path, messages in _sources(repository):
        for message in messages:
            if message[0]:
                template.add(message if len(message) > 1 else message[0], locations=[(path, 1)])
    return template


def is_for_phone(paths: Iterable[str]) -> bool:
    """Tell whether a message found in *paths* is shown by the phone app."""
    return any(path.startswith(PHONE) or path == TOPICS for path in paths)


def _sources(repository: Path) -> Iterator[tuple[str, Found]]:
    for path in _files(repository, "tocongnghe", "*.py"):
        yield _name(path, repository), _from_babel(path, "python", {})
    for path in _files(repository, "tocongnghe/templates", "*"):
        yield _name(path, repository), _from_babel(path, babel_extract, _JINJA_OPTIONS)
    for folder in ("static/pwa/src", "static/console"):
        for path in (*_files(repository, folder, "*.ts"), *_files(repository, folder, "*.tsx")):
            yield _name(path, repository), _from_typescript(path.read_text(encoding="utf-8"))
    for path in _files(repository, "tocongnghe/catalogue", "*.yaml"):
        if _name(path, repository) in PROPER_NAMES:
            continue
        name, said = _name(path, repository), yaml.safe_load(path.read_text(encoding="utf-8"))
        usual = LESSON_KEYS if name.startswith(LESSONS) else CATALOGUE_KEYS
        yield name, _from_catalogue(said, KEYS_OF.get(name, usual))
    yield VOCABULARY, _from_vocabulary()


def _files(repository: Path, folder: str, pattern: str) -> list[Path]:
    return sorted(
        path
        for path in (repository / folder).rglob(pattern)
        if path.is_file() and not {"node_modules", "dist", "__pycache__"}.intersection(path.parts)
    )


def _name(path: Path, repository: Path) -> str:
    return path.relative_to(repository).as_posix()


def _from_babel(path: Path, method: Any, options: dict[str, Any]) -> Found:
    with path.open("rb") as file:
        for _, messages, _, _ in extract(
            method, file, keywords=_KEYWORDS, options={"encoding": "utf-8", **options}
        ):
            yield messages if isinstance(messages, tuple) else (messages,)


def _from_catalogue(node: Any, keys: frozenset[str]) -> Found:
    if isinstance(node, list):
        for item in node:
            yield from _from_catalogue(item, keys)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in keys and isinstance(value, str):
                yield (value,)
            else:
                yield from _from_catalogue(value, keys)


def _from_typescript(source: str) -> Found:
    """Yield what *source* says, and which labels of closed word lists it names: not all of them."""
    yield from find_messages(source)
    labels = {label for (label,) in _from_vocabulary()}
    yield from ((literal,) for literal in _LITERAL.findall(source) if literal in labels)


def _from_vocabulary() -> Found:
    vocabulary = import_module("tocongnghe.vocabulary")
    for name, table in vars(vocabulary).items():
        if name.endswith("LABELS"):
            for label in table.values():
                yield (label,)
