"""Classes, feedback and surveys over the wire (protocol §5, §9)."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.cast import World
from tests.sync.phone import Phone
from tocongnghe.operations import Draft, submit_from_desk

pytestmark = pytest.mark.postgres

VILLAGE = "20-00001-001"


def test_a_class_a_wish_and_a_survey_come_back_as_rows(lan: Phone, any_engine: Engine, any_world: World):
    held = lan.op("class_session.hold", {"village": VILLAGE, "on": "2026-11-01", "lesson": "l1", "women": 4})
    raised = lan.op("feedback.raise", {"village": VILLAGE, "category": "signal", "text": "Sóng yếu"})
    survey = lan.op(
        "village_survey.record", {"village": VILLAGE, "on": "2026-11-01", "power": "all", "fibre": False}
    )
    read = lan.op("notice.read", {"notice": "n1"})
    assert "exceptions" not in lan.sync(held, raised, survey, read)

    drafts = [Draft("feedback.answer", raised[0], raised[0], {"text": "Đã báo"})]
    submit_from_desk(any_engine, province_id=any_world.province, author_id=any_world.minh, drafts=drafts)
    lan.sync()

    assert lan.rows[held[0]]["lesson"] == "l1"
    assert (lan.rows[held[0]]["state"], lan.rows[held[0]]["women"]) == ("held", 4)
    assert (lan.rows[raised[0]]["state"], lan.rows[raised[0]]["answer"]) == ("answered", "Đã báo")
    assert (lan.rows[survey[0]]["power"], lan.rows[survey[0]]["fibre"]) == ("all", False)
    assert read[0] not in lan.rows


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
        ("feedback.raise", {"village": VILLAGE, "category": "tea", "text": "x"}),
        ("feedback.raise", {"village": VILLAGE, "category": "other", "voice": "x"}),
        ("village_survey.record", {"village": VILLAGE, "on": "2026-11-01", "power": True}),
        ("notice.read", {}),
        ("op.accept", {"op": "x"}),
        ("assist.log", {"village": VILLAGE, "topic": "vneid", "outcome": "helped", "settles": "x"}),
    ],
)
def test_bodies_that_are_not_what_the_protocol_says_are_malformed(lan: Phone, kind, body):
    assert [row[:3] for row in lan.sync(lan.op(kind, body))["exceptions"]] == [[0, "rejected", "malformed"]]
