"""Classes, feedback and surveys over the wire (protocol §5, §9)."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.cast import World
from tests.sync.phone import Phone, assist, household
from tocongnghe.operations import Draft, submit_from_desk

pytestmark = pytest.mark.postgres

VILLAGE = "20-00001-001"


def test_a_class_a_wish_and_a_survey_come_back_as_rows(lan: Phone, any_engine: Engine, any_world: World):
    about = {"lesson": "vneid", "steps": [1, 2, 4]}
    held = lan.op("class_session.hold", {"village": VILLAGE, "on": "2026-11-01", "women": 4} | about)
    raised = lan.op("feedback.raise", {"village": VILLAGE, "category": "signal", "text": "Sóng yếu"})
    survey = lan.op(
        "village_survey.record", {"village": VILLAGE, "on": "2026-11-01", "power": "all", "fibre": False}
    )
    assert "exceptions" not in lan.sync(held, raised, survey)

    drafts = [Draft("feedback.answer", raised[0], raised[0], {"text": "Đã báo"})]
    submit_from_desk(any_engine, province_id=any_world.province, author_id=any_world.minh, drafts=drafts)
    lan.sync()

    assert {key: lan.rows[held[0]][key] for key in about} == about
    assert (lan.rows[held[0]]["state"], lan.rows[held[0]]["women"]) == ("held", 4)
    assert (lan.rows[raised[0]]["state"], lan.rows[raised[0]]["answer"]) == ("answered", "Đã báo")
    assert (lan.rows[survey[0]]["power"], lan.rows[survey[0]]["fibre"]) == ("all", False)


def test_a_notice_is_read_and_a_task_is_done_and_both_say_so(
    lan: Phone, enrol, any_engine: Engine, any_world: World
):
    notice = {"village": VILLAGE, "title": "Họp tổ", "text": "7 giờ tối mai", "until": "2026-12-01"}
    task = {"village": VILLAGE, "to": str(any_world.lan), "text": "Gặp bà Mẩy", "due": "2026-12-02"}
    posted, given = submit_from_desk(
        any_engine,
        province_id=any_world.province,
        author_id=any_world.minh,
        drafts=[Draft("notice.post", None, None, notice), Draft("task.give", None, None, task)],
    )
    lan.sync()
    assert lan.rows[posted.id] | notice == lan.rows[posted.id] | {"readers": [], "state": "posted"}
    assert lan.rows[given.id] | task == lan.rows[given.id] | {"household": None, "done_by": None}

    read = lan.op("notice.read", {"notice": posted.id})
    done = lan.op("task.done", {"task": given.id, "text": "xong"})
    assert "exceptions" not in lan.sync(read, done)

    assert lan.rows[posted.id]["readers"] == [str(any_world.lan)]
    row = lan.rows[given.id]
    assert (row["state"], row["done_by"], row["done_text"]) == ("done", str(any_world.lan), "xong")
    assert (row["author"], row["head_op"]) == (str(any_world.minh), given.id)
    assert not {read[0], done[0]} & lan.rows.keys()
    huy = enrol(any_world.huy)
    huy.sync()
    assert not {posted.id, given.id} & huy.rows.keys()


def test_a_spoken_note_comes_back_with_its_assist(lan: Phone):
    home = household(lan)
    lan.sync(home, work := assist(lan, home[0], voice="a" * 64))

    assert lan.rows[work[0]]["voice"] == "a" * 64


def test_the_other_commune_sees_none_of_it(lan: Phone, enrol, any_world: World):
    raised = lan.op("feedback.raise", {"village": VILLAGE, "category": "signal", "text": "Sóng yếu"})
    lan.sync(raised)
    huy = enrol(any_world.huy)

    huy.sync()

    assert raised[0] not in huy.rows


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("class_session.hold", {"village": VILLAGE, "on": "yesterday", "topic": "vneid"}),
        ("class_session.hold", {"village": VILLAGE, "on": "2026-11-01", "women": -1}),
        ("class_session.hold", {"village": VILLAGE, "on": "2026-11-01", "lesson": "vneid", "steps": [2, 1]}),
        ("class_session.hold", {"village": VILLAGE, "on": "2026-11-01", "lesson": "vneid", "steps": [0]}),
        ("class_session.hold", {"village": VILLAGE, "on": "2026-11-01", "lesson": "vneid", "steps": 3}),
        ("feedback.raise", {"village": VILLAGE, "category": "tea", "text": "x"}),
        ("feedback.raise", {"village": VILLAGE, "category": "other", "voice": "x"}),
        ("village_survey.record", {"village": VILLAGE, "on": "2026-11-01", "power": True}),
        (
            "household.add",
            {
                "village": VILLAGE,
                "head_name": "Lan",
                "roster": [{"slot": n % 50 + 1, "label": "x"} for n in range(51)],
            },
        ),
        ("notice.read", {}),
        ("task.done", {"task": "t1"}),
        ("task.give", {"village": VILLAGE, "to": 3, "text": "x"}),
        ("task.give", {"village": VILLAGE, "to": "03", "text": "x"}),
        ("notice.post", {"village": VILLAGE, "title": " ", "text": "x"}),
        ("op.accept", {"op": "x"}),
        ("assist.log", {"village": VILLAGE, "topic": "vneid", "outcome": "helped", "settles": "x"}),
    ],
)
def test_bodies_that_are_not_what_the_protocol_says_are_malformed(lan: Phone, kind, body):
    assert [row[:3] for row in lan.sync(lan.op(kind, body))["exceptions"]] == [[0, "rejected", "malformed"]]
