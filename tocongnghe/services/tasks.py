"""Tasks at the desk: given to a person or a team, done, late, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from tocongnghe.errors import NotFound
from tocongnghe.models import Household, Place, Task, User
from tocongnghe.operations import Draft
from tocongnghe.services.access import Actor
from tocongnghe.services.desk_drafts import Shown, Tried, find_village_id, submit_drafts
from tocongnghe.vocabulary import Role, TaskState

MOST = 200
"""Tasks that are listed at most."""


class TaskShelf(StrEnum):
    """Which tasks to lay out."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task; nobody named is the whole team."""

    id: str
    version: str
    state: TaskState
    village: str
    to: str | None
    text: str
    household: str | None
    due_on: date | None
    is_overdue: bool
    done_by: str | None
    done_at: datetime | None
    done_text: str | None
    author: str | None
    given_at: datetime


def list_tasks(session: Session, actor: Actor, shelf: TaskShelf, on: date) -> list[TaskRow]:
    """Return the tasks of the actor's villages: open ones by the day they are due, others newest first.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    to, done_by, author = aliased(User), aliased(User), aliased(User)
    order = (
        (Task.due_on.is_(None), Task.due_on, Task.given_at, Task.id)
        if shelf is TaskShelf.OPEN
        else (Task.given_at.desc(), Task.id)
    )
    rows = session.execute(
        select(
            Task,
            Place.name.label("village"),
            Household.head_name.label("household"),
            to.name.label("to"),
            done_by.name.label("done_by"),
            author.name.label("author"),
        )
        .join(Place, Place.id == Task.village_id)
        .outerjoin(Household, Household.id == Task.household_id)
        .outerjoin(to, to.id == Task.to_id)
        .outerjoin(done_by, done_by.id == Task.done_by_id)
        .outerjoin(author, author.id == Task.author_id)
        .where(Task.village_id.in_(actor.village_ids), Task.state == TaskState(shelf))
        .order_by(*order)
        .limit(MOST)
    )
    return [
        TaskRow(
            id=task.id,
            version=task.head_op,
            state=task.state,
            village=village,
            to=to_name,
            text=task.text,
            household=household,
            due_on=task.due_on,
            is_overdue=task.state is TaskState.OPEN and task.due_on is not None and task.due_on < on,
            done_by=done_by_name,
            done_at=task.done_at,
            done_text=task.done_text,
            author=author_name,
            given_at=task.given_at,
        )
        for task, village, household, to_name, done_by_name, author_name in rows
    ]


def give_task(
    session: Session, actor: Actor, village: str, to: int | None, *, text: str, due: date | None
) -> Tried:
    """Ask something of *to*, or of the whole team of *village*.

    Raises:
        Forbidden: No supervisor.
        NotFound: A village outside the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    find_village_id(session, actor, village)
    body = {"village": village, "to": None if to is None else str(to), "text": text}
    if due is not None:
        body["due"] = due.isoformat()
    return submit_drafts(session, actor, [Draft("task.give", None, None, body)])


def withdraw_task(session: Session, actor: Actor, shown: Shown) -> Tried:
    """Take a task back.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, or outside the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    query = select(Task.id).where(Task.id == shown.id, Task.village_id.in_(actor.village_ids))
    if session.scalar(query) is None:
        raise NotFound
    return submit_drafts(session, actor, [Draft("task.withdraw", shown.id, shown.version, {})])
