"""Migrations lead to exactly the tables that the models describe, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from tocongnghe.extensions import MIGRATIONS, is_at_head, upgrade_database
from tocongnghe.models import Base


@pytest.mark.postgres
def test_the_migrated_schema_is_the_models_schema(any_engine: Engine):
    with any_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.postgres
def test_migrating_again_changes_nothing(any_app, any_engine: Engine):
    before = inspect(any_engine).get_table_names()

    upgrade_database(any_app)

    assert inspect(any_engine).get_table_names() == before
    assert is_at_head(any_engine)


def test_migrations_import_nothing_of_ours():
    for path in Path(MIGRATIONS, "versions").glob("*.py"):
        assert "tocongnghe" not in path.read_text(encoding="utf-8"), path.name


def test_sqlite_is_durable_and_strict(engine: Engine):
    with engine.connect() as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
