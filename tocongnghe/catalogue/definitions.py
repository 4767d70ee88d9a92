"""What topics, statistics and indicators are, and how they are read from their files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tocongnghe.catalogue.entries import Entry
from tocongnghe.vocabulary import AssistOutcome

PLACEHOLDER = "{topic}"
QUESTIONS = ("stage", "last_used")
FORMS = ("seller",)

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_MAX_TOPIC, _MAX_INDICATOR = 32, 60  # characters, as wide as the columns


class Counts(StrEnum):
    """What an indicator counts."""

    HOUSEHOLDS = "households"
    ASSISTS = "assists"


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


@dataclass(frozen=True)
class Indicator:
    """A published rule.

    `name` is a message id and may hold `{topic}`, to be filled with the name of
    `topic`. `measure` is the part of the code that topics share (helped, has,
    visits). Assists before `valid_from` do not count.
    """

    code: str
    name: str
    measure: str
    topic: str | None
    counts: Counts
    topics: frozenset[str]
    outcomes: frozenset[AssistOutcome]
    denominator: str | None
    valid_from: date
    rule: str
    source: str


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
    statistic = Statistic(code=read_code(entry, _MAX_INDICATOR), name=entry.text("name"))
    entry.finish()
    return statistic


def read_indicator(entry: Entry, topics: frozenset[str], statistics: frozenset[str]) -> Indicator:
    """Return the one indicator of *entry*, which says itself over which topics it goes."""
    indicator = _read(entry, statistics, own_topics=entry.words("topics", topics))
    _checked(entry, indicator.code, _MAX_INDICATOR)
    return indicator


def read_family(entry: Entry, topics: tuple[Topic, ...], statistics: frozenset[str]) -> list[Indicator]:
    """Return one indicator for each of *topics*, as *entry* prescribes."""
    pattern = _read(entry, statistics, own_topics=frozenset())
    if pattern.code.count(PLACEHOLDER) != 1 or PLACEHOLDER not in pattern.name:
        entry.fail(f"code and name must hold {PLACEHOLDER}", "code")
    made = [_for_topic(pattern, topic) for topic in topics]
    for indicator in made:
        _checked(entry, indicator.code, _MAX_INDICATOR)
    return made


def _read(entry: Entry, statistics: frozenset[str], own_topics: frozenset[str]) -> Indicator:
    code, has_denominator = entry.text("code"), entry.has("denominator")
    indicator = Indicator(
        code=code,
        name=entry.text("name"),
        measure=code.replace(PLACEHOLDER, "").strip("_"),
        topic=None,
        counts=Counts(entry.word("counts", Counts)),
        topics=own_topics,
        outcomes=frozenset(map(AssistOutcome, entry.words("outcomes", AssistOutcome))),
        denominator=entry.word("denominator", statistics) if has_denominator else None,
        valid_from=entry.day("valid_from"),
        rule=entry.text("rule"),
        source=entry.text("source"),
    )
    entry.finish()
    return indicator


def _for_topic(pattern: Indicator, topic: Topic) -> Indicator:
    return replace(
        pattern,
        code=pattern.code.replace(PLACEHOLDER, topic.code),
        topic=topic.code,
        topics=frozenset({topic.code}),
        valid_from=max(pattern.valid_from, topic.valid_from),
    )


def read_code(entry: Entry, max_characters: int) -> str:
    """Return the code of *entry*: at most *max_characters* of a-z, 0-9, _."""
    return _checked(entry, entry.text("code"), max_characters)


def _checked(entry: Entry, code: str, max_characters: int) -> str:
    if not _CODE.fullmatch(code) or len(code) > max_characters:
        entry.fail(f"{code!r} must be at most {max_characters} of a-z, 0-9, _", "code")
    return code
