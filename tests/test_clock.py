"""A day is a day in Vietnam, by whatever way it is worked out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tocongnghe import clock

HOURS = [
    datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    for year in (1943, 1955, 1975, 1976, 2000, 2026, 2100)
    for month, day in ((1, 1), (6, 12), (6, 30), (12, 31))
    for hour, minute, second in ((0, 0, 0), (15, 59, 59), (16, 0, 0), (16, 59, 59), (17, 0, 0), (23, 59, 59))
]


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-5))])
def test_the_day_is_that_of_the_time_zone_s_own_table(zone: timezone):
    wrong = [
        instant
        for instant in HOURS
        if clock.local_date(instant.astimezone(zone)) != instant.astimezone(clock.VIETNAM).date()
    ]
    assert wrong == []
