"""Entering what stands on a paper form: each line once, the work of whoever gave the help."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session

from tocongnghe.i18n.sorting import people_order
from tocongnghe.models import Assist, Membership, Operation, Place, PlaceParent, Team, User
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.services.access import Actor
from tocongnghe.services.paper_forms import find_village
from tocongnghe.vocabulary import AssistState, OperationOutcome, OutcomeReason, Role

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line that says something; `number` is where it stands on the page, from 1."""

    number: int
    topic: str
    outcome: str
    household_id: str | None = None
    new_household: str | None = None
    reason: str | None = None
    people: int | None = None
    follow_up_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What stands above the lines."""

    village_code: str
    number: str
    on: date
    helper_id: int


@dataclass(frozen=True, slots=True)
class EnteredPaper:
    """A form of which something was entered: how many visits, by whom, for whom, when."""

    village: str
    village_code: str
    number: str
    visits: int
    helper_id: int | None
    helper: str | None
    entered_by: str | None
    entered_at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken."""

    number: int
    reason: OutcomeReason | None
    rule: str | None


@dataclass(frozen=True, slots=True)
class Entered:
    """How many visits and new households came in; `refused`: lines that did not."""

    visits: int
    households: int
    refused: tuple[Refusal, ...]


def normal_number(text: str) -> str:
    """Return a form's number as it is kept: 0012 and 12 are one."""
    bare = "".join(text.split()).upper()
    return str(int(bare)) if bare.isascii() and bare.isdigit() and int(bare) else bare


def list_helpers(session: Session, village: Place, on: date) -> list[tuple[int, str]]:
    """Return (user id, name) of whoever is in the team of the village, or of its commune, on *on*."""
    above = select(PlaceParent.parent_id).where(PlaceParent.place_id == village.id)
    rows = session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .join(Team, Team.id == Membership.team_id)
        .where(
            or_(Team.place_id == village.id, Team.place_id.in_(above)),
            User.is_active,
            Membership.valid_from <= on,
            or_(Membership.valid_to.is_(None), Membership.valid_to > on),
        )
        .distinct()
    )
    return [
        (user_id, name) for user_id, name in sorted(rows, key=lambda row: (people_order(row.name), row.id))
    ]


def find_entered(session: Session, actor: Actor, village_code: str, number: str) -> EnteredPaper | None:
    """Return what of a form has been entered before; None for nothing.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a village of the actor's.
    """
    village = find_village(session, actor, village_code)
    found = _entered(session, Assist.village_id == village.id, Assist.paper_number == number)
    return found[0] if found else None


def list_entered(session: Session, actor: Actor, most: int = 20) -> list[EnteredPaper]:
    """Return the forms that were entered last, the latest first.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    return _entered(
        session, Assist.village_id.in_(actor.village_ids), Assist.paper_number.is_not(None), most=most
    )


def enter_paper(session: Session, actor: Actor, form: PaperForm, lines: Sequence[PaperLine]) -> Entered:
    """Enter *lines* in one transaction, each for itself; sent a second time they are one all the same.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a village of the actor's.
    """
    village = find_village(session, actor, form.village_code)
    ids = _free_ids(session, village, form.number, len(lines))
    drafts: list[Draft] = []
    of_line: dict[str, PaperLine] = {}
    for id, line in zip(ids, lines, strict=True):
        household = line.household_id
        if line.new_household:
            household = _digest(f"{id}:household")
            card = {"village": village.code, "head_name": line.new_household}
            drafts.append(Draft("household.add", None, None, card, id=household))
        drafts.append(Draft("assist.log", None, None, _body(form, village, line, household), id=id))
        of_line[id] = line
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - a session of the app is bound to one
    session.rollback()  # ends the read snapshot: what follows is its own transaction
    decisions = submit_from_desk(
        engine, province_id=actor.province_id, author_id=actor.user_id, drafts=drafts
    )
    done = [each for each in decisions if each.outcome is OperationOutcome.APPLIED]
    refused = tuple(
        Refusal(of_line[each.id].number, each.reason, str(each.extra.get("rule", "")) or None)
        for each in decisions
        if each.id in of_line and each.outcome is not OperationOutcome.APPLIED
    )
    visits = sum(each.id in of_line for each in done)
    return Entered(visits, len(done) - visits, refused)


def _body(form: PaperForm, village: Place, line: PaperLine, household: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "household": household,
        "topic": line.topic,
        "outcome": line.outcome,
        "on": form.on.isoformat(),
        "reason": line.reason,
        "people": line.people,
        "follow_up_on": line.follow_up_on.isoformat() if line.follow_up_on else None,
        "note": line.note,
        "paper": form.number,
        "helper": str(form.helper_id),
    }
    body = {name: value for name, value in fields.items() if value is not None or name == "household"}
    return body if household is not None else body | {"village": village.code}


def _free_ids(session: Session, village: Place, number: str, count: int) -> list[str]:
    """Return the first ids of this form that no operation has; two who ask at once get the same."""
    used = session.scalar(
        select(func.count()).where(Assist.village_id == village.id, Assist.paper_number == number)
    )
    free: list[str] = []
    step = 0
    while len(free) < count:
        some = [
            _digest(f"paper:{village.code}:{number}:{line}")
            for line in range(step, step + count + (used or 0))
        ]
        known = set(session.scalars(select(Operation.id).where(Operation.id.in_(some))))
        free += [id for id in some if id not in known]
        step += len(some)
    return free[:count]


def _digest(text: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).decode().rstrip("=")


def _entered(session: Session, *terms: Any, most: int = 20) -> list[EnteredPaper]:
    helper, clerk = User.__table__.alias("helper"), User.__table__.alias("clerk")
    rows = session.execute(
        select(
            Place.name,
            Place.code,
            Assist.paper_number,
            func.count(),
            func.max(Assist.author_id),
            func.max(helper.c.name),
            func.max(clerk.c.name),
            func.max(Assist.logged_at),
            func.max(Assist.happened_on),
        )
        .select_from(Assist)
        .join(Place, Place.id == Assist.village_id)
        .outerjoin(helper, helper.c.id == Assist.author_id)
        .outerjoin(clerk, clerk.c.id == Assist.entered_by_id)
        .where(Assist.state != AssistState.WITHDRAWN, *terms)
        .group_by(Place.name, Place.code, Assist.paper_number)
        .order_by(func.max(Assist.logged_at).desc(), Place.code, Assist.paper_number)
        .limit(most)
    )
    return [EnteredPaper(name, code, number, visits, *rest) for name, code, number, visits, *rest in rows]
