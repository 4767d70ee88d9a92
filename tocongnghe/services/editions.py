"""What an edition for everybody says: official figures of an ended period, masked before they are stored.

Every reader gets the same stored text, whatever the format: page, JSON and
CSV cannot be taken from one another (decision 91).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tocongnghe.catalogue import Catalogue, Indicator
from tocongnghe.catalogue.periods import Period
from tocongnghe.i18n import BASE, use_locale
from tocongnghe.i18n import gettext as _
from tocongnghe.services.coverage import CoverageReport, CoverageRow
from tocongnghe.services.indicators import topic_name
from tocongnghe.services.masking import SMALL, Cell, Shown, Table, mask
from tocongnghe.services.statistics import percent
from tocongnghe.vocabulary import PlaceKind

FORMAT = 1
TOGETHER = ("helped", "has")
"""Measures of a topic that are shown together or not at all."""
ALONE = "visits"
"""Visits on all topics; those on one topic are not published."""

Content = dict[str, Any]
Identity = tuple[str, str]
"""A code and the day since which it is this place: communes re-use the codes of others."""
Lineage = Mapping[str, frozenset[Identity]]
"""Code of today -> the place itself and those that went on in it."""


@dataclass(frozen=True)
class Column:
    """One indicator that is published, in the cell of its topic."""

    table: str
    rule: Indicator


def public_columns(catalogue: Catalogue) -> list[Column]:
    """Return what is published, table by table in catalogue order; all else stays in the house."""
    rules = {rule.code: rule for rule in catalogue.indicators}
    columns = [
        Column(topic.code, rules[code])
        for topic in catalogue.topics
        for code in (f"{topic.code}_{measure}" for measure in TOGETHER)
        if code in rules
    ]
    return [*columns, Column(ALONE, rules[ALONE])] if ALONE in rules else columns


def make_content(
    report: CoverageReport,
    period: Period,
    columns: Sequence[Column],
    earlier: Sequence[Content],
    closed: set[str],
    lineage: Lineage,
    secret: bytes,
) -> Content:
    """Return the edition of *period*: words in Vietnamese, figures masked, what waits repeated with its day.

    Args:
        report: The coverage of the province and its communes on the period's last day.
        earlier: Every edition before, oldest first.
        closed: Codes of the communes that closed the period.
        lineage: Who each place is, and of whom it was wholly made: their figures of before were its own.
    """
    rows: dict[tuple[str, str], CoverageRow] = {(row.place_code, row.indicator): row for row in report.rows}
    places = list(dict.fromkeys(row.place_code for row in report.rows))
    by_table: dict[str, list[Indicator]] = {}
    for column in columns:
        by_table.setdefault(column.table, []).append(column.rule)
    salt = secret + period.code.encode()
    since = {area.code: area.valid_from.isoformat() for area in report.areas}
    with use_locale(BASE):
        return {
            "format": FORMAT,
            "province": {"code": report.place_code, "name": report.place_name},
            "period": {
                "code": period.code,
                "from": period.from_day.isoformat(),
                "to": period.to_day.isoformat(),
            },
            "states": "official",
            "masked_below": SMALL,
            "catalogue": report.catalogue_version,
            "places": [
                {"since": since[code]} | _place(rows[code, columns[0].rule.code], code in closed)
                for code in places
            ],
            "indicators": [_indicator(column) for column in columns],
            "tables": {
                table: _table(
                    rules,
                    rows,
                    places,
                    period.to_day,
                    [(each["period"]["to"], _shown(each, table, len(rules), lineage)) for each in earlier],
                    salt + table.encode(),
                )
                for table, rules in by_table.items()
            },
        }


def _place(row: CoverageRow, is_closed: bool) -> Content:
    return {
        "code": row.place_code,
        "name": row.place_name,
        "kind": row.place_kind.value,
        "villages": row.villages,
        "villages_reporting": row.villages_reporting,
        "closed": is_closed if row.place_kind is PlaceKind.COMMUNE else None,
    }


def _indicator(column: Column) -> Content:
    rule = column.rule
    name = _(rule.name, topic=_(topic_name(rule.topic))) if rule.topic else _(rule.name)
    return {
        "code": rule.code,
        "table": column.table,
        "name": name,
        "topic": rule.topic,
        "topic_name": _(topic_name(rule.topic)) if rule.topic else None,
        "measure": rule.measure,
        "rule": _(rule.rule),
        "source": rule.source,
        "denominator": rule.denominator,
    }


def _table(
    rules: Sequence[Indicator],
    rows: Mapping[tuple[str, str], CoverageRow],
    places: Sequence[str],
    day: date,
    shown_before: Sequence[tuple[str, Shown]],
    secret: bytes,
) -> Content:
    """Return place -> {counts, as_of, of, percent}: counts null where masked, no place without data."""
    found = {code: [rows[code, rule.code] for rule in rules] for code in places}
    cells = {code: cell for code, each in found.items() if (cell := _cell(each)) is not None}
    bases = {code: [row.denominator for row in found[code]] for code in cells}
    whole, *parts = places
    masked = Table(cells, {whole: parts} if parts else {}, bases, [shown for _day, shown in shown_before])
    told = mask(masked, secret)
    return {
        code: _entry(found[code], cells[code] if code in told else None, day, code, shown_before)
        for code in cells
    }


def _cell(rows: Sequence[CoverageRow]) -> Cell | None:
    counts = [row.official for row in rows if row.official is not None]
    return tuple(counts) if len(counts) == len(rows) else None


def _entry(
    rows: Sequence[CoverageRow],
    cell: Cell | None,
    day: date,
    code: str,
    before: Sequence[tuple[str, Shown]],
) -> Content:
    as_of: str | None = day.isoformat()
    if cell is None:
        as_of, cell = next(
            ((then, shown[code]) for then, shown in reversed(before) if code in shown), (None, None)
        )
    shares = [percent(count, row.denominator) for count, row in zip(cell or (), rows, strict=False)]
    return {
        "counts": None if cell is None else list(cell),
        "as_of": as_of,
        "percent": None if cell is None else [None if share is None else float(share) for share in shares],
        "of": [row.denominator for row in rows],
        "of_as_of": [row.denominator_as_of.isoformat() if row.denominator_as_of else None for row in rows],
        "of_source": [row.denominator_source for row in rows],
    }


def _shown(content: Content, table: str, width: int, lineage: Lineage) -> Shown:
    """Return what an edition itself told in *table* of the places of now, not what it repeated from before.

    Of a place that others went on in it told the sum, if it told of each of them.
    """
    day, entries = content["period"]["to"], content["tables"].get(table, {})
    codes = {(place["code"], place["since"]): place["code"] for place in content["places"]}
    shown: dict[str, Cell] = {}
    for code, identities in lineage.items():
        parts = [entries[codes[each]] for each in identities if each in codes and codes[each] in entries]
        if parts and all(each["as_of"] == day and len(each["counts"]) == width for each in parts):
            shown[code] = tuple(map(sum, zip(*(each["counts"] for each in parts), strict=True)))
    return shown


def read_content(text: str) -> Content:
    """Return what was stored."""
    content: Content = json.loads(text)
    return content


def count_told(content: Content) -> tuple[int, int, int]:
    """Return how many cells are told as of the edition's day, are repeated from before, are masked."""
    day = content["period"]["to"]
    entries = [entry for table in content["tables"].values() for entry in table.values()]
    now = sum(entry["as_of"] == day for entry in entries)
    masked = sum(entry["counts"] is None for entry in entries)
    return now, len(entries) - now - masked, masked
