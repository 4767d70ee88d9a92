"""Proves the stored figures: everything counted again from the records, and compared."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from tocongnghe.models import Feed, RollUpPosition
from tocongnghe.rollups.fresh import counted_anew
from tocongnghe.rollups.full import FIGURES, differing
from tocongnghe.services.indicators import CountingRules

MOST = 1000
"""Differences of one kind that are told; more say nothing more."""


@dataclass(frozen=True)
class Difference:
    """One stored figure that the records do not bear out; it names no person."""

    what: str
    stored: Any
    counted: Any

    def __str__(self) -> str:
        return f"{self.what}: stored {self.stored}, counted {self.counted}"


def is_at_head(session: Session, province_id: int, rules: CountingRules) -> bool:
    """Tell whether the roll-ups have read the whole log, under this catalogue."""
    feed, position = session.get(Feed, province_id), session.get(RollUpPosition, province_id)
    if feed is None or position is None:
        return False
    here = (position.seq, position.chain, position.catalogue_version)
    return here == (feed.seq, feed.chain, rules.version)


def list_differences(session: Session, province_id: int, rules: CountingRules) -> list[Difference]:
    """Return what is stored otherwise than the records say, at most `MOST` of each kind.

    Within the session's one snapshot, and meaningful only where `is_at_head`
    holds in it.
    """
    with counted_anew(session, province_id, rules):
        return [
            Difference(f"{figures.name} {' '.join(map(str, key))}", stored, counted)
            for figures in FIGURES
            for key, stored, counted in islice(differing(session, province_id, figures), MOST)
        ]
