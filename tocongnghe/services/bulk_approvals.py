"""A village's day approved at one go: exactly the versions that were listed, and undone at one go.

Whoever approves sees a few of them opened first, drawn at random; what carries a
mark is listed apart and is not ticked beforehand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import Assist, BulkApproval, Household, Place, User
from tocongnghe.operations import new_id
from tocongnghe.services.access import Actor
from tocongnghe.services.aliases import winners
from tocongnghe.services.review_flags import find_company, flags_of
from tocongnghe.services.review_rows import ReviewRow, read_rows, rows_query
from tocongnghe.services.spot_checks import sample
from tocongnghe.services.verdicts import Shown, Tried, approve, unapprove
from tocongnghe.vocabulary import AssistState, Role

MOST_IN_BULK = 300
PAGE_GROUPS = 40
REMEMBERED = timedelta(days=30)
MOST_REMEMBERED = 20
FEW, MANY, FROM = 3, 5, 20
"""So many are opened first: MANY once there are FROM of them."""


@dataclass(frozen=True, slots=True)
class Group:
    """What waits from one village and day."""

    village_code: str
    village: str
    day: date
    count: int
    members: int
    flagged: int


@dataclass(frozen=True, slots=True)
class Groups:
    """One page of groups; `total` counts those on all pages."""

    rows: tuple[Group, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_GROUPS))


@dataclass(frozen=True, slots=True)
class GroupToApprove:
    """The assists of one village and day that wait; at most MOST_IN_BULK, the `rest` comes after them."""

    village_code: str
    village: str
    day: date
    first: tuple[ReviewRow, ...]
    """Drawn at random, to be opened first."""
    plain: tuple[ReviewRow, ...]
    flagged: tuple[ReviewRow, ...]
    rest: int

    @property
    def members(self) -> int:
        return len({row.member for row in self.plain + self.flagged})


@dataclass(frozen=True, slots=True)
class Bulk:
    """A bulk approval, as long as it is remembered."""

    id: str
    village: str
    day: date
    count: int
    author: str | None
    approved_at: datetime
    undone_at: datetime | None
    undone_by: str | None
    undone_count: int | None


def list_groups(session: Session, actor: Actor, page: int = 1) -> Groups:
    """Return one page of what waits by village and day, newest day first; beyond the last page: the last.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    places = session.execute(select(Place.id, Place.code, Place.name).where(Place.id.in_(actor.village_ids)))
    names = {id: (code, name) for id, code, name in places}
    waiting = (Assist.village_id.in_(actor.village_ids), Assist.state == AssistState.SUBMITTED)
    counts = session.execute(
        select(Assist.happened_on, Assist.village_id, func.count())
        .where(*waiting)
        .group_by(Assist.happened_on, Assist.village_id)
    ).all()
    in_order = sorted(counts, key=lambda row: (-row[0].toordinal(), names[row[1]]))
    page = min(max(page, 1), max(1, -(-len(in_order) // PAGE_GROUPS)))
    shown = in_order[(page - 1) * PAGE_GROUPS : page * PAGE_GROUPS]
    looked_at = _looked_at(session, actor, waiting, [(day, village_id) for day, village_id, _ in shown])
    rows = (
        Group(*names[village_id], day, count, *looked_at[day, village_id]) for day, village_id, count in shown
    )
    return Groups(tuple(rows), len(in_order), page)


def _looked_at(
    session: Session, actor: Actor, waiting: tuple[ColumnElement[bool], ...], groups: list[tuple[date, int]]
) -> dict[tuple[date, int], tuple[int, int]]:
    """Return how many members logged what waits in each of *groups*, and how many assists have a mark."""
    if not groups:
        return {}
    step, winner = winners(actor.village_ids), aliased(Household)
    last = (
        select(step.c.card, winner.consent)
        .join(winner, winner.id == step.c.winner_id)
        .where(winner.merged_into_id.is_(None))
        .subquery("last")
    )
    days = [day for day, _ in groups]
    rows: Sequence[Any] = session.execute(
        select(
            Assist.id,
            Assist.village_id,
            Assist.happened_on,
            Assist.author_id,
            Assist.logged_at,
            Assist.is_possible_duplicate,
            Assist.is_clock_suspect,
            Assist.is_late,
            Assist.is_late_scope,
            func.coalesce(last.c.consent, Household.consent).label("consent"),
        )
        .outerjoin(Household, Household.id == Assist.household_id)
        .outerjoin(last, last.c.card == Assist.household_id)
        .where(*waiting, Assist.happened_on.between(min(days), max(days)))
    ).all()
    logged = [(row.id, row.author_id, row.logged_at) for row in rows]
    company = find_company(session, actor.village_ids, logged)
    members: dict[tuple[date, int], set[int | None]] = defaultdict(set)
    flagged: Counter[tuple[date, int]] = Counter()
    for row in rows:
        members[row.happened_on, row.village_id].add(row.author_id)
        flagged[row.happened_on, row.village_id] += bool(flags_of(row, row.consent, company))
    return {group: (len(members[group]), flagged[group]) for group in groups}


def find_group(session: Session, actor: Actor, village_code: str, day: date) -> GroupToApprove:
    """Return what waits from one village and day, its sample drawn anew each day for each reader.

    Raises:
        Forbidden: No supervisor.
        NotFound: A village outside the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    village_id, village = _village(session, actor, village_code)
    terms = (
        Assist.village_id == village_id,
        Assist.happened_on == day,
        Assist.state == AssistState.SUBMITTED,
    )
    total = session.scalar(select(func.count()).select_from(Assist).where(*terms)) or 0
    query = rows_query(actor.village_ids).where(*terms).order_by(Assist.logged_at, Assist.id)
    rows = read_rows(session, actor.village_ids, query.limit(MOST_IN_BULK))
    plain = tuple(row for row in rows if not row.flags)
    seed = f"{village_code}:{day}:{actor.user_id}:{clock.local_date()}"
    drawn = set(sample(seed, [row.id for row in plain], MANY if len(plain) >= FROM else FEW))
    return GroupToApprove(
        village_code=village_code,
        village=village,
        day=day,
        first=tuple(row for row in plain if row.id in drawn),
        plain=plain,
        flagged=tuple(row for row in rows if row.flags),
        rest=total - len(rows),
    )


def approve_group(session: Session, actor: Actor, village_code: str, shown: Sequence[Shown]) -> Tried:
    """Approve the listed versions of a village's day.

    Raises:
        Forbidden: No supervisor.
        NotFound: The village, or one of them, is not the actor's, or unknown; then none is approved.
    """
    actor.require(Role.SUPERVISOR)
    _village(session, actor, village_code)
    return approve(session, actor, shown)


def note_bulk(session: Session, actor: Actor, village_code: str, day: date, tried: Tried) -> str | None:
    """Remember what a bulk approved, so that it can be undone at one go; return its id.

    Raises:
        NotFound: A village outside the actor's places.
    """
    if not tried.operations:
        return None
    bulk = BulkApproval(
        id=new_id(),
        village_id=_village(session, actor, village_code)[0],
        day=day,
        author_id=actor.user_id,
        approved_at=clock.now(),
        approved=[list(pair) for pair in tried.operations],
    )
    session.add(bulk)
    session.flush()
    return bulk.id


def undo_bulk(session: Session, actor: Actor, bulk_id: str) -> Tried:
    """Take back exactly what a bulk approved; what moved on since is left alone.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, or of a village outside the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    approved = _find_bulk(session, actor, bulk_id).approved
    query = select(Assist.id).where(
        Assist.id.in_([assist for assist, _ in approved]), Assist.village_id.in_(actor.village_ids)
    )
    ours = set(session.scalars(query))
    shown = [Shown(assist, approval) for assist, approval in approved if assist in ours]
    return unapprove(session, actor, shown)


def note_undone(session: Session, actor: Actor, bulk_id: str, count: int) -> None:
    """Remember that a bulk was undone; the first time is what counts."""
    bulk = _find_bulk(session, actor, bulk_id)
    if bulk.undone_at is None and count:
        bulk.undone_at, bulk.undone_by_id, bulk.undone_count = clock.now(), actor.user_id, count


def list_bulks(session: Session, actor: Actor) -> tuple[Bulk, ...]:
    """Return the bulk approvals in the actor's villages within REMEMBERED, newest first.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    author, undone_by = aliased(User), aliased(User)
    rows = session.execute(
        select(BulkApproval, Place.name, author.name, undone_by.name)
        .join(Place, Place.id == BulkApproval.village_id)
        .outerjoin(author, author.id == BulkApproval.author_id)
        .outerjoin(undone_by, undone_by.id == BulkApproval.undone_by_id)
        .where(
            BulkApproval.village_id.in_(actor.village_ids),
            BulkApproval.approved_at > clock.now() - REMEMBERED,
        )
        .order_by(BulkApproval.approved_at.desc(), BulkApproval.id)
        .limit(MOST_REMEMBERED)
    )
    return tuple(
        Bulk(
            bulk.id,
            village,
            bulk.day,
            len(bulk.approved),
            name,
            bulk.approved_at,
            bulk.undone_at,
            undoer,
            bulk.undone_count,
        )
        for bulk, village, name, undoer in rows
    )


def _find_bulk(session: Session, actor: Actor, bulk_id: str) -> BulkApproval:
    bulk = session.scalar(
        select(BulkApproval).where(BulkApproval.id == bulk_id, BulkApproval.village_id.in_(actor.village_ids))
    )
    if bulk is None:
        raise NotFound
    return bulk


def _village(session: Session, actor: Actor, code: str) -> tuple[int, str]:
    row = session.execute(
        select(Place.id, Place.name).where(Place.code == code, Place.id.in_(actor.village_ids))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row.id, row.name
