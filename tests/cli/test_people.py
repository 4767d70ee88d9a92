"""`users` and `enrol`: who may be added where, and what is printed once."""

from __future__ import annotations

import json

from sqlalchemy import select

from tocongnghe import create_app
from tocongnghe.extensions import db
from tocongnghe.models import User
from tocongnghe.services.passwords import verify_password


def password_hash(login: str) -> str | None:
    app = create_app()
    with app.app_context():
        kept = db.session.scalar(select(User.password_hash).where(User.login == login))
        db.session.remove()
        db.engine.dispose()
    return kept


def test_a_desk_user_gets_a_password_that_fits(run):
    result = run(
        "users",
        "add",
        "--name",
        "Minh",
        "--role",
        "supervisor",
        "--place",
        "06040",
        "--login",
        "Minh",
        "--json",
    )

    added = json.loads(result.stdout)
    assert added["login"] == "minh"
    assert verify_password(password_hash("minh"), added["password"])


def test_a_new_password_replaces_the_old_one(run):
    run("users", "add", "--name", "Quang", "--role", "province", "--place", "20", "--login", "quang")
    old = password_hash("quang")

    result = run("users", "password", "quang")

    assert verify_password(password_hash("quang"), result.stdout.strip())
    assert password_hash("quang") != old


def test_a_member_gets_a_code_and_no_login(run):
    run("demo", "load")
    added = json.loads(
        run("users", "add", "--name", "Lan", "--role", "member", "--place", "20-06040-001", "--json").stdout
    )

    result = run("enrol", "new", "--member", str(added["id"]))

    assert list(added) == ["id"]
    assert result.exit_code == 0
    assert len(result.stdout.strip().replace("-", "")) == 8


def test_a_role_at_the_wrong_kind_of_place_is_refused(run):
    result = run("users", "add", "--name", "X", "--role", "supervisor", "--place", "20", "--login", "x")

    assert result.exit_code == 1
    assert "does not belong" in result.stderr


def test_a_login_without_a_desk_is_wrong_usage(run):
    result = run("users", "add", "--name", "X", "--role", "member", "--place", "20", "--login", "x")

    assert result.exit_code == 2


def test_a_login_is_taken_once(run):
    add = ("users", "add", "--name", "Q", "--role", "province", "--place", "20", "--login")
    run(*add, "quang")

    assert run(*add, "QUANG").exit_code == 1


def test_an_unknown_place_member_or_login_is_said_in_one_line(run):
    results = [
        run("users", "add", "--name", "X", "--role", "supervisor", "--place", "99999", "--login", "x"),
        run("enrol", "new", "--member", "4711"),
        run("users", "password", "nobody"),
    ]

    assert [result.exit_code for result in results] == [1, 1, 1]
    assert all(len(result.stderr.strip().splitlines()) == 1 for result in results)
    assert all(result.stdout == "" for result in results)


def test_the_list_names_role_and_place(run):
    run("demo", "load")

    people = json.loads(run("users", "list", "--json").stdout)

    assert {"login": "xa-06040", "role": "supervisor", "place": "06040"}.items() <= next(
        person for person in people if person["login"] == "xa-06040"
    ).items()
    assert sum(person["role"] == "leader" for person in people) == 12
