"""`tocongnghe demo`: synthetic people in real communes, to try the whole road."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app

from tocongnghe.cli.demo_langson import load_lang_son, logins, on_one_line, provenance
from tocongnghe.cli.instance import opened, print_json
from tocongnghe.extensions import db, writing
from tocongnghe.services.demo import Demo, NotADemo, load_small_demo
from tocongnghe.services.demo.province import LANG_SON, is_lang_son

SMALL = "small"


@click.group()
def demo() -> None:
    """Synthetic data to try things with; never beside real people."""


@demo.command()
@click.option("--scale", type=click.Choice([SMALL, LANG_SON]), default=SMALL, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
def load(scale: str, as_json: bool) -> None:
    """Load the demo into an empty installation; print who may log in.

    small: three communes, nothing logged yet. langson: the whole province with
    its published totals of May 2022, some minutes' work; what was cut off goes
    on when it is asked for again.

    Repeating it prints the same logins with fresh enrolment codes.
    """
    with opened() as app:
        if scale == LANG_SON:
            load_lang_son(app, tell=on_one_line(sys.stderr.isatty()))
            click.echo("", err=True)
        elif _is_large():
            raise NotADemo(
                "This installation holds the demo of Lạng Sơn; load the small one into another folder"
            )
        document = load_demo()
    if as_json:
        print_json(document)
        return
    if scale == LANG_SON:
        click.echo("\n".join([*provenance(), ""]))
    click.echo("\n".join(table(document)))


def load_demo() -> Demo:
    """Return the logins of the opened installation's demo; without any, load the small one."""
    if _is_large():
        return logins()
    config = current_app.config
    with writing() as session:
        return load_small_demo(
            session,
            Path(current_app.instance_path) / "demo.json",
            secret=config["SECRET_KEY"],
            days=config["ENROL_CODE_DAYS"],
        )


def _is_large() -> bool:
    is_large = is_lang_son(db.session())
    db.session.remove()
    return is_large


def table(document: Demo, members_each: int | None = None) -> list[str]:
    """Return lines that say who logs in where; *members_each* people a commune, None for all."""
    staff = document["province_staff"]
    admin = document["admin"]
    desk = [
        ("province staff", "Lạng Sơn", staff["login"], staff["password"]),
        ("administrator", "Lạng Sơn", admin["login"], admin["password"]),
    ]
    phones = []
    for commune in document["communes"]:
        supervisor = commune["supervisor"]
        desk.append(("supervisor", commune["name"], supervisor["login"], supervisor["password"]))
        leader = commune["leader"]
        desk.append(("commune's leader", commune["name"], leader["login"], leader["password"]))
        phones += [(m["name"], m["village"], m["enrol_code"]) for m in commune["members"][:members_each]]
    return [
        f"{'at the desk':<18}{'place':<22}{'login':<15}password",
        *(f"{who:<18}{place:<22}{login:<15}{password}" for who, place, login, password in desk),
        "",
        f"{'on a phone':<26}{'village':<16}enrolment code",
        *(f"{name:<26}{village:<16}{code}" for name, village, code in phones),
    ]
