"""`privacy erase`: asked first, told in numbers, repeated without harm."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from tests.cast import make_world
from tests.cli.test_demo import rows
from tests.conftest import make_app
from tocongnghe.extensions import db

NAME = "Nông Văn Thử"


def test_a_household_is_erased_once_somebody_said_yes(
    run, instance: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    app = make_app(tmp_path)
    with app.app_context():
        id = make_world(db.engine).add_household(head_name=NAME)
        db.engine.dispose()
    caplog.set_level(logging.INFO)
    found = run("privacy", "find", "20-00001-001", "nong van").stdout
    assert found.startswith(f"{id}  {NAME}, ? people, active")
    ask = ("privacy", "erase", "--household", id, "--reason", "request")

    asked = run(*ask)
    assert (asked.exit_code, asked.stdout) == (1, "")
    assert rows(instance, "SELECT head_name FROM household") == [(NAME,)]
    told = json.loads(run(*ask, "--yes", "--json").stdout)
    again = run(*ask, "--yes")

    assert told["operations"] >= told["records"] >= 1
    assert "operations" in asked.stderr
    assert run("privacy", "find", "20-00001-001", "").stdout == ""
    assert again.stdout == "was erased before; nothing was left\n"
    assert rows(instance, "SELECT head_name FROM household") == [("",)]
    assert f"erased {id} (request)" in caplog.text
    assert NAME not in caplog.text + asked.stderr + asked.stdout
    assert run("privacy", "erase", "--household", "x" * 22, "--reason", "request").exit_code == 1
