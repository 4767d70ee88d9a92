"""The sheet of phrases that speakers record, most needed first: data, read and checked at start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from tocongnghe.catalogue.definitions import read_code
from tocongnghe.catalogue.entries import Entry, read_file

FILE = Path(__file__).resolve().parent / "spoken.yaml"
MAX_CODE = 40
MAX_MSGID = 300
LOWEST_PRIORITY = 3


class PhraseGroup(StrEnum):
    """What a phrase is said for."""

    CONSENT = "consent"
    GREETING = "greeting"
    RESULT = "result"
    NUMBER = "number"
    DAY = "day"
    LABEL = "label"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something to be recorded; `msgid` is a message id, priority 1 comes first."""

    code: str
    msgid: str
    group: PhraseGroup
    priority: int


@cache
def load_phrases() -> tuple[Phrase, ...]:
    """Return the sheet of this installation in its order, read once.

    Raises:
        CatalogueError: A file that cannot be used; says which, where and why.
    """
    return read_phrases(FILE)


def read_phrases(path: Path) -> tuple[Phrase, ...]:
    """Return the sheet in the file at *path*.

    Raises:
        CatalogueError: As in `load_phrases`.
    """
    file = read_file(path)
    found: dict[str, Phrase] = {}
    said: set[str] = set()
    least = 1
    for entry in file.entries("phrases"):
        phrase = _read(entry)
        if phrase.code in found:
            entry.fail(f"{phrase.code!r} stands twice", "code")
        if phrase.msgid in said:
            entry.fail("these words stand twice", "msgid")
        if phrase.priority < least:
            entry.fail(f"stands behind a phrase of priority {least}", "priority")
        least = phrase.priority
        found[phrase.code] = phrase
        said.add(phrase.msgid)
    if not found:
        file.fail("must hold at least one phrase", "phrases")
    file.finish()
    return tuple(found.values())


def _read(entry: Entry) -> Phrase:
    phrase = Phrase(
        code=read_code(entry, MAX_CODE),
        msgid=entry.text("msgid"),
        group=PhraseGroup(entry.word("group", PhraseGroup)),
        priority=entry.integer("priority"),
    )
    if len(phrase.msgid) > MAX_MSGID:
        entry.fail(f"must be at most {MAX_MSGID} characters", "msgid")
    if "{" in phrase.msgid:
        entry.fail("must have no place to fill in: a recording says always the same", "msgid")
    if not 1 <= phrase.priority <= LOWEST_PRIORITY:
        entry.fail(f"must be 1 to {LOWEST_PRIORITY}", "priority")
    entry.finish()
    return phrase
