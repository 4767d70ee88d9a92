"""On the day of a change of places, records and names follow it."""

from __future__ import annotations

from threading import Event

from sqlalchemy import Engine

from tocongnghe.jobs.job import OK, Progress, Result, quiet
from tocongnghe.services.job_words import MOVING
from tocongnghe.services.place_changes import settle_due


def settle_places(engine: Engine, stop: Event, progress: Progress = quiet) -> Result:
    """Settle the changes whose day has come; one that was begun goes on where it stopped."""
    progress(0, None, MOVING)
    settled = settle_due(engine, stop.is_set)
    return Result(OK, f"{settled.changes} changes of places settled, {settled.moved} records moved")
