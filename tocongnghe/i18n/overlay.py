"""Words approved since the catalogues were written: they lie over them, string by string.

Whoever keeps approved words (the translation desk) puts them here whenever they
change; nothing is read from a database or a file. Each process keeps its own.
What lies here was approved by a speaker, so it is shown by itself, without the
Vietnamese that stands beside a draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NOTHING: Mapping[str, str] = MappingProxyType({})
_words: dict[str, Mapping[str, str]] = {}
_versions: dict[str, str] = {}


def set_overlay(locale: str, words: Mapping[str, str], version: str = "") -> None:
    """Lay *words* (message id -> text) over the catalogue of *locale* in place of those of before.

    Empty texts count as none. *version* is the giver's own mark of what was
    laid, so that it need not lay the same again.
    """
    _words[locale] = MappingProxyType({msgid: text for msgid, text in words.items() if text})
    _versions[locale] = version


def overlay(locale: str) -> Mapping[str, str]:
    """Return message id -> approved text of *locale*; empty when nothing was laid."""
    return _words.get(locale, _NOTHING)


def overlay_version(locale: str) -> str | None:
    """Return the mark of what lies over *locale*, None when nothing was ever laid."""
    return _versions.get(locale)


def forget_overlays() -> None:
    """Show the catalogues as they are again; of every language."""
    _words.clear()
    _versions.clear()
