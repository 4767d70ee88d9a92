"""From a wish to what it takes: which places end and begin, and who goes where. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import Closing, Household, Place, PlaceName, PlaceParent, PlaceSuccession
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.services.place_changes.wishes import ChangeRefused, Part, Wish
from tocongnghe.vocabulary import HouseholdState, PlaceChangeKind, PlaceKind, Role, SuccessionRelation


@dataclass
class NewPlace:
    """A place that a change makes."""

    name: str
    type_name: str
    kind: PlaceKind
    parent: Place
    code: str | None
    villages: list[Place] = field(default_factory=list)
    households: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """What a change takes. `target`: what a merger or move goes into, or what a renaming is about."""

    wish: Wish
    places: list[Place]
    target: Place | None = None
    new: list[NewPlace] = field(default_factory=list)
    ends: list[Place] = field(default_factory=list)
    villages: list[Place] = field(default_factory=list)
    """Whose figures or commune change: the villages themselves, or those of the communes."""

    @property
    def kind(self) -> PlaceKind:
        return self.places[0].kind

    @property
    def relation(self) -> SuccessionRelation:
        is_whole = self.wish.kind is PlaceChangeKind.MERGE
        return SuccessionRelation.WHOLE if is_whole else SuccessionRelation.PART


def plan(session: Session, actor: Actor, wish: Wish) -> Plan:
    """Return what *wish* takes.

    Raises:
        Forbidden: Not of the province.
        ChangeRefused: It does not fit what is there; `REFUSALS` says why.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    if not wish.decision_number.strip():
        raise ChangeRefused("decision_missing")
    if not wish.places:
        raise ChangeRefused("two_at_least" if wish.kind is PlaceChangeKind.MERGE else "nothing_moves")
    places = [find_ours(session, actor, code, wish) for code in dict.fromkeys(wish.places)]
    for place in places:
        _check_free(session, place, wish)
    made = Plan(wish, places)
    {
        PlaceChangeKind.MERGE: _merge,
        PlaceChangeKind.SPLIT: _split,
        PlaceChangeKind.RENAME: _rename,
        PlaceChangeKind.MOVE: _move,
    }[wish.kind](session, actor, made)
    return made


def find_ours(session: Session, actor: Actor, code: str, wish: Wish) -> Place:
    """Return the commune or village *code* of the actor's province on the day of *wish*."""
    below = select(PlaceParent.place_id).where(PlaceParent.parent_id == actor.province_id)
    under = select(PlaceParent.place_id).where(PlaceParent.parent_id.in_(below))
    ours = or_(Place.id.in_(below), Place.id.in_(under))
    place = session.scalar(select(Place).where(Place.code == code, ours, holds_on(Place, wish.on)))
    if place is None:
        known = session.scalar(
            select(Place).where(Place.code == code, ours).order_by(Place.valid_from.desc())
        )
        if known is None:
            raise ChangeRefused("unknown_place", place=code)
        raise ChangeRefused("before_it_began" if known.valid_from > wish.on else "ended", place=known.name)
    return place


def commune_of(session: Session, village: Place, wish: Wish) -> Place:
    """Return the commune of *village* on the day of *wish*."""
    parent = session.scalar(
        select(Place)
        .join(PlaceParent, PlaceParent.parent_id == Place.id)
        .where(PlaceParent.place_id == village.id, holds_on(PlaceParent, wish.on))
    )
    if parent is None:
        raise NotFound
    return parent


def villages_under(session: Session, commune: Place, wish: Wish) -> list[Place]:
    """Return the villages that hang under *commune* on the day of *wish*, former ones too, by code."""
    return list(
        session.scalars(
            select(Place)
            .join(PlaceParent, PlaceParent.place_id == Place.id)
            .where(PlaceParent.parent_id == commune.id, holds_on(PlaceParent, wish.on))
            .order_by(Place.code)
        )
    )


def went_on_in(session: Session, village: Place) -> list[Place]:
    """Return the former villages that hang beside *village* because they went on in it, wholly."""
    query = (
        select(Place)
        .join(PlaceSuccession, PlaceSuccession.from_id == Place.id)
        .where(PlaceSuccession.to_id == village.id, PlaceSuccession.relation == SuccessionRelation.WHOLE)
        .where(Place.valid_to > Place.valid_from)
        .distinct()
    )
    return list(session.scalars(query))


def _with_followers(session: Session, villages: list[Place]) -> list[Place]:
    return [*villages, *(one for village in villages for one in went_on_in(session, village))]


def _check_free(session: Session, place: Place, wish: Wish) -> None:
    """Nothing else may become of *place* after the day."""
    if place.valid_from >= wish.on:
        raise ChangeRefused("before_it_began", place=place.name)
    later = select(func.count()).where(PlaceParent.place_id == place.id, PlaceParent.valid_from > wish.on)
    given = select(func.count()).where(PlaceSuccession.from_id == place.id, PlaceSuccession.on_day >= wish.on)
    if place.valid_to is not None or session.scalar(later) or session.scalar(given):
        raise ChangeRefused("changes_later", place=place.name)


def _check_links(session: Session, villages: list[Place], wish: Wish) -> None:
    """A village changes its commune once on a day, and not before it has done so on a later one."""
    place = session.scalar(
        select(Place)
        .join(PlaceParent, PlaceParent.place_id == Place.id)
        .where(Place.id.in_([village.id for village in villages]), PlaceParent.valid_from >= wish.on)
        .where(PlaceParent.valid_to.is_(None))
    )
    if place is not None:
        raise ChangeRefused("changes_later", place=place.name)


def _check_open(session: Session, communes: list[Place], wish: Wish) -> None:
    """No commune whose villages change may have closed a period with them since."""
    if wish.on > clock.local_date():
        return
    closing = session.execute(
        select(Place.name, func.max(Closing.counted_on))
        .join(Place, Place.id == Closing.place_id)
        .where(Closing.place_id.in_([commune.id for commune in communes]), Closing.counted_on >= wish.on)
        .group_by(Place.name)
    ).first()
    if closing is not None:
        raise ChangeRefused("closed_since", place=closing[0], day=closing[1])


def _merge(session: Session, actor: Actor, made: Plan) -> None:
    wish, places = made.wish, made.places
    if wish.into is not None:
        made.target = find_ours(session, actor, wish.into, wish)
        if made.target not in places:
            _check_free(session, made.target, wish)
            places.append(made.target)
    if len(places) < 2:
        raise ChangeRefused("two_at_least")
    if len({place.kind for place in places}) > 1:
        raise ChangeRefused("kinds_differ")
    made.ends = [place for place in places if place is not made.target]
    if made.kind is PlaceKind.VILLAGE:
        communes = {commune_of(session, place, wish).id: place for place in places}
        if len(communes) > 1:
            raise ChangeRefused("communes_differ")
        parent = commune_of(session, places[0], wish)
        made.villages = list(places)
    else:
        _check_open(session, places, wish)
        parent = session.get_one(Place, actor.province_id)
        made.villages = [one for commune in made.ends for one in villages_under(session, commune, wish)]
        _check_links(session, made.villages, wish)
    if made.target is None:
        made.new = [_new(session, made, Part(wish.name or "", wish.type_name or "", (), wish.code), parent)]
        if made.kind is PlaceKind.COMMUNE:
            made.new[0].villages = made.villages


def _split(session: Session, actor: Actor, made: Plan) -> None:
    wish, whole = made.wish, made.places[0]
    if not wish.parts or not any(part.members for part in wish.parts):
        raise ChangeRefused("nothing_moves")
    (_split_commune if whole.kind is PlaceKind.COMMUNE else _split_village)(session, actor, made)


def _split_commune(session: Session, actor: Actor, made: Plan) -> None:
    wish, whole = made.wish, made.places[0]
    _check_open(session, [whole], wish)
    parent = session.get_one(Place, actor.province_id)
    theirs = {one.code: one for one in villages_under(session, whole, wish)}
    living = {code for code, one in theirs.items() if one.valid_to is None}
    for part in wish.parts:
        new = _new(session, made, part, parent)
        for code in part.members:
            if code not in living:
                raise ChangeRefused("not_in_it", place=code)
            new.villages.append(theirs[code])
        made.new.append(new)
    made.villages = [one for new in made.new for one in new.villages]
    if len(made.villages) >= len(living):
        raise ChangeRefused("all_move")
    _check_links(session, _with_followers(session, made.villages), wish)


def _split_village(session: Session, _actor: Actor, made: Plan) -> None:
    wish, whole = made.wish, made.places[0]
    parent = commune_of(session, whole, wish)
    cards = set(
        session.scalars(
            select(Household.id).where(
                Household.village_id == whole.id, Household.state == HouseholdState.ACTIVE
            )
        )
    )
    for part in wish.parts:
        new = _new(session, made, part, parent)
        if strays := [id for id in part.members if id not in cards]:
            raise ChangeRefused("not_in_it", place=strays[0])
        new.households = list(part.members)
        made.new.append(new)
    made.villages = [whole]
    left = cards - {id for new in made.new for id in new.households}
    if wish.goes_on and not left:
        raise ChangeRefused("all_move")
    if not wish.goes_on:
        if left:
            raise ChangeRefused("left_over", count=len(left))
        if len(made.new) < 2:
            raise ChangeRefused("two_parts")
        made.ends = [whole]


def _rename(session: Session, _actor: Actor, made: Plan) -> None:
    wish, place = made.wish, made.places[0]
    named = select(func.count()).where(PlaceName.place_id == place.id, PlaceName.valid_from >= wish.on)
    if session.scalar(named):
        raise ChangeRefused("changes_later", place=place.name)
    if not (wish.name or "").strip():
        raise ChangeRefused("name_missing")
    if full_name(wish.type_name or place.type_name, wish.name or "") == place.name:
        raise ChangeRefused("same_name")
    made.target = place


def _move(session: Session, actor: Actor, made: Plan) -> None:
    wish = made.wish
    made.target = find_ours(session, actor, wish.into or "", wish)
    if made.target.kind is not PlaceKind.COMMUNE or made.kind is not PlaceKind.VILLAGE:
        raise ChangeRefused("kinds_differ")
    communes = [made.target]
    for village in made.places:
        commune = commune_of(session, village, wish)
        if commune is made.target:
            raise ChangeRefused("same_commune", place=village.name)
        communes.append(commune)
    _check_open(session, communes, wish)
    _check_links(session, _with_followers(session, made.places), wish)
    made.villages = list(made.places)


def _new(session: Session, made: Plan, part: Part, parent: Place) -> NewPlace:
    if not part.name.strip():
        raise ChangeRefused("name_missing")
    code = (part.code or "").strip() or None
    if made.kind is PlaceKind.COMMUNE:
        if code is None or not (code.isascii() and code.isdigit() and len(code) == 5):
            raise ChangeRefused("code_missing")
        taken = session.scalar(select(Place).where(Place.code == code, holds_on(Place, made.wish.on)))
        is_freed = taken is not None and any(taken is place for place in made.ends)
        if (taken is not None and not is_freed) or code in [new.code for new in made.new]:
            raise ChangeRefused("code_taken", place=code)
    type_name = part.type_name.strip() or made.places[0].type_name
    return NewPlace(full_name(type_name, part.name), type_name, made.kind, parent, code)


def full_name(type_name: str, name: str) -> str:
    """Return a name with its type in front, once."""
    own = " ".join(name.split())
    return own if own.casefold().startswith(type_name.casefold() + " ") else f"{type_name} {own}"
