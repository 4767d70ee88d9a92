"""Pilots: what phones offer where, work on what was switched off, and definitions that travel."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import Browser, say
from tests.sync.phone import Phone
from tocongnghe.extensions import writing
from tocongnghe.models import Pilot
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.services.pilots import topics_off

FORM = {
    "code": "qr-2026",
    "name": "Thử mã QR ở chợ phiên",
    "question": "Chợ phiên có dùng mã QR không?",
    "way": "only",
    "topic": ["shop_qr"],
    "indicator": [],
    "commune": ["00001"],
    "from": "2026-11-01",
    "to": "2099-12-31",
}


@pytest.fixture
def offered(app: Flask, world: World) -> Callable[[int], set[str]]:
    """Return a function that gives the topics that somebody's phone offers."""
    phones: dict[int, Phone] = {}

    def topics(user_id: int) -> set[str]:
        if user_id not in phones:
            with app.app_context(), writing() as session:
                code = new_enrol_code(session, user_id, secret=app.config["SECRET_KEY"], days=7)
            phones[user_id] = Phone(app.test_client(), code)
        phone = phones[user_id]
        headers = {"Authorization": f"Bearer {phone.token}"}
        bundle = phone.client.get("/api/v1/bundle", headers=headers).json
        assert any(topic["code"] == "shop_qr" for topic in bundle["topics"]), "its name is always told"
        return {topic["code"] for topic in bundle["topics"] if not topic.get("off")}

    return topics


def save(browser: Browser, **other: Any) -> Any:
    return browser.post("/province/pilots", FORM | other)


def test_a_topic_is_offered_only_in_the_communes_that_try_it(
    as_quang: Browser, world: World, offered: Callable[[int], set[str]]
) -> None:
    assert "shop_qr" in offered(world.huy)

    assert save(as_quang).status_code == 303

    assert "shop_qr" in offered(world.lan)
    assert "shop_qr" not in offered(world.huy)
    page = unescape(as_quang.get("/province/pilots").text)
    assert FORM["name"] in page
    save(as_quang, code="ket-thuc", topic=["etax"], to="2026-11-02")
    assert "etax" in offered(world.huy), "a pilot that is over switches nothing"


def test_a_topic_is_taken_from_communes_and_work_on_it_is_taken_in_and_counts(
    as_quang: Browser, world: World, offered: Callable[[int], set[str]], state_of: Callable[[str], str | None]
) -> None:
    save(as_quang, way="off")

    assert "shop_qr" not in offered(world.lan)
    assert "shop_qr" in offered(world.huy)
    assert state_of(world.log_assist(topic="shop_qr")) == "submitted"


def test_what_no_commune_of_a_person_offers_is_off_and_what_one_offers_is_not(
    as_quang: Browser, world: World, engine: Engine
) -> None:
    save(as_quang)
    save(as_quang, code="b", way="off", topic=["etax", "shop_qr"], commune=["00002"])
    day = date(2026, 11, 22)

    with Session(engine) as session:
        of = {
            communes: topics_off(session, world.province, communes, day)
            for communes in [
                (world.commune_a,),
                (world.commune_b,),
                (world.commune_a, world.commune_b),
            ]
        }
        before = topics_off(session, world.province, (world.commune_b,), date(2026, 10, 31))

    assert of[world.commune_a,] == frozenset()
    assert of[world.commune_b,] == {"etax", "shop_qr"}
    assert of[world.commune_a, world.commune_b] == frozenset()
    assert before == frozenset()


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (
            {"code": "có dấu"},
            "Give the pilot a code of up to 40 letters a–z, digits and “-”, such as qr-2026.",
        ),
        ({"name": ""}, "Give the pilot a name of up to 120 letters."),
        ({"question": ""}, "Write what the pilot is to find out, in up to 500 letters."),
        ({"topic": []}, "Choose at least one topic or indicator."),
        ({"commune": []}, "Choose at least one commune."),
        ({"from": "2099-12-31", "to": "2026-11-01"}, "The last day is before the first."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    as_quang: Browser, engine: Engine, wrong: dict[str, Any], complaint: str
) -> None:
    answer = save(as_quang, **wrong)

    assert answer.status_code == 400
    assert say(complaint) in unescape(answer.text)
    assert FORM["question"] in unescape(answer.text) or wrong.get("question") == ""
    with Session(engine) as session:
        assert session.scalars(select(Pilot)).all() == []


def test_a_definition_leaves_and_comes_in_elsewhere(as_quang: Browser, engine: Engine) -> None:
    save(as_quang)
    (id,) = _ids(engine)
    sent = as_quang.get(f"/province/pilots/{id}/file")
    told = json.loads(sent.data)
    told |= {"code": "qr-2027", "communes": ["00002", "99999"], "topics": ["shop_qr", "hat_giong"]}

    page = bring(as_quang, json.dumps(told).encode())

    assert "attachment" in sent.headers["Content-Disposition"]
    assert say("There is no topic “{code}” here.", code="hat_giong") in page
    assert say("There is no commune “{code}” in this province.", code="99999") in page
    assert 'value="qr-2027"' in page
    assert _ids(engine) == [id], "a file only fills the form in"


def test_a_file_carries_indicators_that_the_other_catalogue_lacks(as_quang: Browser, engine: Engine) -> None:
    save(as_quang, indicator=["vneid_helped"])
    (id,) = _ids(engine)
    told = json.loads(as_quang.get(f"/province/pilots/{id}/file").data)
    assert told["definitions"][0]["code"] == "vneid_helped"
    told["definitions"][0] |= {"code": "vneid_cho_phien", "name": "Kích hoạt ở chợ phiên"}
    told["indicators"] = ["vneid_cho_phien"]

    page = bring(as_quang, json.dumps(told).encode())
    editor = page[page.index('action="/province/indicators/new"') :].partition("</form>")[0]
    form: dict[str, Any] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', editor):
        form.setdefault(name, []).append(value)
    answer = as_quang.post("/province/indicators/new", form)

    assert say("There is no indicator “{code}” here.", code="vneid_cho_phien") in page
    assert answer.status_code == 200, "the editor takes it as it is"
    assert "vneid_cho_phien" in answer.text


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"format": "x"}', b'{"format": "tocongnghe-pilot", "version": 1}', b"\xff\xfe"],
)
def test_a_file_that_is_no_pilot_is_refused_in_words(as_quang: Browser, content: bytes) -> None:
    assert "không mô tả thí điểm nào" in bring(as_quang, content)


def test_the_report_compares_with_communes_outside_and_says_where_there_is_no_data(
    as_quang: Browser, world: World, engine: Engine
) -> None:
    save(as_quang)
    (id,) = _ids(engine)

    page = unescape(as_quang.get(f"/province/pilots/{id}").text)

    assert FORM["question"] in page
    assert say("No commune of these has reported") in page
    assert "Xã A" in page


def test_a_pilot_is_changed_and_belongs_to_its_province(
    as_quang: Browser, as_minh: Browser, as_an: Browser, engine: Engine
) -> None:
    save(as_quang)
    (id,) = _ids(engine)

    assert as_quang.post(f"/province/pilots/{id}/change", FORM | {"commune": ["00002"]}).status_code == 303
    assert "Xã B" in unescape(as_quang.get(f"/province/pilots/{id}").text)
    assert save(as_quang).status_code == 400, "its code is taken"
    assert as_an.get("/province/pilots").status_code == 200
    assert save(as_an).status_code == 403
    assert as_minh.get(f"/province/pilots/{id}").status_code == 403
    assert as_quang.get("/province/pilots/999").status_code == 404


def bring(browser: Browser, content: bytes) -> str:
    return unescape(browser.post("/province/pilots/file", {"file": (io.BytesIO(content), "x.json")}).text)


def _ids(engine: Engine) -> list[int]:
    with Session(engine) as session:
        return list(session.scalars(select(Pilot.id)))
