"""What the jobs do: one transaction a piece, so that a kill between pieces costs nothing."""

from __future__ import annotations

import logging
from threading import Event

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import ConfigurationError, Problem
from tocongnghe.extensions import migrate, open_engine, writing
from tocongnghe.jobs.job import FAILED, HEALED, OK, Progress, Result, quiet
from tocongnghe.jobs.snapshot import snapshot
from tocongnghe.rollups import (
    Difference,
    advance,
    is_at_head,
    list_differences,
    list_provinces,
    lock_province,
    rebuild,
)
from tocongnghe.schemas.operations import complaint_about
from tocongnghe.services.backlog import count_uncounted_lines
from tocongnghe.services.backups import Tools, instance_of, make_verify_prune
from tocongnghe.services.blobs import blob_folder, sweep_parts
from tocongnghe.services.catalogue_editing import refresh_catalogue
from tocongnghe.services.held import decide_all_held_again
from tocongnghe.services.indicators import CountingRules
from tocongnghe.services.job_words import BACKING_UP, COMPARING, COUNTING, DECIDING, DRAWING
from tocongnghe.services.spot_checks import draw_of_commune, list_communes, months_to_draw

MAX_TRIES = 5  # to find a moment in which the roll-ups have read the whole log
MAX_LOGGED = 20  # differences spelled out in the log

log = logging.getLogger(__name__)


def roll_up(engine: Engine, stop: Event, progress: Progress = quiet) -> Result:
    """Count what changed since the last time, province by province; stops between two pieces.

    Each piece by the newest indicators: others may have opened a version, and counted by it, meanwhile.
    """
    lines, cells, rebuilt = 0, 0, 0
    with Session(engine) as session:
        provinces, backlog = list_provinces(session), count_uncounted_lines(session)
    for province_id in provinces:
        has_more = True
        while has_more and not stop.is_set():
            with writing(engine) as session:
                lock_province(session, province_id)
                refresh_catalogue(session)
                step = advance(session, province_id, CountingRules())
            has_more, lines, cells = step.has_more, lines + step.lines, cells + step.cells
            rebuilt += step.was_rebuilt
            progress(lines, max(backlog, lines), COUNTING)
    told = f"{lines} log lines, {cells} cells counted"
    return Result(OK, f"{told}; everything counted anew" if rebuilt else told)


def verify(engine: Engine, stop: Event, progress: Progress = quiet) -> Result:
    """Count everything again from the records, compare, and rebuild a province that differs."""
    roll_up(engine, stop, progress)
    found: list[Difference] = []
    provinces = _provinces(engine)
    for number, province_id in enumerate(provinces):
        progress(number, len(provinces), COMPARING)
        if stop.is_set():
            break
        differences = _differences(engine, province_id, stop)
        if differences is None:
            return Result(FAILED, "the log kept moving, nothing was compared; it is tried again next night")
        if differences:
            _heal(engine, province_id, differences)
            found += differences
    if not found:
        return Result(OK, "every figure is what the records say")
    return Result(HEALED, f"{len(found)} figures differed from the records and were counted anew: {found[0]}")


def back_up(engine: Engine, _stop: Event, progress: Progress = quiet) -> Result:
    """Make a backup, verify it in a scratch place, and remove the oldest ones."""
    progress(0, None, BACKING_UP)
    instance = instance_of(engine)
    if instance is None:
        return Result(FAILED, "the engine belongs to no instance folder")
    try:
        done = make_verify_prune(engine, instance, Tools(open_engine, migrate))
    except (Problem, ConfigurationError) as error:
        return Result(FAILED, str(error))
    if done.problems:
        return Result(FAILED, f"{done.name} does not stand up to its verification: {done.problems[0]}")
    return Result(OK, f"{done.name} made and verified, {done.bytes} bytes")


def release_held(engine: Engine, stop: Event, progress: Progress = quiet) -> Result:
    """Decide all waiting work once more: its grant, its kind or its household may be there by now.

    Recordings whose rest never came wait for nothing any more and go.
    """
    progress(0, None, DECIDING)
    swept = decide_all_held_again(engine, complaint_about, stop.is_set)
    told = f"{swept.looked_at} operations waited, {swept.settled} wait no longer"
    instance = instance_of(engine)
    parts = sweep_parts(blob_folder(instance), clock.now()) if instance is not None else 0
    return Result(OK, f"{told}; {parts} unfinished recordings removed" if parts else told)


def draw_spot_checks(engine: Engine, stop: Event, progress: Progress = quiet) -> Result:
    """Draw the samples that nobody drew of the months that are over, commune by commune."""
    config, drawn = current_app.config, 0
    size = {"least": config["SPOT_CHECK_LEAST"], "percent": config["SPOT_CHECK_PERCENT"]}
    with Session(engine) as session:
        communes = list_communes(session)
    months = months_to_draw(clock.local_date(), config["SPOT_CHECK_AFTER_DAYS"])
    steps = [(month, commune_id) for month in months for commune_id in communes]
    for number, (month, commune_id) in enumerate(steps):
        progress(number, len(steps), DRAWING)
        if stop.is_set():
            break
        with writing(engine) as session:
            drawn += draw_of_commune(session, commune_id, month, **size)
    return Result(OK, f"the samples of {drawn} teams drawn")


def _provinces(engine: Engine) -> list[int]:
    with Session(engine) as session:
        return list_provinces(session)


def _differences(engine: Engine, province_id: int, stop: Event) -> list[Difference] | None:
    """Return what differs, None if the roll-ups were behind the log at every try."""
    for _ in range(MAX_TRIES):
        with snapshot(engine) as session:
            refresh_catalogue(session)
            rules = CountingRules()
            if is_at_head(session, province_id, rules):
                return list_differences(session, province_id, rules)
        roll_up(engine, stop)
    return None


def _heal(engine: Engine, province_id: int, differences: list[Difference]) -> None:
    for difference in differences[:MAX_LOGGED]:
        log.error("roll-ups of place %s: %s", province_id, difference)
    with writing(engine) as session:
        lock_province(session, province_id)
        refresh_catalogue(session)
        rebuild(session, province_id, CountingRules())
