"""Changes as the desk lists them, and the communes with their villages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import Household, Latecomer, Place, PlaceChange, PlaceParent, User
from tocongnghe.services.access import Actor, places_below
from tocongnghe.services.areas import find_place
from tocongnghe.services.dated import holds_on
from tocongnghe.services.place_changes.preview import Preview, preview_from_json
from tocongnghe.services.place_changes.undoing import check_may_be_taken_back
from tocongnghe.services.place_changes.wishes import ChangeRefused, Wish, from_json
from tocongnghe.vocabulary import PlaceChangeKind, PlaceChangeState, PlaceKind, Role


@dataclass(frozen=True, slots=True)
class Late:
    """Work that came after a change from phones that did not know it, of one kind: where it lies now."""

    kind: str
    named: str
    place: str
    count: int
    stayed: bool
    """It is of a day before the change, and stayed with the village of that day."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change and what came of it."""

    id: int
    kind: PlaceChangeKind
    state: PlaceChangeState
    on: date
    decision_number: str
    places: tuple[str, ...]
    became: tuple[str, ...]
    wish: Wish
    preview: Preview
    entered_by: str
    entered_at: datetime
    settled_at: datetime | None
    undone_by: str | None
    undone_at: datetime | None
    late: tuple[Late, ...] = ()
    moved: int = 0
    """Households that lie elsewhere by it."""
    refusal: ChangeRefused | None = field(default=None)
    """Why it cannot be taken back now."""

    @property
    def late_count(self) -> int:
        return sum(one.count for one in self.late)


def list_changes(session: Session, actor: Actor) -> tuple[Change, ...]:
    """Return the changes of the actor's province, the latest first.

    Raises:
        Forbidden: Not of the province.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    changes = session.scalars(
        select(PlaceChange)
        .where(PlaceChange.province_id == actor.province_id)
        .order_by(PlaceChange.effective_on.desc(), PlaceChange.id.desc())
    ).all()
    return tuple(_told(session, change) for change in changes)


def find_change(session: Session, actor: Actor, id: int) -> Change:
    """Return the change *id*, with what came late and whether it can be taken back.

    Raises:
        Forbidden: Not of the province.
        NotFound: Not a change of the actor's province.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    change = session.get(PlaceChange, id)
    if change is None or change.province_id != actor.province_id:
        raise NotFound
    refusal: ChangeRefused | None = None
    try:
        check_may_be_taken_back(session, change)
    except ChangeRefused as problem:
        refusal = problem
    return _told(session, change, refusal)


def count_late_visits(session: Session, actor: Actor, code: str) -> int:
    """Return how many visits came to *code* and what lies in it from phones that did not know of a change.

    Raises:
        NotFound: Not a place of the actor's.
    """
    if session.scalar(select(Latecomer.operation_id).limit(1)) is None:
        return 0
    place = find_place(session, actor, code)
    below = {id for id, _kind in places_below(session, frozenset({place.id}), clock.local_date())}
    query = select(func.count()).where(Latecomer.place_id.in_(below), Latecomer.kind == "assist.log")
    return session.scalar(query) or 0


def _told(session: Session, change: PlaceChange, refusal: ChangeRefused | None = None) -> Change:
    trail, wish = change.trail, from_json(change.wish)
    gone = [*trail.get("into", []), *trail.get("made", [])]
    names = dict(
        session.execute(
            select(Place.code, Place.name)
            .where(Place.code.in_([*wish.places, wish.into or ""]))
            .order_by(Place.valid_from)
        ).all()
    )
    became = tuple(session.scalars(select(Place.name).where(Place.id.in_(gone)).order_by(Place.code)))
    if change.kind is PlaceChangeKind.RENAME:
        became = (wish.name or "",)
    elif change.kind is PlaceChangeKind.MOVE or (not became and wish.into):
        became = (names.get(wish.into or "", wish.into or ""),)
    people = dict(
        session.execute(
            select(User.id, User.name).where(User.id.in_([change.entered_by_id, change.undone_by_id or 0]))
        ).all()
    )
    return Change(
        id=change.id,
        kind=change.kind,
        state=change.state,
        on=change.effective_on,
        decision_number=change.decision_number,
        places=tuple(names.get(code, code) for code in wish.places),
        became=became,
        wish=wish,
        preview=preview_from_json(change.preview),
        entered_by=people.get(change.entered_by_id, ""),
        entered_at=change.entered_at,
        settled_at=change.settled_at,
        undone_by=people.get(change.undone_by_id) if change.undone_by_id else None,
        undone_at=change.undone_at,
        late=tuple(_late(session, change)),
        moved=_moved(session, change),
        refusal=refusal,
    )


def _late(session: Session, change: PlaceChange) -> Sequence[Late]:
    named, place = aliased(Place), aliased(Place)
    rows = session.execute(
        select(Latecomer.kind, named.name, place.name, named.id == place.id, func.count())
        .join(named, named.id == Latecomer.named_id)
        .join(place, place.id == Latecomer.place_id)
        .where(Latecomer.change_id == change.id)
        .group_by(Latecomer.kind, named.name, place.name, named.id == place.id)
        .order_by(func.count().desc(), named.name, place.name)
    )
    return [Late(kind, one, other, count, bool(stayed)) for kind, one, other, stayed, count in rows]


def _moved(session: Session, change: PlaceChange) -> int:
    villages = change.trail.get("villages", [])
    query = select(func.count()).where(
        Household.village_id.in_(villages),
        Household.moved_from_id.in_(villages),
        Household.moved_on == change.effective_on,
    )
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class CommuneVillages:
    """A commune and how many villages it has today."""

    code: str
    name: str
    villages: int


def villages_by_commune(session: Session, actor: Actor) -> tuple[CommuneVillages, ...]:
    """Return the communes of the actor's province today, those without any village first.

    Raises:
        Forbidden: Not of the province.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    above, below, village = aliased(PlaceParent), aliased(PlaceParent), aliased(Place)
    day = holds_on(Place)
    rows = session.execute(
        select(Place.code, Place.name, func.count(village.id))
        .join(above, above.place_id == Place.id)
        .outerjoin(below, (below.parent_id == Place.id) & holds_on(below))
        .outerjoin(
            village, (village.id == below.place_id) & (village.kind == PlaceKind.VILLAGE) & holds_on(village)
        )
        .where(above.parent_id == actor.province_id, holds_on(above), day)
        .group_by(Place.code, Place.name)
    ).all()
    found = [CommuneVillages(code, name, count) for code, name, count in rows]
    return tuple(sorted(found, key=lambda one: (one.villages > 0, one.code)))
