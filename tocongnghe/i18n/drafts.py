"""Drafts: built of glossary words and loans in use, so that no other word can get in.

`data/drafts/<language>.csv` names the words of each draft, the program writes
them: a row is a message id, words parted by spaces (a glossary key,
`loan:điện_thoại`, a placeholder, or signs without letters) and a note. Nobody's
language is invented here: what cannot be composed stays Vietnamese by fallback.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from tocongnghe.errors import ConfigurationError
from tocongnghe.i18n.catalogs import key_of, placeholders, state_of, text_of
from tocongnghe.i18n.glossary import DATA, Word, read_loans, read_sources, read_words

COLUMNS = ["msgid", "words", "note"]

_LOAN = "loan:"
_LETTER = re.compile(r"[^\W\d_]")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_BEFORE_SIGNS = re.compile(r" (?=[.,:;!?…)])")


@dataclass(frozen=True, slots=True)
class Draft:
    """One composed text; `where` is the line of the file that composes it."""

    msgid: str
    text: str
    words: tuple[Word, ...]
    note: str
    where: str

    @property
    def grade(self) -> str:
        """The worst of its words."""
        return max(word.grade for word in self.words)

    @property
    def comment(self) -> str:
        """The translator comment: its words with their sources and grades."""
        parts = ["draft"]
        for name, is_loan in (("glossary", False), ("loans", True)):
            words = [word for word in self.words if word.is_loan is is_loan]
            if words:
                cited = (f"{word.key} ({word.sources}, grade {word.grade})" for word in words)
                parts.append(f"{name}: {', '.join(cited)}")
        if len(self.words) > 1:
            parts.append(f"grade {self.grade}")
        return "; ".join(parts)


@cache
def read_drafts(code: str, folder: Path = DATA) -> Mapping[str, Draft]:
    """Return message id -> draft of the language *code*; a language without a file has none.

    Raises:
        ConfigurationError: A line names a word that has no evidence, mixes two
            spellings, repeats a message id or has other placeholders; the
            message names file, line and word.
    """
    path = folder / "drafts" / f"{code}.csv"
    if not path.exists():
        return {}
    found: dict[str, Draft] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if rows.fieldnames != COLUMNS:
            raise ConfigurationError(f"{path.name}:1: the columns are {', '.join(COLUMNS)}")
        for row in rows:
            where = f"drafts/{path.name}:{rows.line_num}"
            draft = _compose(row["msgid"], row["words"] or "", row["note"] or "", where, code, folder)
            if draft.msgid in found:
                raise ConfigurationError(f"{where}: {draft.msgid!r} is composed twice")
            found[draft.msgid] = draft
    return found


def put_drafts(catalog: Catalog, drafts: Mapping[str, Draft]) -> int:
    """Write *drafts* into *catalog* and take others out; return how many it has now.

    What a speaker proposed or reviewed stays as it is.
    """
    count = 0
    for message in catalog:
        if not message.id or (text_of(message) and state_of(message) != "draft"):
            continue
        draft = drafts.get(key_of(message))
        text = draft.text if draft else ""
        message.string = text if isinstance(message.id, str) else (text,)
        message.user_comments = [draft.comment] if draft else []
        count += draft is not None
    return count


def is_as_composed(message: Message, draft: Draft | None) -> bool:
    """Tell whether *message* of a catalogue says of drafts what the data say."""
    if draft is None:
        return state_of(message) != "draft"
    if state_of(message) in {"proposed", "reviewed"}:
        return True
    return text_of(message) == draft.text and message.user_comments == [draft.comment]


def _compose(msgid: str, tokens: str, note: str, where: str, code: str, folder: Path) -> Draft:
    words: list[Word] = []
    written: list[str] = []
    for token in tokens.split():
        if _PLACEHOLDER.fullmatch(token) or not _LETTER.search(token):
            written.append(token)
            continue
        words.append(_find(token, where, code, folder))
        written.append(words[-1].text)
    text = _BEFORE_SIGNS.sub("", " ".join(written))
    if not words:
        raise ConfigurationError(f"{where}: {msgid!r} has no words")
    if placeholders(text) != placeholders(msgid):
        raise ConfigurationError(f"{where}: {msgid!r} has other placeholders than its words")
    if len({word.spelling for word in words if not word.is_loan}) > 1:
        named = ", ".join(word.key for word in words)
        raise ConfigurationError(f"{where}: {msgid!r} mixes two spellings: {named}")
    large = msgid[0].isupper()
    return Draft(msgid, text[0].upper() + text[1:] if large else text, tuple(words), note, where)


def _find(token: str, where: str, code: str, folder: Path) -> Word:
    if token.startswith(_LOAN):
        word = read_loans(code, folder).get(token.removeprefix(_LOAN).replace("_", " "))
        if word is None:
            raise ConfigurationError(f"{where}: {token!r} is no Vietnamese loan in use in {code}")
    else:
        word = read_words(code, folder).get(token)
        if word is None:
            raise ConfigurationError(f"{where}: the glossary has no cited and graded {token!r} in {code}")
    unknown = sorted(set(word.sources.split()) - read_sources(folder).keys())
    if unknown:
        raise ConfigurationError(f"{where}: {token!r} cites {', '.join(unknown)}, which is no known source")
    return word
