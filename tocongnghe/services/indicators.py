"""What the catalogue's indicators mean for one assist, and how they are called.

Says which indicators an assist moves; what a first day, a cell or a
percentage is, others know.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tocongnghe.catalogue import PLAN, Catalogue, Counts, Indicator, load_catalogue, plan_subject
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.vocabulary import AssistOutcome

PLAN_NAME = N_("Plan")
UNIT_NAMES = (
    *(N_("households"), N_("people"), N_("shops"), N_("visits"), N_("classes"), N_("attendees")),
    N_("villages"),
)
"""What indicators count unless they name a unit themselves, as `Counts` has them."""


class CountingRules:
    """The indicators of a catalogue, by what an assist must be to count in them."""

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue or load_catalogue()
        self.version = self.catalogue.counting
        self._by_assist: dict[tuple[Counts, str, AssistOutcome], list[Indicator]] = defaultdict(list)
        for indicator in self.catalogue.indicators:
            for topic in indicator.topics:
                for outcome in indicator.outcomes:
                    self._by_assist[indicator.counts, topic, outcome].append(indicator)

    def of_household(self, topic: str, outcome: AssistOutcome, day: date) -> list[str]:
        """Return the codes of the indicators that a household reaches by such an assist on *day*."""
        return self._codes(Counts.HOUSEHOLDS, topic, outcome, day)

    def of_visit(self, topic: str, outcome: AssistOutcome, day: date) -> list[str]:
        """Return the codes of the indicators in which such an assist on *day* is one visit."""
        return self._codes(Counts.ASSISTS, topic, outcome, day)

    def _codes(self, counts: Counts, topic: str, outcome: AssistOutcome, day: date) -> list[str]:
        found = self._by_assist.get((counts, topic, outcome), [])
        return [indicator.code for indicator in found if indicator.valid_from <= day]


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
