"""A member leaves: what is theirs to finish, and to whom it goes."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from tocongnghe.errors import NotFound
from tocongnghe.i18n.sorting import people_order
from tocongnghe.models import Assist, Household, Membership, Operation, Place, Task, Team, User
from tocongnghe.operations import Draft
from tocongnghe.services.access import Actor
from tocongnghe.services.desk_drafts import Tried, submit_drafts
from tocongnghe.services.team_reach import find_member
from tocongnghe.services.teams import PhoneOfMember, phones_of
from tocongnghe.vocabulary import AssistState, HouseholdState, TaskState

LATE = timedelta(days=60)
"""A visit that was promised longer ago is nobody's any more."""
MOST = 200


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that was given to them."""

    id: str
    version: str
    village_code: str
    village: str
    household_id: str | None
    household: str | None
    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A next visit that they had planned, and that nobody has made."""

    assist_id: str
    village_code: str
    village: str
    household_id: str
    household: str
    topic: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Handover:
    """What somebody leaves behind. Unsent work of their phones still counts once it arrives."""

    membership: Membership
    person: User
    team: Team
    phones: tuple[PhoneOfMember, ...]
    tasks: tuple[OpenTask, ...]
    follow_ups: tuple[FollowUp, ...]
    returned: int
    """Visits that came back to them to be mended."""
    others: tuple[tuple[int, str], ...]
    """(user id, name) of the rest of the team."""

    @property
    def unsent(self) -> int:
        return sum(phone.unsent or 0 for phone in self.phones)

    @property
    def is_empty(self) -> bool:
        return not (self.tasks or self.follow_ups)


def find_handover(session: Session, actor: Actor, membership_id: int, on: date) -> Handover:
    """Return what a member of the actor's teams would leave behind on *on*.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a member of the actor's teams.
    """
    member, team = find_member(session, actor, membership_id)
    person = session.get_one(User, member.user_id)
    returned = select(func.count()).where(
        Assist.author_id == person.id,
        Assist.village_id.in_(actor.village_ids),
        Assist.state == AssistState.RETURNED,
    )
    others = session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.team_id == team.id,
            Membership.valid_from <= on,
            Membership.valid_to.is_(None),
            User.id != person.id,
            User.is_active,
        )
        .distinct()
    )
    return Handover(
        membership=member,
        person=person,
        team=team,
        phones=tuple(phones_of(session, {person.id})[person.id]),
        tasks=_tasks(session, actor, person.id),
        follow_ups=_follow_ups(session, actor, person.id, on),
        returned=session.scalar(returned) or 0,
        others=tuple(
            (user_id, name)
            for user_id, name in sorted(others, key=lambda row: (people_order(row.name), row.id))
        ),
    )


def hand_over(
    session: Session, actor: Actor, membership_id: int, to: int | None, on: date, visit: Callable[[str], str]
) -> Tried:
    """Give tasks and planned visits to *to* of the same team, or to the whole team.

    *visit* gives the text of the task that a planned visit on a topic (code) becomes. Doing it
    twice gives nothing twice.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a member of the actor's teams, or *to* is not in the same team.
    """
    left = find_handover(session, actor, membership_id, on)
    if to is not None and to not in {user_id for user_id, _ in left.others}:
        raise NotFound("nobody of this team")
    heir = None if to is None else str(to)
    drafts = [
        draft
        for task in left.tasks
        for draft in (
            Draft("task.withdraw", task.id, task.version, {}),
            Draft(
                "task.give",
                None,
                None,
                _body(task.village_code, heir, task.text, task.due_on, task.household_id),
            ),
        )
    ]
    given = {_id_of(membership_id, one.assist_id): one for one in left.follow_ups}
    there = set(session.scalars(select(Operation.id).where(Operation.id.in_(given))))
    drafts += [
        Draft(
            "task.give",
            None,
            None,
            _body(one.village_code, heir, visit(one.topic), one.due_on, one.household_id),
            id=id,
        )
        for id, one in given.items()
        if id not in there
    ]
    return submit_drafts(session, actor, drafts) if drafts else Tried()


def _body(
    village: str, to: str | None, text: str, due: date | None, household: str | None
) -> dict[str, object]:
    body: dict[str, object] = {"village": village, "to": to, "text": text}
    if due is not None:
        body["due"] = due.isoformat()
    if household is not None:
        body["household"] = household
    return body


def _id_of(membership_id: int, assist_id: str) -> str:
    """Return the id of the task that a planned visit becomes: the same, however often it is handed over."""
    digest = hashlib.sha256(f"handover:{membership_id}:{assist_id}".encode()).digest()[:16]
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _tasks(session: Session, actor: Actor, user_id: int) -> tuple[OpenTask, ...]:
    rows = session.execute(
        select(Task, Place.code, Place.name, Household.head_name)
        .join(Place, Place.id == Task.village_id)
        .outerjoin(Household, Household.id == Task.household_id)
        .where(Task.to_id == user_id, Task.state == TaskState.OPEN, Task.village_id.in_(actor.village_ids))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(MOST)
    )
    return tuple(
        OpenTask(task.id, task.head_op, code, village, task.household_id, head, task.text, task.due_on)
        for task, code, village, head in rows
    )


def _follow_ups(session: Session, actor: Actor, user_id: int, on: date) -> tuple[FollowUp, ...]:
    later = aliased(Assist)
    was_made = (
        select(later.id)
        .where(
            later.household_id == Assist.household_id,
            later.topic == Assist.topic,
            later.happened_on > Assist.happened_on,
            later.state != AssistState.WITHDRAWN,
        )
        .exists()
    )
    rows = session.execute(
        select(Assist, Place.code, Place.name, Household.head_name)
        .join(Place, Place.id == Assist.village_id)
        .join(Household, Household.id == Assist.household_id)
        .where(
            Assist.author_id == user_id,
            Assist.village_id.in_(actor.village_ids),
            Assist.state != AssistState.WITHDRAWN,
            Assist.follow_up_on.is_not(None),
            Assist.follow_up_on >= on - LATE,
            Household.state == HouseholdState.ACTIVE,
            ~was_made,
        )
        .order_by(Assist.follow_up_on, Assist.id)
        .limit(MOST)
    )
    return tuple(
        FollowUp(
            assist.id, code, village, assist.household_id or "", head, assist.topic, assist.follow_up_on or on
        )
        for assist, code, village, head in rows
    )
