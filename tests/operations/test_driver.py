"""Past SQLAlchemy, but not past those who listen to it, nor past its words for what went wrong."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.exc import IntegrityError

from tests.cast import World
from tocongnghe.models import Setting
from tocongnghe.operations.driver import unanswered
from tocongnghe.operations.inserts import insert_rows
from tocongnghe.operations.questions import Question
from tocongnghe.operations.rows import Among

pytestmark = pytest.mark.postgres
_S: Any = Setting.__table__
_NAMES = Question(select(_S.c.name).where(Among(_S.c.name, "names")))


def put(connection: Connection, *names: str) -> None:
    insert_rows(connection, _S, [{"name": name, "value": "1"} for name in names])


def found(connection: Connection, *names: str) -> set[str]:
    return {name for (name,) in _NAMES.tuples(connection, {"names": names})}


def writing(engine: Engine) -> Connection:
    """Open a connection whose work is undone when it closes."""
    return engine.execution_options(begin_immediate=True).connect()


def test_what_is_refused_without_an_answer_is_an_integrity_error_all_the_same(
    any_engine: Engine, any_world: World
):
    def put_the_same_twice(connection: Connection) -> None:
        with connection.begin(), unanswered(connection):
            put(connection, "of-a-test")
            put(connection, "of-a-test", "never-there")
            put(connection, "never-there-either")

    with writing(any_engine) as connection:
        with pytest.raises(IntegrityError):
            put_the_same_twice(connection)
        assert found(connection, "of-a-test", "never-there", "never-there-either") == set()


def test_questions_asked_together_are_answered_each_by_what_was_before_it(
    any_engine: Engine, any_world: World
):
    with writing(any_engine) as connection:
        with unanswered(connection):
            before = _NAMES.ask(connection, {"names": ["one", "two"]})
            put(connection, "one")
            between = _NAMES.ask(connection, {"names": ["one", "two"]})
            assert before.tuples() == []
            assert between.tuples() == [("one",)]
            put(connection, "two")
        assert found(connection, "one", "two") == {"one", "two"}


def test_who_listens_to_statements_hears_of_each(any_engine: Engine, any_world: World):
    heard: list[tuple[str, bool]] = []

    def note(_connection: object, _cursor: object, text: str, _values: object, _context: object, many: bool):
        heard.append((text.split(maxsplit=1)[0], many))

    event.listen(any_engine, "before_cursor_execute", note)
    try:
        with writing(any_engine) as connection, unanswered(connection):
            put(connection, "one")
            found(connection, "one")
    finally:
        event.remove(any_engine, "before_cursor_execute", note)

    is_sqlite = any_engine.dialect.name == "sqlite"
    assert heard == [*([("BEGIN", False)] if is_sqlite else []), ("INSERT", is_sqlite), ("SELECT", False)]


def test_text_that_no_json_can_say_is_looked_for_and_not_found(any_engine: Engine, any_world: World):
    if any_engine.dialect.name == "postgresql":
        pytest.skip("its driver refuses half a character itself")
    with any_engine.connect() as connection:
        assert found(connection, "\ud800") == set()
