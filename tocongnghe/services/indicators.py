"""What the catalogue's indicators mean for one assist, class or survey, and how they are called.

Says which indicators a record moves; what a first day, a cell or a percentage
is, others know.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from tocongnghe.catalogue import PLAN, Catalogue, Counts, Indicator, Records, load_catalogue, plan_subject
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.vocabulary import AssistOutcome, AssistStage, Poverty

PLAN_NAME = N_("Plan")
UNIT_NAMES = (
    *(N_("households"), N_("people"), N_("shops"), N_("visits"), N_("classes"), N_("attendees")),
    N_("villages"),
)
"""What indicators count unless they name a unit themselves, as `Counts` has them."""


class Counted(Protocol):
    """What decides in which indicators an assist counts."""

    @property
    def topic(self) -> str: ...
    @property
    def outcome(self) -> AssistOutcome: ...
    @property
    def stage(self) -> AssistStage | None: ...
    @property
    def happened_on(self) -> date: ...


class CountedForHousehold(Counted, Protocol):
    """And in which of a household, and of which part of it."""

    @property
    def slot(self) -> int | None: ...
    @property
    def shop(self) -> str | None: ...
    @property
    def poverty(self) -> Poverty | None: ...


class CountingRules:
    """The indicators of a catalogue that have a count of their own, by what must be to count in them."""

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue or load_catalogue()
        self.version = self.catalogue.counting
        self.indicators = [one for one in self.catalogue.indicators if one.figures_of is None]
        self.of_villages = [one for one in self.indicators if one.counts is Counts.VILLAGES]
        self._of_assists = [one for one in self.indicators if one.records is Records.ASSISTS]
        self._known: dict[tuple[str, AssistOutcome, AssistStage | None], list[Indicator]] = {}

    def of_household(self, assist: CountedForHousehold) -> list[tuple[str, str]]:
        """Return (indicator, part) of what a household, or a part of it, reaches by *assist*."""
        return [
            (one.code, part_of(one, assist.slot, assist.shop))
            for one in self._that(assist)
            if one.needs_household and (not one.poverty or assist.poverty in one.poverty)
        ]

    def of_visit(self, assist: Counted) -> list[str]:
        """Return the codes of the indicators in which *assist* is one visit."""
        return [one.code for one in self._that(assist) if one.counts is Counts.ASSISTS]

    def of_class(self, topic: str | None, day: date) -> list[Indicator]:
        """Return the indicators in which a class on *topic* (None: a lesson), or who came, counts."""
        return [
            one
            for one in self.indicators
            if one.records is Records.CLASSES
            and one.counts is not Counts.VILLAGES
            and one.valid_from <= day
            and self.takes_class(one, topic)
        ]

    def takes_class(self, indicator: Indicator, topic: str | None) -> bool:
        """Tell whether a class on *topic* counts in *indicator*; one on a lesson does where all topics do."""
        if topic is None:
            return indicator.topics >= {one.code for one in self.catalogue.topics}
        return topic in indicator.topics

    def _that(self, assist: Counted) -> Iterable[Indicator]:
        key = (assist.topic, assist.outcome, assist.stage)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = [
                one
                for one in self._of_assists
                if assist.topic in one.topics
                and assist.outcome in one.outcomes
                and (not one.stages or assist.stage in one.stages)
            ]
        day = assist.happened_on
        return (one for one in known if one.valid_from <= day)


def part_of(indicator: Indicator, slot: int | None, shop: str | None) -> str:
    """Return the part of the household that *indicator* counts; empty: the whole, or one not named."""
    if indicator.counts is Counts.PEOPLE:
        return "" if slot is None else str(slot)
    return shop or "" if indicator.counts is Counts.SHOPS else ""


def indicator_label(indicator: Indicator) -> str:
    """Return the indicator's name in the reader's language, its topic's name filled in."""
    if indicator.topic is None:
        return _(indicator.name)
    return _(indicator.name, topic=_(topic_name(indicator.topic)))


def topic_name(code: str) -> str:
    """Return the message id of the topic *code*; an unknown one is its own name."""
    return next((topic.name for topic in load_catalogue().topics if topic.code == code), code)


def statistic_name(code: str) -> str:
    """Return the message id of the denominator *code*: a statistic, or a plan."""
    if code == PLAN or plan_subject(code) is not None:
        return PLAN_NAME
    return next((each.name for each in load_catalogue().statistics if each.code == code), code)
