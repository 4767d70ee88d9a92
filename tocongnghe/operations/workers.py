"""People whom an operation names besides its author: to whom a task goes, who gave help told on paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tocongnghe import clock
from tocongnghe.operations.facts import Facts
from tocongnghe.operations.words import Incoming, rejected
from tocongnghe.vocabulary import OutcomeReason

if TYPE_CHECKING:
    from tocongnghe.operations.world import World

NAMED_AS = {"task.give": "to", "assist.log": "helper"}


def worker_named(op: Incoming) -> int | None:
    """Return the user whom *op* names; None for nobody."""
    field = NAMED_AS.get(op.kind)
    if field is None or op.malformed or op.body.get(field) is None:
        return None
    return int(op.body[field])


def check_worker(world: World, op: Incoming, facts: Facts, *days: date) -> None:
    """Let pass who works in that village, when it was said or on one of *days*.

    Only a supervisor of the village may say that somebody else gave the help:
    from then on it is that person's work, on their phone, too.

    Raises:
        Refused: Rule `not_in_the_team`, or out of scope.
    """
    named, village_id = worker_named(op), facts.village_id or 0
    if named is None:
        return
    said_on = (clock.local_date(op.est_to), clock.local_date())
    may_speak_for_others = any(op.author.has(village_id, day, as_supervisor=True) for day in said_on)
    if op.kind == "assist.log" and not may_speak_for_others:
        raise rejected(OutcomeReason.OUT_OF_SCOPE)
    person = world.people.get(named)
    if person is None or not any(person.has(village_id, day) for day in (*said_on, *days)):
        raise rejected(OutcomeReason.RULE, rule="not_in_the_team")
