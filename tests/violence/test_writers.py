"""Sixteen writers at once, a reader that follows the cursor, and a desk that reviews in between (I4, I5)."""

from __future__ import annotations

import itertools
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from tests.cast import LAN_DEVICE, World, make_operation
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.extensions import tune_engine
from tocongnghe.models import Assist, Consent, Feed, Household, Operation
from tocongnghe.operations import Author, Decision, Draft, Incoming, submit, submit_from_desk
from tocongnghe.sync.pull import head_of, read_page
from tocongnghe.vocabulary import AssistState, OperationOutcome

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

WRITERS = 16
BATCHES = 8
BATCH = 6
PAGE_BYTES = 4000
BLOCK = 1000
"""More numbers than a transaction needs."""
ROOM = sys.modules["tocongnghe.operations.submit"]


@dataclass
class Reader:
    """A phone that pulls without pause; it keeps the newest version of every row that it was shown."""

    engine: Engine
    world: World
    stop: threading.Event
    cursor: int = 0
    seen: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    story: str = ""

    def follow(self) -> None:
        while not self.stop.is_set():
            self.read()

    def read(self) -> bool:
        """Take one page in; return whether there is more."""
        with _snapshot(self.engine) as connection:
            head = head_of(connection, self.world.province)
            villages = self.world.villages.values()
            page = read_page(connection, head, villages, self.cursor, PAGE_BYTES)
        for change in page.changes:
            self.seen |= {row[0]: row[1] for row in change["rows"]}
        self.cursor, self.pages = page.seq, self.pages + 1
        return page.more


def _snapshot(engine: Engine) -> Connection:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ").connect()
    return engine.connect()


@pytest.fixture
def engines(any_engine: Engine) -> Iterator[Callable[[], Engine]]:
    """Return a way to open engines of their own: no two of the writers share a connection."""
    opened: list[Engine] = []

    def open_one() -> Engine:
        engine = create_engine(any_engine.url, pool_size=1, max_overflow=1)
        tune_engine(engine)
        opened.append(engine)
        return engine

    yield open_one
    for engine in opened:
        engine.dispose()


def write(engine: Engine, world: World, author: Author, chance: random.Random) -> int:
    """Submit a phone's days: cards, assists on them, corrections; some held until their parent comes."""
    applied = 0
    numbers = itertools.count(1)
    cards: list[str] = []
    for _ in range(BATCHES):
        card = _op(author, numbers, "household.add", {"village": "20-00001-001", "head_name": "Nông Văn Thử"})
        cards.append(card.id)
        assists = [
            _op(author, numbers, "assist.log", _assist(chance.choice(cards))) for _ in range(BATCH - 2)
        ]
        amend = _op(
            author, numbers, "assist.amend", {"topic": "etax"}, record=assists[0].id, prev=assists[0].id
        )
        batch = [card, *assists, amend]
        if chance.random() < 0.3:
            chance.shuffle(batch)
        decisions = submit_in_the_end(engine, world, batch)
        applied += sum(decision.outcome == OperationOutcome.APPLIED for decision in decisions)
    return applied


def submit_in_the_end(engine: Engine, world: World, batch: list[Incoming]) -> list[Decision]:
    """Submit, and again when SQLite was busy for all its ten seconds, as a phone does after a 503."""
    for _ in range(20):
        try:
            return submit(engine, world.province, LAN_DEVICE, batch)
        except OperationalError as error:
            if "database is locked" not in str(error):
                raise
    raise AssertionError("the database stayed locked")


def _op(author: Author, numbers: Iterator[int], kind: str, body: dict[str, Any], **more: Any) -> Incoming:
    return make_operation(author, kind, body, n=next(numbers), **more)


def _assist(household: str) -> dict[str, Any]:
    return {"household": household, "topic": "vneid", "outcome": "helped", "on": "2026-11-20"}


def review(engine: Engine, world: World, stop: threading.Event) -> int:
    """Approve or return whatever waits, a few at a time, as a supervisor in a hurry."""
    done = 0
    while not stop.is_set():
        waiting = select(Assist.id, Assist.head_op).where(Assist.state == AssistState.SUBMITTED).limit(5)
        with engine.connect() as connection:
            found = connection.execute(waiting).all()
        drafts = [
            Draft("assist.approve", id, head, {})
            if at % 2
            else Draft("assist.return", id, head, {"reason": "call_me"})
            for at, (id, head) in enumerate(found)
        ]
        if drafts:
            with suppress(OperationalError) if engine.dialect.name == "sqlite" else nullcontext():
                decisions = submit_from_desk(
                    engine, province_id=world.province, author_id=world.minh, drafts=drafts
                )
                done += sum(decision.outcome == OperationOutcome.APPLIED for decision in decisions)
    return done


def heads(engine: Engine) -> dict[str, str]:
    """Return the newest operation of every record."""
    with engine.connect() as connection:
        return {
            id: head
            for table in (Household, Consent, Assist)
            for id, head in connection.execute(select(table.id, table.head_op))
        }


def storm(world: World, engines: Callable[[], Engine], seed: int) -> Reader:
    """Let everybody loose at once; return the reader after its last page."""
    stop = threading.Event()
    author = world.author()
    reader = Reader(engines(), world, stop)
    started = time.monotonic()
    with ThreadPoolExecutor(WRITERS + 2) as pool:
        reading = pool.submit(reader.follow)
        reviewing = pool.submit(review, engines(), world, stop)
        writing = [
            pool.submit(write, engines(), world, author, random.Random(seed + number))
            for number in range(WRITERS)
        ]
        try:
            applied = sum(writer.result() for writer in writing)
        finally:
            stop.set()
        reviewed = reviewing.result()
        reading.result()
    while reader.read():
        pass
    reader.story = (
        f"{world.engine.dialect.name}, seed {seed}: {WRITERS} writers, {applied} operations,"
        f" {reviewed} reviews, {reader.pages} pages read, {time.monotonic() - started:.1f} s"
    )
    return reader


def find_fault(world: World, engines: Callable[[], Engine], seed: int) -> str:
    """Return what broke in a storm, "" if nothing did."""
    try:
        reader = storm(world, engines, seed)
        audit(world.engine, world.province)
    except (SQLAlchemyError, AssertionError) as error:
        return type(error).__name__
    missed = {id for id, head in heads(world.engine).items() if reader.seen.get(id) != head}
    return f"{len(missed)} rows missed" if missed else ""


def test_a_reader_misses_no_row_while_sixteen_write(
    any_engine: Engine, any_world: World, engines: Callable[[], Engine], say: Callable[[str], None]
):
    any_world.add_household()

    reader = storm(any_world, engines, seed=clock.now_ms())

    say(f"{reader.story}: 0 rows missed")
    written = heads(any_engine)
    assert len(written) == 1 + WRITERS * BATCHES * (BATCH - 1)
    assert {id for id, head in written.items() if reader.seen.get(id) != head} == set()
    audit(any_engine, any_world.province)
    held = select(Operation.id).where(Operation.outcome == OperationOutcome.HELD)
    with any_engine.connect() as connection:
        assert connection.scalars(held).all() == []


def test_without_the_feeds_lock_the_same_storm_is_noticed(
    any_world: World,
    engines: Callable[[], Engine],
    monkeypatch: pytest.MonkeyPatch,
    say: Callable[[str], None],
):
    """The test above can fail: the lock taken away, writers collide, the log tears or rows are missed."""
    any_world.add_household()
    monkeypatch.setattr(ROOM, "WRITING", {})
    monkeypatch.setattr(ROOM, "lock_feed", _unlocked_feed)

    fault = find_fault(any_world, engines, seed=1)

    say(f"{any_world.engine.dialect.name} without the lock: {fault}")
    assert fault


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_numbers_that_wait_for_nobody_make_the_reader_miss_rows(
    any_world: World,
    engines: Callable[[], Engine],
    monkeypatch: pytest.MonkeyPatch,
    say: Callable[[str], None],
):
    """What a sequence would do (protocol §4): each writer takes numbers and commits when it likes."""
    any_world.add_household()
    blocks = itertools.count(1)
    monkeypatch.setattr(ROOM, "WRITING", {})
    monkeypatch.setattr(
        ROOM, "lock_feed", lambda *given: _unlocked_feed(*given) | {"seq": next(blocks) * BLOCK}
    )

    missed: set[str] = set()
    for seed in range(1, 4):
        with suppress(SQLAlchemyError):
            reader = storm(any_world, engines, seed)
            missed = {id for id, head in heads(any_world.engine).items() if reader.seen.get(id) != head}
        if missed:
            break

    say(f"without the lock, numbers as from a sequence: {len(missed)} rows missed (seed {seed})")
    assert missed


def _unlocked_feed(connection: Connection, province_id: int, _ask_more: object) -> dict[str, Any]:
    row = connection.execute(select(Feed.__table__).where(Feed.province_id == province_id)).mappings().one()
    return dict(row)
