"""`tocongnghe jobs`: the jobs process, and one job by hand."""

from __future__ import annotations

import click

from tocongnghe.cli.instance import Failure, opened, print_json


@click.group()
def jobs() -> None:
    """What happens by itself: roll-ups, checks, housekeeping."""
