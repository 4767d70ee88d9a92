"""`tocongnghe jobs`: the jobs process, and one job by hand."""

from __future__ import annotations

import os
import sys
import threading
from datetime import datetime
from pathlib import Path

import click

from tocongnghe import clock
from tocongnghe.cli.instance import opened, print_json
from tocongnghe.extensions import db, writing
from tocongnghe.services.backups import serving

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group()
def jobs() -> None:
    """What happens by itself: roll-ups and their nightly check."""


@jobs.command()
@click.option("--until-input-closes", is_flag=True, hidden=True, help="Stop when standard input ends.")
def run(until_input_closes: bool) -> None:
    """Run the jobs when they are due, until stopped (Ctrl-C or SIGTERM).

    `serve` starts this by itself. Of two such processes one works, the other
    stands by.
    """
    from tocongnghe.jobs import process

    stop = threading.Event()
    if until_input_closes:
        threading.Thread(target=_stop_at_end_of_input, args=(stop,), daemon=True).start()
    with opened() as app, serving(Path(app.instance_path)):
        db.engine.dispose()
        process.run(app, stop)


def _stop_at_end_of_input(stop: threading.Event) -> None:
    """Set *stop* when the parent process, which holds the other end, is gone.

    Reads the descriptor: a buffered reader blocked in a thread makes Python
    abort when it ends.
    """
    while os.read(0, 1):
        pass
    stop.set()


@jobs.command("list")
@as_json_option
def list_(as_json: bool) -> None:
    """List the jobs: what, when, why, and when each last went well."""
    from tocongnghe.jobs.schedule import JOBS
    from tocongnghe.services.job_runs import get_last_success

    with opened(), writing() as session:
        rows = [
            {
                "name": job.name,
                "what": job.what,
                "when": job.when,
                "why": job.why,
                "last_success_at": _day_and_time(get_last_success(session, job.name)),
            }
            for job in JOBS.values()
        ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['name']:<16} {row['what']}")
        click.echo(f"{'':<16} {row['when']}; last success: {row['last_success_at'] or 'never'}")


@jobs.command()
@click.argument("name")
@as_json_option
def once(name: str, as_json: bool) -> None:
    """Run the job NAME now and wait for it; exit code 1 when it failed."""
    from tocongnghe.jobs.job import FAILED
    from tocongnghe.jobs.schedule import JOBS, run_once

    if name not in JOBS:
        raise click.BadParameter(f"there is no job {name!r}; there are {', '.join(JOBS)}", param_hint="NAME")
    with opened() as app:
        result = run_once(app, name)
    if as_json:
        print_json({"job": name, "outcome": result.outcome, "detail": result.detail})
    else:
        click.echo(f"{name}: {result.outcome}, {result.detail}")
    if result.outcome == FAILED:
        sys.exit(1)


def _day_and_time(instant: datetime | None) -> str | None:
    return instant.astimezone(clock.VIETNAM).isoformat(timespec="seconds") if instant else None
