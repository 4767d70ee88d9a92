"""What disks do to backups: full, cut short, one byte wrong, no catalogue. Each is said, none believed."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.backup.conftest import TOOLS, Keeper
from tests.cast import World
from tocongnghe.extensions import db
from tocongnghe.services.backups import (
    adopt_backups,
    backup_folder,
    prune,
    read_catalogue,
    restore_backup,
    safe_of,
)
from tocongnghe.services.backups.contents import differences, read_contents
from tocongnghe.services.backups.refusals import CatalogueLost

pytestmark = pytest.mark.postgres


def under_limit(app: Flask, limit: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a real command that can write no file beyond *limit* bytes, as on a disk that is full."""
    db.session.remove()
    db.engine.dispose()
    own = {"TOCONGNGHE_INSTANCE": app.instance_path}
    if db.engine.dialect.name == "postgresql":
        own["TOCONGNGHE_DATABASE_URL"] = app.config["SQLALCHEMY_DATABASE_URI"]
    return subprocess.run(
        [sys.executable, "-m", "tocongnghe.cli", "backup", *arguments],
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


def visible(folder: Path) -> set[str]:
    return {path.name.partition(".")[0] for path in folder.glob("2*")}


def test_on_a_full_disk_nothing_is_half_listed(any_app: Flask, any_world: World, keeper: Keeper):
    any_world.log_assist(any_world.add_household())
    made = keeper.make()
    folder = backup_folder(keeper.instance)
    before = visible(folder)

    done = under_limit(any_app, made.bytes * 2 // 3, "make")

    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert "could not be made" in line
    assert "MB are free" in line
    assert [one.name for one in read_catalogue(folder).backups] == [made.name]
    assert visible(folder) == before
    assert list(folder.glob(".2*")) == []
    assert keeper.verify(keeper.make().name).problems == []


def test_on_a_full_disk_a_restore_changes_nothing(app: Flask, world: World):
    world.add_household()
    instance = Path(app.instance_path)
    keeper = Keeper(instance)
    made = keeper.make()
    keeper.verify()
    world.add_household()
    with db.engine.connect() as connection:
        before = read_contents(connection)

    done = under_limit(app, made.bytes * 2 // 3, "restore", "--yes")

    assert done.returncode == 1
    assert "nothing was changed" in done.stderr
    assert list(instance.glob(".restoring*")) == []
    assert not (instance / "restoring.json").exists()
    with db.engine.connect() as connection:
        assert differences(before, read_contents(connection)) == []


def emptied(_raw: bytes) -> bytes:
    return b""


def shortened(raw: bytes) -> bytes:
    return raw[:-100]


def flipped(raw: bytes) -> bytes:
    at = len(raw) // 2
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


@pytest.mark.parametrize("damage", [emptied, shortened, flipped])
def test_one_wrong_byte_is_enough(any_world: World, keeper: Keeper, damage):
    any_world.add_household()
    path = backup_folder(keeper.instance) / keeper.make().file
    path.write_bytes(damage(path.read_bytes()))

    problems = keeper.verify().problems

    assert len(problems) >= 1
    assert "damaged" in problems[0] or "hash differs" in problems[-1]


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text('{"backups": [{"fi')])
def test_without_its_catalogue_nothing_is_guessed_and_all_can_be_listed_again(
    any_world: World, keeper: Keeper, damage
):
    household = any_world.add_household()
    first, second = keeper.make(), keeper.make()
    any_world.add_household()
    folder = backup_folder(keeper.instance)
    broken = folder / second.file
    broken.write_bytes(broken.read_bytes()[:3000])
    damage(folder / "catalogue.json")

    for doing in (
        keeper.make,
        keeper.verify,
        lambda: prune(keeper.engine, keeper.instance),
        lambda: restore_backup(keeper.engine, keeper.instance, first.name, TOOLS),
    ):
        with pytest.raises(CatalogueLost, match="backup adopt"):
            doing()
    with keeper.engine.connect() as connection:
        assert safe_of(connection, any_world.province, "epoch", b"genesis") == 0
    assert visible(folder) == {first.name, second.name}

    adopted, refused = adopt_backups(keeper.engine, keeper.instance, TOOLS)

    assert ([one.name for one in adopted], refused) == ([first.name], [second.file])
    (kept,) = read_catalogue(folder).backups
    assert (kept.sha256, kept.marks, kept.tables) == (first.sha256, first.marks, first.tables)
    assert kept.verified_at
    db.session.remove()
    restore_backup(db.engine, keeper.instance, first.name, TOOLS)
    assert any_world.log_assist(household)
