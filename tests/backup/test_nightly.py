"""The nightly job: a backup that was restored once to see, and nothing removed for an unsound one."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from tests.backup.conftest import TOOLS, Keeper
from tests.cast import World
from tocongnghe.jobs.schedule import run_once
from tocongnghe.services.backups import backup_folder, make_verify_prune, read_catalogue

pytestmark = pytest.mark.postgres


def test_the_job_adds_a_verified_backup(any_app: Flask, keeper: Keeper):
    result = run_once(any_app, "backup")

    (kept,) = read_catalogue(backup_folder(keeper.instance)).backups
    assert result.outcome == "ok"
    assert kept.verified_at


def test_older_backups_go_only_after_a_good_one(keeper: Keeper, any_world: World):
    any_world.add_household()
    names = [make_verify_prune(keeper.engine, keeper.instance, TOOLS, keep=2).name for _ in range(3)]
    with any_world.engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(text("UPDATE household SET people_count = 7"))

    unsound = make_verify_prune(keeper.engine, keeper.instance, TOOLS, keep=2)

    kept = [backup.name for backup in read_catalogue(backup_folder(keeper.instance)).backups]
    assert kept == [*names[1:], unsound.name]


def test_a_database_that_does_not_hold_together_fails_the_job_by_name(
    any_app: Flask, any_world: World, keeper: Keeper
):
    any_world.log_assist(any_world.add_household())
    with any_world.engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(text("UPDATE assist SET people_count = 7"))

    result = run_once(any_app, "backup")

    assert result.outcome == "failed"
    assert "table assist" in result.detail
