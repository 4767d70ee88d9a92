"""Remembers, while a page is made, which of its texts are in the reader's own language.

Most of a page in Tày is Vietnamese: names, notes, and every text that falls
back. So Vietnamese is what a page is taken to be in, and what is in the
reader's language is noted here as it is said, marked where a template writes it
(`mark`), and turned into `lang` attributes when the page is whole
(`page_languages`). The marks are letters of no script and never leave the house.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from markupsafe import Markup

from tocongnghe.i18n.catalogs import BESIDE, find_text, translate
from tocongnghe.i18n.locales import BASE

_LETTER = re.compile(r"[^\W\d_]")
OPEN, CLOSE = "\ue000", "\ue001"
BEGIN, END = "\ue002", "\ue003"
"""Around a text of several languages: it is one thing on the page, whatever stands beside it."""

Fill = Callable[[str, Mapping[str, Any]], str]
_noted: ContextVar[dict[str, str] | None] = ContextVar("noted", default=None)


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Return *text* with its `{name}` placeholders filled; without values its braces stay."""
    return text.format(**values) if values else text


def start_listening() -> None:
    """Note from here on what is said in a language other than Vietnamese; a server does so at every page."""
    _noted.set({})


def stop_listening() -> None:
    """Note nothing, and forget what was noted."""
    _noted.set(None)


def say(code: str, msgid: str, values: Mapping[str, Any], fill: Fill = fill) -> str:
    """Return *msgid* in the language *code*, or as it falls back, its values put in by *fill*."""
    text, language = find_text(code, msgid)
    said = fill(text, values)
    noted = _noted.get()
    if noted is None:
        return said
    if language in (None, BASE):
        marked = (
            fill(text, {name: mark(value) for name, value in values.items()}) if noted and values else said
        )
    else:
        marked = _marked(text, translate(BASE, msgid), values, fill)
    if marked != said:
        noted[said] = marked
    return said


def joined(separator: str, texts: Iterable[str]) -> str:
    """Return *texts* as one, parted by *separator*; each keeps its language."""
    return joined_as(list(texts), separator.join)


def joined_as(parts: Sequence[Any], join: Callable[[Iterable[Any]], str]) -> str:
    """Return what *join* makes of *parts*; each text keeps its language."""
    whole = join(parts)
    noted = _noted.get()
    if noted and (marked := join([mark(part) for part in parts])) != whole:
        noted[whole] = marked
    return whole


def changed(text: str, change: Callable[[str], str]) -> str:
    """Return *text* changed letter by letter (its first made large, say); it keeps its language."""
    result = change(text)
    noted = _noted.get()
    if noted and (marked := noted.get(text)) is not None:
        noted[result] = marked.replace(text, result) if text in marked else f"{OPEN}{result}{CLOSE}"
    return result


def mark(value: Any) -> Any:
    """Return *value* as a template writes it: what is in the reader's language between the two marks."""
    noted = _noted.get()
    if not noted or not isinstance(value, str):
        return value
    marked = noted.get(value)
    if marked is None:
        return value
    return Markup(marked) if isinstance(value, Markup) else marked  # noqa: S704 (as escaped as it was)


def _marked(text: str, vietnamese: str, values: Mapping[str, Any], fill: Fill) -> str:
    """Return what is written for *text*; of a draft only what stands before its Vietnamese is marked.

    A value that is words keeps its own language.
    """
    beside = BESIDE + vietnamese
    around = {name: _outside(value) for name, value in values.items()}
    if text.endswith(beside):
        own = f"{OPEN}{fill(text.removesuffix(beside), around)}{CLOSE}"
        inside = {name: mark(value) for name, value in values.items()}
        return f"{BEGIN}{own}{BESIDE}{fill(vietnamese, inside)}{END}"
    whole = f"{OPEN}{fill(text, around)}{CLOSE}"
    return whole if whole.count(OPEN) == 1 else f"{BEGIN}{whole}{END}"


def _outside(value: Any) -> Any:
    """Return *value* as it stands inside a marked text: words are out of the mark, figures within."""
    if not isinstance(value, str) or not _LETTER.search(value):
        return value
    made = Markup if isinstance(value, Markup) else str
    return made(CLOSE) + mark(value) + made(OPEN)
