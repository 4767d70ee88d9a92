"""An edition as readers look at it: lines of figures, on paper, on a screen, in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tocongnghe.services.editions import Content
from tocongnghe.services.sheets import Value
from tocongnghe.vocabulary import PlaceKind

CSV_COLUMNS = (
    *("edition", "as_of", "province_code", "province_name", "place_code", "place_name", "place_kind"),
    *("indicator", "indicator_name", "topic", "count", "count_as_of", "is_masked"),
    *("denominator", "denominator_name", "denominator_as_of", "denominator_source", "percent"),
    *("villages", "villages_reporting", "period_closed"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One count. `count` is None where it is masked, and `as_of` an earlier day where it waits."""

    count: int | None
    as_of: date | None
    percent: float | None
    of: int | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one topic in one place; None without data."""

    code: str
    name: str
    figures: tuple[Figure, ...] | None
    villages: int
    reporting: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A table of the edition: its topic, what its columns are, its lines, the whole first."""

    code: str
    name: str | None
    columns: tuple[Content, ...]
    whole: Line
    parts: tuple[Line, ...]

    @property
    def denominators(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each["denominator"] for each in self.columns if each["denominator"]))


def read_topics(content: Content) -> list[Topic]:
    """Return the tables of an edition in its own order."""
    found = []
    for code in dict.fromkeys(each["table"] for each in content["indicators"]):
        entries = content["tables"][code]
        columns = tuple(each for each in content["indicators"] if each["table"] == code)
        lines = [_line(place, entries.get(place["code"]), content) for place in content["places"]]
        found.append(Topic(code, columns[0]["topic_name"], columns, lines[0], tuple(lines[1:])))
    return found


def csv_rows(content: Content) -> Iterator[tuple[Value, ...]]:
    """Yield one line per place and indicator, as CSV_COLUMNS says; what is masked is empty and says so."""
    head = (content["period"]["code"], content["period"]["to"])
    province = content["province"]
    for topic in read_topics(content):
        for place, line in zip(content["places"], (topic.whole, *topic.parts), strict=True):
            for number, column in enumerate(topic.columns):
                entry = content["tables"][topic.code].get(place["code"])
                figure = line.figures[number] if line.figures else None
                yield (
                    *head,
                    *(province["code"], province["name"], place["code"], place["name"], place["kind"]),
                    *(column["code"], column["name"], column["topic"]),
                    *_counted(figure),
                    *_base(entry, number, column),
                    None if figure is None or figure.percent is None else figure.percent,
                    *(place["villages"], place["villages_reporting"], _closed(place)),
                )


def _closed(place: Content) -> str | None:
    """Return whether the commune had closed the period; a province closes none."""
    if place["kind"] != PlaceKind.COMMUNE:
        return None
    return "yes" if place["closed"] else "no"


def _counted(figure: Figure | None) -> tuple[Value, Value, Value]:
    if figure is None:
        return None, None, None
    day = figure.as_of.isoformat() if figure.as_of else None
    return figure.count, day, "yes" if figure.count is None else "no"


def _base(entry: Content | None, number: int, column: Content) -> tuple[Value, ...]:
    if entry is None:
        return None, column["denominator"], None, None
    return entry["of"][number], column["denominator"], entry["of_as_of"][number], entry["of_source"][number]


def _line(place: Content, entry: Content | None, content: Content) -> Line:
    figures = None if entry is None else tuple(_figures(entry, content["period"]["to"]))
    name = place["name"]
    return Line(place["code"], name, figures, place["villages"], place["villages_reporting"])


def _figures(entry: dict[str, Any], day: str) -> Iterator[Figure]:
    width = len(entry["of"])
    as_of = date.fromisoformat(entry["as_of"]) if entry["as_of"] else None
    waits = entry["as_of"] not in (None, day)
    for number in range(width):
        if entry["counts"] is None:
            yield Figure(None, None, None, entry["of"][number], waits=False)
        else:
            share = entry["percent"][number]
            yield Figure(entry["counts"][number], as_of, share, entry["of"][number], waits=waits)


def commune_count(content: Content) -> tuple[int, int]:
    """Return how many communes the edition has, and how many of them had closed the period."""
    communes = [each for each in content["places"] if each["kind"] == PlaceKind.COMMUNE]
    return len(communes), sum(each["closed"] for each in communes)
