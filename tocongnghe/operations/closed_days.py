"""Which days of a village its commune has closed: work for them is late (protocol §8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, exists, or_, select

from tocongnghe import clock
from tocongnghe.models import Closing, PlaceParent, Reopening
from tocongnghe.operations.questions import Question
from tocongnghe.operations.rows import Among

_C: Any = Closing.__table__.c
_R: Any = Reopening.__table__.c
_L: Any = PlaceParent.__table__.c
_CLOSED = Question(
    select(_L.place_id, _C.from_on, _C.to_on)
    .join_from(
        PlaceParent.__table__,
        Closing.__table__,
        and_(
            _C.place_id == _L.parent_id,
            _L.valid_from <= _C.counted_on,
            or_(_L.valid_to.is_(None), _L.valid_to > _C.counted_on),
        ),
    )
    .where(
        Among(_L.place_id, "villages"),
        ~exists().where(
            _R.place_id == _C.place_id,
            _R.period == _C.period,
            _R.version == _C.version,
        ),
    )
)


class ClosedDays:
    """The closed days of villages, asked for once for all villages that a batch is about."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._spans: dict[int, list[tuple[date, date]]] = {}

    def hold(self, village_id: int, day: date, others: Callable[[], set[int]] = set) -> bool:
        """Tell whether *day* is closed in the village; *others* will probably be asked for next.

        Only periods that are over are closed, so nothing is read for the work of today.
        """
        if day >= clock.local_date():
            return False
        if village_id not in self._spans:
            self._fetch({village_id, *others()} - self._spans.keys())
        return any(first <= day <= last for first, last in self._spans[village_id])

    def _fetch(self, village_ids: set[int]) -> None:
        self._spans |= {id: [] for id in village_ids}
        for id, first, last in _CLOSED.tuples(self._connection, {"villages": village_ids}):
            self._spans[id].append((first, last))
