"""`/province/lessons`: what phones teach with, to read, print and pass on in each language."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.cast import World
from tests.console.conftest import Browser
from tests.sync.phone import Phone
from tocongnghe.extensions import writing
from tocongnghe.services.enrolment import new_enrol_code


@pytest.fixture
def lan(app: Flask, world: World) -> Phone:
    with app.app_context(), writing() as session:
        code = new_enrol_code(session, world.lan, secret=app.config["SECRET_KEY"], days=7)
    return Phone(app.test_client(), code)


def test_the_list_says_what_waits_for_review_and_leads_to_every_lesson(as_quang: Browser, app: Flask) -> None:
    page = as_quang.get("/province/lessons").text

    assert "21 bài học" in page
    assert page.count("chờ duyệt nội dung") == 21
    for lesson in app.extensions["lessons"].lessons:
        assert f'href="/province/lessons/{lesson.code}"' in page


def test_a_lesson_is_shown_whole_and_says_what_a_short_message_costs(as_quang: Browser) -> None:
    page = as_quang.get("/province/lessons/scams").text

    assert page.count('class="lesson-picture"') == 6
    assert "Không đưa mã OTP, mật khẩu cho bất cứ ai" in page
    assert page.count("<b>đúng</b>") == 3
    assert "102 ký tự có dấu; gửi thành 2 tin nhắn" in page
    assert "102 ký tự không dấu; gửi thành 1 tin nhắn" in page


def test_in_another_language_what_is_not_translated_says_that_it_is_vietnamese(as_quang: Browser) -> None:
    page = as_quang.get("/province/lessons/vneid?language=tyz").text

    assert re.search(r'<option value="tyz" selected', page)
    assert '<span lang="vi">Kích hoạt VNeID</span>' in page


def test_a_commune_reads_the_texts_that_it_puts_on_its_loudspeaker(as_minh: Browser) -> None:
    assert 'href="/province/lessons"' in as_minh.get("/commune").text
    assert "Đọc trên loa" in as_minh.get("/province/lessons/scams").text


def test_there_is_no_page_for_a_lesson_that_is_none(as_quang: Browser) -> None:
    assert as_quang.get("/province/lessons/cooking").status_code == 404


def test_the_commune_reads_by_which_lesson_a_class_was_held(as_minh: Browser, lan: Phone) -> None:
    about = {"village": "20-00001-001", "on": "2026-11-01", "topic": "vneid", "lesson": "vneid"}
    lan.sync(lan.op("class_session.hold", about | {"steps": [1, 2, 4], "women": 7}))

    page = as_minh.get("/commune/activities").text

    assert "Bài học: Kích hoạt VNeID" in page
    assert "bước 1, 2, 4" in page
