"""Which villages a waiting operation is about: where a supervisor may rule on it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from tocongnghe.models import Grant, Place
from tocongnghe.operations.authors import authors_of_users
from tocongnghe.operations.words import Row
from tocongnghe.vocabulary import PlaceKind


class Reach:
    """Finds the villages of many operations, each place and each person once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._places: dict[str, set[int]] = {}
        self._people: dict[tuple[int | None, str], set[int]] = {}

    def villages_of(self, operation: Row) -> set[int]:
        """Return the villages that *operation* names, or else those of who may have made it."""
        code = json.loads(operation["body"]).get("village")
        return (self._village(str(code)) if code else set()) or self._villages_of_makers(operation)

    def _village(self, code: str) -> set[int]:
        if code not in self._places:
            table: Any = Place.__table__
            query = select(table.c.id).where(table.c.code == code, table.c.kind == PlaceKind.VILLAGE)
            self._places[code] = set(self._connection.scalars(query))
        return self._places[code]

    def _villages_of_makers(self, operation: Row) -> set[int]:
        maker = operation["author_id"], operation["device_id"]
        if maker not in self._people:
            of_device = select(Grant.user_id).where(Grant.device_id == operation["device_id"])
            people = {operation["author_id"]} - {None} or set(self._connection.scalars(of_device))
            authors = authors_of_users(self._connection, people).values()
            self._people[maker] = {village_id for author in authors for village_id in author.villages}
        return self._people[maker]
