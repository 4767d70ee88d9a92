"""What an indicator is: a published rule that says what is counted, over what, and by whose word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from tocongnghe.catalogue.definitions import Topic, checked_code
from tocongnghe.catalogue.entries import Entry
from tocongnghe.vocabulary import AssistOutcome, AssistStage, Poverty

PLACEHOLDER = "{topic}"
PLAN = "plan"
"""The denominator that is no statistic: what the place was to reach."""
SHOPS = ("zalo", "facebook", "tiktok", "postmart", "voso", "other")
"""Where a digital shop can stand, as `details.platform` of an assist says."""
MAX_CODE = 60  # characters, as wide as the columns


Word = TypeVar("Word", AssistStage, Poverty)


class Counts(StrEnum):
    """What an indicator counts; `households` to `shops` count each once, on its first day."""

    HOUSEHOLDS = "households"
    PEOPLE = "people"
    """A household's person slots; an assist that names none counts as one person of the household."""
    SHOPS = "shops"
    """A household's shops, one on each platform; an assist that names none counts as one shop."""
    ASSISTS = "assists"
    SESSIONS = "sessions"
    """Classes held."""
    ATTENDEES = "attendees"
    """Women and men who came to the classes; who comes twice is counted twice."""
    VILLAGES = "villages"
    """Villages, each once, on the first day on which anything of the kind happened there."""


class Records(StrEnum):
    """Whose records an indicator reads."""

    ASSISTS = "assists"
    CLASSES = "classes"
    SURVEYS = "surveys"


OF_HOUSEHOLDS = frozenset({Counts.HOUSEHOLDS, Counts.PEOPLE, Counts.SHOPS})
"""They count what belongs to a household: an assist without one does not count."""

UNITS = {counts: "visits" if counts is Counts.ASSISTS else counts.value for counts in Counts} | {
    Counts.SESSIONS: "classes"
}
"""Message ids; an indicator may name another one."""


@dataclass(frozen=True)
class Indicator:
    """A published rule.

    `name`, `rule` and `unit` are message ids; `name` may hold `{topic}`, to be
    filled with the name of `topic`. `measure` is the part of the code that
    topics share (helped, has, visits). What happened before `valid_from` does
    not count. Empty `stages` and `poverty` ask for none in particular.
    """

    code: str
    name: str
    measure: str
    topic: str | None
    """The one topic that it is about; None where it goes over several, or over none."""
    counts: Counts
    topics: frozenset[str]
    outcomes: frozenset[AssistOutcome]
    denominator: str | None
    """A statistic, or `PLAN`."""
    valid_from: date
    rule: str
    source: str
    unit: str
    stages: frozenset[AssistStage] = frozenset()
    poverty: frozenset[Poverty] = frozenset()
    """Only households of which the newest list says this."""
    records: Records = Records.ASSISTS
    figures_of: str | None = None
    """The indicator whose count this is, over another denominator."""
    plan_of: str | None = None
    """The indicator whose targets are the plan; None: its own."""
    dti: str | None = None
    """Where the digital transformation index (DTI) asks for it."""

    @property
    def counted_as(self) -> str:
        """The code under which its figures are stored: two indicators may share one count."""
        return self.figures_of or self.code

    @property
    def over(self) -> str | None:
        """What `denominators_on` is asked for: a statistic, or `plan:` and an indicator's code."""
        return plan_for(self.plan_of or self.code) if self.denominator == PLAN else self.denominator

    @property
    def needs_household(self) -> bool:
        return self.counts in OF_HOUSEHOLDS


def plan_for(indicator: str) -> str:
    """Return the name under which the plan for *indicator* is asked for."""
    return f"{PLAN}:{indicator}"


def plan_subject(denominator: str) -> str | None:
    """Return the indicator whose plan *denominator* names; None for a statistic."""
    return denominator.removeprefix(f"{PLAN}:") if denominator.startswith(f"{PLAN}:") else None


def read_indicator(entry: Entry, topics: tuple[Topic, ...], statistics: frozenset[str]) -> Indicator:
    """Return the one indicator of *entry*, which says itself over which topics it goes."""
    indicator = _read(entry, topics, statistics)
    checked_code(entry, indicator.code, MAX_CODE)
    return indicator


def read_family(entry: Entry, topics: tuple[Topic, ...], statistics: frozenset[str]) -> list[Indicator]:
    """Return one indicator for each of *topics*, as *entry* prescribes."""
    pattern = _read(entry, topics, statistics, is_family=True)
    if pattern.code.count(PLACEHOLDER) != 1 or PLACEHOLDER not in pattern.name:
        entry.fail(f"code and name must hold {PLACEHOLDER}", "code")
    made = [_for_topic(pattern, topic) for topic in topics]
    for indicator in made:
        checked_code(entry, indicator.code, MAX_CODE)
    return made


def read_sharer(entry: Entry, known: dict[str, Indicator], statistics: frozenset[str]) -> Indicator:
    """Return the indicator of *entry*, which shares the count of one of *known* over another denominator."""
    of = known[entry.word("figures_of", (code for code, one in known.items() if one.figures_of is None))]
    denominator = entry.word("denominator", statistics | {PLAN})
    if denominator == of.denominator:
        entry.fail(f"must be another one than that of {of.code!r}", "denominator")
    code = checked_code(entry, entry.text("code"), MAX_CODE)
    indicator = replace(
        of,
        code=code,
        name=entry.text("name"),
        measure=code,
        denominator=denominator,
        rule=entry.text("rule"),
        source=entry.text("source"),
        unit=entry.text("unit") if entry.has("unit") else of.unit,
        figures_of=of.code,
        plan_of=_plan_of(entry, denominator),
        dti=entry.text("dti") if entry.has("dti") else None,
    )
    entry.finish()
    return indicator


def check_plan(entry: Entry, indicator: Indicator, known: Collection[str]) -> None:
    """Refuse *entry* when the plan that it names is of no indicator."""
    if indicator.plan_of is not None and indicator.plan_of not in known:
        entry.fail(f"{indicator.plan_of!r} is no indicator", "plan_of")


def _read(
    entry: Entry, topics: tuple[Topic, ...], statistics: frozenset[str], *, is_family: bool = False
) -> Indicator:
    code, counts = entry.text("code"), Counts(entry.word("counts", Counts))
    denominator = entry.word("denominator", statistics | {PLAN}) if entry.has("denominator") else None
    records = _records(entry, counts)
    own = frozenset() if is_family or records is Records.SURVEYS else _topics(entry, topics, counts)
    of_assists = records is Records.ASSISTS
    indicator = Indicator(
        code=code,
        name=entry.text("name"),
        measure=code.replace(PLACEHOLDER, "").strip("_"),
        topic=next(iter(own)) if len(own) == 1 else None,
        counts=counts,
        topics=own,
        outcomes=frozenset(map(AssistOutcome, entry.words("outcomes", AssistOutcome)))
        if of_assists
        else frozenset(),
        denominator=denominator,
        valid_from=entry.day("valid_from"),
        rule=entry.text("rule"),
        source=entry.text("source"),
        unit=entry.text("unit") if entry.has("unit") else UNITS[counts],
        stages=_some(entry, "stages", AssistStage) if of_assists else frozenset(),
        poverty=_some(entry, "poverty", Poverty) if counts in OF_HOUSEHOLDS else frozenset(),
        records=records,
        plan_of=_plan_of(entry, denominator),
        dti=entry.text("dti") if entry.has("dti") else None,
    )
    entry.finish()
    return indicator


def _records(entry: Entry, counts: Counts) -> Records:
    """Return whose records are read: what is counted says it, and villages may be of any."""
    if counts is Counts.VILLAGES:
        return Records(entry.word("records", Records)) if entry.has("records") else Records.ASSISTS
    return Records.CLASSES if counts in (Counts.SESSIONS, Counts.ATTENDEES) else Records.ASSISTS


def _topics(entry: Entry, topics: tuple[Topic, ...], counts: Counts) -> frozenset[str]:
    """Return the topics of *entry*; shops are told apart only where the small form asks for the platform."""
    allowed = [topic for topic in topics if counts is not Counts.SHOPS or topic.details == "seller"]
    return entry.words("topics", (topic.code for topic in allowed))


def _some(entry: Entry, key: str, words: type[Word]) -> frozenset[Word]:
    return frozenset(map(words, entry.words(key, words))) if entry.has(key) else frozenset()


def _plan_of(entry: Entry, denominator: str | None) -> str | None:
    return entry.text("plan_of") if denominator == PLAN and entry.has("plan_of") else None


def _for_topic(pattern: Indicator, topic: Topic) -> Indicator:
    return replace(
        pattern,
        code=pattern.code.replace(PLACEHOLDER, topic.code),
        topic=topic.code,
        topics=frozenset({topic.code}),
        valid_from=max(pattern.valid_from, topic.valid_from),
        plan_of=pattern.plan_of and pattern.plan_of.replace(PLACEHOLDER, topic.code),
    )
