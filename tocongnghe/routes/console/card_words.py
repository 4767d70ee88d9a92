"""The fields of a household's card in words, for two cards side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tocongnghe.i18n import N_, joined
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day, number
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.services.mergers import FullCard
from tocongnghe.vocabulary import ConsentStanding, Poverty

CONSENT = {
    ConsentStanding.NOT_ASKED: N_("Not asked yet"),
    ConsentStanding.GIVEN: N_("Agreed"),
    ConsentStanding.WITHDRAWN: N_("Withdrawn"),
}
POVERTY = {
    Poverty.POOR: N_("Poor"),
    Poverty.NEAR_POOR: N_("Near poor"),
    Poverty.NOT_POOR: N_("Neither"),
    Poverty.UNKNOWN: N_("Not known"),
}
HOUSEHOLD_FIELDS = {
    "head_name": N_("Head of the household"),
    "people": N_("People"),
    "children_under_16": N_("Children under 16"),
    "phone": N_("Telephone"),
    "language": N_("Language"),
    "has_smartphone": N_("Smartphone"),
    "has_electricity": N_("Electricity"),
    "has_signal": N_("Mobile signal"),
    "poverty": N_("Poverty list"),
    "poverty_year": N_("Year of the list"),
    "roster": N_("People on the card"),
    "note": N_("Note"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of two cards, as read."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


def card_lines(first: FullCard, second: FullCard, topics: Mapping[str, str]) -> list[Line]:
    """Return what stands on two cards and hangs on them, field by field."""
    columns = {"people": "people_count", "children_under_16": "children_under_16_count"}
    lines = [Line(_("Village"), first.village, second.village)]
    for name, label in HOUSEHOLD_FIELDS.items():
        column = columns.get(name, name)
        values = (getattr(card.household, column) for card in (first, second))
        lines.append(Line(_(label), *(field_words(name, value) for value in values)))
    both = (first, second)
    lines += [
        Line(_("Consent"), *(_(CONSENT[card.household.consent]) for card in both)),
        Line(_("Written by"), *(card.author or "—" for card in both)),
        Line(_("On the list since"), *(day(card.household.created_at) for card in both)),
        Line(_("Assists"), *(number(card.assists) for card in both)),
        Line(_("of them approved"), *(number(card.approved) for card in both)),
        Line(
            _("Topics"),
            *(joined(", ", (topics.get(topic, topic) for topic in card.topics)) or "—" for card in both),
        ),
        Line(_("Cards merged into it"), *(number(card.merged) for card in both)),
    ]
    return [line for line in lines if (line.first, line.second) != ("—", "—")]


def field_words(name: str, value: Any) -> str:
    """Return the value of a card's field as its reader says it."""
    if value in (None, ""):
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "roster":
        return ", ".join(str(person.get("label") or "?") for person in value)
    if name == "poverty":
        return _(POVERTY[value]) if value in POVERTY else str(value)
    if name == "language" and value in LOCALES:
        return LOCALES[value].own_name
    return number(value) if isinstance(value, int) and name != "poverty_year" else str(value)
