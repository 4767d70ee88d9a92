"""Which jobs there are and when they run; what they are for stands in `services/job_words.py`."""

from __future__ import annotations

import logging
from threading import Event

from flask import Flask

from tocongnghe.errors import NotFound
from tocongnghe.extensions import db, writing
from tocongnghe.jobs.export_tasks import make_exports
from tocongnghe.jobs.job import BESIDE, FAILED, STOPPED, Job, Result, RunProgress, every, hourly, nightly
from tocongnghe.jobs.place_tasks import settle_places
from tocongnghe.jobs.report_tasks import make_reports
from tocongnghe.jobs.tasks import back_up, draw_spot_checks, release_held, roll_up, verify
from tocongnghe.services.freshness import refresh
from tocongnghe.services.job_requests import begin_request, finish_request
from tocongnghe.services.job_runs import close_interrupted_runs, finish_run, get_last_success, start_run

log = logging.getLogger(__name__)

JOBS: dict[str, Job] = {
    job.name: job
    for job in (
        Job("rollups", every("ROLLUP_EVERY_SECONDS"), roll_up, always_at_start=True),
        Job("held-work", hourly(35), release_held, always_at_start=True),
        Job("places", hourly(1), settle_places, always_at_start=True),
        Job("rollups-verify", nightly(2, 10), verify),
        Job("spot-checks", nightly(2, 40), draw_spot_checks),
        Job("reports", hourly(5), make_reports),
        Job("backup", nightly(1, 10), back_up),
        Job("exports", hourly(20), make_exports, always_at_start=True, lane=BESIDE),
    )
}


def run_once(app: Flask, name: str, stop: Event | None = None, request_id: int | None = None) -> Result:
    """Run the job *name* now, in this process, and note it in the diary.

    Needs no leader's lock: roll-ups of one province wait for one another piece by piece.
    A request stays open when the process has to stop half-way: the next one begins it again.

    Raises:
        NotFound: No job of that name.
    """
    if name not in JOBS:
        raise NotFound(f"no job {name}; there are {', '.join(JOBS)}")
    stop = stop or Event()
    with app.app_context():
        with writing() as session:
            refresh(session)
            run_id = start_run(session, name)
            if request_id is not None:
                begin_request(session, request_id, run_id)
        try:
            result = JOBS[name].task(db.engine, stop, RunProgress(db.engine, run_id))
        except Exception as error:  # the outermost handler: the diary says so, and the next run is due
            log.exception("the job %s failed", name)
            result = Result(FAILED, type(error).__name__)
        if stop.is_set() and result.outcome != FAILED:
            result = Result(STOPPED, f"stopped half-way: {result.detail}")
        with writing() as session:
            finish_run(session, run_id, result.outcome, result.detail)
            if request_id is not None and result.outcome != STOPPED:
                finish_request(session, request_id)
        db.session.remove()
    return result


def due_at_start(app: Flask) -> set[str]:
    """Return the jobs to run at once; runs that a dead process left behind are told as cut off."""
    with app.app_context(), writing() as session:
        close_interrupted_runs(session)
        last = {name: get_last_success(session, name) for name in JOBS}
    return {name for name, job in JOBS.items() if job.is_due_at_start(app, last[name])}
