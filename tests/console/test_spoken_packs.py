"""Voices for phones: a list with its ETag, sound in parts, nothing unheard, nothing of who withdrew."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.cast import World
from tests.console.conftest import Browser
from tests.console.test_spoken import add_speaker, make_sound, newest, send, text_of
from tests.sync.phone import Phone, assist, household
from tocongnghe.extensions import writing
from tocongnghe.services.enrolment import new_enrol_code

PACK = "/api/v1/voices/tyz"


@pytest.fixture
def lan(app: Flask, client: FlaskClient, world: World) -> Phone:
    with app.app_context(), writing() as session:
        code = new_enrol_code(session, world.lan, secret=app.config["SECRET_KEY"], days=7)
    return Phone(client, code)


@pytest.fixture
def approve(at_desk: Callable[[str], Browser], engine: Engine) -> Callable[..., str]:
    """Return a function that records a phrase by one hand, approves it by another, and returns its name."""
    quang, an = at_desk("quang"), at_desk("an")
    speaker = add_speaker(quang)

    def record(phrase: str, salt: int = 1, *, by: str = speaker) -> str:
        assert send(quang, by, make_sound(salt=salt), phrase).status_code == 303
        one = newest(engine)
        an.post(f"/province/voices/recordings/{one.id}", {"verdict": "approved"})
        return one.sha256

    return record


def test_a_phone_is_told_what_was_approved_in_the_order_of_the_sheet(
    lan: Phone, approve: Callable[..., str], at_desk: Callable[[str], Browser]
) -> None:
    approve("hello", 1)
    newer, question = approve("hello", 2), approve("consent_question", 3)
    send(at_desk("quang"), "1", make_sound(salt=4), "thank_you")

    pack = lan.client.get(PACK, headers=lan.proof)

    told = json.loads(pack.data)["recordings"]
    assert [(each["code"], each["sha256"]) for each in told] == [
        ("consent_question", question),
        ("hello", newer),
    ]
    assert told[0]["says"] == "Does the household agree to be written down?"
    assert told[1]["ms"] == pytest.approx(1990, abs=15)
    assert "Giọng" not in pack.get_data(as_text=True), "the speaker's name stays at the desk"
    again = lan.client.get(PACK, headers=lan.proof | {"If-None-Match": pack.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_sound_comes_in_parts_and_only_what_was_approved(lan: Phone, approve: Callable[..., str]) -> None:
    name, content = approve("hello"), make_sound()

    first = lan.client.get(f"{PACK}/{name}", headers=lan.proof | {"Range": "bytes=0-999"})
    rest = lan.client.get(f"{PACK}/{name}", headers=lan.proof | {"Range": "bytes=1000-"})

    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.data + rest.data == content
    assert first.headers["Content-Range"] == f"bytes 0-999/{len(content)}"
    for address in (f"{PACK}/{'0' * 64}", f"/api/v1/voices/nut/{name}", "/api/v1/voices/xx"):
        assert lan.client.get(address, headers=lan.proof).status_code == 404
    assert lan.client.get(f"{PACK}/{name}").status_code == 401


def test_what_a_speaker_took_back_leaves_the_list_and_cannot_be_fetched(
    lan: Phone, approve: Callable[..., str], at_desk: Callable[[str], Browser]
) -> None:
    name = approve("hello")
    at_desk("quang").post("/province/voices/speakers/1/withdraw", {"sure": "yes"})

    assert json.loads(lan.client.get(PACK, headers=lan.proof).data)["recordings"] == []
    assert lan.client.get(f"{PACK}/{name}", headers=lan.proof).status_code == 404


def test_the_desk_sees_and_hears_what_was_played_before_a_household_agreed(
    lan: Phone, approve: Callable[..., str], as_minh: Browser, at_desk: Callable[[str], Browser]
) -> None:
    played, unknown = approve("consent_question"), "f" * 64
    home = household(lan)
    said = {"household": home[0], "text_version": "1", "language": "tyz", "method": "voice"}
    agreed = lan.op("consent.give", said | {"heard": [played, unknown]})
    visit = assist(lan, home[0])
    assert "exceptions" not in lan.sync(home, agreed, visit)

    page = text_of(as_minh.get(f"/commune/assists/{visit[0]}"))

    sound = f"/commune/consents/{agreed[0]}/heard/{played}"
    assert (sound in page, unknown in page) == (True, True)
    assert as_minh.get(sound).data == make_sound()
    assert as_minh.get(f"/commune/consents/{agreed[0]}/heard/{unknown}").status_code == 404
    assert at_desk("hoa").get(sound).status_code == 404
    bad = lan.op("consent.give", said | {"heard": ["no hash"]})
    assert lan.sync(bad)["exceptions"][0][1:3] == ["rejected", "malformed"]
