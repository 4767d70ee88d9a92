"""Counts to the end of a province's log, for what must be said of all that has arrived."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tocongnghe.extensions import writing
from tocongnghe.rollups.follow import advance, list_provinces
from tocongnghe.services.indicators import CountingRules


def catch_up(session: Session, province_id: int) -> None:
    """Count all that the log holds, inside the caller's transaction: where nothing may come in between."""
    rules = CountingRules()
    while advance(session, province_id, rules).has_more:
        pass


def catch_up_in_pieces(engine: Engine, province_id: int) -> None:
    """Count all that the log holds, a transaction for each piece, so that nobody waits long for it."""
    rules = CountingRules()
    with writing(engine) as session:
        has_more = province_id in list_provinces(session)
    while has_more:
        with writing(engine) as session:
            has_more = advance(session, province_id, rules).has_more
