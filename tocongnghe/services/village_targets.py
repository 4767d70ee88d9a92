"""What a commune sets for itself and its villages to reach: read and written topic by topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import InvalidInput, NotFound
from tocongnghe.models import Place, Target
from tocongnghe.services.access import Actor
from tocongnghe.services.goals import find_goals, topic_indicators
from tocongnghe.services.tallies import find_tally
from tocongnghe.services.tally_figures import Figure, TopicLine
from tocongnghe.services.tally_scope import find_scope
from tocongnghe.services.targets import MAX_SOURCE, MAX_VALUE
from tocongnghe.vocabulary import Role


@dataclass(frozen=True, slots=True)
class TopicGoals:
    """One topic in a period: how many villages have a target, what they come to, what was reached."""

    topic: str
    villages: int
    value: int
    """The sum of the villages'."""
    own: int | None
    """The commune's own."""
    reached: Figure | None
    """In all villages; None: no data."""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One place: its target in the period, that of the period before, and what was reached."""

    code: str
    name: str
    is_commune: bool
    value: int | None
    before: int | None
    reached: Figure | None


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """What somebody typed for one place; `was` is the value that the page had shown."""

    code: str
    was: int | None
    value: int | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a form: places changed, and those that somebody else had changed meanwhile."""

    changed: int
    stale: tuple[str, ...]


def list_topic_goals(
    session: Session, actor: Actor, measure: str, from_day: date, to_day: date
) -> list[TopicGoals]:
    """Return every topic of the catalogue with what is to be reached from day to day.

    Raises:
        Forbidden: Nobody of the commune.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    scope = find_scope(session, actor)
    goals = find_goals(session, [*scope.communes, *scope.village_ids], from_day, to_day)
    tally = find_tally(session, actor, from_day, to_day)
    has_data = any(village.has_reported for village in tally.villages)
    lines = {line.topic: line for line in tally.totals}
    found = []
    for topic in _topics(measure):
        key = (topic, measure)
        values = [goals[id][key] for id in scope.village_ids if key in goals.get(id, {})]
        own = [goals[id][key] for id in scope.communes if key in goals.get(id, {})]
        reached = lines.get(topic, TopicLine(topic)).of(measure) if has_data else None
        found.append(TopicGoals(topic, len(values), sum(values), sum(own) if own else None, reached))
    return found


def list_target_rows(
    session: Session,
    actor: Actor,
    key: tuple[str, str],
    days: tuple[date, date],
    before: tuple[date, date] | None,
) -> list[TargetRow]:
    """Return the actor's communes and villages with what is set for *key* (topic, measure).

    Raises:
        Forbidden: Nobody of the commune.
        NotFound: No such topic.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    _indicator(key)
    scope = find_scope(session, actor)
    places = [*scope.communes, *scope.village_ids]
    now = find_goals(session, places, *days)
    last = find_goals(session, places, *before) if before else {}
    tally = find_tally(session, actor, *days, topic=key[0])
    codes = dict(session.execute(select(Place.id, Place.code).where(Place.id.in_(scope.communes))).all())
    rows = [
        TargetRow(codes[id], name, True, now.get(id, {}).get(key), last.get(id, {}).get(key), None)
        for id, name in scope.communes.items()
    ]
    for village, told in zip(scope.villages, tally.villages, strict=True):
        line = next(iter(told.topics), TopicLine(key[0]))
        rows.append(
            TargetRow(
                village.code,
                village.name,
                False,
                now.get(village.id, {}).get(key),
                last.get(village.id, {}).get(key),
                line.of(key[1]) if told.has_reported else None,
            )
        )
    return rows


def save_targets(
    session: Session,
    actor: Actor,
    key: tuple[str, str],
    days: tuple[date, date],
    entries: Sequence[TargetEntry],
    source: str,
) -> Saved:
    """Write what was typed; a place that somebody else changed meanwhile is left as it is and named.

    Raises:
        Forbidden: No supervisor.
        NotFound: No such topic, or a place outside the actor's.
        InvalidInput: A value out of range, or no source; nothing was written.
    """
    actor.require(Role.SUPERVISOR)
    indicator = _indicator(key)
    if not 0 < len(source) <= MAX_SOURCE or days[0] > days[1]:
        raise InvalidInput(extra={"errors": {"source": ["missing"]}})
    if any(entry.value is not None and not 0 <= entry.value <= MAX_VALUE for entry in entries):
        raise InvalidInput(extra={"errors": {"value": [f"not from 0 to {MAX_VALUE}"]}})
    places = _places(session, actor, {entry.code for entry in entries})
    stored = {
        target.place_id: target
        for target in session.scalars(
            select(Target)
            .where(
                Target.place_id.in_([place.id for place in places.values()]),
                Target.indicator == indicator,
                Target.from_on == days[0],
                Target.to_on == days[1],
            )
            .with_for_update()
        )
    }
    changed, stale = 0, []
    for entry in entries:
        place = places[entry.code]
        target = stored.get(place.id)
        if entry.value == entry.was:
            continue
        if (target.value if target else None) != entry.was:
            stale.append(place.name)
            continue
        changed += 1
        if entry.value is None and target is not None:
            session.delete(target)
        elif entry.value is not None:
            target = target or Target(place_id=place.id, indicator=indicator, from_on=days[0], to_on=days[1])
            target.value, target.source = entry.value, source
            target.set_by_id, target.set_at = actor.user_id, clock.now()
            session.add(target)
    session.flush()
    return Saved(changed, tuple(stale))


def _topics(measure: str) -> list[str]:
    return [topic for topic, of in topic_indicators().values() if of == measure]


def _indicator(key: tuple[str, str]) -> str:
    for code, known in topic_indicators().items():
        if known == key:
            return code
    raise NotFound("no such topic or measure")


def _places(session: Session, actor: Actor, codes: set[str]) -> dict[str, Place]:
    own = actor.village_ids | actor.commune_ids
    places = {
        place.code: place
        for place in session.scalars(select(Place).where(Place.code.in_(codes), Place.id.in_(own)))
    }
    if set(places) != codes:
        raise NotFound("no such place in this commune")
    return places
