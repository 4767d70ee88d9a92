"""The gap map: the last answer to each question, never surveyed apart from none, each commune its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.cast import HOA_DEVICE, START, World
from tests.console.conftest import Browser, counted_statements, say
from tocongnghe.extensions import writing
from tocongnghe.models import PlaceStatistic
from tocongnghe.services.access import load_actor
from tocongnghe.services.gaps import Answer, Gaps, Thing, find_gaps

TODAY = date(2026, 11, 20)


@pytest.fixture
def surveyed(any_world: World) -> World:
    """Village 1: no signal, asked twice; village 2: long ago; village 3, of commune B: never."""
    world = any_world
    for village, on, answers in (
        ("001", "2026-10-01", {"mobile_signal": "none", "power": "part", "source": "seen"}),
        ("001", "2026-05-01", {"mobile_signal": "all", "fibre": False, "source": "told"}),
        ("002", "2025-06-01", {"mobile_signal": "part", "cash_point": True}),
    ):
        body = {"village": f"20-00001-{village}", "on": on, **answers}
        assert world.push(world.op("village_survey.record", body))[0].outcome == "applied"
    world.add_household()
    with writing(world.engine) as session:
        known = {"statistic": "households", "value": 84, "as_of": START, "source": "made for tests"}
        session.add(PlaceStatistic(place_id=world.villages["20-00001-001"], **known))
    return world


def look(world: World, who: int, commune: str | None = None) -> Gaps:
    with Session(world.engine) as session:
        return find_gaps(session, load_actor(session, who, TODAY), TODAY, commune)


def test_the_newest_answer_to_each_question_stands(surveyed: World) -> None:
    first = look(surveyed, surveyed.quang).villages[0]

    assert (first.said[Thing.SIGNAL].answer, first.said[Thing.SIGNAL].on) == (Answer.NONE, date(2026, 10, 1))
    assert (first.said[Thing.FIBRE].answer, first.said[Thing.FIBRE].source) == (Answer.NONE, "told")
    assert first.said[Thing.CASH].answer is Answer.NEVER
    assert (first.households, first.registered) == (84, 1)


def test_never_surveyed_is_not_having_none(surveyed: World) -> None:
    gaps = look(surveyed, surveyed.quang)

    signal = gaps.counts[Thing.SIGNAL]
    assert (signal.none, signal.part, signal.all, signal.never) == (1, 1, 0, 1)
    by_commune = {each.code: each.counts[Thing.SIGNAL] for each in gaps.communes}
    assert by_commune["00001"].lacking == 50
    assert by_commune["00002"].lacking is None
    assert [each.code for each in gaps.matching(Thing.SIGNAL, "never")] == ["20-00002-001"]
    assert [each.code for each in gaps.matching(Thing.SIGNAL, None, old=True)] == ["20-00001-002"]


def test_each_commune_sees_its_own(surveyed: World) -> None:
    said = {"village": "20-00002-001", "on": "2026-10-02", "mobile_signal": "none"}
    author = surveyed.author("g_huy")
    surveyed.push(surveyed.op("village_survey.record", said, author=author), device=HOA_DEVICE)

    assert {each.commune_code for each in look(surveyed, surveyed.minh).villages} == {"00001"}
    assert {each.commune_code for each in look(surveyed, surveyed.hoa).villages} == {"00002"}


@pytest.fixture
def told(world: World) -> World:
    body = {"village": "20-00001-001", "on": "2026-10-01", "mobile_signal": "none", "source": "seen"}
    world.push(world.op("village_survey.record", body))
    return world


def test_page_and_file_list_the_same_villages(told: World, as_quang: Browser, as_minh: Browser) -> None:
    html = as_quang.get("/province/gaps").get_data(as_text=True)
    raw = as_quang.get("/province/gaps/file?format=csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(raw)))

    assert [row[1] for row in rows[1:]] == ["20-00001-001"]
    assert "20-00001-001" in html
    assert say("Seen on the spot") in html
    assert 'href="/province/gaps?commune=00002#villages"' in html
    every = as_quang.get("/province/gaps/file?format=csv&answer=any").get_data().decode("utf-8-sig")
    assert say("Never surveyed") in every
    assert len(every.splitlines()) == 4
    own = as_minh.get("/commune/gaps?answer=any").get_data(as_text=True)
    assert "20-00001-002" in own
    assert "20-00002-001" not in own
    assert as_quang.get("/province/gaps/file").get_data()[:2] == b"PK"


def test_who_else_may_not(told: World, as_quang: Browser, as_minh: Browser) -> None:
    assert as_minh.get("/province/gaps").status_code == 403
    assert as_quang.get("/commune/gaps").status_code == 403


def test_the_page_takes_as_many_statements_as_ever_however_many_villages(
    told: World, engine: Engine, as_quang: Browser, at_desk: Callable[[str], Browser]
) -> None:
    with counted_statements(engine) as statements:
        as_quang.get("/province/gaps?answer=any")

    assert len(statements) <= 21, len(statements)
