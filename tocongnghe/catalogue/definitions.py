"""What topics and statistics are, and how they and every code are read from their files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tocongnghe.catalogue.entries import Entry

QUESTIONS = ("stage", "last_used")
FORMS = ("seller",)

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_MAX_TOPIC, _MAX_STATISTIC = 32, 40  # characters, as wide as the columns


@dataclass(frozen=True)
class Topic:
    """What a team helps with; `name` is a message id."""

    code: str
    name: str
    order: int
    valid_from: date
    needs_person: bool = False
    asks: tuple[str, ...] = ()
    """Questions of an assist that this topic asks (`QUESTIONS`): where having an account says little."""
    details: str | None = None
    """The small form that goes with it (`FORMS`)."""


@dataclass(frozen=True)
class Statistic:
    """A named denominator; `name` is a message id."""

    code: str
    name: str


def read_topic(entry: Entry) -> Topic:
    topic = Topic(
        code=read_code(entry, _MAX_TOPIC),
        name=entry.text("name"),
        order=entry.integer("order"),
        valid_from=entry.day("valid_from"),
        needs_person=entry.flag("needs_person"),
        asks=_asked(entry),
        details=entry.word("details", FORMS) if entry.has("details") else None,
    )
    entry.finish()
    return topic


def _asked(entry: Entry) -> tuple[str, ...]:
    wanted = entry.words("asks", QUESTIONS) if entry.has("asks") else frozenset()
    return tuple(question for question in QUESTIONS if question in wanted)


def read_statistic(entry: Entry) -> Statistic:
    statistic = Statistic(code=read_code(entry, _MAX_STATISTIC), name=entry.text("name"))
    entry.finish()
    return statistic


def read_code(entry: Entry, max_characters: int) -> str:
    """Return the code of *entry*: at most *max_characters* of a-z, 0-9, _."""
    return checked_code(entry, entry.text("code"), max_characters)


def checked_code(entry: Entry, code: str, max_characters: int) -> str:
    """Return *code*, or refuse *entry* because of it."""
    if not _CODE.fullmatch(code) or len(code) > max_characters:
        entry.fail(f"{code!r} must be at most {max_characters} of a-z, 0-9, _", "code")
    return code
