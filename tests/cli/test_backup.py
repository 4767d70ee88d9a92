"""`backup` as an operator calls it: make, list, verify, restore; results on standard output only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocongnghe.services.backups import serving


@pytest.fixture
def made(run) -> dict[str, object]:
    return json.loads(run("backup", "make", "--json").stdout)


def test_a_backup_is_made_and_verified_at_once(run, made, instance: Path):
    listed = json.loads(run("backup", "list", "--json").stdout)

    assert [one["name"] for one in listed] == [made["name"]]
    assert listed[0]["verified_at"]
    assert listed[0]["rows"]["place"] > 100
    assert (instance / "backups" / str(made["file"])).exists()


def test_a_damaged_backup_is_exit_code_one_and_says_why(run, made, instance: Path):
    (instance / "backups" / str(made["file"])).write_bytes(b"nothing")

    result = run("backup", "verify")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "damaged" in result.stderr
    assert "damaged" in run("backup", "list").stdout


def test_what_came_after_the_backup_is_there_after_a_restore(run, made):
    run("users", "add", "--name", "Quang", "--role", "province", "--place", "20", "--login", "quang")

    restored = run("backup", "restore", "--yes", "--json")

    assert json.loads(restored.stdout)["replayed"] == 1
    assert "quang" in run("users", "list").stdout


def test_a_database_that_is_gone_comes_back(run, made, instance: Path):
    run("users", "add", "--name", "Quang", "--role", "province", "--place", "20", "--login", "quang")
    (instance / "tocongnghe.sqlite3").unlink()
    run("users", "list")

    restored = run("backup", "restore", "--yes")

    assert restored.exit_code == 0, restored.stderr
    assert "quang" in run("users", "list").stdout


def test_restoring_asks_first_and_never_under_a_server(run, made, instance: Path):
    asked = run("backup", "restore")
    with serving(instance):
        refused = run("backup", "restore", "--yes")

    assert asked.exit_code == 1
    assert refused.exit_code == 1
    assert "stop it first" in refused.stderr


def test_an_unknown_backup_is_said(run, made):
    result = run("backup", "verify", "yesterday")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "yesterday" in result.stderr
