"""Every figure that the provinces published and a team's work can move has its indicator here."""

from __future__ import annotations

import pytest

from tocongnghe.catalogue import Counts, load_catalogue

INDICATORS = {
    "digital_shops": ("digital_shops", Counts.SHOPS, "households"),
    "households_with_a_shop": ("digital_shop_has", Counts.HOUSEHOLDS, "households"),
    "payment_accounts of households": ("payment_accounts", Counts.PEOPLE, "households"),
    "payment_accounts of the plan": ("payment_accounts_of_plan", Counts.PEOPLE, "plan:payment_accounts"),
    "adult_epayment_pct": ("payment_accounts_of_adults", Counts.PEOPLE, "population_15_plus"),
    "adult_epayment_pct_a": ("payment_users", Counts.PEOPLE, "population_15_plus"),
    "adult_epayment_pct_b": ("payment_users_of_18", Counts.PEOPLE, "population_18_plus"),
    "buyer_accounts": ("buyer_accounts", Counts.PEOPLE, None),
    "farm_households_on_platforms": ("farm_households_online", Counts.HOUSEHOLDS, "farm_households"),
    "fixed_shops_qr_pct": ("fixed_shops_with_qr", Counts.HOUSEHOLDS, "fixed_shops"),
    "vneid_level2": ("vneid_accounts", Counts.PEOPLE, "population_14_plus"),
    "yenbai_s_pct": ("citizen_app_users", Counts.PEOPLE, "population_18_plus"),
    "digital_signature_pct": ("digital_signatures_of_all", Counts.PEOPLE, "population"),
    "etax_households": ("etax_businesses", Counts.HOUSEHOLDS, "household_businesses"),
    "poor households helped": ("poor_households_online", Counts.HOUSEHOLDS, "poor_households"),
}
"""Published figure -> indicator, what it counts, over what."""

NO_ASSIST = {
    "teams, members, commune_teams, village_teams": "counted from the teams themselves, not from their work",
    "ocop_online": "products of a register that the program does not keep; product_listing_has: households",
    "online_filing_pct": "files at the one-stop offices' own system",
    "household_business_map": "entries of a register; they are the denominator household_businesses",
    "poor_households_supported": "DVCI is the public telecommunications subsidy, paid by a fund",
    "coverage of signal, fibre, broadband": "the villages' surveys say it, see villages_surveyed",
    "communes, population, region3_communes": "statistics about places",
    "targets, tasks, systems, markets": "the province's own programme, no household's",
}
"""What the provinces published beside, and why no assist moves it."""


@pytest.mark.parametrize("figure", INDICATORS)
def test_a_published_figure_has_its_indicator(figure: str) -> None:
    code, counts, over = INDICATORS[figure]
    known = {indicator.code: indicator for indicator in load_catalogue().indicators}

    assert (known[code].counts, known[code].over) == (counts, over)
    assert known[code].valid_from.isoformat() <= "2021-12-01", "the first published figures"


def test_why_a_figure_is_no_assist_is_said() -> None:
    assert all(NO_ASSIST.values())
    assert not NO_ASSIST.keys() & INDICATORS.keys()
