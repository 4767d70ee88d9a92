"""`tocongnghe users` and `tocongnghe enrol`: people and their phones, set up by the operator."""

from __future__ import annotations

import click
from flask import current_app

from tocongnghe import clock
from tocongnghe.cli.instance import opened, print_json
from tocongnghe.errors import NotFound
from tocongnghe.extensions import writing
from tocongnghe.models import User
from tocongnghe.services import people
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.services.passwords import make_password
from tocongnghe.vocabulary import Role

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group()
def users() -> None:
    """People: desk staff and team members."""


@users.command("list")
@as_json_option
def list_(as_json: bool) -> None:
    """List everybody who has a role today."""
    with opened(), writing() as session:
        rows = [
            {"id": user.id, "name": user.name, "login": user.login, "role": str(role), "place": place.code}
            for user, role, place in people.list_people(session, clock.local_date())
        ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(
            f"{row['id']:>6}  {row['role']:<14} {row['place']:<14} {row['login'] or '-':<14} {row['name']}"
        )


@users.command()
@click.option("--name", required=True, help="Full name.")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option(
    "--place", "place_code", required=True, help="Code: 20, 06040 or 20-06040-001, as the role asks."
)
@click.option("--login", help="For the desk roles (supervisor, commune_reader, province, admin).")
@click.option("--organisation", help="For team members: Women's Union, Youth Union, …")
@as_json_option
def add(
    name: str, role: str, place_code: str, login: str | None, organisation: str | None, as_json: bool
) -> None:
    """Add a person with a role at a place, from today on.

    Somebody for the desk gets a password, printed once. A team member gets no
    login: enrol the phone with `tocongnghe enrol new`.
    """
    wanted = Role(role)
    if (wanted in people.DESK_ROLES) != bool(login):
        raise click.UsageError("--login goes with the roles of the desk, and only with them")
    today = clock.local_date()
    with opened(), writing() as session:
        place = people.find_place(session, place_code, today)
        if login:
            password = make_password()
            user = people.add_desk_user(
                session, login=login, name=name, role=wanted, place=place, password=password, valid_from=today
            )
            result = {"id": user.id, "login": user.login, "password": password}
        else:
            user = people.add_member(
                session, name=name, role=wanted, village=place, organisation=organisation, valid_from=today
            )
            result = {"id": user.id}
    if as_json:
        print_json(result)
    else:
        click.echo("\n".join(f"{key}: {value}" for key, value in result.items()))


@users.command()
@click.argument("login")
def password(login: str) -> None:
    """Give LOGIN a new random password and print it, once."""
    made = make_password()
    with opened(), writing() as session:
        people.set_password(people.find_user_by_login(session, login), made)
    click.echo(made)


@click.group()
def enrol() -> None:
    """Phones of team members."""


@enrol.command()
@click.option("--member", "member_id", required=True, type=int, help="The id that `users list` shows.")
@as_json_option
def new(member_id: int, as_json: bool) -> None:
    """Make a one-time code with which a member enrols a phone; print it, once."""
    with opened(), writing() as session:
        if session.get(User, member_id) is None:
            raise NotFound(f"nobody has the id {member_id}")
        config = current_app.config
        code = new_enrol_code(session, member_id, secret=config["SECRET_KEY"], days=config["ENROL_CODE_DAYS"])
    if as_json:
        print_json({"member": member_id, "enrol_code": code})
    else:
        click.echo(code)
