"""The period that a page of figures is about: read from its address, with ways to others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tocongnghe.catalogue.periods import Period, PeriodKind, closing_kinds, find_period, load_kinds
from tocongnghe.errors import InvalidInput
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day as day_text
from tocongnghe.services.period_words import kind_name, period_label

DAY, TO_DATE, SPAN = "day", "to_date", "span"
RECENT = 13
"""The chosen period's twelve before it are one touch away."""
FIRST_DAY = date(2025, 7, 1)
"""Since when the communes of today exist: what "to date" is counted from."""
ONE_DAY = timedelta(days=1)

Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A period, what it is called, and the queries that lead to it and to its neighbours."""

    kind: str
    """Code of a kind of period, DAY, TO_DATE or SPAN."""
    from_day: date
    to_day: date
    label: str
    way: Query
    before: Query | None = None
    after: Query | None = None

    @property
    def days(self) -> Query:
        """Return the query that names its days."""
        return _days(self.from_day, self.to_day)


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of period to choose, under the heading of its calendar."""

    value: str
    name: str
    group: str


def choose_period(query: dict[str, Any], today: date, *, is_ahead: bool = False) -> Chosen:
    """Return the period that `period`, `kind` or `from` and `to` ask for; by default this reporting month.

    *is_ahead*: there is a way to periods that have not begun yet.

    Raises:
        InvalidInput: An unknown code or kind, or an end before the beginning.
    """
    if query["from_day"] or query["to_day"]:
        return _span(
            query["from_day"] or query["to_day"], query["to_day"] or max(today, query["from_day"]), today
        )
    if query["period"]:
        found = find_period(query["period"])
        if found is None:
            raise InvalidInput(extra={"errors": {"period": ["no such period"]}})
        return _of_kind(load_kinds()[found.kind], found, today, is_ahead=is_ahead)
    kind = query["kind"] or default_kind().code
    if kind == DAY:
        return _span(today, today, today)
    if kind == TO_DATE:
        return Chosen(TO_DATE, FIRST_DAY, today, _("Up to {day}", day=day_text(today)), {"kind": TO_DATE})
    if kind not in load_kinds():
        raise InvalidInput(extra={"errors": {"kind": ["no such kind"]}})
    chosen = load_kinds()[kind]
    return _of_kind(chosen, chosen.recent(today, 1)[0], today, is_ahead=is_ahead)


def default_kind() -> PeriodKind:
    """Return the kind of period that a commune closes first."""
    return (closing_kinds() or list(load_kinds().values()))[0]


def recent_periods(kind: str, today: date) -> list[tuple[str, Period]]:
    """Return name and period of the newest ones of *kind*, that of *today* first; none for a free span."""
    if kind not in load_kinds():
        return []
    return [(period_label(one), one) for one in load_kinds()[kind].recent(today, RECENT)]


def kind_choices() -> list[KindChoice]:
    """Return every kind, those of one calendar together."""
    choices = [
        KindChoice(kind.code, kind_name(kind), _(kind.calendar_name) if kind.calendar_name else "")
        for kind in load_kinds().values()
    ]
    free = [KindChoice(DAY, _("Day"), ""), KindChoice(TO_DATE, _("To date, since 1 July 2025"), "")]
    return [*(one for one in choices if one.group), *(one for one in choices if not one.group), *free]


def _of_kind(kind: PeriodKind, period: Period, today: date, *, is_ahead: bool) -> Chosen:
    after = kind.after(period)
    return Chosen(
        kind.code,
        period.from_day,
        period.to_day,
        period_label(period),
        {"period": period.code},
        {"period": kind.before(period).code},
        {"period": after.code} if is_ahead or after.from_day <= today else None,
    )


def _span(from_day: date, to_day: date, today: date) -> Chosen:
    if from_day > to_day:
        raise InvalidInput(extra={"errors": {"to": ["before the first day"]}})
    query = _days(from_day, to_day)
    if from_day != to_day:
        label = _("{first} – {last}", first=day_text(from_day), last=day_text(to_day))
        return Chosen(SPAN, from_day, to_day, label, query)
    before, after = from_day - ONE_DAY, from_day + ONE_DAY
    return Chosen(
        DAY,
        from_day,
        to_day,
        _("Day {day}", day=day_text(from_day)),
        query,
        _days(before, before),
        _days(after, after) if after <= today else None,
    )


def _days(from_day: date, to_day: date) -> Query:
    return {"from": from_day.isoformat(), "to": to_day.isoformat()}
