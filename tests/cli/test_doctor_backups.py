"""The doctor on backups: how old, where, whether the next one fits, and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tocongnghe import clock
from tocongnghe.services.backups import health

Look = Callable[[], dict[str, tuple[bool, str, str]]]


@pytest.fixture
def look(run) -> Look:
    """Return what the doctor says, by name; what is wrong goes before what is well."""

    def look() -> dict[str, tuple[bool, str, str]]:
        found = json.loads(run("doctor", "--json").stdout)["findings"]
        told = sorted(found, key=lambda one: not one["is_well"])
        return {one["name"]: (one["is_well"], one["says"], one["todo"]) for one in reversed(told)}

    return look


@pytest.fixture
def somebody(run) -> None:
    run("users", "add", "--name", "Quang", "--role", "province", "--place", "20", "--login", "quang")


def test_an_installation_that_nobody_uses_yet_needs_no_backup(look: Look):
    found = look()

    assert found["backups"][:2][0]
    assert "there is none" in found["backups"][1]
    assert found["room"][0]
    assert found["journal"][0]


def test_one_that_is_used_needs_a_verified_backup_of_last_night(run, look: Look, somebody, instance: Path):
    is_well, says, todo = look()["backups"]
    assert (is_well, "there is none" in says, "backup make" in todo) == (False, True, True)

    run("backup", "make")
    is_well, says, _ = look()["backups"]
    assert (is_well, "0 hours old" in says, str(instance / "backups") in says) == (True, True, True)

    with clock.frozen(clock.now() + timedelta(days=3)):
        is_well, says, todo = look()["backups"]
    assert (is_well, "3 days old" in says, "every night" in todo) == (False, True, True)


def test_a_newest_one_that_is_damaged_is_wrong_though_an_older_one_stands(
    run, look: Look, somebody, instance: Path
):
    good = json.loads(run("backup", "make", "--json").stdout)["name"]
    bad = json.loads(run("backup", "make", "--json").stdout)["file"]
    (instance / "backups" / bad).write_bytes(b"")
    run("backup", "verify")

    is_well, says, todo = look()["backups"]

    assert not is_well
    assert "does not stand up" in says
    assert f"backup restore {good}" in todo


def test_a_disk_that_is_too_full_for_the_night_is_wrong(look: Look, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "SPARE_BYTES", 10**18)

    assert look()["room"][0] is False


def test_a_decision_that_is_in_no_journal_is_wrong(look: Look, somebody, instance: Path):
    assert "newest decision" in look()["journal"][1]
    for path in (instance / "journal").glob("*.jsonl"):
        path.write_text("")

    is_well, _, todo = look()["journal"]

    assert (is_well, "backup make" in todo) == (False, True)


def test_backups_without_a_catalogue_are_wrong(run, look: Look, somebody, instance: Path):
    run("backup", "make")
    (instance / "backups" / "catalogue.json").unlink()
    assert "backup adopt" in look()["backups"][2]

    assert run("backup", "adopt").exit_code == 0
    assert look()["backups"][0]


def test_a_restore_that_did_not_end_is_wrong_and_nothing_is_served(run, look: Look, instance: Path):
    run("users", "list")
    (instance / "restoring.json").write_text('{"backup": "20261122-041500", "stamp": "x"}')

    assert "backup restore 20261122-041500" in look()["restore"][2]
    served = run("serve")
    assert served.exit_code == 1
    assert "interrupted" in served.stderr
    assert run("backup", "restore", "--give-up").exit_code == 0
    assert "restore" not in look()


def test_several_phones_that_remember_another_log_are_wrong_unless_one_restored(
    run, look: Look, somebody, instance: Path
):
    an_hour_ago = clock.now() - timedelta(minutes=61)
    times = [an_hour_ago, *[clock.now()] * 2]
    (instance / "resets.log").write_text("".join(f"{at.isoformat()}\n" for at in times))
    assert "phones" not in look()

    with (instance / "resets.log").open("a") as file:
        file.write(f"{clock.now().isoformat()}\n")
    is_well, says, todo = look()["phones"]
    assert (is_well, says.startswith("3 "), "snapshot" in todo) == (False, True, True)

    run("backup", "make")
    assert run("backup", "restore", "--yes").exit_code == 0
    assert look()["phones"][0]
