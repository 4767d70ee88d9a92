"""Numbers, shares and days as Vietnamese readers write them: 1.234,5 · 2,0 % · 21/11/2026.

Every language here uses the Vietnamese ways; words in between are translated.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal

from tocongnghe import clock
from tocongnghe.i18n.current import N_, current_locale, gettext
from tocongnghe.i18n.locales import find_locale

NO_DATA = "—"
NO_BREAK_SPACE = "\u00a0"
DAYS_IN_WORDS = 6

_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """Return *value* with dots between thousands and a decimal comma.

    With *decimals*, rounded half up to exactly that many; no value is a dash.
    """
    if value is None:
        return NO_DATA
    exact = Decimal(str(value))
    if decimals is None:
        return format_decimal(exact, locale=_formats(), decimal_quantization=False)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return format_decimal(rounded, format=pattern, locale=_formats())


def percent(share: float | Decimal | None, decimals: int = 1) -> str:
    """Return *share* (0.02 is two in a hundred) as "2,0 %"; no share is a dash."""
    if share is None:
        return NO_DATA
    return number(Decimal(str(share)) * 100, decimals) + NO_BREAK_SPACE + "%"


def day(value: date | None) -> str:
    """Return *value* as 21/11/2026; an instant's day is its day in Vietnam."""
    if value is None:
        return NO_DATA
    if isinstance(value, datetime):
        value = clock.local_date(value)
    return f"{value:%d/%m/%Y}"


def moment(instant: datetime | None) -> str:
    """Return the aware *instant* as 21/11/2026 14:05, Vietnam's time."""
    if instant is None:
        return NO_DATA
    return f"{instant.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"


def relative_day(value: date, today: date | None = None) -> str:
    """Return "hôm nay", "hôm qua", a weekday within the last six days, else the date.

    Written as inside a sentence; *today* defaults to today in Vietnam.
    """
    if isinstance(value, datetime):
        value = clock.local_date(value)
    ago = ((today or clock.local_date()) - value).days
    if ago == 0:
        return gettext("today")
    if ago == 1:
        return gettext("yesterday")
    if ago == -1:
        return gettext("tomorrow")
    if 0 < ago <= DAYS_IN_WORDS:
        return gettext(_WEEKDAYS[value.weekday()])
    return day(value)


def recent_day(value: date, today: date | None = None) -> str:
    """Return *value* as `relative_day` does, a day of last week as "thứ Ba tuần trước"."""
    if isinstance(value, datetime):
        value = clock.local_date(value)
    today = today or clock.local_date()
    this_monday = today - timedelta(days=today.weekday())
    is_last_week = this_monday - timedelta(days=7) <= value < this_monday
    if not is_last_week or (today - value).days <= 1:
        return relative_day(value, today)
    return gettext("{weekday} of last week", weekday=gettext(_WEEKDAYS[value.weekday()]))


def _formats() -> str:
    return find_locale(current_locale()).formats
