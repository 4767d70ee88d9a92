"""A change as dated rows: places end and begin, links and roles follow; the trail serves to take it back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import (
    Assignment,
    Place,
    PlaceChange,
    PlaceMove,
    PlaceName,
    PlaceParent,
    PlaceSuccession,
)
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.services.place_changes.planning import NewPlace, Plan, full_name, plan, went_on_in
from tocongnghe.services.place_changes.preview import preview, preview_to_json
from tocongnghe.services.place_changes.teams import copy_team, move_team
from tocongnghe.services.place_changes.wishes import ChangeRefused, Wish, to_json
from tocongnghe.services.rosters.villages import NUMBERS, last_number, province_code
from tocongnghe.vocabulary import PlaceChangeKind, PlaceChangeState, PlaceKind, SuccessionRelation


class Trail:
    """What a change wrote, as JSON keeps it; days as text."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {
            "villages": [],
            "named": [],
            "made": [],
            "into": [],
            "ended": [],
            "links": [],
            "closed": [],
            "successions": [],
            "assignments_made": [],
            "assignments_ended": [],
            "teams_made": [],
            "teams_ended": [],
            "members_made": [],
            "members_ended": [],
            "team_notes": [],
        }

    def add(self, name: str, *values: Any) -> None:
        self.told[name] += values


def decide_change(session: Session, actor: Actor, wish: Wish) -> PlaceChange:
    """Write down everything that *wish* takes; cards and names follow on its day (`settle_due`).

    Raises:
        Forbidden: Not of the province.
        ChangeRefused: It does not fit what is there.
    """
    made = plan(session, actor, wish)
    shown = preview(session, actor, made)
    change = PlaceChange(
        province_id=actor.province_id,
        kind=wish.kind,
        state=PlaceChangeState.APPLIED,
        effective_on=wish.on,
        decision_number=wish.decision_number.strip(),
        wish=to_json(wish),
        trail={},
        preview=preview_to_json(shown),
        entered_by_id=actor.user_id,
        entered_at=clock.now(),
    )
    session.add(change)
    session.flush()
    trail = Trail()
    if wish.kind is PlaceChangeKind.RENAME:
        _rename(session, made, change)
        trail.add("named", made.places[0].id)
    else:
        _write(session, actor, made, change, trail)
    change.trail = trail.told
    session.flush()
    return change


def _write(session: Session, actor: Actor, made: Plan, change: PlaceChange, trail: Trail) -> None:
    wish = made.wish
    targets = [_make(session, new, made, trail) for new in made.new]
    if made.target is not None and wish.kind is PlaceChangeKind.MERGE:
        targets = [made.target]
        trail.add("into", made.target.id)
    for place in made.ends:
        place.valid_to = wish.on
        trail.add("ended", place.id)
    for place in made.ends or made.places[:1] if wish.kind is not PlaceChangeKind.MOVE else ():
        for target in targets:
            _succeed(session, place, target, made.relation, change, trail)
    _hang(session, made, targets, trail)
    if made.kind is PlaceKind.VILLAGE:
        trail.add("villages", *(place.id for place in [*made.villages, *targets]))
        _list_households(session, made, targets, change)
    session.flush()
    _move_people(session, actor, made, targets, change, trail)


def _move_people(
    session: Session, actor: Actor, made: Plan, targets: list[Place], change: PlaceChange, trail: Trail
) -> None:
    wish = made.wish
    if wish.kind is PlaceChangeKind.MERGE:
        for place in made.ends:
            move_team(session, actor, place, targets[0], change, trail)
            _move_roles(session, actor, place, targets[0], wish, trail)
    elif wish.kind is PlaceChangeKind.SPLIT and made.kind is PlaceKind.VILLAGE:
        for target in targets:
            copy_team(session, actor, made.places[0], target, change, trail)
        for place in made.ends:
            move_team(session, actor, place, None, change, trail)


def _hang(session: Session, made: Plan, targets: list[Place], trail: Trail) -> None:
    """Hang villages under the commune that is theirs from the day on, with those that went on in them."""
    wish = made.wish
    if made.kind is PlaceKind.COMMUNE:
        for new, target in zip(made.new, targets, strict=False):
            followers = [one for place in new.villages for one in went_on_in(session, place)]
            _rehang(session, [*new.villages, *followers], target, wish, trail)
        if made.target is not None:
            _rehang(session, made.villages, made.target, wish, trail)
        for place in made.ends:
            _close(session, place, wish, trail)
    elif made.target is not None and wish.kind is PlaceChangeKind.MOVE:
        followers = [one for place in made.villages for one in went_on_in(session, place)]
        _rehang(session, [*made.villages, *followers], made.target, wish, trail)


def _list_households(session: Session, made: Plan, targets: list[Place], change: PlaceChange) -> None:
    whole = made.places[0].id
    for new, target in zip(made.new, targets, strict=False):
        for id in new.households:
            session.add(PlaceMove(change_id=change.id, household_id=id, from_id=whole, to_id=target.id))


def _make(session: Session, new: NewPlace, made: Plan, trail: Trail) -> Place:
    """Begin a new place on the day; a village gets the next number of its commune, never used before."""
    code = new.code
    if code is None:
        number = last_number(session, new.parent) + 1
        if number > NUMBERS:
            raise ChangeRefused("numbers_used_up")
        code = f"{province_code(session, new.parent)}-{new.parent.code}-{number:03}"
    middle = made.places[0]
    place = Place(
        code=code,
        kind=new.kind,
        type_name=new.type_name,
        name=new.name,
        latitude=middle.latitude,
        longitude=middle.longitude,
        valid_from=made.wish.on,
    )
    session.add(place)
    session.flush()
    session.add(PlaceParent(place_id=place.id, parent_id=new.parent.id, valid_from=made.wish.on))
    session.flush()
    trail.add("made", place.id)
    trail.add("links", [place.id, made.wish.on.isoformat()])
    return place


def _succeed(
    session: Session,
    place: Place,
    target: Place,
    relation: SuccessionRelation,
    change: PlaceChange,
    trail: Trail,
) -> None:
    """Let *place* go on in *target*, and with it all that had gone on in it before."""
    day = change.effective_on
    before = session.scalars(select(PlaceSuccession).where(PlaceSuccession.to_id == place.id)).all()
    lines = [(place.id, relation, True)]
    if place.valid_to is not None:
        is_whole = SuccessionRelation.WHOLE
        lines += [
            (one.from_id, relation if one.relation is is_whole else one.relation, False) for one in before
        ]
    for from_id, its_relation, is_direct in lines:
        if from_id == target.id or session.get(PlaceSuccession, (from_id, target.id, day)) is not None:
            continue  # of two ways from one place to the other, one is enough
        session.add(
            PlaceSuccession(
                from_id=from_id,
                to_id=target.id,
                on_day=day,
                relation=its_relation,
                is_direct=is_direct,
                source=change.decision_number,
                change_id=change.id,
            )
        )
        trail.add("successions", [from_id, target.id, day.isoformat()])
        session.flush()


def _rehang(session: Session, villages: list[Place], parent: Place, wish: Wish, trail: Trail) -> None:
    for village in dict.fromkeys(villages):
        _close(session, village, wish, trail)
        session.add(PlaceParent(place_id=village.id, parent_id=parent.id, valid_from=wish.on))
        trail.add("links", [village.id, wish.on.isoformat()])
    session.flush()


def _close(session: Session, place: Place, wish: Wish, trail: Trail) -> None:
    links = session.scalars(
        select(PlaceParent).where(PlaceParent.place_id == place.id, holds_on(PlaceParent, wish.on))
    ).all()
    for link in links:
        if link.valid_from < wish.on:
            link.valid_to = wish.on
            trail.add("closed", [place.id, link.valid_from.isoformat()])


def _move_roles(
    session: Session, actor: Actor, place: Place, target: Place, wish: Wish, trail: Trail
) -> None:
    """Let who supervised or read a commune do so where it went; who was there already stays as they are."""
    held = session.scalars(
        select(Assignment).where(
            Assignment.place_id == place.id,
            or_(Assignment.valid_to.is_(None), Assignment.valid_to > wish.on),
        )
    ).all()
    for role in held:
        until, since = role.valid_to, max(role.valid_from, wish.on)
        trail.add("assignments_ended", [role.id, until.isoformat() if until else None])
        role.valid_to = since
        there = select(Assignment.id).where(
            Assignment.place_id == target.id,
            Assignment.user_id == role.user_id,
            Assignment.role == role.role,
            or_(Assignment.valid_to.is_(None), Assignment.valid_to > since),
        )
        if session.scalar(there) is None:
            fresh = Assignment(
                user_id=role.user_id,
                place_id=target.id,
                role=role.role,
                valid_from=since,
                valid_to=until,
                stands_in_for_id=role.stands_in_for_id,
                named_by_id=actor.user_id,
            )
            session.add(fresh)
            session.flush()
            trail.add("assignments_made", fresh.id)


def _rename(session: Session, made: Plan, change: PlaceChange) -> None:
    """Write the new name beside the old one; the place bears it from its day on."""
    wish, place = made.wish, made.places[0]
    known = select(PlaceName).where(PlaceName.place_id == place.id)
    if session.scalars(known).first() is None:
        session.add(
            PlaceName(
                place_id=place.id, valid_from=place.valid_from, type_name=place.type_name, name=place.name
            )
        )
    type_name = (wish.type_name or "").strip() or place.type_name
    session.add(
        PlaceName(
            place_id=place.id,
            valid_from=wish.on,
            type_name=type_name,
            name=full_name(type_name, wish.name or ""),
            change_id=change.id,
        )
    )
