"""Villages by their code, through time: which one a code names on a day, and what it has become since."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import aliased

from tocongnghe import clock
from tocongnghe.models import Place, PlaceChange, PlaceSuccession
from tocongnghe.operations.questions import Question
from tocongnghe.operations.rows import Among
from tocongnghe.operations.words import Row
from tocongnghe.vocabulary import PlaceKind

_END: Any = aliased(Place, name="became")
_P, _S, _C = (model.__table__.c for model in (Place, PlaceSuccession, PlaceChange))
_VILLAGES = Question(
    select(
        _P.code,
        _P.id,
        _P.valid_from,
        _P.valid_to,
        _S.to_id,
        _S.on_day,
        _END.code.label("to_code"),
        _END.valid_to.label("to_end"),
    )
    .select_from(Place.__table__)
    .outerjoin(PlaceSuccession.__table__, _S.from_id == _P.id)
    .outerjoin(_END, _END.id == _S.to_id)
    .where(Among(_P.code, "codes"), _P.kind == PlaceKind.VILLAGE)
    .order_by(_P.valid_from, _END.code)
)
_BETWEEN = Question(
    select(_S.change_id, _S.on_day)
    .where(_S.from_id == bindparam("named"), _S.change_id.is_not(None))
    .order_by(_S.is_direct.desc(), _S.on_day.desc())
)
_CHANGE = Question(select(PlaceChange.__table__).where(_C.id == bindparam("change")))


@dataclass(slots=True)
class _Village:
    id: int
    start: date
    end: date | None
    went_on: list[tuple[int, date, str, date | None]] = field(default_factory=list)
    """(village, since, its code, its end exclusive) of what it went on in."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a code leads to on a day."""

    named_id: int
    ids: tuple[int, ...]
    """The village itself, or those that it went on in: several if it was divided."""
    codes: tuple[str, ...]
    is_former: bool
    """The village that the code names is no more, today."""
    until: date | None
    """Its end, exclusive; None if it goes on, or never was."""


class Grounds:
    """The villages that a batch names, asked for together."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, list[_Village]] = {}

    def fetch(self, codes: Iterable[str]) -> None:
        """Load the villages of *codes* that are not known yet."""
        missing = set(codes) - self._known.keys()
        if not missing:
            return
        self._known |= {code: [] for code in missing}
        for code, id, start, end, to_id, since, to_code, to_end in _VILLAGES.tuples(
            self._connection, {"codes": missing}
        ):
            villages = self._known[code]
            if not villages or villages[-1].id != id:
                villages.append(_Village(id, start, end))
            if to_id is not None:
                villages[-1].went_on.append((to_id, since, to_code, to_end))

    def find(self, code: str, day: date) -> Found | None:
        """Return where *code* leads on *day*; None for a code that nobody knows.

        Before its first day a village is itself: work is dated back by hand.
        """
        village = None
        for each in self._known.get(code, []):
            if village is None or each.start <= day:
                village = each
        if village is None:
            return None
        is_former = village.end is not None and village.end <= clock.local_date()
        never_was = village.end == village.start
        if village.end is None or (day < village.end and not never_was):
            return Found(village.id, (village.id,), (code,), is_former, village.end)
        became = [
            (id, its_code)
            for id, since, its_code, end in village.went_on
            if (since <= day or never_was) and (end is None or day < end)
        ] or [(village.id, code)]
        ids, codes = tuple(id for id, _ in became), tuple(its_code for _, its_code in became)
        return Found(village.id, ids, codes, is_former, None if never_was else village.end)

    def change_of(self, village_id: int) -> int | None:
        """Return the latest change by which *village_id* ended or gave households away; None for none."""
        found = _BETWEEN.tuples(self._connection, {"named": village_id})
        return int(found[0][0]) if found else None

    def change(self, id: int) -> Row | None:
        """Return what was decided as change *id*, `trail` read."""
        found = _CHANGE.rows(self._connection, {"change": id})
        if not found:
            return None
        trail = found[0]["trail"]
        return found[0] | {"trail": json.loads(trail) if isinstance(trail, str) else trail}
