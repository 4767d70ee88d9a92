"""`tocongnghe demo`: synthetic people in real communes, to try the whole road."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from tocongnghe.cli.instance import opened, print_json
from tocongnghe.extensions import writing
from tocongnghe.services.demo import Demo, load_small_demo


@click.group()
def demo() -> None:
    """Synthetic data to try things with; never beside real people."""


@demo.command()
@click.option("--scale", type=click.Choice(["small"]), default="small", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
def load(scale: str, as_json: bool) -> None:
    """Load the demo into an empty installation; print who may log in.

    Repeating it prints the same logins with fresh enrolment codes.
    """
    with opened():
        document = load_demo()
    if as_json:
        print_json(document)
    else:
        click.echo("\n".join(table(document)))


def load_demo() -> Demo:
    """Load the demo of the opened installation and return its logins."""
    config = current_app.config
    with writing() as session:
        return load_small_demo(
            session,
            Path(current_app.instance_path) / "demo.json",
            secret=config["SECRET_KEY"],
            days=config["ENROL_CODE_DAYS"],
        )


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
