"""Teams, lists and paper forms on both databases: what the desk's pages ask for, without the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import World, make_world
from tests.console.conftest import NOW
from tests.console.list_files import workbook
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.models import Place, User
from tocongnghe.services.access import Actor, load_actor
from tocongnghe.services.handovers import find_handover, hand_over
from tocongnghe.services.member_years import list_member_years
from tocongnghe.services.organisations import list_organisations
from tocongnghe.services.paper_entry import PaperForm, PaperLine, enter_paper, list_entered, list_helpers
from tocongnghe.services.paper_forms import find_batch, find_village, list_papers, print_forms
from tocongnghe.services.rosters import ROSTERS, RosterKind, judge_roster, read_roster, take_roster
from tocongnghe.services.team_changes import (
    Basis,
    NotPossible,
    Person,
    Work,
    change_work,
    dissolve_team,
    form_team,
    join_team,
    leave_team,
)
from tocongnghe.services.team_codes import new_codes_for_team
from tocongnghe.services.team_history import compare_days
from tocongnghe.services.teams import list_teams
from tocongnghe.vocabulary import Role

TODAY = clock.local_date(NOW)
DAY = timedelta(days=1)
VILLAGE = "20-00001-001"

pytestmark = pytest.mark.usefixtures("the_day")


@pytest.fixture
def minh(any_app: Flask) -> Any:
    """Return a way to do something as Minh, in a session that writes or one that reads."""
    with any_app.app_context():
        world = make_world(db.engine)

        def write(deed: Callable[[Session, Actor], Any]) -> Any:
            with writing() as session:
                return deed(session, load_actor(session, world.minh, TODAY))

        def look(deed: Callable[[Session, Actor], Any]) -> Any:
            with Session(db.engine) as session:
                return deed(session, load_actor(session, world.minh, TODAY))

        yield world, write, look


@pytest.mark.postgres
def test_a_team_lives_and_ends(minh: tuple[World, Any, Any]) -> None:
    world, write, look = minh
    begin = Basis(TODAY - 30 * DAY, "12/QĐ")
    team = write(lambda s, a: form_team(s, a, "00001", None, begin).id)
    one = write(lambda s, a: join_team(s, a, team, Person("Hà Mẫu"), Work(Role.MEMBER, "Bưu điện"), begin).id)
    two = write(lambda s, a: join_team(s, a, team, world.lan, Work(Role.LEADER), begin).id)
    with pytest.raises(NotPossible, match="member_already"):
        write(lambda s, a: join_team(s, a, team, world.lan, Work(Role.MEMBER), begin))
    later = write(
        lambda s, a: change_work(s, a, one, Work(Role.LEADER, "Viettel"), Basis(TODAY - 9 * DAY)).id
    )
    write(lambda s, a: leave_team(s, a, later, TODAY - 5 * DAY, Basis(TODAY, None, "đi học")))
    with pytest.raises(NotPossible, match="member_left"):
        write(lambda s, a: leave_team(s, a, later, TODAY, Basis(TODAY)))

    shown = {each.id: each for each in look(lambda s, a: list_teams(s, a, TODAY))}
    assert [member.membership_id for member in shown[team].members] == [two]
    assert "Viettel" in look(list_organisations)
    between = look(lambda s, a: compare_days(s, a, TODAY - 40 * DAY, TODAY))
    assert between.last.memberships - between.first.memberships == 1
    assert [str(each.deed) for each in between.changes] == [
        "formed",
        "joined",
        "joined",
        "role_changed",
        "left",
    ]
    sheet = write(lambda s, a: new_codes_for_team(s, a, team, secret="s" * 32, days=7))
    assert [each.name for each in sheet.codes] == ["Lan"]
    write(lambda s, a: dissolve_team(s, a, team, Basis(TODAY, "40/QĐ")))
    assert team not in {each.id for each in look(lambda s, a: list_teams(s, a, TODAY))}
    assert {each.name for each in look(lambda s, a: list_member_years(s, a, TODAY)).members} == {
        "Lan",
        "Hà Mẫu",
    }


@pytest.mark.postgres
def test_lists_come_in_whole(minh: tuple[World, Any, Any]) -> None:
    _world, write, look = minh
    for kind, table in (
        (RosterKind.VILLAGES, [["Tên thôn"], ["Nà Mới"], ["Bản Mới"]]),
        (RosterKind.TEAMS, [["Thôn"], ["Nà Mới"], ["20-00001-004"]]),
        (RosterKind.MEMBERS, [["Họ và tên", "Thôn", "SĐT"], ["Hà Mẫu", "thôn nà mới", "0912345678"]]),
    ):
        raws = read_roster(workbook(table), ROSTERS[kind].headings, ROSTERS[kind].needed)
        seen = look(lambda s, a, k=kind, r=raws: judge_roster(s, a, k, r, None, TODAY))
        fates = [row.fate for row in seen.rows]
        assert write(lambda s, a, k=kind, r=raws, f=fates: take_roster(s, a, k, r, None, TODAY, f)) == len(
            fates
        )
    with Session(db.engine) as session:
        assert session.scalar(select(User.phone).where(User.name == "Hà Mẫu")) == "0912345678"
        assert session.scalar(select(Place.name).where(Place.code == "20-00001-004")) == "Bản Mới"


@pytest.mark.postgres
def test_forms_are_printed_entered_and_known(minh: tuple[World, Any, Any]) -> None:
    world, write, look = minh
    card = world.add_household(head_name="Hộ Thử")
    batch = write(lambda s, a: print_forms(s, a, VILLAGE, 2, named=True))
    assert look(lambda s, a: find_batch(s, a, batch, named=True)).forms[0].names == ("Hộ Thử",)
    assert look(lambda s, a: list_helpers(s, find_village(s, a, VILLAGE), TODAY)) == [(world.lan, "Lan")]
    form = PaperForm(VILLAGE, "1", TODAY, world.lan)
    lines = [
        PaperLine(1, "vneid", "helped", card, follow_up_on=TODAY + 3 * DAY),
        PaperLine(2, "etax", "helped", new_household="Hộ Mới"),
    ]

    done = look(lambda s, a: enter_paper(s, a, form, lines))

    assert (done.visits, done.households, done.refused) == (2, 1, ())
    (entered,) = look(list_entered)
    assert (entered.number, entered.visits, entered.helper, entered.entered_by) == ("1", 2, "Lan", "Minh")
    papers = {each.code: each for each in look(list_papers)}
    assert (papers[VILLAGE].printed, papers[VILLAGE].entered, papers[VILLAGE].open_count) == (1, 1, 0)
    shown = look(lambda s, a: list_teams(s, a, TODAY))
    one = shown[0].members[0].membership_id
    left = look(lambda s, a: find_handover(s, a, one, TODAY))
    assert [visit.household for visit in left.follow_ups] == ["Hộ Thử"]
    tried = look(lambda s, a: hand_over(s, a, one, None, TODAY, lambda topic: f"Thăm lại: {topic}"))
    assert (tried.done, tried.late) == (1, 0)
    assert look(lambda s, a: hand_over(s, a, one, None, TODAY, str)).done == 0
