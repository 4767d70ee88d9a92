"""Work that somebody carries to the commune as a file."""

from __future__ import annotations

import io
import json

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from tests.cast import World
from tests.console.conftest import Browser, say
from tests.sync.phone import Phone, household
from tests.sync.test_courier import parcel
from tocongnghe.extensions import writing
from tocongnghe.models import Household
from tocongnghe.services.enrolment import new_enrol_code


@pytest.fixture
def lan(app: Flask, world: World) -> Phone:
    with app.app_context():
        with writing() as session:
            code = new_enrol_code(session, world.lan, secret=app.config["SECRET_KEY"], days=7)
        return Phone(app.test_client(), code)


def upload(browser: Browser, content: bytes) -> object:
    return browser.post("/commune/import", {"file": (io.BytesIO(content), "tocongnghe.txt")})


def test_a_file_is_taken_in_and_its_parcels_told_without_a_name(
    as_minh: Browser, lan: Phone, engine: Engine
) -> None:
    added = household(lan)
    parcels = [parcel(lan, added), parcel(lan, household(lan, "20-00002-001")), parcel(lan, grant="g_x")]
    content = json.dumps({"courier": 1, "parcels": parcels}).encode()

    page = upload(as_minh, content)

    assert page.status_code == 200
    assert say("From a phone that is not known here") in page.text
    assert lan.grant not in page.text
    assert "Nông Văn Thử" not in page.text
    with engine.connect() as connection:
        assert connection.scalars(select(Household.id)).all() == [added[0]]
    assert upload(as_minh, content).status_code == 200


@pytest.mark.parametrize("content", [b"", b"tea", b"{}", b"\xff"])
def test_a_file_that_is_none_of_ours_is_refused_in_words(as_minh: Browser, content: bytes) -> None:
    page = upload(as_minh, content)

    assert page.status_code == 400
    assert (
        say("This is no file of the phone app, or it is damaged. Nothing was taken; ask for the file again.")
        in page.text
    )


def test_a_stranger_and_the_province_cannot_bring_files(app: Flask, as_quang: Browser) -> None:
    assert as_quang.get("/commune/import").status_code == 403
    assert upload(as_quang, b"{}").status_code == 403
    assert Browser(app.test_client()).get("/commune/import").status_code == 303
