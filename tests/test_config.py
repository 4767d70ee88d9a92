"""Settings: where they come from, which of them win, and what is never left to a default."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tocongnghe import config, create_app
from tocongnghe.errors import ConfigurationError


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("RATELIMIT_ENABLED", "False", False),
        ("RATELIMIT_ENABLED", "0", 0),
        ("ENROL_CODE_DAYS", "3", 3),
        ("SECRET_KEY", "1234", "1234"),
        ("API_TITLE", "12", "12"),
        ("PHONE_APP_FOLDER", "true", "true"),
    ],
)
def test_a_setting_of_the_environment_is_read_as_what_it_is(name, value, read):
    assert config.from_environment({f"TOCONGNGHE_{name}": value, "OTHER": "x"}) == {name: read}


def test_the_environment_wins_over_the_instances_file(tmp_path: Path, monkeypatch):
    (tmp_path / "config.py").write_text("ENROL_CODE_DAYS = 1\nGRANT_DAYS = 1\n")
    monkeypatch.setenv("TOCONGNGHE_GRANT_DAYS", "2")

    app = create_app(instance=tmp_path)

    assert (app.config["ENROL_CODE_DAYS"], app.config["GRANT_DAYS"]) == (1, 2)


def test_processes_that_start_together_agree_on_one_secret_only_the_owner_reads(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: config.kept_secret(tmp_path), range(32)))

    assert len(secrets) == 1
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_damaged_secret_and_a_foreign_database_are_said_in_one_line(tmp_path: Path):
    (tmp_path / "secret_key").write_text("short")

    with pytest.raises(ConfigurationError, match="secret_key"):
        config.kept_secret(tmp_path)
    with pytest.raises(ConfigurationError, match="sqlite:/// or postgresql://"):
        config.database_url("mysql://localhost/x", tmp_path)


def test_plain_postgres_addresses_get_the_driver(tmp_path: Path):
    assert config.database_url("postgres://u@h/d", tmp_path) == "postgresql+psycopg://u@h/d"
