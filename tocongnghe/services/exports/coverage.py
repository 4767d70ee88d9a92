"""Coverage as a table: a row for every indicator of a place and of each place in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import Indicator, load_catalogue
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day, number
from tocongnghe.services.coverage import CoverageReport, CoverageRow, coverage
from tocongnghe.services.exports.facts import facts_of, meanings_of
from tocongnghe.services.exports.order import Asked
from tocongnghe.services.exports.table import Fact, Field, Table
from tocongnghe.services.indicators import indicator_label, statistic_name
from tocongnghe.services.sheets import Kind, Value

COLUMNS = (
    *("place_code", "place_name", "place_kind", "indicator", "indicator_name", "as_of"),
    *("official", "provisional", "denominator", "denominator_name"),
    *("percent_official", "percent_provisional", "villages", "villages_reporting"),
    *("denominator_as_of", "denominator_source", "indicator_version", "counted_at"),
    *("from_day", "denominator_until", "denominator_is_derived", "denominator_missing", "places_of"),
)
"""In this order for ever; new ones come at the end."""


def coverage_table(session: Session, asked: Asked) -> Table:
    """Return the coverage that is asked for, its texts in the language in use.

    Raises:
        Forbidden, NotFound: As `coverage` does.
    """
    order = asked.order
    report = coverage(
        session,
        asked.coverage_actor,
        order.place_code,
        order.to_day,
        order.topic,
        from_day=order.from_day,
        on=order.places_of,
    )
    fields = _fields()
    return Table(
        name="coverage",
        title=_("Coverage"),
        fields=fields,
        rows=_rows(report, asked),
        facts=facts_of(
            asked,
            _("Coverage: how far each place has come by each indicator"),
            _("Provisional includes what waits for review; official is only what was approved."),
            [*_numbers(report), *_rules(report), *meanings_of(fields)],
        ),
        made_at=asked.at,
        head={
            "place_code": report.place_code,
            "place_name": report.place_name,
            "place_kind": report.place_kind,
            "as_of": report.as_of,
            "from_day": order.from_day,
            "indicator_version": report.catalogue_version,
            "counted_at": report.counted_at,
            "official": "approved",
            "provisional": "approved or waiting for review",
        },
        row_count=len(report.rows),
    )


def _fields() -> tuple[Field, ...]:
    return (
        Field("place_code", _("Code of the place"), width=14),
        Field("place_name", _("Place")),
        Field("place_kind", _("Kind of place"), width=10),
        Field("indicator", _("Code of the indicator")),
        Field("indicator_name", _("Indicator"), width=44),
        Field("as_of", _("As of the end of"), Kind.DAY),
        Field("official", _("official"), Kind.WHOLE, _("Only what was approved")),
        Field("provisional", _("provisional"), Kind.WHOLE, _("Approved, and what waits for review")),
        Field("denominator", _("Denominator"), Kind.WHOLE),
        Field("denominator_name", _("What the denominator is")),
        Field("percent_official", _("official, %"), Kind.DECIMAL, _("Official over the denominator")),
        Field(
            "percent_provisional", _("provisional, %"), Kind.DECIMAL, _("Provisional over the denominator")
        ),
        Field("villages", _("Villages"), Kind.WHOLE),
        Field("villages_reporting", _("Villages reporting"), Kind.WHOLE, _("Those that reported an assist")),
        Field("denominator_as_of", _("Denominator as of"), Kind.DAY),
        Field("denominator_source", _("Source of the denominator")),
        Field("indicator_version", _("Catalogue of indicators")),
        Field("counted_at", _("Counted at"), Kind.MOMENT),
        Field("from_day", _("From day"), Kind.DAY, _("Empty: from the very first day")),
        Field("denominator_until", _("Plan until"), Kind.DAY),
        Field(
            "denominator_is_derived",
            _("Denominator is derived"),
            Kind.TEXT,
            _("yes: worked out from other figures"),
        ),
        Field("denominator_missing", _("Why there is no denominator")),
        Field("places_of", _("Division of places of"), Kind.DAY),
    )


def _rows(report: CoverageReport, asked: Asked) -> Iterator[Sequence[Value]]:
    places_of = asked.order.places_of or clock.local_date(asked.at)
    texts: dict[str | None, str | None] = {None: None}
    names = {rule.code: indicator_label(rule) for rule in load_catalogue().indicators}

    def said(msgid: str | None) -> str | None:
        if msgid not in texts:
            texts[msgid] = _(msgid)  # type: ignore[arg-type]
        return texts[msgid]

    for row in report.rows:
        yield (
            *(row.place_code, row.place_name, row.place_kind.value),
            *(row.indicator, names[row.indicator], row.as_of),
            *(row.official, row.provisional, row.denominator, said(row.denominator_name)),
            *(row.percent_official, row.percent_provisional, row.villages, row.villages_reporting),
            *(row.denominator_as_of, row.denominator_source, row.catalogue_version, row.counted_at),
            *(row.from_day, row.denominator_until, _derived(row), said(row.denominator_missing), places_of),
        )


def _derived(row: CoverageRow) -> str | None:
    if row.denominator is None:
        return None
    return "yes" if row.denominator_is_derived else "no"


def _rules(report: CoverageReport) -> Iterator[Fact]:
    """Yield the rule of each indicator, as its catalogue has it."""
    seen: set[str] = set()
    for row in report.rows:
        if row.indicator in seen:
            break
        seen.add(row.indicator)
        yield Fact(f"indicator:{row.indicator}", indicator_label(row.rule), _rule_of(row.rule))


def _rule_of(rule: Indicator) -> str:
    over = _(statistic_name(rule.denominator)) if rule.denominator else _("none")
    return " ".join(
        part
        for part in (
            _(rule.rule) if rule.rule else "",
            _("Denominator: {name}.", name=over),
            _("Valid from {day}.", day=day(rule.valid_from)),
            _("Source: {source}.", source=rule.source.rstrip(".")) if rule.source else "",
            f"({rule.code})",
        )
        if part
    )


def _numbers(report: CoverageReport) -> Iterator[Fact]:
    """Yield the denominators of the whole place, each with its day and source."""
    seen: set[str] = set()
    for row in report.rows:
        if row.place_code != report.place_code:
            break
        name = row.denominator_name
        if (
            name is None
            or (row.rule.denominator or "") + (row.indicator if row.denominator_until else "") in seen
        ):
            continue
        seen.add((row.rule.denominator or "") + (row.indicator if row.denominator_until else ""))
        yield Fact(
            f"denominator:{row.rule.denominator}",
            _("Denominator: {name}.", name=_(name)),
            _denominator_of(row),
        )


def _denominator_of(row: CoverageRow) -> str:
    if row.denominator is None:
        return _(row.denominator_missing) if row.denominator_missing else ""
    parts = [number(row.denominator)]
    if row.denominator_as_of:
        parts.append(_("as of {day}", day=day(row.denominator_as_of)))
    if row.denominator_source:
        parts.append(_("Source: {source}.", source=row.denominator_source.rstrip(".")))
    if row.denominator_is_derived:
        parts.append(_("Derived from other published figures."))
    return "; ".join(parts)
