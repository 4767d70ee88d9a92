"""What somebody at the desk wishes to become of places, and why it may not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tocongnghe.errors import InvalidInput
from tocongnghe.i18n import N_
from tocongnghe.vocabulary import PlaceChangeKind

REFUSALS: dict[str, str] = {
    "unknown_place": N_("There is no place with the code {place} on that day. Search for it by its name."),
    "two_at_least": N_("Choose at least two places that become one."),
    "kinds_differ": N_("A commune and a village cannot become one. Choose places of one kind."),
    "communes_differ": N_(
        "These villages lie in different communes. Move them into one commune first, then merge them."
    ),
    "name_missing": N_("Write the name that it has from that day on."),
    "code_missing": N_("Write the code that the decree gives to the new commune: five digits."),
    "code_taken": N_("The code {place} belongs to another place on that day."),
    "same_name": N_("That is its name already."),
    "decision_missing": N_("Write the number of the decision."),
    "before_it_began": N_("{place} has existed only since a later day. Choose a later day."),
    "ended": N_("{place} ends on that day or before. Choose an earlier day, or another place."),
    "changes_later": N_("{place} changes again on a later day. Take that change back first."),
    "nothing_moves": N_("Choose what goes to the new place: villages of a commune, households of a village."),
    "not_in_it": N_("{place} does not lie in the place that is divided. Choose from its list."),
    "names_unknown": N_(
        "No household of this village is called: {names}. Write the heads' names as they are recorded."
    ),
    "names_several": N_(
        "Several households of this village are called: {names}. Tell them apart on their cards first."
    ),
    "all_move": N_("Everything would leave and nothing stay. Rename the place instead, or let a part stay."),
    "left_over": N_("A village that ends leaves nobody behind: {count} households have no new village yet."),
    "two_parts": N_("A village that ends must go on in at least two new ones. Otherwise rename it."),
    "same_commune": N_("{place} lies in that commune already."),
    "closed_since": N_(
        "{place} closed a period after that day, with the villages it had. Choose a day after {day}."
    ),
    "numbers_used_up": N_("The commune has given away all its village numbers, 1 to 999."),
    "team_later": N_("A team of {place} was formed after that day. Choose a later day."),
    "undone": N_("This change was taken back already."),
    "later_change": N_("The change of {day} stands on this one. Take that one back first."),
    "has_records": N_(
        "{count} households were recorded in {place} since then and came from none of the former villages. "
        "Move them or merge the village instead."
    ),
    "has_visits": N_(
        "{count} records of {place} name no household, so nobody can tell which of the former villages they "
        "are of: visits, classes, surveys, feedback. Let the team withdraw them first, or keep the merger."
    ),
    "teams_changed": N_(
        "The teams were changed after the merger. Put the members back first, or change the teams by hand."
    ),
    "has_numbers": N_("Targets or statistics were entered for {place} since then. Delete them first."),
    "has_roles": N_("Somebody was given a role in {place} since then. End that role first."),
}
"""Message ids by code: what is wrong, and what to do."""


class ChangeRefused(InvalidInput):
    """The change does not fit what is there. `code` is a key of `REFUSALS`, `told` fills its sentence."""

    def __init__(self, code: str, **told: Any) -> None:
        super().__init__(code)
        self.code, self.told = code, told


@dataclass(frozen=True, slots=True)
class Part:
    """A new place that comes out of another: what goes there are codes of villages or ids of households."""

    name: str
    type_name: str
    members: tuple[str, ...]
    code: str | None = None
    """Of a new commune; villages get the next number of theirs."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A change as it was asked for.

    `places`: codes of what is merged, divided, renamed or moved. `into`: the code
    of the place that takes them in; without it a merger makes a new place with
    `name`, `type_name` and, for a commune, `code`. `parts`: what a division makes.
    """

    kind: PlaceChangeKind
    on: date
    decision_number: str
    places: tuple[str, ...]
    into: str | None = None
    name: str | None = None
    type_name: str | None = None
    code: str | None = None
    parts: tuple[Part, ...] = ()
    goes_on: bool = True
    """Of a village that is divided: it keeps those who go nowhere else."""


def to_json(wish: Wish) -> dict[str, Any]:
    """Return *wish* as it is kept."""
    told = asdict(wish)
    return told | {"kind": str(wish.kind), "on": wish.on.isoformat(), "places": list(wish.places)}


def from_json(told: Mapping[str, Any]) -> Wish:
    """Return the wish that was kept as *told*."""
    return Wish(
        **{
            **told,
            "kind": PlaceChangeKind(told["kind"]),
            "on": date.fromisoformat(told["on"]),
            "places": tuple(told["places"]),
            "parts": tuple(Part(**{**part, "members": tuple(part["members"])}) for part in told["parts"]),
        }
    )
