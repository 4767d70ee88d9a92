"""Notices, tasks, feedback, classes and surveys at the desk: what a supervisor does, and what Hoa cannot."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import LAN_DEVICE, World
from tests.console.conftest import Browser, say
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Blob, Feedback, Notice, Task
from tocongnghe.services.blobs import blob_folder, whole_path

VILLAGE, SECOND = "20-00001-001", "20-00001-002"
PAGES = ["/commune/notices", "/commune/tasks", "/commune/feedback", "/commune/activities"]
SOUND = b"OggS giong noi"


@pytest.fixture
def secret(world: World) -> dict[str, str]:
    """Store one of each in commune A, with words that must not be seen from commune B."""
    ops = [
        world.op(kind, {"village": VILLAGE} | body)
        for kind, body in (
            ("feedback.raise", {"category": "signal", "text": "Sóng kín", "voice": _name()}),
            ("class_session.hold", {"on": "2026-11-01", "topic": "vneid", "women": 4, "note": "Lớp kín"}),
            ("village_survey.record", {"on": "2026-11-02", "power": "part", "fibre": False}),
        )
    ]
    world.push(*ops)
    home = world.add_household(head_name="Nông Văn Kín")
    agreed = {
        "household": home,
        "text_version": "1",
        "language": "vi",
        "method": "voice",
        "witness": "Bà Kín",
    }
    consent = world.op("consent.give", agreed | {"recording": _name()})
    world.push(consent)
    assist = world.log_assist(home, voice=_name())
    return {"feedback": ops[0].id, "assist": assist, "consent": consent.id}


def _name() -> str:
    return hashlib.sha256(SOUND).hexdigest()


@pytest.fixture
def recording(app: Flask, world: World) -> None:
    """Let the voice of `secret` arrive."""
    path = whole_path(blob_folder(Path(app.instance_path)), _name())
    path.parent.mkdir(parents=True)
    path.write_bytes(SOUND)
    now = clock.now()
    with app.app_context(), writing() as session:
        session.add(
            Blob(
                sha256=_name(),
                media_type="audio/ogg",
                byte_count=len(SOUND),
                province_id=world.province,
                device_id=LAN_DEVICE,
                grant_id="g_lan",
                begun_at=now,
                completed_at=now,
            )
        )


def shown(engine: Engine, model: Any, **terms: Any) -> list[str]:
    """Return `id:version` of the records that *terms* describe, as a page shows them now."""
    with Session(engine) as session:
        rows = session.execute(select(model.id, model.head_op).filter_by(**terms).order_by(model.village_id))
        return [f"{id}:{head}" for id, head in rows]


def test_a_notice_goes_to_all_villages_or_the_ticked_ones_and_tells_who_read_it(
    as_minh: Browser, engine: Engine, world: World
) -> None:
    assert (
        as_minh.post("/commune/notices", {"title": "Họp tổ", "text": "Tối mai\r\n7 giờ"}).status_code == 303
    )
    as_minh.post(
        "/commune/notices", {"title": "Chỉ thôn 2", "text": "x", "village": SECOND, "until": "31/12/2026"}
    )
    both, one = shown(engine, Notice, title="Họp tổ"), shown(engine, Notice, title="Chỉ thôn 2")
    assert (len(both), len(one)) == (2, 1)

    world.push(world.op("notice.read", {"notice": both[0].split(":")[0]}))
    page = as_minh.get("/commune/notices").text

    assert say("Read by {count} of {all} people", count=1, all=2) in page
    assert say("Read by {count} of {all} people", count=0, all=1) in page
    assert page.count("Họp tổ</h2>") == 1
    assert as_minh.post("/commune/notices/withdraw", {"notice": both}).status_code == 303
    assert shown(engine, Notice, state="withdrawn") == shown(engine, Notice, title="Họp tổ")
    assert say("Withdrawn") in as_minh.get("/commune/notices").text


def test_a_notice_without_words_keeps_what_was_typed(as_minh: Browser, engine: Engine) -> None:
    answer = as_minh.post("/commune/notices", {"title": "Họp <b>tổ</b>", "text": "  ", "village": SECOND})

    assert answer.status_code == 400
    assert 'value="Họp &lt;b&gt;tổ&lt;/b&gt;"' in answer.text
    assert f'value="{SECOND}" checked' in answer.text
    assert shown(engine, Notice) == []


def test_a_task_is_given_done_and_taken_back(as_minh: Browser, engine: Engine, world: World) -> None:
    as_minh.post(
        "/commune/tasks", {"who": f"{VILLAGE}:{world.lan}", "text": "Gặp bà Mẩy", "due": "2026-01-05"}
    )
    as_minh.post("/commune/tasks", {"who": SECOND, "text": "Cả tổ cùng làm"})
    page = as_minh.get("/commune/tasks").text
    assert say("Overdue") in page
    assert say("Whole team") in page

    (mine,) = shown(engine, Task, to_id=world.lan)
    (theirs,) = shown(engine, Task, to_id=None)
    world.push(world.op("task.done", {"task": mine.split(":")[0], "text": "đã gặp"}))
    as_minh.post("/commune/tasks/withdraw", {"task": theirs})

    done = as_minh.get("/commune/tasks?state=done").text
    assert "đã gặp" in done
    assert "Lan" in done
    assert "Cả tổ cùng làm" in as_minh.get("/commune/tasks?state=withdrawn").text
    assert say("Nothing is open: everything that was asked is done.") in as_minh.get("/commune/tasks").text
    again = as_minh.post("/commune/tasks/withdraw", {"task": theirs}, follow_redirects=True)
    assert say("That step is not possible any more: it has been decided already.") in again.text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"who": VILLAGE, "text": " "}, 400),
        ({"who": f"{VILLAGE}:999999", "text": "x"}, 409),
        ({"who": "nobody", "text": "x"}, 400),
        ({"text": "x"}, 400),
    ],
)
def test_a_task_that_cannot_be_given_is_explained(
    as_minh: Browser, engine: Engine, form: dict[str, str], status: int
) -> None:
    assert as_minh.post("/commune/tasks", form).status_code == status
    assert shown(engine, Task) == []


def test_feedback_is_filtered_answered_and_then_stands_under_answered(
    as_minh: Browser, engine: Engine, secret: dict[str, str]
) -> None:
    page = as_minh.get("/commune/feedback").text
    assert "Sóng kín" in page
    assert say("Waiting for an answer") in page
    assert "Sóng kín" not in as_minh.get("/commune/feedback?category=scam").text
    assert "Sóng kín" not in as_minh.get(f"/commune/feedback?village={SECOND}").text
    assert say("{count} people's words wait for an answer.", count=1) in as_minh.get("/commune").text

    (before,) = shown(engine, Feedback)
    as_minh.post("/commune/feedback/answer", {"feedback": before, "text": " "})
    assert shown(engine, Feedback) == [before]
    as_minh.post("/commune/feedback/answer?category=signal", {"feedback": before, "text": "Đã báo nhà mạng"})
    stale = as_minh.post(
        "/commune/feedback/answer", {"feedback": before, "text": "Muộn"}, follow_redirects=True
    )

    assert say("It changed since it was shown, so nothing was decided. Look at it again.") in stale.text
    page = as_minh.get("/commune/feedback?state=answered").text
    assert "Đã báo nhà mạng" in page
    assert "Minh" in page


def test_a_recording_is_heard_by_its_own_commune_once_it_is_here(
    as_minh: Browser, as_hoa: Browser, as_quang: Browser, secret: dict[str, str], request: Any
) -> None:
    sounds = [
        f"/commune/feedback/{secret['feedback']}/recording",
        f"/commune/assists/{secret['assist']}/recording",
        f"/commune/consents/{secret['consent']}/recording",
    ]
    assert [as_minh.get(path).status_code for path in sounds] == [404, 404, 404]
    assert say("The recording is still on the phone: it comes when there is Wi-Fi.") in (
        as_minh.get("/commune/feedback").text
    )

    request.getfixturevalue("recording")

    for path in sounds:
        heard = as_minh.get(path)
        assert (heard.data, heard.mimetype) == (SOUND, "audio/ogg")
        assert "no-store" in heard.headers["Cache-Control"]
        assert heard.headers["Content-Disposition"] == "attachment; filename=recording.ogg"
        assert heard.headers["X-Content-Type-Options"] == "nosniff"
        assert as_hoa.get(path).status_code == 404
        assert as_quang.get(path).status_code == 403
    assert sounds[0] in as_minh.get("/commune/feedback").text
    page = as_minh.get(f"/commune/assists/{secret['assist']}").text
    assert sounds[1] in page
    assert sounds[2] in page
    assert say("witness: {name}", name="Bà Kín") in page


def test_classes_and_surveys_are_listed_with_their_days_and_gaps_are_no_zeros(
    as_minh: Browser, secret: dict[str, str]
) -> None:
    page = as_minh.get("/commune/activities").text

    for words in ("Lớp kín", "01/11/2026", "02/11/2026", say("Some households"), say("Not counted")):
        assert words in page
    empty = as_minh.get(f"/commune/activities?village={SECOND}").text
    assert say("No class was reported yet.") in empty


def test_of_one_day_the_survey_written_last_holds(as_minh: Browser, world: World) -> None:
    """Nothing can be taken back here: whoever erred surveys the village again."""
    body = {"village": VILLAGE, "on": clock.local_date().isoformat()}
    before = clock.now() - timedelta(minutes=5)
    mistaken = world.op("village_survey.record", body | {"power": "none"}, est_from=before, est_to=before)
    right = world.op("village_survey.record", body | {"power": "all"})
    world.push(right)
    world.push(mistaken)

    page = as_minh.get("/commune/activities").text

    holds, earlier = page.index(say("Every household")), page.index(say("No household"))
    assert holds < page.index(say("earlier")) < earlier


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_sees_them(
    as_hoa: Browser, as_quang: Browser, stranger: Browser, as_minh: Browser, secret: dict[str, str], path: str
) -> None:
    as_minh.post("/commune/notices", {"title": "Họp kín", "text": "x"})
    as_minh.post("/commune/tasks", {"who": VILLAGE, "text": "Việc kín"})

    page = as_hoa.get(path)

    assert page.status_code == 200
    assert not any(words in page.text for words in ("kín", "Thôn 2", ">Lan<"))
    assert as_quang.get(path).status_code == 403
    assert stranger.get(path).location.startswith("/login?next=")
    if path in PAGES[2:]:
        assert as_hoa.get(f"{path}?village={VILLAGE}").status_code == 404


def test_hoa_changes_nothing_in_commune_a(
    as_hoa: Browser, as_minh: Browser, as_quang: Browser, engine: Engine, secret: dict[str, str]
) -> None:
    as_minh.post("/commune/notices", {"title": "Họp", "text": "x", "village": VILLAGE})
    as_minh.post("/commune/tasks", {"who": VILLAGE, "text": "Việc"})
    before = shown(engine, Notice) + shown(engine, Task) + shown(engine, Feedback)
    notice, task, feedback = before
    deeds = [
        ("/commune/notices", {"title": "x", "text": "x", "village": VILLAGE}),
        ("/commune/notices/withdraw", {"notice": notice}),
        ("/commune/tasks", {"who": VILLAGE, "text": "x"}),
        ("/commune/tasks/withdraw", {"task": task}),
        ("/commune/feedback/answer", {"feedback": feedback, "text": "x"}),
    ]

    assert [as_hoa.post(path, form).status_code for path, form in deeds] == [404] * 5
    assert [as_quang.post(path, form).status_code for path, form in deeds] == [403] * 5

    assert shown(engine, Notice) + shown(engine, Task) + shown(engine, Feedback) == before
