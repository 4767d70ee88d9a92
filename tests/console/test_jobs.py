"""`/admin/jobs`: each job in words, how far it is, and a run now, which the page itself never does."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.console.conftest import Browser, say
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.jobs.schedule import JOBS
from tocongnghe.models import JobRequest, JobRun
from tocongnghe.services.job_requests import beat, plan
from tocongnghe.services.job_words import JOB_WORDS

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.frozen(NOON):
        yield


def add_run(app: Flask, **values: object) -> None:
    with app.app_context(), writing() as session:
        session.add(JobRun(**{"job": "rollups", "started_at": NOON - timedelta(minutes=5)} | values))


def show_life(app: Flask) -> None:
    with app.app_context(), writing() as session:
        beat(session, 1, NOON)
        plan(session, {name: NOON + timedelta(hours=1) for name in JOBS})


def test_every_job_has_its_words_and_nothing_else_has() -> None:
    assert list(JOB_WORDS) == list(JOBS)
    said = " ".join(f"{words.what} {words.when} {words.why}" for words in JOB_WORDS.values())
    assert re.findall(r"[A-Z]+_[A-Z_]+", said) == [], "a setting's name says nothing to an official"


def test_the_page_says_what_when_and_why_of_every_job(as_quang: Browser, app: Flask) -> None:
    show_life(app)

    page = as_quang.get("/admin/jobs").text

    for words in JOB_WORDS.values():
        for sentence in (words.title, words.what, words.when, words.why):
            assert say(sentence) in page
    assert "22/11/2026 13:00" in page or "13:00" in page
    assert "/run" not in page


def test_without_a_jobs_process_it_says_so_and_what_to_do(as_an: Browser, app: Flask) -> None:
    assert (
        say("Nothing runs by itself now: no jobs process has been started.") in as_an.get("/admin/jobs").text
    )

    show_life(app)
    assert (
        say("Nothing runs by itself now: no jobs process has been started.")
        not in as_an.get("/admin/jobs").text
    )

    with clock.frozen(NOON + timedelta(hours=2)):
        page = as_an.get("/admin/jobs").text
    assert "tocongnghe jobs run" in page


def test_run_now_is_written_down_and_nothing_runs_in_the_web(as_an: Browser, engine: Engine) -> None:
    answer = as_an.post("/admin/jobs/backup/run", {})

    assert answer.status_code == 303
    with Session(engine) as session:
        assert [request.job for request in session.scalars(select(JobRequest))] == ["backup"]
        assert session.scalars(select(JobRun)).all() == []
    page = as_an.get("/admin/jobs").text
    assert "An" in re.search(r'id="j-backup".*?</li>', page, re.DOTALL)[0]  # type: ignore[index]
    assert "/admin/jobs/backup/run" not in page
    assert "/admin/jobs/rollups/run" in page


def test_a_job_that_nobody_knows_is_not_found(as_an: Browser) -> None:
    assert as_an.post("/admin/jobs/dance/run", {}).status_code == 404


def test_a_run_shows_how_far_it_is_and_the_page_looks_again(as_quang: Browser, app: Flask) -> None:
    show_life(app)
    assert 'hx-trigger="every 2s"' not in as_quang.get("/admin/jobs").text
    add_run(app, done=1200, steps=4800, note="counting what changed")

    page = as_quang.get("/admin/jobs").text

    assert 'max="4800" value="1200"' in page
    assert say("counting what changed") in page
    assert "1.200" in page
    assert 'hx-trigger="every 2s"' in page
    assert say("Look again") in page


def test_a_run_without_a_process_is_told_as_cut_off(as_quang: Browser, app: Flask) -> None:
    add_run(app, done=1200, steps=4800)

    page = as_quang.get("/admin/jobs").text

    sentence = (
        "Begun {moment} and cut off, unless somebody runs it by hand;"
        " it is begun again with the next jobs process"
    )
    assert say(sentence, moment="22/11/2026 11:55") in page
    assert 'hx-trigger="every 2s"' not in page


def test_a_failure_and_the_last_good_run_stand_side_by_side(as_quang: Browser, app: Flask) -> None:
    add_run(app, finished_at=NOON - timedelta(minutes=4), outcome="ok")
    add_run(app, started_at=NOON - timedelta(minutes=2), finished_at=NOON, outcome="failed", detail="no disk")

    page = as_quang.get("/admin/jobs").text

    assert say("Did not succeed") in page
    assert "no disk" in page
    assert say("Last good run") in page
