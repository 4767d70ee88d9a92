"""`tocongnghe`: the operator's commands; standard output carries results, standard error the rest.

Exit codes: 0 done, 1 something is wrong, 2 wrong usage or configuration.
"""

from __future__ import annotations

import logging
import sys

import click
from flask import Flask

from tocongnghe import __version__
from tocongnghe.cli.backup import backup
from tocongnghe.cli.boundaries import boundaries
from tocongnghe.cli.demo import demo
from tocongnghe.cli.doctor import doctor
from tocongnghe.cli.export import export
from tocongnghe.cli.jobs import jobs
from tocongnghe.cli.openapi import openapi
from tocongnghe.cli.people import enrol, users
from tocongnghe.cli.places import places
from tocongnghe.cli.privacy import privacy
from tocongnghe.cli.serve import serve
from tocongnghe.cli.statistics import statistics
from tocongnghe.cli.targets import targets
from tocongnghe.i18n.commands import i18n


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tocongnghe")
def commands() -> None:
    """Run and look after an installation of Tổ công nghệ số.

    Settings come from config.py in the instance folder (TOCONGNGHE_INSTANCE),
    then from TOCONGNGHE_* variables. Exit codes: 0 done, 1 something is wrong,
    2 wrong usage or configuration.
    """


for _command in (
    serve,
    jobs,
    demo,
    export,
    users,
    enrol,
    targets,
    places,
    statistics,
    backup,
    privacy,
    i18n,
    doctor,
    openapi,
):
    commands.add_command(_command)
commands.add_command(boundaries)


def register(app: Flask) -> None:
    """Offer the same commands as `flask --app wsgi …`."""
    for command in commands.commands.values():
        app.cli.add_command(command)


def main() -> None:
    """Run the command line."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("tocongnghe").setLevel(logging.INFO)
    commands(prog_name="tocongnghe")
