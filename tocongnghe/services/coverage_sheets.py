"""What the coverage desk shows as a file: the same rows, each with where its figure comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day, moment
from tocongnghe.services.coverage import CoverageRow
from tocongnghe.services.coverage_desk import Desk, Division, View
from tocongnghe.services.sheets import Column, Kind, Origin, Sheet, Value, instant

STATES = N_("Official: approved. Provisional: approved or waiting for review.")
COLUMNS = (
    ("place_code", N_("Code"), Kind.TEXT),
    ("place_name", N_("Place"), Kind.TEXT),
    ("indicator", N_("Indicator (code)"), Kind.TEXT),
    ("indicator_name", N_("Indicator"), Kind.TEXT),
    ("from", N_("From day"), Kind.DAY),
    ("to", N_("To day"), Kind.DAY),
    ("official", N_("official"), Kind.WHOLE),
    ("provisional", N_("provisional"), Kind.WHOLE),
    ("denominator", N_("Denominator"), Kind.WHOLE),
    ("denominator_name", N_("Denominator: what"), Kind.TEXT),
    ("denominator_as_of", N_("Denominator: as of"), Kind.DAY),
    ("denominator_source", N_("Denominator: source"), Kind.TEXT),
    ("denominator_missing", N_("Why there is no percentage"), Kind.TEXT),
    ("percent_official", N_("Official, %"), Kind.DECIMAL),
    ("percent_provisional", N_("Provisional, %"), Kind.DECIMAL),
    ("villages", N_("Villages"), Kind.WHOLE),
    ("villages_reporting", N_("Villages that reported"), Kind.WHOLE),
    ("indicator_version", N_("Version of the catalogue"), Kind.TEXT),
    ("counted_at", N_("Counted at"), Kind.MOMENT),
)
"""Name in JSON, heading, what it holds."""


def desk_rows(desk: Desk) -> list[CoverageRow]:
    """Return the rows that are shown: the place and those in it, or every indicator of the place."""
    if desk.asked.view is View.INDICATORS:
        code = desk.whole.place_code
        return [row for row in desk.report.rows if row.place_code == code]
    return [desk.whole, *desk.parts]


def desk_sheet(desk: Desk, period: str) -> Sheet:
    """Return the table as a workbook or CSV has it, in the reader's words."""
    what = desk.whole.indicator_name if desk.asked.view is not View.INDICATORS else _("Every indicator")
    rule = desk.whole.rule
    counted_at = desk.report.counted_at
    origin = Origin(
        what=_("Coverage: {what}", what=what),
        place=desk.whole.place_name,
        period=period,
        as_of=_("Counted at {moment}", moment=moment(counted_at))
        if counted_at
        else _("Nothing has been counted yet."),
        states=_(STATES),
        definitions=(
            (_("What is counted"), _(rule.rule)),
            (_("Source"), rule.source),
            (_("Division of places"), _division(desk)),
            (_("Version of the catalogue"), desk.report.catalogue_version),
            (_("Villages that reported"), _reported(desk)),
        ),
    )
    columns = tuple(Column(_(title), kind) for _name, title, kind in COLUMNS)
    return Sheet(_("Coverage"), columns, (list(record(row).values()) for row in desk_rows(desk)), origin)


def stream_json(desk: Desk, period: str) -> Iterator[bytes]:
    """Yield one JSON object: where the figures come from, then `rows`."""
    head: dict[str, Any] = {
        "place_code": desk.whole.place_code,
        "place_name": desk.whole.place_name,
        "period": period,
        "indicator_version": desk.report.catalogue_version,
        "counted_at": desk.report.counted_at,
        "official": "approved",
        "provisional": "approved or waiting for review",
    }
    yield _dump(head)[:-1] + b',"rows":['
    for number, row in enumerate(desk_rows(desk)):
        yield (b",\n" if number else b"\n") + _dump(record(row))
    yield b"\n]}\n"


def record(row: CoverageRow) -> dict[str, Value]:
    """Return *row* as COLUMNS have it; None is no data."""
    return {
        "place_code": row.place_code,
        "place_name": row.place_name,
        "indicator": row.indicator,
        "indicator_name": row.indicator_name,
        "from": row.from_day,
        "to": row.as_of,
        "official": row.official,
        "provisional": row.provisional,
        "denominator": row.denominator,
        "denominator_name": _(row.denominator_name) if row.denominator_name else None,
        "denominator_as_of": row.denominator_as_of,
        "denominator_source": row.denominator_source,
        "denominator_missing": _(row.denominator_missing) if row.denominator_missing else None,
        "percent_official": row.percent_official,
        "percent_provisional": row.percent_provisional,
        "villages": row.villages,
        "villages_reporting": row.villages_reporting,
        "indicator_version": row.catalogue_version,
        "counted_at": row.counted_at,
    }


def _reported(desk: Desk) -> str:
    whole = desk.whole
    return _(
        "{some} of {all}, {day}", some=whole.villages_reporting, all=whole.villages, day=day(whole.as_of)
    )


def _division(desk: Desk) -> str:
    is_then = desk.asked.division is Division.THEN and not desk.is_unknown_then
    return _("places as they were") if is_then else _("places as they are now")


def _dump(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: date | datetime | Decimal) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else float(value)
