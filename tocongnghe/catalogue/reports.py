"""Layouts of reports as data: which sections stand in which report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from tocongnghe.catalogue import Catalogue, load_catalogue
from tocongnghe.catalogue.agencies import PLACES, SHIPPED, Agency, read_shipped
from tocongnghe.catalogue.definitions import read_code
from tocongnghe.catalogue.entries import Entry, read_file
from tocongnghe.catalogue.periods import load_kinds
from tocongnghe.vocabulary import PlaceKind

FILE = SHIPPED
MAX_CODE = 32
PERIOD = "{period}"


class SectionKind(StrEnum):
    """What the program can write."""

    SUMMARY = "summary"
    TOPICS = "topics"
    """A table of topics; a column is a measure that topics share."""
    INDICATORS = "indicators"
    """The indicators that are not made for every topic, each over its named denominator."""
    PLACES = "places"
    """A table of the communes of a province or the villages of a commune; a column is an indicator."""
    NOT_CLOSED = "not_closed"
    TARGETS = "targets"
    TEAMS = "teams"
    DIFFICULTIES = "difficulties"
    DEFINITIONS = "definitions"
    """Appendix: what each figure means, over what, and by which source."""


TABLES = {SectionKind.TOPICS, SectionKind.PLACES}


class Span(StrEnum):
    """Which days a figure is of."""

    PERIOD = "period"
    TO_DATE = "to_date"


class State(StrEnum):
    """Which records are in a figure."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"


class Unit(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column of figures; `figure` is a measure or an indicator, `name` a message id."""

    name: str
    figure: str
    span: Span
    state: State
    unit: Unit


@dataclass(frozen=True, slots=True)
class Section:
    """One section; `name` is a message id."""

    code: str
    kind: SectionKind
    name: str
    columns: tuple[ReportColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A report of one kind of period; `name` and `label` (with {period}) are message ids."""

    code: str
    period: str
    name: str
    label: str
    places: frozenset[str]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class ReportLayouts:
    """All layouts in the order of the file; `version` changes with any word of it."""

    layouts: tuple[Layout, ...]
    version: str

    def of(self, kind: str, place: PlaceKind) -> Layout | None:
        """Return the layout for a kind of period at a kind of place."""
        found = (each for each in self.layouts if each.period == kind and place in each.places)
        return next(found, None)


@cache
def load_report_layouts() -> ReportLayouts:
    """Return the layouts of this installation, read once.

    Raises:
        CatalogueError: A file that cannot be used; says which, where and why.
    """
    return read_report_layouts(FILE, load_catalogue())


def read_report_layouts(path: Path, catalogue: Catalogue) -> ReportLayouts:
    """Return the layouts in the file at *path*, whose columns are figures of *catalogue*.

    Raises:
        CatalogueError: As in `load_report_layouts`.
    """
    file = read_file(path)
    agencies = read_shipped(file)
    read = ((entry, _read_section(entry, catalogue)) for entry in file.entries("sections"))
    sections = _once("code", ((entry, each.code, each) for entry, each in read))
    layouts = _read_layouts(file.entries("layouts"), sections)
    file.finish()
    plain: list[Layout | Agency] = [*layouts, *agencies.values()]
    words = json.dumps([_plain(each) for each in plain], sort_keys=True)
    version = hashlib.sha256(words.encode()).hexdigest()[:12]
    return ReportLayouts(tuple(layouts), version)


Item = TypeVar("Item")


def _once(key: str, read: Iterable[tuple[Entry, str, Item]]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for entry, code, item in read:
        if code in found:
            entry.fail(f"{code!r} stands twice", key)
        found[code] = item
    return found


def _read_section(entry: Entry, catalogue: Catalogue) -> Section:
    code, kind = read_code(entry, MAX_CODE), SectionKind(entry.word("kind", SectionKind))
    columns: tuple[ReportColumn, ...] = ()
    if kind in TABLES:
        listed = catalogue.indicators
        measures = {each.measure for each in listed if each.topic is not None}
        figures = measures if kind is SectionKind.TOPICS else {each.code for each in listed}
        columns = tuple(_read_column(column, figures) for column in entry.entries("columns"))
        if not columns:
            entry.fail("must hold at least one column", "columns")
    section = Section(code, kind, entry.text("name"), columns)
    entry.finish()
    return section


def _read_column(entry: Entry, figures: Iterable[str]) -> ReportColumn:
    column = ReportColumn(
        name=entry.text("name"),
        figure=entry.word("figure", figures),
        span=Span(entry.word("span", Span)),
        state=State(entry.word("state", State)),
        unit=Unit(entry.word("unit", Unit)),
    )
    entry.finish()
    return column


def _read_layouts(entries: Iterable[Entry], sections: dict[str, Section]) -> list[Layout]:
    layouts: dict[str, Layout] = {}
    taken: set[tuple[str, str]] = set()
    for entry in entries:
        layout = Layout(
            code=read_code(entry, MAX_CODE),
            period=entry.word("period", load_kinds()),
            name=entry.text("name"),
            label=entry.text("label"),
            places=entry.words("places", PLACES),
            sections=tuple(_used(use, sections) for use in entry.entries("sections")),
        )
        if layout.code in layouts:
            entry.fail(f"{layout.code!r} stands twice", "code")
        if PERIOD not in layout.label:
            entry.fail(f"must hold {PERIOD}", "label")
        pairs = {(layout.period, place) for place in layout.places}
        if taken & pairs:
            entry.fail(f"{layout.period!r} has a layout for these places already", "period")
        taken |= pairs
        layouts[layout.code] = layout
        entry.finish()
    return list(layouts.values())


def _used(entry: Entry, sections: dict[str, Section]) -> Section:
    section = sections[entry.word("use", sections)]
    entry.finish()
    return section


def _plain(item: Layout | Agency) -> object:
    return {key: sorted(each) if isinstance(each, frozenset) else each for key, each in asdict(item).items()}
