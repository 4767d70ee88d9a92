"""What every command does first, and how it fails: an empty folder becomes an installation."""

from __future__ import annotations

import json
import stat

import pytest


def test_any_command_creates_and_migrates_an_empty_instance(run, instance):
    result = run("users", "list", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == []
    assert (instance / "tocongnghe.sqlite3").exists()
    assert stat.S_IMODE((instance / "secret_key").stat().st_mode) == 0o600


def test_a_database_url_of_another_kind_is_a_configuration_error(run, monkeypatch):
    monkeypatch.setenv("TOCONGNGHE_DATABASE_URL", "mysql://somewhere/else")

    result = run("users", "list")

    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "TOCONGNGHE_DATABASE_URL" in result.stderr


def test_a_database_that_does_not_answer_is_one_line(run, monkeypatch):
    monkeypatch.setenv("TOCONGNGHE_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")

    result = run("users", "list")

    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["serve", "jobs", "demo", "export", "users", "enrol", "i18n", "doctor"])
def test_every_command_explains_itself(run, command):
    result = run(command, "--help")

    assert result.exit_code == 0
    assert "Usage: tocongnghe" in result.stdout


def test_an_unknown_command_is_wrong_usage(run):
    assert run("dance").exit_code == 2


def test_the_doctor_finds_a_new_instance_well_apart_from_what_is_not_built(run, instance):
    result = run("doctor", "--json")

    report = json.loads(result.stdout)
    ill = {finding["name"] for finding in report["findings"] if not finding["is_well"]}
    assert ill <= {"phone app"}
    assert result.exit_code == (1 if ill else 0)
    assert report["well"] == (not ill)


def test_the_doctor_names_what_is_wrong_and_what_to_do(run, instance):
    run("users", "list")
    (instance / "secret_key").chmod(0o644)

    result = run("doctor")

    assert result.exit_code == 1
    assert "WRONG secret" in result.stdout
    assert "chmod 600" in result.stdout


def test_the_doctor_tells_a_database_that_does_not_answer(run, monkeypatch):
    monkeypatch.setenv("TOCONGNGHE_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")

    result = run("doctor", "--json")

    findings = {finding["name"]: finding for finding in json.loads(result.stdout)["findings"]}
    assert result.exit_code == 1
    assert not findings["database"]["is_well"]
