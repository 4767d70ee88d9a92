"""The languages that people can read here: read as data from `languages.yaml` beside the catalogues.

Babel knows none of Tày, Nùng and Iu Mien, so no code of theirs ever reaches it:
they read numbers and dates as Vietnamese does, and the pages say their own tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tocongnghe.config import Defaults, from_environment
from tocongnghe.errors import ConfigurationError

BASE = "vi"
FOLDER = Path(from_environment().get("TRANSLATIONS_FOLDER") or Defaults.TRANSLATIONS_FOLDER)
"""Where languages and catalogues are kept; `TOCONGNGHE_TRANSLATIONS_FOLDER` names another place."""

_CODE = re.compile(r"[a-z]{2,3}")
_KEYS = {"code", "name", "fallback", "reviewed", "offered", "state", "html_lang"}


@dataclass(frozen=True, slots=True)
class Locale:
    """One language: how it is called, written in HTML, formatted and replaced.

    `fallback` is asked string by string, never page by page; the message id
    (English) is the last resort. `is_reviewed`: what it has was read by named
    speakers; otherwise it is called a draft wherever it is chosen.
    """

    code: str
    own_name: str
    html_lang: str
    fallback: str | None
    state: str
    is_reviewed: bool = False
    is_offered: bool = True
    formats: str = BASE


def read_languages(path: Path) -> list[Locale]:
    """Return the languages that the file at *path* names, in its order.

    Raises:
        ConfigurationError: The file is not such a list, names a language twice
            or a fallback that it does not have, or leaves Vietnamese out.
    """
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    if not isinstance(rows, list):
        raise ConfigurationError(f"{path}: a list of languages is wanted")
    found = [_read(row, path) for row in rows]
    codes = [locale.code for locale in found]
    if BASE not in codes or len(set(codes)) != len(codes):
        raise ConfigurationError(f"{path}: every language once, {BASE} among them")
    for locale in found:
        if locale.fallback not in {None, *codes} - {locale.code}:
            raise ConfigurationError(
                f"{path}: {locale.code} falls back to {locale.fallback}, which is not there"
            )
    return found


def _read(row: Any, path: Path) -> Locale:
    if not isinstance(row, dict) or not row.keys() <= _KEYS or not _CODE.fullmatch(str(row.get("code"))):
        raise ConfigurationError(f"{path}: not a language: {row}")
    code = str(row["code"])
    return Locale(
        code,
        str(row.get("name") or code),
        str(row.get("html_lang") or code),
        None if code == BASE else str(row.get("fallback") or BASE),
        str(row.get("state") or ""),
        is_reviewed=bool(row.get("reviewed", False)),
        is_offered=bool(row.get("offered", True)),
    )


def _table(locales: Iterable[Locale]) -> dict[str, Locale]:
    return {locale.code: locale for locale in locales}


_ALL = read_languages(FOLDER / "languages.yaml")
LOCALES: dict[str, Locale] = _table(locale for locale in _ALL if locale.is_offered)
PREPARED: dict[str, Locale] = _table(locale for locale in _ALL if not locale.is_offered)
"""Not offered: they have no catalogue yet."""


def find_locale(code: str | None) -> Locale:
    """Return the locale *code*, or Vietnamese for whatever is not offered."""
    return LOCALES.get(code or BASE, LOCALES[BASE])


def chain(code: str | None) -> tuple[str, ...]:
    """Return the codes to ask for one string, best first; Vietnamese is always last."""
    codes: list[str] = []
    locale: Locale | None = find_locale(code)
    while locale is not None and locale.code not in codes:
        codes.append(locale.code)
        locale = LOCALES.get(locale.fallback) if locale.fallback else None
    return tuple(codes) if codes[-1] == BASE else (*codes, BASE)
