"""The tally: figures that come from the cells, add up, and lead to their records."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.cast import World
from tests.console.conftest import Browser, say
from tocongnghe import clock
from tocongnghe.catalogue.periods import periods_around
from tocongnghe.extensions import writing
from tocongnghe.rollups import advance
from tocongnghe.services.indicators import CountingRules


class Rows(HTMLParser):
    """Reads the rows of a page's tables: what each cell says, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.is_open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        self.is_open = tag in ("td", "th") or (self.is_open and tag in ("a", "span", "small"))
        href = dict(attrs).get("href")
        if tag == "a" and href and self.is_open:
            self.links.append(href)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.is_open = False

    def handle_data(self, data: str) -> None:
        if self.is_open and self.rows and self.rows[-1]:
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data.strip()}".strip()

    def of(self, name: str) -> list[list[str]]:
        return [row[1:] for row in self.rows if row and row[0] == name]


@pytest.fixture
def count(app: Flask, engine: Engine, world: World) -> Callable[[], None]:
    """Return a function that brings the cells up to date, as the job does."""

    def run() -> None:
        with app.app_context():
            has_more = True
            while has_more:
                with writing(engine) as session:
                    has_more = advance(session, world.province, CountingRules()).has_more

    return run


@pytest.fixture
def story(world: World, as_minh: Browser, shown: Callable[[str], str], count: Callable[[], None]) -> None:
    """Two households in one village, one in the other; one assist approved, one returned, one unnamed."""
    first = world.add_household()
    approved = world.log_assist(first)
    world.log_assist(first)
    world.log_assist(first, topic="payment_account")
    world.log_assist(world.add_household(), outcome="already_had")
    returned = world.log_assist(world.add_household(village="20-00001-002"))
    world.log_assist(outcome="not_possible", reason="refused")
    as_minh.post("/commune/review/approve", {"assist": shown(approved)})
    as_minh.post("/commune/review/return", {"assist": shown(returned), "reason": "no_proof"})
    count()


@pytest.mark.usefixtures("story")
def test_the_tally_counts_households_once_and_visits_each_time(as_minh: Browser) -> None:
    rows = Rows(as_minh.get("/commune/tally").text)

    everywhere, there = rows.of(say("VNeID activation"))
    assert everywhere == there == ["4", "1", "1", "1", "2", "1"]
    assert rows.of(say("Payment account"))[0] == ["1", "0", "1", "0", "1", "0"]
    assert rows.of(say("All villages"))[0][:2] == rows.of("Thôn 1")[0][:2] == ["5", "1"]


@pytest.mark.usefixtures("story")
def test_a_village_that_reported_has_zero_and_a_silent_one_a_dash(as_minh: Browser, as_hoa: Browser) -> None:
    reported = Rows(as_minh.get("/commune/tally").text).of("Thôn 2")[0]
    silent = Rows(as_hoa.get("/commune/tally").text).of("Thôn 1")[0]

    assert reported[:2] == ["0", "0"]
    assert [cell[0] for cell in silent] == ["—"] * 6
    assert say("No data: nothing from this village has been counted yet") in silent[0]


@pytest.mark.usefixtures("story")
def test_every_figure_leads_to_records_of_which_it_is_made(as_minh: Browser) -> None:
    page = as_minh.get("/commune/tally").text
    links = [unescape(link) for link in Rows(page).links if link.startswith("/commune/review")]

    assert len(links) == len(re.findall(r'<td class="right"><a ', page))
    for link in links:
        listed = as_minh.get(link)
        assert listed.status_code == 200
        assert 'id="a-' in listed.text, link


def test_another_period_has_other_figures(as_minh: Browser, world: World, count: Callable[[], None]) -> None:
    this_month, last_month = periods_around("administrative_month", clock.local_date(), 2)
    world.log_assist(on=last_month.to_day.isoformat())
    count()

    now = Rows(as_minh.get("/commune/tally").text)
    before = as_minh.get(f"/commune/tally?from={last_month.from_day}&to={last_month.to_day}")

    assert this_month.from_day == last_month.to_day + timedelta(days=1)
    assert now.of(say("All villages"))[0][0] == "0"
    assert Rows(before.text).of(say("All villages"))[0][0] == "1"


def test_the_tally_says_how_fresh_it_is_and_what_it_leaves_out(
    as_minh: Browser, world: World, count: Callable[[], None]
) -> None:
    assert say("Nothing has been counted yet.") in as_minh.get("/commune/tally").text

    with clock.frozen(datetime(2026, 11, 22, 7, 5, tzinfo=clock.VIETNAM)):
        world.log_assist(on="2026-11-20")
        count()
    world.log_assist()

    page = as_minh.get("/commune/tally").text
    assert say("As of {moment}.", moment="22/11/2026 07:05") in page
    assert say("{count} assists wait for the next count.", count=1) in page


@pytest.mark.usefixtures("story")
def test_members_work_is_told_by_what_became_of_it(as_minh: Browser) -> None:
    rows = Rows(as_minh.get("/commune/tally?by=member").text)

    assert rows.of("Lan") == [["5", "1", "4", "1", "1", "1"]]
    assert rows.of(say("All together"))[0][:4] == ["5", "1", "4", "1"]


def test_a_period_that_ends_before_it_begins_is_told(as_minh: Browser) -> None:
    assert as_minh.get("/commune/tally?from=2026-11-20&to=2026-11-19").status_code == 400


@pytest.mark.usefixtures("story")
def test_the_province_reads_a_communes_tally_without_a_way_to_its_households(as_quang: Browser) -> None:
    page = as_quang.get("/commune/tally?commune=00001").text

    assert Rows(page).of(say("VNeID activation"))[0] == ["4", "1", "1", "1", "2", "1"]
    assert "/commune/review" not in page
    assert as_quang.get("/commune/tally").status_code == 404


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize(
    ("query", "first"), [("", "Xã A"), ("order=desc", "Xã B"), ("sort=official&order=asc", "Xã A")]
)
def test_communes_are_sorted_as_the_address_says_and_no_data_stands_last(
    as_quang: Browser, query: str, first: str
) -> None:
    rows = Rows(as_quang.get(f"/province/coverage?topic=vneid&{query}").text).rows
    communes = [row[0] for row in rows if row and row[0].startswith(("Xã A", "Xã B"))]

    assert communes[0].startswith(first)


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize(
    ("format_", "kind"), [("csv", "text/csv; charset=utf-8"), ("json", "application/json")]
)
def test_the_file_of_the_coverage_is_named_and_complete(as_quang: Browser, format_: str, kind: str) -> None:
    answer = as_quang.get(f"/province/coverage/export?format={format_}&as_of=2026-11-22")

    assert answer.content_type == kind
    assert answer.headers["Content-Disposition"].endswith(f"20-2026-11-22.{format_}")
    assert "vneid_helped" in answer.text
    assert "00002" in answer.text


@pytest.mark.parametrize("path", ["/province/coverage", "/province/coverage/export?format=csv"])
def test_only_the_province_reads_the_provinces_coverage(
    as_hoa: Browser, stranger: Browser, path: str
) -> None:
    assert as_hoa.get(path).status_code == 403
    assert stranger.get(path).status_code == 303
