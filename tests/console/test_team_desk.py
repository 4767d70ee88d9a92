"""Teams and members at the desk: dated, kept, accounted for; who leaves hands over; own commune only."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import START, World
from tests.console.conftest import NOW, Browser, counted_statements, say
from tests.console.test_teams import lan as lan  # noqa: PLC0414 - a fixture
from tests.sync.phone import Phone, assist, household
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import EnrolCode, Membership, Task, Team, TeamChange, User
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.services.access import load_actor
from tocongnghe.services.team_history import compare_days

VILLAGE = "20-00001-001"
TODAY = clock.local_date(NOW)
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("the_day")


def rows(engine: Engine, query: object) -> list[object]:
    with engine.connect() as connection:
        return list(connection.execute(query).all())  # type: ignore[call-overload]


def form_team(browser: Browser, place: str = "00001", **fields: str) -> int:
    answer = browser.post(
        "/commune/teams/form", {"place": place, "name": "Tổ xã", "decision": "12/QĐ"} | fields
    )
    found = re.search(r"/commune/teams/(\d+)$", answer.location)
    assert found, answer.location
    return int(found[1])


def join(browser: Browser, team: int, **fields: str) -> object:
    person = {"name": "Nguyễn Thị Mẫu", "phone": "0912 345 678", "role": "leader", "organisation": "Bưu điện"}
    return browser.post(f"/commune/teams/{team}/members", person | fields)


def membership_of(engine: Engine, name: str, team: int | None = None) -> int:
    query = select(Membership.id).join(User, User.id == Membership.user_id).where(User.name == name)
    query = query.where(Membership.team_id == team) if team else query
    found = rows(engine, query.order_by(Membership.id.desc()))
    return int(found[0][0])  # type: ignore[index]


def test_a_team_is_formed_filled_changed_and_its_history_says_by_whom(
    as_minh: Browser, engine: Engine
) -> None:
    team = form_team(as_minh)
    assert join(as_minh, team).status_code == 303  # type: ignore[attr-defined]
    one = membership_of(engine, "Nguyễn Thị Mẫu")
    as_minh.post(f"/commune/teams/{team}", {"name": "Tổ xã A", "decision": "15/QĐ"})
    as_minh.post(
        f"/commune/teams/members/{one}",
        {"name": "Nguyễn Thị Mẫu", "phone": "0912345678", "role": "member", "organisation": "Bưu điện"},
    )

    page = unescape(as_minh.get(f"/commune/teams/{team}").text)

    for words in ("Tổ xã → Tổ xã A", "12/QĐ → 15/QĐ", "Bưu điện", "Minh"):
        assert words in page
    assert "0912345678" in page
    assert say("Joined the team") in page
    assert [row[0] for row in rows(engine, select(User.phone).where(User.name == "Nguyễn Thị Mẫu"))] == [  # type: ignore[index]
        "0912345678"
    ]


def test_a_place_has_one_team_at_a_time(as_minh: Browser, engine: Engine) -> None:
    form_team(as_minh)
    as_minh.post("/commune/teams/form", {"place": "00001"})

    assert (
        say("This place has a team already. Open that one, or dissolve it first.")
        in as_minh.get("/commune/teams").text
    )


def test_the_same_name_is_asked_about_before_anybody_is_added(as_minh: Browser, engine: Engine) -> None:
    team = form_team(as_minh)

    asked = join(as_minh, team, name="LAN", phone="")

    assert asked.status_code == 409  # type: ignore[attr-defined]
    assert say("Is this somebody you know?") in asked.text  # type: ignore[attr-defined]
    known = re.search(r'name="same_as" value="(\d+)"', asked.text)  # type: ignore[attr-defined]
    assert known
    join(as_minh, team, name="Lan", phone="", same_as=known[1])
    assert len(rows(engine, select(User.id).where(User.name == "Lan"))) == 1
    join(as_minh, team, name="Lan", phone="", same_as="new")
    assert len(rows(engine, select(User.id).where(User.name == "Lan"))) == 2


def test_figures_of_two_days_differ_by_what_changed_between(
    as_minh: Browser, engine: Engine, world: World
) -> None:
    team = form_team(as_minh, on=(TODAY - 30 * DAY).isoformat())
    join(as_minh, team, on=(TODAY - 20 * DAY).isoformat(), decision="20/QĐ")
    join(as_minh, team, name="Lý Thử", phone="", on=(TODAY - 20 * DAY).isoformat())
    one = membership_of(engine, "Nguyễn Thị Mẫu")
    as_minh.post(
        f"/commune/teams/members/{one}",
        {"name": "Nguyễn Thị Mẫu", "role": "member", "on": (TODAY - 10 * DAY).isoformat()},
    )
    left = membership_of(engine, "Lý Thử")
    last_day = (TODAY - 6 * DAY).isoformat()
    as_minh.post(f"/commune/teams/members/{left}/leave", {"last_day": last_day, "decision": "33/QĐ"})

    with Session(engine) as session:
        actor = load_actor(session, world.minh, TODAY)
        found = compare_days(session, actor, TODAY - 40 * DAY, TODAY)

    assert found.last.teams - found.first.teams == sum(change.teams for change in found.changes) == 1
    assert found.last.memberships - found.first.memberships == 1
    assert sum(change.memberships for change in found.changes) == 1
    told = [(str(c.deed), c.member, c.decision_number, c.entered_by, c.on_day) for c in found.changes]
    assert ("left", "Lý Thử", "33/QĐ", "Minh", TODAY - 5 * DAY) in told
    assert ("joined", "Nguyễn Thị Mẫu", "20/QĐ", "Minh", TODAY - 20 * DAY) in told
    assert [deed for deed, *_ in told] == ["formed", "joined", "joined", "role_changed", "left"]
    page = as_minh.get(f"/commune/teams/history?from={TODAY - 40 * DAY}&to={TODAY}")
    assert "33/QĐ" in page.text


def test_who_leaves_hands_over_and_the_phone_ends_on_the_day(
    app: Flask, as_minh: Browser, lan: Phone, world: World, engine: Engine
) -> None:
    card = household(lan)
    follow_up = (TODAY + 3 * DAY).isoformat()
    lan.sync(card, assist(lan, card[0], follow_up_on=follow_up))
    give = {"village": VILLAGE, "to": str(world.lan), "text": "Gặp bà Mẩy"}
    submit_from_desk(
        engine,
        province_id=world.province,
        author_id=world.minh,
        drafts=[Draft("task.give", None, None, give)],
    )
    one = membership_of(engine, "Lan", team_of(engine, VILLAGE))
    page = unescape(as_minh.get(f"/commune/teams/members/{one}").text)
    assert "Gặp bà Mẩy" in page
    assert "Nông Văn Thử" in page

    yesterday = (TODAY - DAY).isoformat()
    for team in (VILLAGE, "20-00001-002"):
        own = membership_of(engine, "Lan", team_of(engine, team))
        as_minh.post(f"/commune/teams/members/{own}/leave", {"last_day": yesterday})

    tasks = rows(engine, select(Task.text, Task.to_id, Task.household_id).where(Task.state == "open"))
    assert {(to, card_id) for _text, to, card_id in tasks} == {(None, None), (None, card[0])}  # type: ignore[misc]
    answer = lan.sync()
    assert card[0] in answer.get("gone", []) or answer.get("rebuild")
    late = lan.sync(household(lan))
    assert late["exceptions"][0][2] == "out_of_scope"
    as_minh.post(f"/commune/teams/members/{one}/leave", {"last_day": yesterday})
    assert say(
        "Somebody has entered already that this person leaves, or changes. Nothing was changed."
    ) in unescape(as_minh.get(f"/commune/teams/members/{one}").text)


def team_of(engine: Engine, code: str) -> int:
    from tocongnghe.models import Place

    query = select(Team.id).join(Place, Place.id == Team.place_id).where(Place.code == code)
    return int(rows(engine, query)[0][0])  # type: ignore[index]


def test_a_sheet_of_codes_ends_those_of_the_sheet_before(
    app: Flask, as_minh: Browser, world: World, engine: Engine
) -> None:
    team = team_of(engine, VILLAGE)
    first = as_minh.post(f"/commune/teams/{team}/codes")
    again = as_minh.post(f"/commune/teams/{team}/codes")

    (old,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", first.text)
    (new,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", again.text)
    assert old != new
    enrol = {"device": "1a5b0d5e-0000-4000-8000-0000000000aa", "name": "Máy"}
    assert app.test_client().post("/api/v1/enrol", json={"code": old, **enrol}).status_code == 410
    assert app.test_client().post("/api/v1/enrol", json={"code": new, **enrol}).status_code == 201


def test_a_code_speaks_for_nobody_with_a_role_elsewhere(
    app: Flask, as_minh: Browser, world: World, engine: Engine
) -> None:
    with app.app_context(), writing() as session:
        team = Team(place_id=world.villages["20-00002-001"], name="Tổ khác", valid_from=START)
        session.add(team)
        session.flush()
        session.add(Membership(team_id=team.id, user_id=world.lan, role="member", valid_from=START))

    assert as_minh.post(f"/commune/teams/members/{world.lan}/code").status_code == 404
    sheet = as_minh.post(f"/commune/teams/{team_of(engine, VILLAGE)}/codes")
    assert re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", sheet.text) == []
    assert rows(engine, select(EnrolCode.user_id)) == []


def test_another_commune_sees_and_changes_nothing(
    as_hoa: Browser, as_minh: Browser, engine: Engine, world: World
) -> None:
    team, one = team_of(engine, VILLAGE), membership_of(engine, "Lan")
    for path in (f"/commune/teams/{team}", f"/commune/teams/members/{one}"):
        assert as_hoa.get(path).status_code == 404
    tries = [
        ("/commune/teams/form", {"place": VILLAGE}),
        (f"/commune/teams/{team}", {"name": "x"}),
        (f"/commune/teams/{team}/dissolve", {}),
        (f"/commune/teams/{team}/members", {"name": "Ai Đó"}),
        (f"/commune/teams/{team}/codes", {}),
        (f"/commune/teams/members/{one}", {"name": "x"}),
        (f"/commune/teams/members/{one}/leave", {}),
    ]
    assert [as_hoa.post(path, form).status_code for path, form in tries] == [404] * len(tries)
    join(as_hoa, team_of(engine, "20-00002-001"), same_as=str(world.lan))
    assert rows(engine, select(TeamChange.id)) == []
    for path in ("/commune/teams/history", "/commune/teams/years"):
        assert "Lan" not in as_hoa.get(path).text


@pytest.mark.parametrize(
    "path", ["/commune/teams/history", "/commune/teams/years", "/commune/teams/import", "/commune/paper"]
)
def test_the_province_has_no_part_in_it(as_quang: Browser, path: str) -> None:
    assert as_quang.get(path).status_code == 403


def test_years_stand_side_by_side(as_minh: Browser, world: World, engine: Engine) -> None:
    last_year = date(TODAY.year - 1, 12, 30)
    drafts = []
    for day in (TODAY, last_year):
        id = world.log_assist(on=day.isoformat())
        drafts.append(Draft("assist.approve", id, id, {}))
    submit_from_desk(engine, province_id=world.province, author_id=world.minh, drafts=drafts)

    page = as_minh.get("/commune/teams/years").text

    row = re.search(r"Lan<br>.*?</tr>", page, re.DOTALL)
    assert row
    figures = [re.sub("<[^>]+>", "", cell) for cell in re.findall(r'<td class="right">(.*?)</td>', row[0])]
    assert figures == ["1", "0", "1"]


def test_pages_of_teams_cost_the_same_however_many_members(as_minh: Browser, engine: Engine) -> None:
    team = form_team(as_minh)
    paths = ["/commune/teams", f"/commune/teams/{team}", "/commune/teams/history", "/commune/teams/years"]

    def cost() -> list[int]:
        figures = []
        for path in paths:
            with counted_statements(engine) as statements:
                assert as_minh.get(path).status_code == 200
            figures.append(len(statements))
        return figures

    join(as_minh, team)
    before = cost()
    for number in range(8):
        join(as_minh, team, name=f"Người Thứ {'abcdefgh'[number]}", phone="")
    assert cost() == before
    assert max(before) <= 26
