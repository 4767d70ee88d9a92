"""Frozen figures as lines of a table: each village with its topics, on the page and in the file alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tocongnghe.catalogue import load_catalogue
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.services.closing_figures import NOTHING, Counts, Snapshot
from tocongnghe.services.sheets import Column, Kind, Origin, Sheet, Value

Pair: TypeAlias = tuple[int, int]
"""Provisional, official."""
ALL = "visits"
MEASURES = ("visits", "helped", "has")
NAMES = {
    "visits": N_("Visits"),
    "helped": N_("Households helped by the team"),
    "has": N_("Households that have it"),
}
NO_OTHERS: dict[str, Pair | None] = dict.fromkeys(MEASURES)
NO_REPORT = N_("No data: nothing from here has ever come")


@dataclass(frozen=True, slots=True)
class Line:
    """Figures of a topic by measure; all visits of a place have no topic, and no other measure."""

    topic: str | None
    period: Mapping[str, Pair | None]
    to_date: Mapping[str, Pair | None]


@dataclass(frozen=True, slots=True)
class Block:
    """A village, or all of them; without data there are no lines."""

    village: str | None
    is_silent: bool
    lines: tuple[Line, ...]


def blocks_of(snapshot: Snapshot) -> tuple[Block, ...]:
    """Return all villages together, then each, as the table shows them."""
    has_any = any(village.figures is not None for village in snapshot.villages)
    whole = Block(None, is_silent=False, lines=tuple(_lines(snapshot.totals)) if has_any else ())
    villages = (
        Block(
            village.name, village.is_silent, () if village.figures is None else tuple(_lines(village.figures))
        )
        for village in snapshot.villages
    )
    return (whole, *villages)


def _lines(figures: Mapping[str, Counts]) -> Iterator[Line]:
    """Yield the visits of all topics, then each topic that was ever worked on, in the catalogue's order."""
    by_topic: dict[str, dict[str, Counts]] = {}
    for code, counts in figures.items():
        topic, _dash, measure = code.rpartition("_")
        if topic and measure in MEASURES:
            by_topic.setdefault(topic, {})[measure] = counts
    all_visits = figures.get(ALL, NOTHING)
    yield Line(None, NO_OTHERS | {ALL: all_visits[:2]}, NO_OTHERS | {ALL: all_visits[2:]})
    order = [topic.code for topic in load_catalogue().topics]
    for topic in sorted(
        by_topic, key=lambda code: (order.index(code) if code in order else len(order), code)
    ):
        found = {measure: by_topic[topic].get(measure, NOTHING) for measure in MEASURES}
        yield Line(
            topic,
            {measure: counts[:2] for measure, counts in found.items()},
            {measure: counts[2:] for measure, counts in found.items()},
        )


def snapshot_sheet(snapshot: Snapshot, label: str, topics: Mapping[str, str], sha256: str) -> Sheet:
    """Return the table of *snapshot*; *label* names its period, *topics* are names by code."""
    states = (_("provisional"), _("official"))
    columns = [Column(_("Village"), width=28), Column(_("Topic"), width=34)]
    for span in (_("in the period"), _("to date")):
        for measure in MEASURES:
            columns += [Column(f"{_(NAMES[measure])}, {span}, {state}", Kind.WHOLE) for state in states]
    columns.append(Column(_("Remark"), width=40))
    origin = Origin(
        what=_("Closed figures, version {version}", version=snapshot.version),
        place=snapshot.commune,
        period=label,
        as_of=_("Line {seq} of the log", seq=snapshot.seq),
        states=_("Provisional includes what waits for review; official is only what was approved."),
        definitions=(
            (_("SHA-256 of the closed figures"), sha256),
            (_("Catalogue"), snapshot.catalogue_version),
            (_("to date"), _("From the first day on to the last day of the period")),
        ),
    )
    return Sheet(_("Closed figures"), tuple(columns), _rows(snapshot, topics), origin)


def _rows(snapshot: Snapshot, topics: Mapping[str, str]) -> Iterator[list[Value]]:
    for block in blocks_of(snapshot):
        name = block.village or _("All villages")
        if not block.lines:
            yield [name, _("All topics"), *[None] * 12, _(NO_REPORT)]
        for line in block.lines:
            topic = topics.get(line.topic, line.topic) if line.topic else _("All topics")
            values: list[Value] = [name, topic]
            for span in (line.period, line.to_date):
                for measure in MEASURES:
                    values += span.get(measure) or (None, None)
            is_quiet = block.is_silent and line.topic is None
            yield [*values, _("Nothing came for this period") if is_quiet else None]
