"""Reporting periods as data: which days a month, a quarter or a week of a calendar holds.

Pure: days in, periods out; it never asks which day it is. Codes are stable:

=============  ==========================================  ===========================
code           kind                                        days
=============  ==========================================  ===========================
`A2026-11`     `administrative_month`                      15 October to 14 November
`A2026-Q4`     `administrative_quarter`                    15 September to 14 December
`A2026-H1`     `administrative_half_year`                  15 December 2025 to 14 June
`A2026-9M`     `administrative_nine_months`                15 December 2025 to 14 September
`A2026`        `administrative_year`                       15 December 2025 to 14 December
`C2026-11` …   `calendar_month` … `calendar_year`          the same by the calendar
`W2026-11-16`  `week`                                      that Monday to Sunday
=============  ==========================================  ===========================
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from tocongnghe.catalogue.definitions import read_code
from tocongnghe.catalogue.entries import Entry, read_file

FILE = Path(__file__).resolve().parent / "periods.yaml"
DAY = timedelta(days=1)
MONTHS, WEEKDAYS, MAX_FROM_DAY, MAX_CODE = 12, 7, 28, 20
NUMBER = "n"
LAST_YEAR = 2100
"""Of a period that is asked for by its code: near the end of the calendar none follows."""
"""Stands in a suffix for the running number in the year."""
FIRST_YEAR, LAST_YEAR = 1900, 9000
"""Years that periods are made for; a day outside is in none."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `from_day` to `to_day`, both in it; `kind` is a `PeriodKind.code`."""

    code: str
    kind: str
    from_day: date
    to_day: date

    def holds(self, day: date) -> bool:
        return self.from_day <= day <= self.to_day


@dataclass(frozen=True, slots=True)
class PeriodKind:
    """A span of months in a calendar, or a week.

    `name` and `calendar_name` are message ids; a week has no calendar. `order` is its place in the file.
    """

    code: str
    name: str
    letter: str
    order: int = 0
    calendar: str | None = None
    calendar_name: str | None = None
    from_day: int = 1
    months: int = 0
    suffix: str = ""
    only: int = 0
    """How many a year has."""
    first_weekday: int = 1
    source: str = ""
    is_closed: bool = False
    """Communes close periods of this kind."""

    def of(self, day: date) -> Period | None:
        """Return the period that holds *day*; None where a year has none for it."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            return None
        if self.calendar is None:
            first = day - timedelta(days=(day.isoweekday() - self.first_weekday) % 7)
            return Period(f"{self.letter}{first.isoformat()}", self.code, first, first + 6 * DAY)
        year, month = self._month_of(day)
        number = (month - 1) // self.months + 1
        return self._make(year, number) if number <= self.only else None

    def before(self, period: Period) -> Period:
        """Return the one of this kind that ends last before *period* begins."""
        return self._next(period.from_day - DAY, -DAY)

    def after(self, period: Period) -> Period:
        """Return the one of this kind that begins first after *period* ends."""
        return self._next(period.to_day + DAY, DAY)

    def recent(self, day: date, count: int) -> list[Period]:
        """Return *count* periods of this kind, newest first, from that of *day* (or before it) on."""
        found = [self._next(day, -DAY)]
        while len(found) < count:
            found.append(self.before(found[-1]))
        return found

    def _next(self, day: date, step: timedelta) -> Period:
        """Return the first period met from *day* on; a year leaves out a few months at most."""
        found = self.of(day)
        while found is None:
            day += step * 28
            found = self.of(day)
        return found

    def _month_of(self, day: date) -> tuple[int, int]:
        """Return year and number of the month that *day* is counted in."""
        is_next = self.from_day > 1 and day.day >= self.from_day
        return (day.year + 1, 1) if is_next and day.month == MONTHS else (day.year, day.month + is_next)

    def _make(self, year: int, number: int) -> Period:
        last = number * self.months
        from_day = self._first_day(year, last - self.months + 1)
        following = self._first_day(*((year + 1, 1) if last == MONTHS else (year, last + 1)))
        shown = f"{number:02}" if self.months == 1 else str(number)
        code = f"{self.letter}{year:04}{self.suffix.replace(NUMBER, shown)}"
        return Period(code, self.code, from_day, following - DAY)

    def _first_day(self, year: int, month: int) -> date:
        if self.from_day == 1:
            return date(year, month, 1)
        return date(*((year - 1, MONTHS) if month == 1 else (year, month - 1)), self.from_day)


def load_kinds() -> dict[str, PeriodKind]:
    """Return the kinds of period of this installation by code, in the order in which they are shown.

    Raises:
        CatalogueError: A file that cannot be used; says which, where and why.
    """
    return dict(_load())


@cache
def _load() -> tuple[tuple[str, PeriodKind], ...]:
    return tuple((kind.code, kind) for kind in read_kinds(FILE))


def closing_kinds() -> list[PeriodKind]:
    """Return the kinds that communes close."""
    return [kind for kind in load_kinds().values() if kind.is_closed]


def find_period(code: str) -> Period | None:
    """Return the period *code*; None for what is no code of a period."""
    for kind in load_kinds().values():
        day = _day_in(kind, code) if code.startswith(kind.letter) else None
        found = kind.of(day) if day is not None and day.year <= LAST_YEAR else None
        if found is not None and found.code == code:
            return found
    return None


def period_of(kind: str, day: date) -> Period | None:
    """Return the period of *kind* that holds *day*.

    Raises:
        KeyError: No such kind.
    """
    return load_kinds()[kind].of(day)


def periods_around(kind: str, day: date, count: int = 13) -> list[Period]:
    """Return *count* periods of *kind*, newest first, beginning with that of *day*.

    Raises:
        KeyError: No such kind.
    """
    return load_kinds()[kind].recent(day, count)


def _day_in(kind: PeriodKind, code: str) -> date | None:
    """Return a day of the period that *code* would name if it were of *kind*."""
    rest = code.removeprefix(kind.letter)
    try:
        if kind.calendar is None:
            return date.fromisoformat(rest)
        year, suffix = int(rest[:4]), rest[4:]
        head, _, tail = kind.suffix.partition(NUMBER)
        number = int(suffix.removeprefix(head).removesuffix(tail) or 1) if NUMBER in kind.suffix else 1
        return date(year, min(number * kind.months, MONTHS), 1)
    except ValueError:
        return None


def read_kinds(path: Path) -> list[PeriodKind]:
    """Return the kinds in the file at *path*.

    Raises:
        CatalogueError: As in `load_kinds`.
    """
    file = read_file(path)
    letters: set[str] = set()
    calendars = _once((entry, _read_calendar(entry, letters)) for entry in file.entries("calendars"))
    spans = _once((entry, _read_span(entry)) for entry in file.entries("spans"))
    weeks = _once((entry, _read_week(entry, letters)) for entry in file.entries("weeks"))
    closed = _read_closing(file.entries("closing"), calendars, spans)
    file.finish()
    kinds = [
        _joined(calendar, span, is_closed=(calendar.code, span.code) in closed)
        for calendar in calendars.values()
        for span in spans.values()
    ]
    return [replace(kind, order=order) for order, kind in enumerate([*kinds, *weeks.values()])]


def _once(read: Iterable[tuple[Entry, PeriodKind]]) -> dict[str, PeriodKind]:
    """Return what was read by its code; a code that stands twice is refused where it stands again."""
    found: dict[str, PeriodKind] = {}
    for entry, kind in read:
        if kind.code in found:
            entry.fail(f"{kind.code!r} stands twice", "code")
        found[kind.code] = kind
    return found


def _read_calendar(entry: Entry, letters: set[str]) -> PeriodKind:
    """Return a kind that knows its calendar alone."""
    code, name, from_day = read_code(entry, MAX_CODE), entry.text("name"), entry.integer("from_day")
    if not 1 <= from_day <= MAX_FROM_DAY:
        entry.fail(f"must be 1 to {MAX_FROM_DAY}, a day that every month has", "from_day")
    letter, source = _letter(entry, letters), entry.text("source")
    entry.finish()
    return PeriodKind(code, name, letter, calendar=code, calendar_name=name, from_day=from_day, source=source)


def _read_span(entry: Entry) -> PeriodKind:
    """Return a kind that knows its length alone."""
    code, name, months = read_code(entry, MAX_CODE), entry.text("name"), entry.integer("months")
    if not 1 <= months <= MONTHS:
        entry.fail(f"must be 1 to {MONTHS}", "months")
    if MONTHS % months and not entry.has("only"):
        entry.fail("is missing: a year is no whole number of these", "only")
    only = entry.integer("only") if entry.has("only") else MONTHS // months
    if not 1 <= only <= MONTHS // months:
        entry.fail(f"must be 1 to {MONTHS // months}, as many as a year has room for", "only")
    suffix = entry.text("suffix") if entry.has("suffix") else ""
    if suffix.count(NUMBER) > 1 or (only > 1 and NUMBER not in suffix):
        entry.fail(f"must hold {NUMBER} once, for the running number in the year", "suffix")
    entry.finish()
    return PeriodKind(code, name, "", months=months, suffix=suffix, only=only)


def _read_week(entry: Entry, letters: set[str]) -> PeriodKind:
    code, name, first = read_code(entry, MAX_CODE), entry.text("name"), entry.integer("first_weekday")
    if not 1 <= first <= WEEKDAYS:
        entry.fail("must be 1 (Monday) to 7 (Sunday)", "first_weekday")
    letter = _letter(entry, letters)
    entry.finish()
    return PeriodKind(code, name, letter, first_weekday=first)


def _letter(entry: Entry, taken: set[str]) -> str:
    letter = entry.text("letter")
    if len(letter) != 1 or not "A" <= letter <= "Z":
        entry.fail(f"{letter!r} must be one letter A-Z", "letter")
    if letter in taken:
        entry.fail(f"{letter!r} stands twice: codes would name two periods", "letter")
    taken.add(letter)
    return letter


def _read_closing(
    entries: Iterable[Entry], calendars: Iterable[str], spans: Iterable[str]
) -> set[tuple[str, str]]:
    """Return (calendar, span) of what communes close."""
    closed: set[tuple[str, str]] = set()
    for entry in entries:
        calendar = entry.word("calendar", calendars)
        closed |= {(calendar, span) for span in entry.words("spans", spans)}
        entry.finish()
    return closed


def _joined(calendar: PeriodKind, span: PeriodKind, *, is_closed: bool) -> PeriodKind:
    return replace(
        span,
        code=f"{calendar.code}_{span.code}",
        letter=calendar.letter,
        calendar=calendar.calendar,
        calendar_name=calendar.calendar_name,
        from_day=calendar.from_day,
        source=calendar.source,
        is_closed=is_closed,
    )
