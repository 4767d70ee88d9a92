"""How periods are called in the reader's language: Tháng 11/2026, Quý 4/2026, Tuần từ 16/11/2026."""

from __future__ import annotations

import re

from tocongnghe.catalogue.periods import Period, PeriodKind, find_period, load_kinds
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day

NAMES = {
    (1, None): N_("Month {number}/{year}"),
    (3, None): N_("Quarter {number}/{year}"),
    (6, 1): N_("First six months of {year}"),
    (6, 2): N_("Last six months of {year}"),
    (9, None): N_("Nine months of {year}"),
    (12, None): N_("Year {year}"),
}
"""By months and, where it has a name of its own, the running number in the year."""
_CODE = re.compile(r"[A-Z](\d{4})(?:-\D*(\d+)\D*)?$")


def period_name(period: Period) -> str:
    """Return what readers call *period*, without its days."""
    kind = load_kinds()[period.kind]
    if kind.calendar is None:
        return _("Week from {day}", day=day(period.from_day))
    found = _CODE.match(period.code)
    year, number = (found.group(1), int(found.group(2) or 1)) if found else (period.code, 1)
    name = NAMES.get((kind.months, number)) or NAMES.get((kind.months, None))
    return _(name, number=number, year=year) if name else f"{_(kind.name)} {period.code[1:]}"


def called(code: str) -> str:
    """Return what readers call the period *code*; a code that no calendar of today knows stays as it is."""
    period = find_period(code)
    return code if period is None else period_name(period)


def period_label(period: Period) -> str:
    """Return the name of *period* with its days."""
    return _(
        "{name} ({first} – {last})",
        name=period_name(period),
        first=day(period.from_day),
        last=day(period.to_day),
    )


def kind_name(kind: PeriodKind) -> str:
    """Return what readers call a kind of period; its calendar is said apart."""
    return _(kind.name)
