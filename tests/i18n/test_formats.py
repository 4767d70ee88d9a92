"""Numbers, shares and days are written as Vietnamese readers write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tocongnghe import clock
from tocongnghe.i18n import formats, ngettext, use_locale
from tocongnghe.i18n.catalogs import po_path
from tocongnghe.i18n.locales import LOCALES

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


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("count", [0, 1, 2, 5, 11, 100, 1_000_000])
def test_one_form_serves_every_count_in_every_language(code, count):
    """No language here has plural forms; Babel would give those it does not know the English two."""
    with use_locale(code):
        text = ngettext("{count} tasks are open", "{count} tasks are open in English", count)

    assert text.startswith(f"{count} ")
    assert "open" not in text


def test_every_catalogue_says_that_it_has_one_form():
    for code in LOCALES:
        header = po_path(code).read_text(encoding="utf-8").split("\n\n", 1)[0]
        assert "nplurals=1; plural=0;" in header


@pytest.mark.parametrize("code", LOCALES)
def test_numbers_and_days_are_the_same_in_every_language(code):
    with use_locale(code):
        assert formats.number(1234567.5) == "1.234.567,5"
        assert formats.day(TODAY) == "21/11/2026"
        assert formats.relative_day(TODAY - timedelta(days=9), TODAY) == "12/11/2026"
        assert formats.moment(datetime(2026, 11, 20, 18, 30, tzinfo=UTC)) == "21/11/2026 01:30"
