"""The gap map on paper and in a spreadsheet: its cells, its words, its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day
from tocongnghe.services.gaps import Answer, CommuneGaps, Count, Gaps, Thing, VillageGaps
from tocongnghe.services.maps.scale import STEPS
from tocongnghe.services.maps.schematic import lay_out
from tocongnghe.services.maps.shapes import Shape
from tocongnghe.services.sheets import Column, Kind, Origin, Sheet, Value
from tocongnghe.vocabulary import LABELS

THING_NAMES = {
    Thing.POWER: N_("Power"),
    Thing.SIGNAL: N_("Mobile signal"),
    Thing.FIBRE: N_("Fibre"),
    Thing.CASH: N_("Cash point"),
}
YES_NO = {Thing.FIBRE, Thing.CASH}
"""Of which a village has one, or none: there is no part of it."""
STATES = N_("The last answer of the village surveys; they are not reviewed.")
DEFINITIONS = (
    (N_("Never surveyed"), N_("Nobody ever answered this question: not the same as having none.")),
    (N_("Old"), N_("Answered more than a year ago.")),
)


@dataclass(frozen=True, slots=True)
class GapCell:
    """A commune on the map. `step`: which fifth of the surveyed villages has none; None: nobody asked."""

    commune: CommuneGaps
    count: Count
    shape: Shape
    step: int | None


@dataclass(frozen=True, slots=True)
class GapMap:
    """Hexagons in a box from (0, 0) to (width, height)."""

    width: float
    height: float
    cells: tuple[GapCell, ...]


def answer_name(thing: Thing, answer: Answer) -> str:
    """Return the message id of *answer* on *thing*."""
    if answer is Answer.NEVER:
        return N_("Never surveyed")
    if thing in YES_NO:
        return N_("There is one") if answer is Answer.ALL else N_("There is none")
    return {
        Answer.NONE: N_("No household"),
        Answer.PART: N_("Some households"),
        Answer.ALL: N_("Every household"),
    }[answer]


def draw_gaps(communes: Sequence[CommuneGaps], thing: Thing) -> GapMap:
    """Return the schematic map of *communes*: how many of their surveyed villages have none of *thing*."""
    drawing = lay_out(tuple((each.code, each.latitude, each.longitude) for each in communes))
    cells = (
        GapCell(each, each.counts[thing], drawing.shapes[each.code], _step(each.counts[thing]))
        for each in communes
    )
    return GapMap(drawing.width, drawing.height, tuple(cells))


def _step(count: Count) -> int | None:
    """Return the step of 20 % each; a commune in which no village lacks it is in the first."""
    if not count.surveyed:
        return None
    return min(STEPS, count.none * STEPS // count.surveyed + 1)


def gaps_sheet(gaps: Gaps, villages: Sequence[VillageGaps], place: str, today: date) -> Sheet:
    """Return *villages* with every answer, its day and its source."""
    columns = [
        Column(_("Commune"), width=28),
        Column(_("Village code"), width=16),
        Column(_("Village"), width=28),
        Column(_("Households"), Kind.WHOLE),
        Column(_("Household cards"), Kind.WHOLE),
    ]
    for name in THING_NAMES.values():
        columns += [
            Column(_(name), width=18),
            Column(f"{_(name)}: {_('day')}", Kind.DAY),
            Column(f"{_(name)}: {_('source')}"),
        ]
    columns.append(Column(_("Old"), width=24))
    origin = Origin(
        what=_("Gap map"),
        place=place,
        period=_("{some} of {all} villages", some=len(villages), all=len(gaps.villages)),
        as_of=day(today),
        states=_(STATES),
        definitions=tuple((_(name), _(meaning)) for name, meaning in DEFINITIONS),
    )
    return Sheet(_("Gap map"), tuple(columns), [_row(each) for each in villages], origin)


def _row(village: VillageGaps) -> list[Value]:
    row: list[Value] = [
        village.commune,
        village.code,
        village.name,
        village.households,
        village.registered,
    ]
    old = []
    for thing, name in THING_NAMES.items():
        said = village.said[thing]
        source = _(LABELS[said.source]) if said.source else None
        row += [_(answer_name(thing, said.answer)), said.on, source]
        old += [_(name)] if said.is_old else []
    return [*row, ", ".join(old) or None]
