"""Provinces with a long past, all of it counted; kept between runs: writing them takes longer than measuring.

`BENCH_CACHE` names the folder that keeps them. What the program's tables have
become since is added; figures are counted anew when the catalogue has changed.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateColumn

from benchmarks.caller import TOPICS, Caller, through_client
from benchmarks.copies import Words, copy_rows, words_of
from benchmarks.installation import Installation, installed, reopened
from benchmarks.province import LANG_SON, Shape, make_places_and_people
from tests.cast import World
from tocongnghe.catalogue import load_catalogue
from tocongnghe.jobs.tasks import roll_up
from tocongnghe.models import Base, Cell, Place, PlaceStatistic, Target
from tocongnghe.operations.journal_session import COUNTED_AGAIN
from tocongnghe.vocabulary import PlaceKind

LAST_DAY = date(2026, 3, 31)
"""Of the past; days that are measured come after it."""
VISITING_DAYS, EVERY = 661, 2
"""A village's team works on so many days, every second one: three years and a half."""
RECENT = 15
"""Of the newest visiting days a fourth still waits for review."""
PIECE = 500_000
DAYS_WORK = 20_000


@dataclass
class Past:
    """An installation with a past, and what is known of how it was written."""

    place: Installation
    file: Path
    first_village: int
    first_person: int
    template: str
    assists: int
    days: int
    """So many days of `DAYS_WORK` assists have been added since."""

    def keep(self) -> None:
        """Write down what the next run must know; the cast's ids with it."""
        known = {name: value for name, value in vars(self).items() if name not in ("place", "file")}
        world = {name: value for name, value in asdict(_plain(self.place.world)).items() if name != "engine"}
        self.file.write_text(json.dumps(known | {"world": world}))

    def add_day(self) -> None:
        """Write one more day's work: `DAYS_WORK` visits over all villages, waiting for review, uncounted."""
        self.days += 1
        day = (LAST_DAY + timedelta(days=self.days)).isoformat()
        villages = _villages(LANG_SON)
        words, n = words_of(self.place.engine), f"(n + {self.days * DAYS_WORK})"
        copy_rows(
            self.place.engine,
            "assist",
            self.template,
            DAYS_WORK,
            {
                "id": words.id.format("d", n),
                "village_id": f"{self.first_village} + n % {villages}",
                "household_id": words.id.format("h", _household("n", f"n / {villages} * 7 + {self.days}")),
                **_said(words, n),
                "state": "'submitted'",
                "happened_on": words.day.format(day, "0"),
                "author_id": f"{self.first_person} + n % {villages}",
            },
            is_analysed=False,
        )
        self.keep()

    def count_cells(self) -> int:
        """Return how many cells its figures have."""
        with Session(self.place.engine) as session:
            return session.scalar(select(func.count()).select_from(Cell)) or 0


def cache_folder() -> Path:
    """Return where pasts are kept."""
    return Path(os.environ.get("BENCH_CACHE") or Path(tempfile.gettempdir()) / "tocongnghe-pasts")


@contextmanager
def past_of(
    folder: Path, assists: int, database_url: str | None = None, *, is_counted: bool = True
) -> Iterator[Past]:
    """Open the installation in *folder*, written and counted when it is not there yet."""
    file = folder / "past.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with installed(folder, database_url) as place:
            past = _begin(place, file)
            past.keep()
    known: dict[str, Any] = json.loads(file.read_text())
    world = World(**{"engine": None} | known.pop("world"))
    with reopened(folder, world, database_url) as place:
        past = Past(place, file, **known)
        _add_what_is_new(place.engine)
        while past.assists < assists:
            _write(past, min(PIECE, assists - past.assists))
        if is_counted:
            roll_up(place.engine, Event())
        yield past


def _plain(world: World) -> World:
    return World(**{**vars(world), "engine": None})  # type: ignore[arg-type]


def _begin(place: Installation, file: Path) -> Past:
    phone = Caller(through_client(place.app.test_client()), place.code(place.lan))
    card, visit = phone.household(), phone.assist(None)
    phone.sync(card, visit)
    first_village, first_person = make_places_and_people(place, LANG_SON)
    villages = _villages(LANG_SON)
    words = words_of(place.engine)
    given = {
        "id": words.id.format("h", "n"),
        "village_id": f"{first_village} + n % {villages}",
        "head_name": "'Hộ mẫu ' || n",
    }
    copy_rows(place.engine, "household", card[0], villages * LANG_SON.households, given)
    _add_bases(place.engine)
    return Past(place, file, first_village, first_person, visit[0], 0, 0)


def _add_bases(engine: Engine) -> None:
    """Give every commune each statistic that indicators name, and a plan."""
    with Session(engine) as session, session.begin():
        communes = session.scalars(select(Place.id).where(Place.kind == PlaceKind.COMMUNE)).all()
        told = {"source": "made for measuring"}
        for commune in communes:
            session.add_all(
                PlaceStatistic(place_id=commune, statistic=statistic.code, value=3000, as_of=LAST_DAY, **told)
                for statistic in load_catalogue().statistics
            )
            year = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31)}
            session.add(Target(place_id=commune, indicator="payment_accounts", value=2000, **year, **told))


def _write(past: Past, count: int) -> None:
    """Write the next *count* assists of the past: round after round through the villages."""
    words, villages, n = words_of(past.place.engine), _villages(LANG_SON), f"(n + {past.assists})"
    round_, day = f"({n} / {villages})", f"({n} / {villages} % {VISITING_DAYS})"
    copy_rows(
        past.place.engine,
        "assist",
        past.template,
        count,
        {
            "id": words.id.format("a", n),
            "village_id": f"{past.first_village} + {n} % {villages}",
            "household_id": words.id.format("h", _household(n, round_)),
            **_said(words, n),
            "state": f"CASE WHEN {day} < {RECENT} AND {n} % 4 = 0 THEN 'submitted' ELSE 'approved' END",
            "happened_on": words.day.format(LAST_DAY.isoformat(), f"{day} * {EVERY}"),
            "author_id": f"{past.first_person} + {n} % {villages}",
        },
    )
    past.assists += count
    past.keep()


def _villages(shape: Shape) -> int:
    return shape.communes * shape.villages


def _household(n: str, round_: str) -> str:
    """Return the number of a household of the village that *n* falls on."""
    villages = _villages(LANG_SON)
    return f"{n} % {villages} + {villages} * (({round_}) % {LANG_SON.households})"


def _said(words: Words, n: str) -> dict[str, str]:
    """Return what visit *n* says: all topics and outcomes, sellers' platforms, now and then a person."""
    villages = _villages(LANG_SON)
    turn = f"({n} / {villages} * 3 + {n} / {villages * LANG_SON.households}) % {len(TOPICS)}"
    topics = " ".join(f"WHEN {at} THEN '{topic}'" for at, topic in enumerate(TOPICS))
    seller = (
        f"""'{{"shop": true, "platform": "' || CASE {n} % 3 WHEN 0 THEN 'postmart' ELSE 'voso' END || '"}}'"""
    )
    return {
        "topic": f"CASE {turn} {topics} END",
        "outcome": f"CASE {n} % 7 WHEN 0 THEN 'already_had' WHEN 1 THEN 'in_progress' ELSE 'helped' END",
        "slot": f"CASE {n} % 3 WHEN 0 THEN NULL ELSE {n} % 3 END",
        "stage": f"CASE {n} % 4 WHEN 0 THEN 'used_with_help' END",
        "details": words.json.format(f"CASE {turn} WHEN {TOPICS.index('digital_shop')} THEN {seller} END"),
    }


def _add_what_is_new(engine: Engine) -> None:
    """Bring kept tables to what the program has now: figures anew, columns added without their rules."""
    known = inspect(engine)
    there = {name: {column["name"] for column in known.get_columns(name)} for name in known.get_table_names()}
    stale = [
        table
        for table in (model.__table__ for model in COUNTED_AGAIN)
        if table.name in there and there[table.name] != set(table.columns.keys())
    ]
    if stale:
        figures = [model.__table__ for model in COUNTED_AGAIN if model.__table__.name in there]
        Base.metadata.drop_all(engine, tables=figures)  # type: ignore[arg-type]
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if table.name in there and column.name not in there[table.name] and table not in stale:
                    told = str(CreateColumn(column).compile(dialect=engine.dialect)).replace(" NOT NULL", "")
                    connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN {told}')
