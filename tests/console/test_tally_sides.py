"""The tally by topic, team, member and organisation, of other periods, against targets, as a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from itertools import product

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, select

from tests.cast import START, World, household_head, make_place
from tests.console.conftest import Browser, counted_statements, say
from tests.console.test_tally import Rows, count, story
from tocongnghe import clock
from tocongnghe.catalogue.periods import Period, period_of, periods_around
from tocongnghe.extensions import writing
from tocongnghe.models import Membership, Target, Team, User
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.vocabulary import PlaceKind, Role

__all__ = ["count", "story"]
SIDES = ["village", "topic", "team", "member", "organisation"]


def this_month() -> Period:
    period = period_of("administrative_month", clock.local_date())
    assert period is not None
    return period


@pytest.fixture
def teams(app: Flask, engine: Engine, world: World) -> dict[str, int]:
    """Lan is of the Youth Union and in both villages' teams; Páo of the bank is in the commune's."""
    with app.app_context(), writing(engine) as session:
        for membership in session.scalars(select(Membership).where(Membership.user_id == world.lan)):
            membership.organisation = "Đoàn Thanh niên"
        pao = User(name="Páo", created_at=clock.now())
        team = Team(place_id=world.commune_a, name="Tổ xã", valid_from=START)
        session.add_all([pao, team])
        session.flush()
        session.add(
            Membership(
                team_id=team.id, user_id=pao.id, role=Role.MEMBER, organisation="Agribank", valid_from=START
            )
        )
        return {name: id for id, name in session.execute(select(Team.id, Team.name))}


@pytest.fixture
def goal(app: Flask, engine: Engine, world: World) -> Callable[..., None]:
    """Return a function that sets a target of this month."""

    def add(place_id: int, value: int, indicator: str = "vneid_helped") -> None:
        month = this_month()
        with app.app_context(), writing(engine) as session:
            session.add(
                Target(
                    place_id=place_id,
                    indicator=indicator,
                    from_on=month.from_day,
                    to_on=month.to_day,
                    value=value,
                    source="QĐ 12",
                )
            )

    return add


@pytest.mark.usefixtures("story", "teams")
def test_teams_are_told_apart_by_the_village_of_the_work(as_minh: Browser, world: World) -> None:
    rows = Rows(as_minh.get("/commune/tally?by=team").text)

    first, second = (
        rows.of(f"Tổ {world.villages[code]} Thôn {code[-1]}")[0] for code in ("20-00001-001", "20-00001-002")
    )
    assert first[:6] == ["5", "1", "4", "0", "1", "1"]
    assert second[:6] == ["0", "0", "0", "1", "0", "0"]
    silent = rows.of("Tổ xã Xã A")[0]
    assert [cell[0] for cell in silent] == ["—"] * 7
    assert say("No data: nothing from here has ever come") in silent[0]


def test_what_spot_checks_confirmed_stands_beside_the_teams_figures(as_minh: Browser, world: World) -> None:
    last_month = periods_around("administrative_month", clock.local_date(), 2)[1]
    for _ in range(2):
        world.log_assist(world.add_household(), on=last_month.from_day.isoformat())
    path = f"/commune/spot-checks?month={last_month.code}"
    page = as_minh.get(as_minh.post("/commune/spot-checks/draw", {"month": last_month.code}).location).text
    for check, finding in zip(re.findall(r'id="c-(\d+)"', page), ("confirmed", "not_confirmed"), strict=True):
        form = {"check": check, "finding": finding, "note": "", "seen": ""}
        as_minh.post(path.replace("spot-checks?", "spot-checks/find?"), form)

    rows = Rows(as_minh.get(f"/commune/tally?by=team&period={last_month.code}").text)

    assert rows.of(f"Tổ {world.villages['20-00001-001']} Thôn 1")[0][6] == "1/2"
    assert rows.of(f"Tổ {world.villages['20-00001-002']} Thôn 2")[0][6].startswith("—")


def test_a_members_household_counts_once_however_often_merged_and_not_when_withdrawn(
    as_minh: Browser, world: World
) -> None:
    first, second, third = (world.add_household() for _ in range(3))
    for household in (first, second, third, world.add_household()):
        world.log_assist(household)
    for loser, winner in ((first, second), (second, third)):
        draft = Draft("household.merge", loser, household_head(world.engine, loser), {"into": winner})
        submit_from_desk(world.engine, province_id=world.province, author_id=world.minh, drafts=[draft])
    gone = world.add_household()
    world.log_assist(gone)
    world.push(
        world.op("household.withdraw", {"reason": "x"}, record=gone, prev=household_head(world.engine, gone))
    )

    rows = Rows(as_minh.get("/commune/tally?by=member").text)

    assert rows.of("Lan")[0][4:] == ["2", "0"]


@pytest.mark.usefixtures("story", "teams")
def test_the_work_of_organisations_is_counted_apart(as_minh: Browser) -> None:
    page = as_minh.get("/commune/tally?by=organisation").text

    assert Rows(page).of("Đoàn Thanh niên") == [["5", "1", "4", "1", "1", "1"]]
    assert Rows(page).of("Agribank")[0][0].startswith("—")
    (link,) = {unescape(each) for each in Rows(page).links if "Agribank" in each}
    figures = re.findall(r'<td class="right"><a href="([^"]+)"', page)
    assert len(figures) == 6
    assert all("by=member" in figure for figure in figures)
    members = Rows(as_minh.get(link).text)
    assert members.of("Páo Agribank")
    assert not members.of("Lan Đoàn Thanh niên")


def test_a_member_who_changed_teams_worked_for_the_one_of_that_day(
    app: Flask, as_minh: Browser, engine: Engine, world: World, teams: dict[str, int]
) -> None:
    today = clock.local_date()
    with app.app_context(), writing(engine) as session:
        for membership in session.scalars(select(Membership).where(Membership.user_id == world.lan)):
            membership.valid_to = today
        session.add(
            Membership(
                team_id=teams["Tổ xã"],
                user_id=world.lan,
                role=Role.MEMBER,
                organisation="VNPT",
                valid_from=today,
            )
        )
    world.log_assist(on=(today - timedelta(days=1)).isoformat())
    world.log_assist(on=today.isoformat())

    rows = Rows(as_minh.get(f"/commune/tally?by=team&from={today - timedelta(days=1)}&to={today}").text)
    organisations = Rows(
        as_minh.get(f"/commune/tally?by=organisation&from={today - timedelta(days=1)}&to={today}").text
    )

    assert rows.of(f"Tổ {world.villages['20-00001-001']} Thôn 1")[0][0] == "1"
    assert rows.of("Tổ xã Xã A")[0][0] == "1"
    assert organisations.of("VNPT")[0][0] == organisations.of("Đoàn Thanh niên")[0][0] == "1"


@pytest.mark.usefixtures("story", "teams")
def test_every_figure_of_every_side_leads_to_as_many_records(as_minh: Browser) -> None:
    for side, topic in product(["topic", "team", "member"], ["", "vneid"]):
        page = as_minh.get(f"/commune/tally?by={side}&topic={topic}").text
        figures = re.findall(r'<td class="right"><a href="(/commune/review[^"]+)">(\d+)</a>', page)

        assert figures
        for link, figure in dict(figures).items():
            listed = as_minh.get(unescape(link)).text
            found = len(re.findall(r'id="a-[\w-]{22}"', listed))
            assert found >= int(figure) if "reach=" in link else found == int(figure), link


@pytest.mark.usefixtures("story")
def test_one_topic_alone_has_a_row_for_each_village(as_minh: Browser) -> None:
    rows = Rows(as_minh.get("/commune/tally?topic=payment_account").text)

    assert rows.of(say("All villages")) == [["1", "0", "1", "0", "1", "0"]]
    assert rows.of("Thôn 1") == [["1", "0", "1", "0", "1", "0"]]
    assert rows.of("Thôn 2") == [["0", "0", "0", "0", "0", "0"]]
    assert as_minh.get("/commune/tally?topic=no_such").status_code == 404


def test_more_official_than_provisional_households_are_explained(
    as_minh: Browser, world: World, shown: Callable[[str], str], count: Callable[[], None]
) -> None:
    before = (this_month().from_day - timedelta(days=1)).isoformat()
    household = world.add_household()
    world.log_assist(household, on=before)
    as_minh.post("/commune/review/approve", {"assist": shown(world.log_assist(household))})
    count()

    page = as_minh.get("/commune/tally?topic=vneid").text

    assert Rows(page).of("Thôn 1")[0][2:4] == ["0", "1"]
    assert say(
        "Official may exceed provisional: a household whose first help lay in an earlier period and "
        "was not approved counts officially on its first approved day."
    ) in unescape(page)


@pytest.mark.usefixtures("story")
def test_by_topic_all_villages_stand_together(as_minh: Browser) -> None:
    rows = Rows(as_minh.get("/commune/tally?by=topic").text)

    assert rows.of(say("All topics"))[0][:2] == ["5", "1"]
    assert rows.of(say("VNeID activation")) == [["4", "1", "1", "1", "2", "1"]]


@pytest.mark.usefixtures("story")
def test_targets_stand_beside_what_was_reached(
    as_minh: Browser, world: World, goal: Callable[..., None]
) -> None:
    goal(world.villages["20-00001-001"], 4)
    partly = Rows(as_minh.get("/commune/tally?topic=vneid").text)
    goal(world.villages["20-00001-002"], 6)
    full = Rows(as_minh.get("/commune/tally?topic=vneid").text)

    assert partly.of("Thôn 1")[0][6].startswith("1/4")
    assert "25" in as_minh.get("/commune/tally?topic=vneid").text
    assert partly.of(say("All villages"))[0][6].startswith("—")  # no sum of fewer villages than the figure's
    assert full.of(say("All villages"))[0][6].startswith("1/10")
    assert full.of("Thôn 2")[0][6].startswith("0/6")


def test_a_target_of_a_silent_village_is_shown_without_a_figure(
    as_hoa: Browser, world: World, goal: Callable[..., None]
) -> None:
    goal(world.villages["20-00002-001"], 4)

    row = Rows(as_hoa.get("/commune/tally?topic=vneid").text).of("Thôn 1")[0]

    assert row[6].startswith("—")
    assert row[6].endswith("/4")


@pytest.mark.usefixtures("story", "teams")
def test_the_file_has_exactly_the_figures_of_the_page(
    as_minh: Browser, world: World, goal: Callable[..., None]
) -> None:
    goal(world.villages["20-00001-001"], 4)
    for side, topic in product(SIDES, ["", "vneid"]):
        address = f"by={side}&topic={topic}"
        rows = [row[1:7] for row in Rows(as_minh.get(f"/commune/tally?{address}").text).rows if len(row) > 6]
        figures = [[cell.split()[0] for cell in row] for row in rows if row[0][:1] in set("0123456789—")]
        book = as_minh.get(f"/commune/tally/file?{address}&format=xlsx")
        text = as_minh.get(f"/commune/tally/file?{address}&format=csv")
        table = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()
        lines = list(csv.reader(io.StringIO(text.data.decode("utf-8-sig"), newline="")))
        first = next(index for index, title in enumerate(lines[0]) if say("provisional") in title)

        assert figures
        assert lines[0] == table[0]
        assert [
            [str(cell).removesuffix(".0") for cell in row[first : first + 6]] for row in table[1:]
        ] == figures
        assert [[cell or "—" for cell in line[first : first + 6]] for line in lines[1:]] == figures
        assert "attachment" in book.headers["Content-Disposition"]


@pytest.mark.usefixtures("story")
def test_the_workbook_says_what_it_is(as_minh: Browser) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_minh.get("/commune/tally/file").data))
    told = dict(book.get_sheet_by_index(1).to_python())

    assert told[say("Place")] == "Xã A"
    assert f"{this_month().from_day:%d/%m/%Y}" in told[say("Period")]
    assert told[say("As of")].startswith("Tính đến")


def test_the_address_names_the_period(as_minh: Browser) -> None:
    for query, days in {
        "period=A2026-11": "15/10/2026 – 14/11/2026",
        "period=C2026-Q4": "01/10/2026 – 31/12/2026",
        "period=W2026-11-16": "16/11/2026 – 22/11/2026",
        "from=2026-11-05&to=2026-11-05": "05/11/2026",
        "kind=to_date": f"{clock.local_date():%d/%m/%Y}",
    }.items():
        shown = re.search(r'<p class="period"><strong>([^<]+)<', as_minh.get(f"/commune/tally?{query}").text)

        assert shown is not None
        assert days in shown.group(1)


def test_one_step_leads_to_the_period_before_and_none_into_the_future(as_minh: Browser) -> None:
    page = as_minh.get("/commune/tally?kind=week").text
    before = re.search(r'href="([^"]+)">[^<]*<svg[^>]*>.*?</svg> ' + say("The one before"), page)

    assert before is not None
    assert say("The next one") not in page
    assert say("The next one") in as_minh.get(unescape(before.group(1))).text


def test_an_unknown_period_or_side_is_told(as_minh: Browser) -> None:
    for query in ("period=Z2026-11", "period=A2026-13", "kind=fortnight", "by=cat"):
        assert as_minh.get(f"/commune/tally?{query}").status_code == 400


def test_a_sheet_on_paper_has_its_heading_and_places_to_sign(as_minh: Browser) -> None:
    page = as_minh.get("/commune/tally").text

    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "<b>XÃ A</b>", "Người lập biểu", "Chủ tịch UBND xã"):
        assert words in page


@pytest.mark.usefixtures("story")
def test_another_commune_sees_nothing_of_it(as_hoa: Browser, stranger: Browser) -> None:
    for path in ("/commune/tally", "/commune/tally/file"):
        assert as_hoa.get(f"{path}?commune=00001").status_code == 404
        assert stranger.get(path).status_code == 303
    for side in SIDES:
        assert "Lan" not in as_hoa.get(f"/commune/tally?by={side}").text


@pytest.mark.usefixtures("story", "teams")
def test_a_page_asks_the_database_as_often_for_many_villages_as_for_few(
    app: Flask, as_minh: Browser, engine: Engine, world: World, count: Callable[[], None]
) -> None:
    def statements() -> dict[str, int]:
        found = {}
        for side in SIDES:
            with counted_statements(engine) as asked:
                as_minh.get(f"/commune/tally?by={side}")
            found[side] = len(asked)
        return found

    statements()
    few = statements()
    codes = [f"20-00001-{number:03}" for number in range(3, 9)]
    with app.app_context(), writing(engine) as session:
        for code in codes:
            place = make_place(session, code, PlaceKind.VILLAGE, f"Thôn {code}", world.commune_a)
            team = Team(place_id=place, name=f"Tổ {code}", valid_from=START)
            session.add(team)
            session.flush()
            session.add(Membership(team_id=team.id, user_id=world.lan, role=Role.MEMBER, valid_from=START))
    for code in codes:
        world.log_assist(village=code)
    count()

    assert statements() == few
