"""The command line as a user meets it: an instance folder, exit codes, two separate streams."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tocongnghe.cli import commands

Run = Callable[..., Result]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an installation that does not exist yet."""
    folder = tmp_path / "instance"
    monkeypatch.setenv("TOCONGNGHE_INSTANCE", str(folder))
    monkeypatch.delenv("TOCONGNGHE_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def run(instance: Path) -> Run:
    """Return a function that runs one command on that installation."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(commands, arguments, prog_name="tocongnghe")

    return run
