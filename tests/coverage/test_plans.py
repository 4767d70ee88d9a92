"""A plan as a denominator: the target of the span that holds the day; without one there is no percentage."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import World
from tests.coverage.test_coverage import look, row
from tests.rollups.brute import count_all
from tests.rollups.test_follow import desk
from tocongnghe.extensions import writing
from tocongnghe.models import Target
from tocongnghe.services.statistics import NO_PLAN

OF_PLAN = "payment_accounts_of_plan"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MONTH = (date(2026, 5, 1), date(2026, 5, 31))
AS_OF = date(2026, 5, 20)


def plan(world: World, place_id: int, value: int, span: tuple[date, date] = YEAR) -> None:
    with writing(world.engine) as session:
        session.add(
            Target(
                place_id=place_id,
                indicator="payment_accounts",
                from_on=span[0],
                to_on=span[1],
                value=value,
                source="Kế hoạch 15/KH-UBND",
            )
        )


@pytest.fixture
def accounts(any_world: World) -> World:
    """Three accounts in commune A: two people of one household, one of another; all approved."""
    first, second = any_world.add_household(), any_world.add_household()
    for household, slot in ((first, 1), (first, 2), (first, 1), (second, None)):
        assist = any_world.log_assist(household, topic="payment_account", slot=slot, on="2026-05-10")
        desk(any_world, "assist.approve", assist)
    count_all(any_world.engine)
    return any_world


def test_one_count_over_households_and_over_the_plan_are_two_percentages(accounts: World) -> None:
    plan(accounts, accounts.commune_a, 12)
    report = look(accounts, as_of=AS_OF)

    of_households, of_plan = (
        row(report, "00001", "payment_accounts"),
        row(report, "00001", OF_PLAN),
    )

    assert (of_households.official, of_households.percent_official) == (3, Decimal("3.0"))
    assert (of_plan.official, of_plan.denominator, of_plan.percent_official) == (3, 12, Decimal("25.0"))
    assert of_plan.denominator_source == "Kế hoạch 15/KH-UBND"
    assert row(report, "00001", "payment_account_has").official == 2, "households are another figure"


def test_without_a_plan_there_is_no_data_and_no_division_error(accounts: World) -> None:
    plan(accounts, accounts.commune_b, 0)
    report = look(accounts, as_of=AS_OF)

    for place in ("00001", "00002", "20"):
        of_plan = row(report, place, OF_PLAN)
        assert of_plan.percent_official is None, place
    assert row(report, "00001", OF_PLAN).denominator_missing == NO_PLAN


def test_the_plan_of_the_year_goes_before_that_of_a_month_and_ends_with_the_year(accounts: World) -> None:
    plan(accounts, accounts.commune_a, 4, MONTH)
    plan(accounts, accounts.commune_a, 12)

    assert row(look(accounts, as_of=AS_OF), "00001", OF_PLAN).denominator == 12
    assert row(look(accounts, as_of=date(2027, 1, 1)), "00001", OF_PLAN).denominator is None


def test_a_province_without_a_plan_of_its_own_has_the_sum_of_all_its_communes(accounts: World) -> None:
    plan(accounts, accounts.commune_a, 12)
    assert row(look(accounts, as_of=AS_OF), "20", OF_PLAN).denominator is None

    plan(accounts, accounts.commune_b, 8)
    assert row(look(accounts, as_of=AS_OF), "20", OF_PLAN).denominator == 20
