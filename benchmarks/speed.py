"""Operations a second through HTTP, beside raw inserts of the same rows in the same durable transactions."""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.caller import Caller, ThroughHttp, plausible_day
from benchmarks.slow_link import serving

OPERATIONS = {1: 60, 20: 400, 100: 1000}
"""By size of batch: how many operations make one run."""
NOISY_PERCENT = 5.0
TABLES = ("operation", "log", "assist")


@dataclass(frozen=True)
class Rate:
    """One line of the table: rates are operations a second."""

    database: str
    batch: int
    sync_median: float
    sync_best: float
    raw_median: float
    raw_best: float
    percent_of_raw: float
    """Of the medians."""
    runs: int
    dropped_for_steal: int
    steal_percent: list[float]


def steal(before: Sequence[int], after: Sequence[int]) -> float:
    """Return the share of CPU time that the host took away between two looks, in percent."""
    spent = [b - a for a, b in zip(before, after, strict=True)]
    return round(100 * spent[7] / (sum(spent[:8]) or 1), 1)


def cpu() -> list[int]:
    return [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]


def measure(folder: Path, *, runs: int = 5, database_url: str | None = None) -> list[dict[str, Any]]:
    """Return a rate for each size of batch; the two ways take turns."""
    chance = random.Random(9)
    with serving(folder, database_url=database_url) as (place, station):
        http = ThroughHttp(station.port)
        lan = Caller(http, place.code(place.lan))
        cards = [lan.household() for _ in range(100)]
        lan.sync(*cards)
        ids = [card[0] for card in cards]
        lan.sync(*plausible_day(lan, ids, 100, chance))
        raw = Raw(folder, database_url)
        found = [asdict(_rate(raw, lan, ids, batch, runs, chance)) for batch in OPERATIONS]
        raw.close()
        http.connection.close()
    return found


def _rate(raw: Raw, lan: Caller, ids: list[str], batch: int, runs: int, chance: random.Random) -> Rate:
    ours: list[float] = []
    limits: list[float] = []
    steals: list[float] = []
    dropped = 0
    while len(ours) < runs and dropped < 2 * runs:
        day = plausible_day(lan, ids, OPERATIONS[batch], chance)
        parts = [day[at : at + batch] for at in range(0, len(day), batch)]
        before = cpu()
        sync = _timed(len(day), lambda parts=parts: [lan.sync(*part) for part in parts])  # type: ignore[misc]
        limit = _timed(len(day), lambda: raw.write(OPERATIONS[batch], batch))
        share = steal(before, cpu())
        if share > NOISY_PERCENT:
            dropped += 1
            continue
        steals.append(share)
        ours.append(sync)
        limits.append(limit)
    return Rate(
        raw.name,
        batch,
        round(statistics.median(ours or [0.0])),
        round(max(ours, default=0)),
        round(statistics.median(limits or [0.0])),
        round(max(limits, default=0)),
        round(100 * statistics.median(ours or [0.0]) / statistics.median(limits or [1.0]), 1),
        len(ours),
        dropped,
        steals,
    )


def _timed(count: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


class Raw:
    """The same rows by the driver alone, into tables of the same shape without foreign keys."""

    def __init__(self, folder: Path, database_url: str | None) -> None:
        self.name = "PostgreSQL" if database_url else "SQLite"
        self._round = 0
        self._connection: Any
        if database_url:
            self._connection = psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True)
            for table in TABLES:
                self._connection.execute(f"CREATE TABLE raw_{table} (LIKE {table} INCLUDING ALL)")
            self._rows = {t: self._connection.execute(_LIKE[t]).fetchall() for t in TABLES}
        else:
            source = sqlite3.connect(folder / "instance" / "tocongnghe.sqlite3")
            self._connection = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            for (sql,) in source.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
                " AND tbl_name IN ('operation', 'log', 'assist') ORDER BY type DESC"
            ):
                self._connection.execute(sql)
            self._rows = {t: source.execute(_LIKE[t]).fetchall() for t in TABLES}
            source.close()
        names = {t: [column[0] for column in self._describe(t)] for t in TABLES}
        self._places = {t: {name: at for at, name in enumerate(names[t])} for t in TABLES}

    def _table(self, table: str) -> str:
        return table if self.name == "SQLite" else f"raw_{table}"

    def _describe(self, table: str) -> Any:
        return self._connection.execute(f"SELECT * FROM {self._table(table)} LIMIT 0").description

    def write(self, count: int, batch: int) -> None:
        """Insert *count* operations with their log lines and assists, *batch* to a transaction."""
        for _ in range(0, count, batch):
            self._round += 1
            self._connection.execute("BEGIN" if self.name == "PostgreSQL" else "BEGIN IMMEDIATE")
            for table in TABLES:
                self._insert(table, batch)
            self._connection.execute("COMMIT")

    def _insert(self, table: str, batch: int) -> None:
        rows = [self._fresh(table, at, row) for at, row in enumerate(self._rows[table][:batch])]
        sign = "?" if self.name == "SQLite" else "%s"
        statement = f"INSERT INTO {self._table(table)} VALUES ({', '.join([sign] * len(rows[0]))})"
        self._connection.cursor().executemany(statement, rows)

    def _fresh(self, table: str, at: int, row: Sequence[Any]) -> list[Any]:
        """Return *row* under an id of its own."""
        places, fresh = self._places[table], list(row)
        id = f"{self._round:06d}{str(row[places['operation_id' if table == 'log' else 'id']])[6:]}"
        for name in ("id", "operation_id", "record_id", "head_op"):
            if name in places:
                fresh[places[name]] = id
        if table != "operation":
            fresh[places["seq"]] = self._round * 1000 + at
        return fresh

    def close(self) -> None:
        self._connection.close()


_LIKE = {
    "operation": "SELECT * FROM operation WHERE kind = 'assist.log' ORDER BY id LIMIT 100",
    "log": "SELECT log.* FROM log JOIN operation AS o ON o.id = operation_id WHERE kind = 'assist.log'"
    " ORDER BY o.id LIMIT 100",
    "assist": "SELECT * FROM assist ORDER BY id LIMIT 100",
}
