"""What an address of the coverage desk asks for, and the addresses that lead from it to others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tocongnghe.catalogue import Indicator, load_catalogue
from tocongnghe.catalogue.periods import find_period
from tocongnghe.errors import NotFound
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day as day_text
from tocongnghe.routes.console.pages import address_of
from tocongnghe.routes.console.periods import TO_DATE, Chosen, KindChoice, choose_period, kind_choices
from tocongnghe.services.coverage_desk import Asked, Division, Sort, View
from tocongnghe.services.coverage_groups import Likeness
from tocongnghe.services.indicators import indicator_label

DEFAULTS = {"view": "map", "division": "now", "like": "size", "sort": "place", "order": "asc"}
"""What an address need not say."""
RECORDS_HAVE_NO = ("view", "like", "sort", "order")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A read address: what is asked for, in which span, and the query that leads back here."""

    asked: Asked
    period: Chosen
    kept: dict[str, Any]

    def way(self, **changes: Any) -> str:
        """Return the address of this page with *changes*; None takes a word out."""
        query = self.kept | changes
        return address_of("coverage.show", {k: v for k, v in query.items() if v != DEFAULTS.get(k)})

    def at(self, span: dict[str, str] | None) -> str:
        """Return the address of the same figures in another span of days."""
        return address_of("coverage.show", without_span(self.kept) | (span or {}))

    def records(self, *, is_official: bool, **changes: Any) -> str:
        """Return the address of the records behind a figure; a `day` stands for both ends of a span."""
        query = without_span(self.kept) if "day" in changes else self.kept
        day = changes.pop("day", None)
        query = query | changes | ({"from": day.isoformat(), "to": day.isoformat()} if day else {})
        query |= {"counted": "official" if is_official else "provisional"}
        wanted = {k: v for k, v in query.items() if k not in RECORDS_HAVE_NO and v != DEFAULTS.get(k)}
        return address_of("figure_records.show", wanted)

    def file(self, format_: str) -> str:
        return address_of("coverage.send", self.kept | {"format": format_})


def without_span(query: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in query.items() if k not in ("period", "kind", "from", "to", "as_of")}


def understand(query: dict[str, Any], today: date) -> Wanted:
    """Return what *query* (of `CoverageQueryIn`) asks for.

    Raises:
        NotFound: No such indicator.
        InvalidInput: No such period.
    """
    indicator = find_indicator(query["indicator"])
    period = _span(query, today)
    asked = Asked(
        indicator=indicator,
        from_day=None if period.kind == TO_DATE else period.from_day,
        to_day=period.to_day,
        place=query["place"],
        view=View(query["view"]),
        division=Division(query["division"]),
        likeness=Likeness(query["like"]),
        sort=Sort(query["sort"]),
        descending=query["order"] == "desc",
    )
    words = {"indicator": indicator.code, "place": query["place"]}
    words |= {name: query[name] for name in DEFAULTS if query[name] != DEFAULTS[name]}
    return Wanted(asked, period, {k: v for k, v in (words | period.way).items() if v})


def find_indicator(code: str | None) -> Indicator:
    """Return the indicator *code* of the catalogue; by default the first that a household reaches."""
    indicators = load_catalogue().indicators
    if code is None:
        return next((one for one in indicators if one.denominator), indicators[0])
    found = next((one for one in indicators if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def indicator_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (group, [(code, name)]): those over several topics first, then topic by topic measure."""
    catalogue = load_catalogue()
    names = {topic.code: _(topic.name) for topic in catalogue.topics}
    whole = [(one.code, indicator_label(one)) for one in catalogue.indicators if not _of_family(one)]
    groups = [(_("Indicators of the catalogue"), whole)]
    for code, name in names.items():
        own = [one for one in catalogue.indicators if _of_family(one) and one.topic == code]
        if own:
            groups.append((name, [(one.code, indicator_label(one)) for one in own]))
    return groups


def span_choices() -> list[KindChoice]:
    """Return up to a date, then every kind of period."""
    kinds = [choice for choice in kind_choices() if choice.value != TO_DATE]
    return [KindChoice(TO_DATE, _("Up to a day"), ""), *kinds]


def _of_family(one: Indicator) -> bool:
    return one.topic is not None and one.code.startswith(f"{one.topic}_")


def _span(query: dict[str, Any], today: date) -> Chosen:
    """Return the span of days; a kind that was chosen wins over the period that came along with it."""
    kind, period = query["kind"], query["period"]
    if kind and period and ((found := find_period(period)) is None or found.kind != kind):
        period = None
    if kind:
        query = query | {"from_day": None, "to_day": None, "period": period}
    is_span = query["from_day"] or query["to_day"] or period or kind not in (None, TO_DATE)
    return choose_period(query, today) if is_span else _to_date(query["as_of"] or today, today)


def _to_date(until: date, today: date) -> Chosen:
    before = until.replace(day=1) - timedelta(days=1)
    after = min(_month_end(until + timedelta(days=1)), today)
    return Chosen(
        TO_DATE,
        date.min,
        until,
        _("Up to {day}", day=day_text(until)),
        {"as_of": until.isoformat()} if until != today else {},
        {"as_of": before.isoformat()},
        {"as_of": after.isoformat()} if after > until else None,
    )


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
