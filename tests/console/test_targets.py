"""Targets at the desk: set village by village, never over somebody else's change, heard of by phones."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import Browser, counted_statements, say
from tests.console.test_tally import Rows, count, story
from tocongnghe import clock
from tocongnghe.models import Target
from tocongnghe.services.targets import list_household_targets

__all__ = ["count", "story"]
PATH = "/commune/targets?topic=vneid"
CODES = ["00001", "20-00001-001", "20-00001-002"]


def form(*values: str, was: tuple[str, ...] = ("", "", ""), source: str = "QĐ 12") -> dict[str, object]:
    return {"village": CODES, "was": list(was), "value": list(values), "source": source}


def stored(engine: Engine) -> dict[int, int]:
    with Session(engine) as session:
        return dict(session.execute(select(Target.place_id, Target.value)).all())


def messages(page: str) -> str:
    return " ".join(re.findall(r'<p class="message[^>]*>.*?</p>', unescape(page), re.DOTALL))


def test_what_is_typed_stands_there_reaches_the_tally_and_the_phones(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    answer = as_minh.post(PATH, form("", "12", "1.200"))

    assert answer.status_code == 303
    assert stored(engine) == {world.villages[CODES[1]]: 12, world.villages[CODES[2]]: 1200}
    page = as_minh.get(answer.location).text
    assert 'value="1200"' in page
    assert say("{count} targets saved. Phones hear of them at their next contact.", count=2) in messages(page)
    assert "/12" in as_minh.get("/commune/tally?topic=vneid").text
    with Session(engine) as session:
        heard = list_household_targets(session, list(world.villages.values()), clock.local_date())
    assert [(code, topic, value) for code, topic, _, _, value in heard] == [
        (CODES[1], "vneid", 12),
        (CODES[2], "vneid", 1200),
    ]


def test_a_blank_takes_a_target_away_and_an_equal_value_changes_nothing(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    as_minh.post(PATH, form("30", "12", ""))
    answer = as_minh.post(PATH, form("30", "", "", was=("30", "12", "")))

    assert stored(engine) == {world.commune_a: 30}
    assert say("{count} targets saved. Phones hear of them at their next contact.", count=1) in messages(
        as_minh.get(answer.location).text
    )
    again = as_minh.post(PATH, form("30", "", "", was=("30", "", "")))
    assert say("Nothing had changed, so nothing was saved.") in messages(as_minh.get(again.location).text)


def test_what_somebody_else_changed_meanwhile_is_left_alone_and_said(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    as_minh.post(PATH, form("", "12", "7"))
    answer = as_minh.post(PATH, form("", "20", "8", was=("", "", "7")))

    assert stored(engine) == {world.villages[CODES[1]]: 12, world.villages[CODES[2]]: 8}
    assert "Thôn 1" in messages(as_minh.get(answer.location).text)


def test_one_wrong_number_or_no_source_saves_nothing_and_keeps_what_was_typed(
    as_minh: Browser, engine: Engine
) -> None:
    for bad in ("12a", "-1", "1,5", "999999999"):
        answer = as_minh.post(PATH, form("", bad, "7"))
        assert answer.status_code == 400
        assert f'value="{bad}"' in answer.text
    assert as_minh.post(PATH, form("", "1", "7", source=" ")).status_code == 400
    assert stored(engine) == {}


def test_the_period_before_fills_empty_boxes(as_minh: Browser) -> None:
    as_minh.post(f"{PATH}&period=A2026-11", form("", "5", "6"))
    as_minh.post(f"{PATH}&period=A2026-12", form("", "9", ""))

    page = as_minh.get(f"{PATH}&period=A2026-12&copy=1").text

    assert re.findall(r'class="amount"[^>]* value="(\d*)"', page) == ["", "9", "6"]


@pytest.mark.usefixtures("story")
def test_all_topics_stand_together_with_what_was_reached(as_minh: Browser) -> None:
    as_minh.post(PATH, form("30", "12", ""))

    rows = Rows(as_minh.get("/commune/targets").text)

    assert rows.of(say("VNeID activation")) == [["1", "12", "30", "1", "1"]]
    assert rows.of(say("Payment account"))[0][1].startswith("—")
    one = Rows(as_minh.get(PATH).text).of("Thôn 1")[0]
    assert one[2:] == ["1", "1"]


def test_next_months_targets_are_set_ahead(as_minh: Browser) -> None:
    link = re.search(r'href="([^"]+)">' + say("The next one"), as_minh.get(PATH).text)

    assert link is not None
    ahead = unescape(link.group(1))
    assert as_minh.post(ahead, form("", "3", "")).status_code == 303
    assert 'value="3"' in as_minh.get(ahead).text


def test_another_commune_sets_nothing_here_and_a_reader_only_reads(
    as_minh: Browser, as_hoa: Browser, as_thu: Browser, as_quang: Browser, stranger: Browser, engine: Engine
) -> None:
    as_minh.post(PATH, form("", "4321", ""))

    assert "4321" not in as_hoa.get(PATH).text
    assert as_hoa.post(PATH, form("", "1", "2")).status_code == 404
    assert "4.321" in as_thu.get(PATH).text
    assert "<input" not in as_thu.get(PATH).text.partition("<table")[2].partition("</table")[0]
    assert as_thu.post(PATH, form("", "1", "2")).status_code == 403
    assert as_quang.get(PATH).status_code == 403
    assert stranger.post(PATH, form("", "1", "2")).status_code == 303
    assert list(stored(engine).values()) == [4321]


def test_a_page_of_targets_asks_the_database_a_few_times(as_minh: Browser, engine: Engine) -> None:
    for path in (PATH, "/commune/targets"):
        as_minh.get(path)
        with counted_statements(engine) as few:
            as_minh.get(path)
        as_minh.post(PATH, form("1", "2", "3"))
        with counted_statements(engine) as many:
            as_minh.get(path)

        assert len(many) <= len(few)


def test_what_is_no_topic_and_uneven_lists_are_told(as_minh: Browser) -> None:
    assert as_minh.get("/commune/targets?topic=nothing").status_code == 404
    assert as_minh.post("/commune/targets", form("", "1", "2")).status_code == 404
    assert (
        as_minh.post(PATH, {"village": CODES, "value": ["1"], "was": [""], "source": "x"}).status_code == 400
    )
