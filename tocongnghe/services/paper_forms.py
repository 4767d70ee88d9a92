"""Paper forms for days without a phone: printed with the village's own numbers, and which are still out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import InvalidInput, NotFound
from tocongnghe.i18n.sorting import people_order
from tocongnghe.models import Assist, Household, PaperBatch, Place, User
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import ConsentStanding, HouseholdState, Role

LINES = 10
"""On one A5 sheet."""
MOST_FORMS = 60
"""At one go: more than a village of 500 households."""
MOST_OPEN_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """A household as a form or the entry page names it; no two of a village have one `label`."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet: its number, and the names that are printed on it."""

    number: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Sheets printed at one go."""

    id: int
    village: Place
    forms: tuple[Form, ...]
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class VillagePapers:
    """How many forms of a village were printed, and which have not come back."""

    code: str
    name: str
    printed: int
    entered: int
    """Numbers with at least one visit entered, hand-written numbers among them."""
    open_numbers: tuple[int, ...]
    """At most MOST_OPEN_SHOWN."""
    open_count: int
    last_batch_id: int | None


def print_forms(session: Session, actor: Actor, village_code: str, count: int, *, named: bool) -> int:
    """Give *count* new numbers, or as many as the village's households need; return the batch's id.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a village of the actor's.
        InvalidInput: More than MOST_FORMS at once.
    """
    village = find_village(session, actor, village_code, lock=True)
    if named:
        count = max(1, -(-len(list_households(session, village.id)) // LINES))
    if not 1 <= count <= MOST_FORMS:
        raise InvalidInput("too many forms at once")
    last = session.scalar(select(func.max(PaperBatch.last)).where(PaperBatch.village_id == village.id)) or 0
    batch = PaperBatch(
        village_id=village.id,
        first=last + 1,
        last=last + count,
        made_by_id=actor.user_id,
        made_at=clock.now(),
    )
    session.add(batch)
    session.flush()
    return batch.id


def find_batch(session: Session, actor: Actor, batch_id: int, *, named: bool) -> Batch:
    """Return printed forms; *named*: with the names of the village's households as they are today.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, or another commune's.
    """
    actor.require(Role.SUPERVISOR)
    found = session.execute(
        select(PaperBatch, Place, User.name)
        .join(Place, Place.id == PaperBatch.village_id)
        .join(User, User.id == PaperBatch.made_by_id)
        .where(PaperBatch.id == batch_id, PaperBatch.village_id.in_(actor.village_ids))
    ).one_or_none()
    if found is None:
        raise NotFound
    batch, village, made_by = found
    names = [each.label for each in list_households(session, village.id)] if named else []
    forms = tuple(
        Form(number, tuple(names[step * LINES : (step + 1) * LINES]))
        for step, number in enumerate(range(batch.first, batch.last + 1))
    )
    return Batch(batch.id, village, forms, batch.made_at, made_by)


def list_papers(session: Session, actor: Actor) -> tuple[VillagePapers, ...]:
    """Return the actor's villages by code, with their forms.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    villages = session.execute(
        select(Place.id, Place.code, Place.name).where(Place.id.in_(actor.village_ids)).order_by(Place.code)
    ).all()
    batches = session.execute(
        select(PaperBatch.village_id, PaperBatch.id, PaperBatch.first, PaperBatch.last)
        .where(PaperBatch.village_id.in_(actor.village_ids))
        .order_by(PaperBatch.first)
    ).all()
    entered = session.execute(
        select(Assist.village_id, Assist.paper_number)
        .where(Assist.village_id.in_(actor.village_ids), Assist.paper_number.is_not(None))
        .distinct()
    ).all()
    printed: dict[int, list[int]] = defaultdict(list)
    newest: dict[int, int] = {}
    for village_id, batch_id, first, last in batches:
        printed[village_id] += range(first, last + 1)
        newest[village_id] = batch_id
    back: dict[int, set[str]] = defaultdict(set)
    for village_id, number in entered:
        back[village_id].add(str(number))
    found = []
    for village_id, code, name in villages:
        still_out = [number for number in printed[village_id] if str(number) not in back[village_id]]
        found.append(
            VillagePapers(
                code,
                name,
                len(printed[village_id]),
                len(back[village_id]),
                tuple(still_out[:MOST_OPEN_SHOWN]),
                len(still_out),
                newest.get(village_id),
            )
        )
    return tuple(found)


def find_village(session: Session, actor: Actor, code: str, *, lock: bool = False) -> Place:
    """Return the actor's village *code*; locked, nobody else takes numbers of it.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, or another commune's.
    """
    actor.require(Role.SUPERVISOR)
    query = select(Place).where(Place.code == code, Place.id.in_(actor.village_ids))
    village = session.scalar(query.with_for_update() if lock else query)
    if village is None:
        raise NotFound
    return village


def list_households(session: Session, village_id: int) -> list[Listed]:
    """Return the households that help may be recorded for, by name; those of one name are numbered."""
    rows = session.execute(
        select(Household.id, Household.head_name)
        .where(
            Household.village_id == village_id,
            Household.state == HouseholdState.ACTIVE,
            Household.consent != ConsentStanding.WITHDRAWN,
        )
        .order_by(Household.created_at, Household.id)
    )
    seen: dict[str, int] = defaultdict(int)
    found = []
    for id, name in sorted(rows, key=lambda row: people_order(row.head_name)):
        seen[name] += 1
        found.append(Listed(id, name if seen[name] == 1 else f"{name} ({seen[name]})"))
    return found
