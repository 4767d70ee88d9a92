"""Writing numbers about places: the one way in, which notes who brought what, and can take it back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound, Problem
from tocongnghe.models import PlaceStatistic, StatisticChange, StatisticUpload
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import Role

MAX_NAME = 120
Key = tuple[int, str, date]


class UploadInUse(Problem):
    """A later upload changed some of these numbers again; that one has to be taken back first."""

    slug, status, title = "upload-in-use", 409, "A later upload changed some of these numbers again"


@dataclass(frozen=True, slots=True)
class NumberWanted:
    """One number about a place, as a file or a program brings it."""

    place_id: int
    statistic: str
    value: int
    as_of: date
    source: str
    is_derived: bool = False

    @property
    def key(self) -> Key:
        """What a number is told apart by."""
        return self.place_id, self.statistic, self.as_of

    @property
    def told(self) -> dict[str, Any]:
        """Return what may change, as an upload remembers it."""
        return {"value": self.value, "source": self.source, "is_derived": self.is_derived}


def find_numbers(session: Session, keys: Iterable[Key]) -> dict[Key, PlaceStatistic]:
    """Return the stored numbers among *keys*."""
    wanted = set(keys)
    found = session.scalars(
        select(PlaceStatistic).where(
            PlaceStatistic.place_id.in_({key[0] for key in wanted}),
            PlaceStatistic.statistic.in_({key[1] for key in wanted}),
        )
    )
    return {key: row for row in found if (key := (row.place_id, row.statistic, row.as_of)) in wanted}


def write_statistics(
    session: Session, rows: Collection[NumberWanted], *, name: str, by_id: int | None = None
) -> StatisticUpload | None:
    """Write numbers, or their new values, and note them as one upload; None when all were there already.

    Args:
        rows: Each key once.
        name: Of the file or the program that brings them.
        by_id: Whose they are; None at the command line.
    """
    stored = find_numbers(session, (row.key for row in rows))
    upload = None
    for row in rows:
        number = stored.get(row.key)
        before = _told(number) if number else None
        if before == row.told:
            continue
        if upload is None:
            upload = StatisticUpload(name=name[:MAX_NAME], by_id=by_id, at=clock.now())
            session.add(upload)
            session.flush()
        if number is None:
            number = PlaceStatistic(place_id=row.place_id, statistic=row.statistic, as_of=row.as_of)
            session.add(number)
        _set(number, row.told)
        session.add(
            StatisticChange(
                upload_id=upload.id,
                place_id=row.place_id,
                statistic=row.statistic,
                as_of=row.as_of,
                before=before,
                after=row.told,
            )
        )
    session.flush()
    return upload


def undo_upload(session: Session, actor: Actor, upload_id: int) -> int:
    """Give every number of an upload the value that it had before; return how many.

    Raises:
        Forbidden: Nobody of the province's staff.
        NotFound: No such upload, taken back already, or not of the actor's places.
        UploadInUse: Some of its numbers were changed again; nothing was taken back.
    """
    actor.require(Role.PROVINCE)
    upload = session.get(StatisticUpload, upload_id, with_for_update=True)
    if upload is None or upload.undone_at is not None:
        raise NotFound("no such upload, or taken back already")
    changes = session.scalars(select(StatisticChange).where(StatisticChange.upload_id == upload_id)).all()
    own = actor.commune_ids | actor.village_ids | {actor.province_id}
    if not own.issuperset(each.place_id for each in changes):
        raise NotFound("not of the actor's places")
    stored = find_numbers(session, ((each.place_id, each.statistic, each.as_of) for each in changes))
    for change in changes:
        number = stored.get((change.place_id, change.statistic, change.as_of))
        if number is None or _told(number) != change.after:
            raise UploadInUse
        if change.before is None:
            session.delete(number)
        else:
            _set(number, change.before)
    upload.undone_at, upload.undone_by_id = clock.now(), actor.user_id
    session.flush()
    return len(changes)


def _told(number: PlaceStatistic) -> dict[str, Any]:
    return {"value": number.value, "source": number.source, "is_derived": number.is_derived}


def _set(number: PlaceStatistic, told: dict[str, Any]) -> None:
    number.value, number.source, number.is_derived = told["value"], told["source"], told["is_derived"]
