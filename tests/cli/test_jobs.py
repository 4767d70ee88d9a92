"""`jobs`: what there is, one by hand, and a diary that the doctor reads."""

from __future__ import annotations

import json

from tocongnghe.jobs import schedule
from tocongnghe.jobs.job import FAILED, Job, Result


def test_the_list_says_what_and_when(run):
    jobs = json.loads(run("jobs", "list", "--json").stdout)

    assert "rollups" in {job["name"] for job in jobs}
    assert all(job["what"] and job["when"] and job["last_success_at"] is None for job in jobs)


def test_a_job_by_hand_is_in_the_diary(run):
    once = json.loads(run("jobs", "once", "rollups", "--json").stdout)

    listed = {job["name"]: job for job in json.loads(run("jobs", "list", "--json").stdout)}
    assert once["outcome"] == "ok"
    assert listed["rollups"]["last_success_at"]


def test_a_job_that_fails_is_exit_code_one_and_the_doctor_says_so(run, monkeypatch):
    failing = schedule.JOBS["rollups"]
    monkeypatch.setitem(
        schedule.JOBS,
        "rollups",
        Job(**{**vars(failing), "task": lambda *_: Result(FAILED, "no disk")}),
    )

    result = run("jobs", "once", "rollups")

    assert result.exit_code == 1
    assert "no disk" in run("doctor").stdout


def test_an_unknown_job_is_wrong_usage(run):
    result = run("jobs", "once", "dance")

    assert result.exit_code == 2
    assert "rollups" in result.stderr
