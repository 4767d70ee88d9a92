"""Numbers, shares and days are written as Vietnamese readers write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tocongnghe import clock
from tocongnghe.i18n import formats, use_locale

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0, None, "0"),
        (1234, None, "1.234"),
        (1234.5, None, "1.234,5"),
        (-1234567, None, "-1.234.567"),
        (Decimal(2), 1, "2,0"),
        (Decimal("0.25"), 1, "0,3"),
        (2.5, 0, "3"),
        (None, 1, "—"),
    ],
)
def test_a_number_is_written(value, decimals, written):
    assert formats.number(value, decimals) == written


@pytest.mark.parametrize("code", ["vi", "tyz", "nut", "ium"])
def test_every_language_writes_shares_with_one_decimal(code):
    with use_locale(code):
        assert formats.percent(0.02) == "2,0\u00a0%"
        assert formats.percent(Decimal(1) / 3) == "33,3\u00a0%"
        assert formats.percent(None) == "—"


def test_a_day_is_the_day_in_vietnam():
    late = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)

    assert formats.day(TODAY) == "21/11/2026"
    assert formats.day(late) == "21/11/2026"
    assert formats.moment(late) == "21/11/2026 01:30"
    assert (formats.day(None), formats.moment(None)) == ("—", "—")


@pytest.mark.parametrize(
    ("ago", "written"),
    [
        (-2, "23/11/2026"),
        (-1, "ngày mai"),
        (0, "hôm nay"),
        (1, "hôm qua"),
        (2, "thứ Năm"),
        (6, "Chủ nhật"),
        (7, "14/11/2026"),
    ],
)
def test_days_are_words_up_to_a_week_then_dates(ago, written):
    with use_locale("vi"):
        assert formats.relative_day(TODAY - timedelta(days=ago), TODAY) == written


def test_today_is_the_clocks():
    with clock.frozen(datetime(2026, 11, 20, 18, 30, tzinfo=UTC)), use_locale("vi"):
        assert formats.relative_day(TODAY) == "hôm nay"
