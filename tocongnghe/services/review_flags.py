"""What a reviewer should know about an assist before deciding it: marks of the record, and of its company.

Some stand on the record. That a member logged unusually many within an hour, or
had never logged before, follows from the assists around it and is found by one
query each, however many rows are asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from tocongnghe.models import Assist, Household
from tocongnghe.services.aliases import winners
from tocongnghe.vocabulary import AssistState, ConsentStanding

MANY = 12
"""More assists of one member within BUSY_SPAN are unusual: five minutes each leave no way to walk."""
BUSY_SPAN = timedelta(hours=1)


class ReviewFlag(StrEnum):
    """Why an assist deserves a second look."""

    POSSIBLE_DUPLICATE = "possible_duplicate"
    NO_CONSENT = "no_consent"
    MANY_IN_AN_HOUR = "many_in_an_hour"
    FIRST_OF_MEMBER = "first_of_member"
    CLOCK_SUSPECT = "clock_suspect"
    LATE = "late"
    LATE_SCOPE = "late_scope"


COMPUTED = {ReviewFlag.MANY_IN_AN_HOUR, ReviewFlag.FIRST_OF_MEMBER}
"""Those that follow from other assists."""


@dataclass(frozen=True, slots=True)
class Company:
    """What the assists around some say of them."""

    busy: frozenset[str] = frozenset()
    """Ids of assists within an hour of which their member logged more than MANY."""
    first: frozenset[str] = frozenset()
    """Ids of those asked about that are the first that their members ever logged."""


def find_company(
    session: Session, village_ids: Collection[int], logged: Iterable[tuple[str, int | None, datetime]]
) -> Company:
    """Return what must be known of the other assists of *village_ids* to flag those in *logged*.

    Args:
        logged: Id, member and moment of each assist that is to be flagged.
    """
    asked = [(id, author, at) for id, author, at in logged if author is not None]
    if not asked:
        return Company()
    authors = {author for _, author, _ in asked}
    since = min(at for _, _, at in asked) - BUSY_SPAN
    until = max(at for _, _, at in asked) + BUSY_SPAN
    ours = (Assist.village_id.in_(village_ids), Assist.author_id.in_(authors))
    around = session.execute(
        select(Assist.author_id, Assist.logged_at, Assist.id).where(
            *ours,
            Assist.state != AssistState.WITHDRAWN,
            Assist.is_clock_suspect.is_(False),  # its moment is that of its arrival
            Assist.logged_at.between(since, until),
        )
    )
    begun = select(Assist.author_id, func.min(Assist.logged_at)).where(*ours).group_by(Assist.author_id)
    earliest = dict(session.execute(begun).all())
    first: dict[int, str] = {}
    for id, author, at in asked:
        if at == earliest.get(author):
            first[author] = min(id, first.get(author, id))
    busy = _busy([(author or 0, at, id) for author, at, id in around])
    return Company(frozenset(busy), frozenset(first.values()))


def _busy(around: list[tuple[int, datetime, str]]) -> Iterator[str]:
    """Yield those that lie with more than MANY of the same member within BUSY_SPAN."""
    by_author: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for author, at, id in around:
        by_author[author].append((at, id))
    for theirs in by_author.values():
        theirs.sort()
        start, told = 0, 0
        for end, (at, _id) in enumerate(theirs):
            while at - theirs[start][0] > BUSY_SPAN:
                start += 1
            if end - start + 1 > MANY:
                yield from (id for _at, id in theirs[max(start, told) : end + 1])
                told = end + 1


def flags_of(assist: Assist, consent: ConsentStanding | None, company: Company) -> tuple[ReviewFlag, ...]:
    """Return the flags of *assist*, whose household's consent stands as *consent*."""
    raised = {
        ReviewFlag.POSSIBLE_DUPLICATE: assist.is_possible_duplicate,
        ReviewFlag.NO_CONSENT: consent == ConsentStanding.NOT_ASKED,
        ReviewFlag.MANY_IN_AN_HOUR: assist.id in company.busy,
        ReviewFlag.FIRST_OF_MEMBER: assist.id in company.first,
        ReviewFlag.CLOCK_SUSPECT: assist.is_clock_suspect,
        ReviewFlag.LATE: assist.is_late,
        ReviewFlag.LATE_SCOPE: assist.is_late_scope,
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def flag_term(flag: ReviewFlag, village_ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition for a *flag* that stands on the record, or on its household's card."""
    if flag is ReviewFlag.NO_CONSENT:
        return _without_consent(village_ids)
    columns: dict[ReviewFlag, ColumnElement[bool]] = {
        ReviewFlag.POSSIBLE_DUPLICATE: Assist.is_possible_duplicate.is_(True),
        ReviewFlag.CLOCK_SUSPECT: Assist.is_clock_suspect.is_(True),
        ReviewFlag.LATE: Assist.is_late.is_(True),
        ReviewFlag.LATE_SCOPE: Assist.is_late_scope.is_(True),
    }
    return columns[flag]


def _without_consent(village_ids: Collection[int]) -> ColumnElement[bool]:
    step, winner = winners(village_ids, "step_to_unasked"), aliased(Household)
    unasked = select(Household.id).where(
        Household.village_id.in_(village_ids),
        Household.merged_into_id.is_(None),
        Household.consent == ConsentStanding.NOT_ASKED,
    )
    merged = (
        select(step.c.card)
        .join(winner, winner.id == step.c.winner_id)
        .where(winner.merged_into_id.is_(None), winner.consent == ConsentStanding.NOT_ASKED)
    )
    return or_(Assist.household_id.in_(unasked), Assist.household_id.in_(merged))
