"""Notices at the desk: what was told to which villages, and who has read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import Notice, User
from tocongnghe.operations import Draft
from tocongnghe.services.access import Actor
from tocongnghe.services.desk_drafts import Shown, Tried, list_village_teams, submit_drafts
from tocongnghe.vocabulary import NoticeState, Role

MOST = 300
"""Records that are listed at most, newest first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One village's copy of a notice."""

    id: str
    version: str
    village: str
    read_by: tuple[str, ...]
    unread_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as it was written once, with the villages that got it."""

    title: str
    text: str
    until_on: date | None
    posted_at: datetime
    author: str | None
    is_withdrawn: bool
    readings: tuple[Reading, ...]

    @property
    def reader_count(self) -> int:
        return sum(len(reading.read_by) for reading in self.readings)

    @property
    def people_count(self) -> int:
        return self.reader_count + sum(len(reading.unread_by) for reading in self.readings)


def list_notices(session: Session, actor: Actor, on: date) -> list[Told]:
    """Return what the actor's villages were told, newest first; copies of one notice together.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    villages = {village.id: village for village in list_village_teams(session, actor, on)}
    rows = session.execute(
        select(Notice, User.name)
        .outerjoin(User, User.id == Notice.author_id)
        .where(Notice.village_id.in_(actor.village_ids))
        .order_by(Notice.posted_at.desc(), Notice.id)
        .limit(MOST)
    )
    groups: dict[tuple[object, ...], list[tuple[Notice, str | None]]] = {}
    for notice, author in rows:
        day = clock.local_date(notice.posted_at)
        key = (notice.title, notice.text, notice.until_on, notice.author_id, notice.state, day)
        groups.setdefault(key, []).append((notice, author))
    told = []
    for copies in groups.values():
        notice, written_by = copies[0]
        readings = []
        for copy, _ in copies:
            village = villages.get(copy.village_id)
            people = village.people if village is not None else {}
            readings.append(
                Reading(
                    id=copy.id,
                    version=copy.head_op,
                    village=village.name if village is not None else "",
                    read_by=tuple(name for id, name in people.items() if id in copy.readers),
                    unread_by=tuple(name for id, name in people.items() if id not in copy.readers),
                )
            )
        told.append(
            Told(
                title=notice.title,
                text=notice.text,
                until_on=notice.until_on,
                posted_at=notice.posted_at,
                author=written_by,
                is_withdrawn=notice.state is NoticeState.WITHDRAWN,
                readings=tuple(sorted(readings, key=lambda reading: reading.village)),
            )
        )
    return told


def post_notice(
    session: Session, actor: Actor, codes: Sequence[str], *, title: str, text: str, until: date | None
) -> Tried:
    """Tell the villages *codes* something; none named: all of the actor's.

    Raises:
        Forbidden: No supervisor.
        NotFound: One of them is unknown, or outside the actor's places; then none is told.
    """
    own = [village.code for village in list_village_teams(session, actor, clock.local_date())]
    if not set(codes) <= set(own):
        raise NotFound
    body = {"title": title, "text": text} | ({"until": until.isoformat()} if until else {})
    drafts = [Draft("notice.post", None, None, {"village": code} | body) for code in codes or own]
    return submit_drafts(session, actor, drafts)


def withdraw_notice(session: Session, actor: Actor, shown: Sequence[Shown]) -> Tried:
    """Take back the listed copies.

    Raises:
        Forbidden: No supervisor.
        NotFound: One of them is unknown, or outside the actor's places; then none is taken back.
    """
    actor.require(Role.SUPERVISOR)
    ids = {one.id for one in shown}
    query = select(Notice.id).where(Notice.id.in_(ids), Notice.village_id.in_(actor.village_ids))
    if set(session.scalars(query)) != ids:
        raise NotFound
    return submit_drafts(session, actor, [Draft("notice.withdraw", one.id, one.version, {}) for one in shown])
