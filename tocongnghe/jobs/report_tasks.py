"""Makes the province's reports by themselves: when a period is over, and anew as communes close it."""

from __future__ import annotations

import logging
from threading import Event

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.jobs.job import FAILED, OK, Progress, Result, quiet
from tocongnghe.jobs.tasks import roll_up
from tocongnghe.rollups import list_provinces
from tocongnghe.services.job_words import REPORTING
from tocongnghe.services.reports.drafts import draft_to_make, keep_draft
from tocongnghe.services.reports.ends import due_periods

log = logging.getLogger(__name__)


def make_reports(engine: Engine, stop: Event, progress: Progress = quiet) -> Result:
    """Make the drafts that are missing or that stand on other closings than today's.

    A draft a transaction: killed between two, the next run makes the rest, and
    what is there already is left alone.
    """
    roll_up(engine, stop)
    with Session(engine) as session:
        provinces = list_provinces(session)
    steps = [(province_id, period) for province_id in provinces for period in due_periods(clock.local_date())]
    made, failed = [], []
    for number, (province_id, period) in enumerate(steps):
        if stop.is_set():
            break
        progress(number, len(steps), REPORTING)
        try:
            with Session(engine) as session:
                content = draft_to_make(session, province_id, period)
            if content is not None:
                with writing(engine) as session:
                    keep_draft(session, province_id, period, content)
                made.append(period.code)
        except Exception:  # a period whose closings cannot be read must not keep the others from being told
            log.exception("the report on %s could not be made", period.code)
            failed.append(period.code)
    told = f"{len(made)} of {len(steps)} reports made"
    told += f": {', '.join(made)}" if made else ""
    if failed:
        return Result(FAILED, f"{told}; not made: {', '.join(failed)}")
    return Result(OK, told)
