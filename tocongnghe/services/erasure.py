"""Erasing a household, or one record, when a person asks for it or its time is over (protocol I10).

What is erased and what stays is said in docs/decisions/0080-erasure.md.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.i18n.search import fold
from tocongnghe.models import Household, Place
from tocongnghe.operations.erasing import Reach, erase, reach_of
from tocongnghe.operations.erasures import read_erased
from tocongnghe.services.backups import backup_folder, instance_of
from tocongnghe.services.backups.recordings import store
from tocongnghe.services.blobs import blob_folder, whole_path

log = logging.getLogger(__name__)


class Why(StrEnum):
    """Why something is erased; a closed list, so that the log never holds a name."""

    REQUEST = "request"
    """The person asked for it."""
    RETENTION = "retention"
    """The time for which it may be kept is over."""
    MISTAKE = "mistake"
    """It should never have been recorded."""


@dataclass(frozen=True, slots=True)
class Named:
    """A household's card, as an operator tells it from others."""

    id: str
    head_name: str
    people_count: int | None
    state: str
    created_on: date


def find(engine: Engine, village: str, name: str) -> list[Named]:
    """Return the cards of a village (its code) whose head's name contains *name*, marks left out."""
    query = (
        select(Household)
        .join(Place, Place.id == Household.village_id)
        .where(Place.code == village, Household.head_name != "")
        .order_by(Household.head_name, Household.id)
    )
    with Session(engine) as session:
        return [
            Named(
                card.id, card.head_name, card.people_count, str(card.state), clock.local_date(card.created_at)
            )
            for card in session.scalars(query)
            if fold(name) in fold(card.head_name)
        ]


def look(engine: Engine, id: str) -> Reach:
    """Return what erasing the record *id* would take along, and change nothing.

    Raises:
        NotFound: Nobody knows that record.
    """
    with engine.connect() as connection:
        reach = reach_of(connection, id)
    if reach is None:
        raise NotFound(f"there is no record {id}")
    return reach


def erase_record(engine: Engine, id: str, why: Why) -> Reach:
    """Erase the record *id* for good, of a household all of it; return what that was.

    Phones forget it at their next contact, and no restore brings it back. Doing it
    again is safe, and removes files that an interruption left.

    Raises:
        NotFound: Nobody knows that record.
    """
    done = erase(engine, look(engine, id).province_id, id)
    instance = instance_of(engine)
    if instance is not None:
        _remove_files(instance, done)
    log.info(
        "erased %s (%s): %d operations, %d records, %d recordings",
        id,
        why,
        done.kept,
        len(done.records),
        len(done.recordings),
    )
    return done


def _remove_files(instance: Path, done: Reach) -> None:
    """Remove sound, here and beside the backups, also of what an earlier, interrupted time has erased."""
    here, ids = blob_folder(instance), set(done.operations)
    told = {one.get("recording") for one in read_erased(backup_folder(instance)) if one["id"] in ids}
    for sha256 in done.recordings | {str(name) for name in told - {None}}:
        for folder in (here, store(backup_folder(instance))):
            whole_path(folder, sha256).unlink(missing_ok=True)
        for part in (here / "parts").glob(f"*/{sha256}"):
            part.unlink(missing_ok=True)
