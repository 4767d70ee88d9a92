"""Backups as an operator relies on them: made while others write, verified, the last good one kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, select, text

from tests.backup.conftest import Keeper
from tests.cast import World
from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.extensions import writing
from tocongnghe.models import JournalEntry, User
from tocongnghe.operations.journal import file_numbers, identity, journal_folder, read_entries
from tocongnghe.services.backups import backup_folder, prune, read_catalogue
from tocongnghe.services.backups.engines import way_of

pytestmark = pytest.mark.postgres


def tamper(keeper: Keeper, file: str, statement: str) -> None:
    """Change a backup's content; the file itself stays readable."""
    path = backup_folder(keeper.instance) / file
    way = way_of(keeper.engine)
    with way.scratch(keeper.engine, path) as url:
        changed = create_engine(url)
        with changed.begin() as connection:
            connection.execute(text(statement))
        way.dump(changed, path.with_suffix(".changed"))
        changed.dispose()
    path.with_suffix(".changed").replace(path)


def test_a_backup_says_what_it_holds_and_is_verified(any_world: World, keeper: Keeper):
    household = any_world.add_household()
    any_world.log_assist(household)

    made = keeper.make()
    verified = keeper.verify()

    assert (made.tables["household"].rows, made.tables["assist"].rows) == (1, 1)
    assert made.marks[str(any_world.province)].seq == 2
    assert verified.problems == []
    assert verified.verified_at is not None
    assert [b.verified_at for b in read_catalogue(backup_folder(keeper.instance)).backups] == [
        verified.verified_at
    ]


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE assist SET note = 'khác'", "table assist"),
        ("UPDATE household SET people_count = 7", "table household"),
        ("UPDATE \"user\" SET name = 'Ai' WHERE id = 1", "table user"),
        ("DELETE FROM journal_entry", "table journal_entry"),
        ("UPDATE log SET chain = genesis FROM feed WHERE log.seq = 1", "the chain breaks at line 1"),
        ("UPDATE operation SET outcome = 'held'", "table operation"),
    ],
)
def test_one_changed_row_fails_the_verification_by_name(
    any_world: World, keeper: Keeper, statement: str, table: str
):
    any_world.log_assist(any_world.add_household())
    made = keeper.make()

    tamper(keeper, made.file, statement)
    problems = keeper.verify().problems

    assert any(table in problem for problem in problems), problems
    assert read_catalogue(backup_folder(keeper.instance)).find(made.file).verified_at is None


def test_a_record_that_its_operations_do_not_say_fails_though_the_copy_is_true(
    any_world: World, keeper: Keeper, any_engine: Engine
):
    any_world.log_assist(any_world.add_household())
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(text("UPDATE household SET head_name = 'Ai'"))
    keeper.make()

    problems = keeper.verify().problems

    assert len(problems) == 1
    assert problems[0].startswith("table household: ")
    assert "head_name" in problems[0]


def test_a_file_that_is_cut_short_or_gone_is_said_to_be(keeper: Keeper):
    made = keeper.make()
    path = backup_folder(keeper.instance) / made.file
    path.write_bytes(path.read_bytes()[: made.bytes // 3])

    cut = keeper.verify().problems
    path.unlink()

    assert cut
    assert keeper.verify().problems == ["the file is missing"]


def test_a_backup_is_one_moment_while_others_write(any_world: World, keeper: Keeper):
    way = way_of(keeper.engine)
    path = backup_folder(keeper.instance)
    path.mkdir(exist_ok=True)
    true_read = way.read_contents

    def write_meanwhile(connection: Connection):
        contents = true_read(connection)
        any_world.add_household()
        return contents

    way.read_contents = write_meanwhile
    try:
        keeper.make()
    finally:
        way.read_contents = true_read

    assert keeper.verify().problems == []


def test_the_newest_are_kept_and_the_last_verified_one_always(keeper: Keeper):
    first = keeper.make()
    keeper.verify(first.name)
    made = [keeper.make() for _ in range(3)]

    gone = prune(keeper.engine, keeper.instance, keep=1)

    kept = [b.name for b in read_catalogue(backup_folder(keeper.instance)).backups]
    assert kept == [first.name, made[-1].name]
    assert gone == [made[0].name, made[1].name]
    files = {path.name.partition(".")[0] for path in backup_folder(keeper.instance).glob("2*")}
    assert files == {first.name, made[-1].name}


def test_the_journal_goes_with_the_oldest_backup_that_needs_it(keeper: Keeper, any_world: World):
    for name in ("Một", "Hai", "Ba"):
        keeper.make()
        with writing() as session:
            session.add(User(name=name, created_at=clock.now()))
    before = file_numbers(journal_folder(keeper.instance))

    prune(keeper.engine, keeper.instance, keep=2)
    assert file_numbers(journal_folder(keeper.instance)) == before, "nothing that is kept was verified"
    keeper.verify()
    prune(keeper.engine, keeper.instance, keep=2)

    oldest = read_catalogue(backup_folder(keeper.instance)).backups[0]
    assert file_numbers(journal_folder(keeper.instance)) == [n for n in before if n >= oldest.journal]
    assert len(before) - 2 == len([n for n in before if n < oldest.journal])
    with keeper.engine.connect() as connection:
        kept = list(read_entries(journal_folder(keeper.instance), identity(connection)))
        assert set(connection.scalars(select(JournalEntry.id))) == {entry["entry"] for entry in kept}


def test_an_unknown_name_is_not_found(keeper: Keeper):
    with pytest.raises(NotFound, match="no backup yet"):
        keeper.verify()
    keeper.make()
    with pytest.raises(NotFound, match="yesterday"):
        keeper.verify("yesterday")


def test_nobody_else_reads_the_backups(keeper: Keeper):
    keeper.make()

    folder = backup_folder(keeper.instance)
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir() if path.name != ".lock")


def test_nothing_is_left_behind(keeper: Keeper, any_app: Flask):
    keeper.make()
    keeper.verify()

    left = {path.name for path in backup_folder(keeper.instance).iterdir()}
    assert {name for name in left if name.startswith((".scratch", ".2"))} == set()
    assert Path(any_app.instance_path, "backups").exists()
