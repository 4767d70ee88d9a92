"""What the server's own file says about one member: nothing lost, nothing doubled, a log without gaps."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.station import Station


@dataclass(frozen=True)
class Book:
    """The database of a station's instance, read beside the running server."""

    path: Path
    member: str
    code: str
    """With which the member enrols."""

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str, *values: object) -> None:
        """Change what an office would change at its desk."""
        with closing(sqlite3.connect(self.path, timeout=10)) as connection, connection:
            connection.execute(statement, values)

    def new_code(self, station: Station) -> str:
        """Return another enrolment code for the same member, as the commune gives one."""
        [(user,)] = self.rows("SELECT id FROM user WHERE name = ?", self.member)
        return str(json.loads(station.run("enrol", "new", "--member", str(user), "--json"))["enrol_code"])

    def operations(self, kind: str = "%") -> list[str]:
        return [
            str(id)
            for (id,) in self.rows(
                "SELECT o.id FROM operation o JOIN user u ON u.id = o.author_id"
                " WHERE u.name = ? AND o.kind LIKE ? AND o.outcome = 'applied' ORDER BY o.device_n",
                self.member,
                kind,
            )
        ]

    def visits(self) -> list[tuple[object, ...]]:
        """Return (topic, day, state) of each of the member's assists, oldest first."""
        return self.rows(
            "SELECT a.topic, a.happened_on, a.state FROM assist a JOIN user u ON u.id = a.author_id"
            " WHERE u.name = ? ORDER BY a.logged_at, a.id",
            self.member,
        )

    def expect_sound(self, *, visits: int) -> None:
        """Check that exactly *visits* arrived, each once, and that the log holds together."""
        assert len(self.visits()) == visits
        assert len(self.operations("assist.log")) == visits
        refused = self.rows(
            "SELECT o.kind, o.outcome, o.reason FROM operation o JOIN user u ON u.id = o.author_id"
            " WHERE u.name = ? AND o.outcome <> 'applied'",
            self.member,
        )
        assert refused == []
        assert self.rows("SELECT 1 FROM operation GROUP BY device_id, device_n HAVING count(*) > 1") == []
        assert (
            self.rows("SELECT 1 FROM log WHERE is_change = 0 GROUP BY operation_id HAVING count(*) > 1") == []
        )
        for low, high, count in self.rows(
            "SELECT min(seq), max(seq), count(*) FROM log GROUP BY province_id"
        ):
            assert (low, high) == (1, count)
