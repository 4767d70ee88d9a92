"""Whether an operation applies, in the order of protocol §6; nothing is written here.

Each check raises `Refused`; what passes all of them is returned as the facts
that `fold` turns into a row.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from tocongnghe import catalogue, clock
from tocongnghe.operations.consents import was_taken_back
from tocongnghe.operations.facts import Facts
from tocongnghe.operations.fold import flag, fold
from tocongnghe.operations.kinds import KINDS, RULINGS, SCHEMA, Kind
from tocongnghe.operations.whereabouts import absent, find_place
from tocongnghe.operations.words import WAIVABLE, Incoming, Refused, Row, held, rejected
from tocongnghe.operations.workers import check_worker
from tocongnghe.operations.world import World
from tocongnghe.vocabulary import (
    AssistState,
    ClassState,
    ConsentStanding,
    ConsentState,
    FeedbackState,
    HouseholdState,
    NoticeState,
    OperationOutcome,
    OutcomeReason,
    RecordType,
    TaskState,
)

FROM_STATES: dict[str, set[StrEnum]] = {
    "household.amend": {HouseholdState.ACTIVE},
    "household.withdraw": {HouseholdState.ACTIVE},
    "household.merge": {HouseholdState.ACTIVE},
    "household.unmerge": {HouseholdState.MERGED},
    "consent.withdraw": {ConsentState.GIVEN},
    "assist.amend": {AssistState.SUBMITTED, AssistState.RETURNED},
    "assist.withdraw": {AssistState.SUBMITTED, AssistState.RETURNED},
    "assist.approve": {AssistState.SUBMITTED},
    "assist.unapprove": {AssistState.APPROVED},
    "assist.return": {AssistState.SUBMITTED},
    "assist.reopen": {AssistState.APPROVED},
    "class_session.amend": {ClassState.HELD},
    "class_session.withdraw": {ClassState.HELD},
    "feedback.amend": {FeedbackState.OPEN},
    "feedback.withdraw": {FeedbackState.OPEN},
    "feedback.answer": {FeedbackState.OPEN, FeedbackState.ANSWERED},
    "notice.withdraw": {NoticeState.POSTED},
    "task.withdraw": {TaskState.OPEN},
}


def decide(world: World, op: Incoming) -> Facts:
    """Return the facts with which *op* applies.

    Raises:
        Refused: With the verdict that the operation gets instead.
    """
    kind = _known_kind(op)
    # While it waits, nobody knows any more under whose session it came.
    if kind.by_change:
        return _moved(world, op, _find_record(world, op, kind))
    if kind.supervisor and op.author.user_id is not None and not op.author.reviews:
        raise rejected(OutcomeReason.OUT_OF_SCOPE)
    _check_grant(op)
    if kind.about is not None:
        return _about(world, op, kind, kind.about)
    if kind.placeless:
        return RULES.get(kind.name, _no_rule)(world, op, _facts(op), None)
    row = None if kind.creates else _find_record(world, op, kind)
    village_id, household, former = find_place(world, op, kind, row)
    is_late_scope = _check_scope(op, kind, village_id)
    if row is not None:
        _check_scope(op, kind, row["village_id"])
        _check_prev(world, op, row)
        _check_state(op, row)
    facts = _facts(op, village_id, household["id"] if household else None, is_late_scope=is_late_scope)
    if former is not None:
        facts.former_id, facts.former_until = former
    return RULES.get(kind.name, _no_rule)(world, op, facts, row)


def _moved(world: World, op: Incoming, row: Row) -> Facts:
    """Let a change of places put a record where it says; only the server speaks so, for who decided it.

    No version of the record is made by that, so none is asked for.
    """
    change = world.grounds.change(int(op.body["change"]))
    if op.author.grant_id is not None or change is None:
        raise rejected(OutcomeReason.OUT_OF_SCOPE)
    found = world.grounds.find(str(op.body["village"]), clock.local_date(op.est_to))
    if found is None or not {found.named_id, row["village_id"]} <= set(change["trail"]["villages"]):
        raise rejected(OutcomeReason.RULE, rule="not_of_this_change")
    return _facts(op, found.named_id)


def _about(world: World, op: Incoming, kind: Kind, record: RecordType) -> Facts:
    """Judge what was read or done: it must be there, in a village of the author's, and theirs to do."""
    named = str(op.body[str(record)])
    subject = world.record(record, named)
    if subject is None:
        raise absent(world, named)
    is_late_scope = _check_scope(op, kind, subject["village_id"])
    if record is RecordType.TASK and subject["to_id"] not in (None, op.author.user_id):
        days = (clock.local_date(op.est_to), clock.local_date())
        if not any(op.author.has(subject["village_id"], day, as_leader=True) for day in days):
            raise rejected(OutcomeReason.RULE, rule="task_of_another")
    return _facts(op, is_late_scope=is_late_scope)


def _facts(
    op: Incoming,
    village_id: int | None = None,
    household_id: str | None = None,
    *,
    is_late_scope: bool = False,
) -> Facts:
    return Facts(
        id=op.id,
        body=op.body,
        author_id=op.author.user_id,
        made_at=op.est_to,
        village_id=village_id,
        household_id=household_id,
        is_late_scope=is_late_scope,
        is_clock_suspect=op.is_clock_suspect,
    )


def _known_kind(op: Incoming) -> Kind:
    if op.malformed is not None:
        raise rejected(OutcomeReason.MALFORMED, detail=op.malformed)
    # Before anything can make it wait: decided again, it would be judged by the grant it named, as its own.
    if op.author.standing == "foreign":
        raise rejected(OutcomeReason.FOREIGN_GRANT)
    if op.schema > SCHEMA:
        raise held(OutcomeReason.SCHEMA_NEWER)
    kind = KINDS.get(op.kind)
    if kind is None:
        raise held(OutcomeReason.KIND_UNKNOWN)
    # Another's id on something new would write over that record; none on a change waits for itself for ever.
    if kind.creates is not (op.record_id == op.id) or (kind.creates and op.prev is not None):
        raise rejected(OutcomeReason.MALFORMED, detail="record, prev")
    return kind


def _check_grant(op: Incoming) -> None:
    author = op.author
    if op.acceptance is not None:
        return
    if author.standing == "unknown":
        raise held(OutcomeReason.GRANT_UNKNOWN)
    if author.standing == "revoked":
        raise held(OutcomeReason.GRANT_REVOKED)
    if author.expires_at is not None and op.est_from >= author.expires_at:
        raise held(OutcomeReason.GRANT_EXPIRED)


def _find_record(world: World, op: Incoming, kind: Kind) -> Row:
    row = world.record(kind.record, op.record_id)
    if row is None:
        raise absent(world, op.record_id)
    return row


def _check_scope(op: Incoming, kind: Kind, village_id: int) -> bool:
    """Let pass what was in scope when it was made; return whether it no longer is."""
    role = {"as_supervisor": kind.supervisor, "as_leader": kind.leader}
    given = op.acceptance
    if (
        given is not None
        and not kind.supervisor
        and given.author.has(village_id, given.on, as_supervisor=True)
    ):
        return not op.author.has(village_id, clock.local_date())
    if op.author.has(village_id, clock.local_date(), **role):
        return False
    made_on = (clock.local_date(op.est_from), clock.local_date(op.est_to))
    if any(op.author.has(village_id, day, **role) for day in made_on):
        return True
    raise rejected(OutcomeReason.OUT_OF_SCOPE)


def _check_prev(world: World, op: Incoming, row: Row) -> None:
    if op.prev == row["head_op"]:
        return
    if op.prev is not None:
        previous = world.operations.get(op.prev)
        if previous is None or previous["outcome"] == OperationOutcome.HELD:
            if op.acceptance is not None:
                return
            raise held(OutcomeReason.PARENT_UNKNOWN, waits_for=op.prev)
        if previous["outcome"] == OperationOutcome.REJECTED:
            raise rejected(OutcomeReason.PARENT_REJECTED)
    raise Refused(OperationOutcome.CONFLICT, OutcomeReason.PREV_NOT_HEAD, head=row["head_op"])


def _check_state(op: Incoming, row: Row) -> None:
    if op.kind == "household.amend" and row["state"] == HouseholdState.MERGED:
        raise rejected(OutcomeReason.HOUSEHOLD_MERGED)
    if row["state"] not in FROM_STATES[op.kind]:
        raise rejected(OutcomeReason.STATE, state=str(row["state"]))


def _check_processing(household: Row | None) -> None:
    """Consent withdrawn stops processing; a withdrawn card takes nothing more."""
    if household is None:
        return
    if household["consent"] == ConsentStanding.WITHDRAWN:
        raise rejected(OutcomeReason.CONSENT_WITHDRAWN)
    if household["state"] != HouseholdState.ACTIVE:
        raise rejected(OutcomeReason.STATE, state=str(household["state"]))


def _no_rule(_world: World, _op: Incoming, facts: Facts, _row: Row | None) -> Facts:
    return facts


def _household_amend(_world: World, _op: Incoming, facts: Facts, row: Row | None) -> Facts:
    _check_processing(row)
    return facts


def _household_merge(world: World, op: Incoming, facts: Facts, row: Row | None) -> Facts:
    winner = world.record(RecordType.HOUSEHOLD, facts.household_id or "")
    if row is None or winner is None or winner["id"] == row["id"]:
        raise rejected(OutcomeReason.RULE, rule="merge_into_itself")
    if winner["state"] != HouseholdState.ACTIVE:
        raise rejected(OutcomeReason.STATE, state=str(winner["state"]))
    _check_scope(op, KINDS[op.kind], winner["village_id"])
    return facts


def _consent_give(world: World, op: Incoming, facts: Facts, _row: Row | None) -> Facts:
    household = world.record(RecordType.HOUSEHOLD, facts.household_id or "")
    if household is None or household["state"] != HouseholdState.ACTIVE:
        raise rejected(OutcomeReason.STATE)
    if household["consent"] == ConsentStanding.WITHDRAWN and was_taken_back(world, op, household):
        raise rejected(OutcomeReason.CONSENT_WITHDRAWN)
    return facts


def _assist(world: World, op: Incoming, facts: Facts, row: Row | None) -> Facts:
    """Rules shared by logging and amending: the record that would come of it must be sound."""
    if (
        row is not None
        and "household" in op.body
        and op.body["household"] is None
        and not op.body.get("village")
    ):
        facts.household_id, facts.village_id = None, row["village_id"]
    household = world.record(RecordType.HOUSEHOLD, facts.household_id) if facts.household_id else None
    if row is None or "household" in op.body:
        _check_processing(household)
    after = fold(op.kind, row, facts)
    check_worker(world, op, facts, after["happened_on"])
    if after["topic"] not in catalogue.topic_codes():
        raise rejected(OutcomeReason.UNKNOWN_TOPIC, topic=str(after["topic"])[:40])
    facts.is_possible_duplicate = after["household_id"] is not None and world.has_twin(after, op.record_id)
    facts.is_late = world.is_closed(after) or (row is not None and world.is_closed(row))
    facts.folded = flag(after, _dated(op, facts, after["happened_on"]))
    return facts


def _assist_withdraw(world: World, _op: Incoming, facts: Facts, row: Row | None) -> Facts:
    facts.is_late = row is not None and world.is_closed(row)
    return facts


def _is_ahead(day: date, op: Incoming) -> bool:
    """Refuse a day in the future, unless the phone's clock was the one to blame: then only flag it."""
    ahead = day > clock.local_date(op.est_to)
    if ahead and not op.is_clock_wrong:
        raise rejected(OutcomeReason.DATE_IN_FUTURE)
    return ahead


def _class_session(_world: World, op: Incoming, facts: Facts, row: Row | None) -> Facts:
    after = fold(op.kind, row, facts)
    if after["topic"] is None and after["lesson"] is None:
        raise rejected(OutcomeReason.RULE, rule="topic_or_lesson")
    if after["topic"] is not None and after["topic"] not in catalogue.topic_codes():
        raise rejected(OutcomeReason.UNKNOWN_TOPIC, topic=str(after["topic"])[:40])
    return _dated(op, facts, after["held_on"])


def _dated(op: Incoming, facts: Facts, day: date) -> Facts:
    if "on" in op.body and _is_ahead(day, op):
        facts.is_clock_suspect = True
    return facts


def _feedback(world: World, op: Incoming, facts: Facts, row: Row | None) -> Facts:
    if row is None or "household" in op.body:
        _check_processing(world.record(RecordType.HOUSEHOLD, facts.household_id or ""))
    after = fold(op.kind, row, facts)
    if not after["text"] and not after["voice"]:
        raise rejected(OutcomeReason.RULE, rule="text_or_voice")
    return facts


def _survey(_world: World, op: Incoming, facts: Facts, row: Row | None) -> Facts:
    return _dated(op, facts, fold(op.kind, row, facts)["surveyed_on"])


def _task_give(world: World, op: Incoming, facts: Facts, _row: Row | None) -> Facts:
    """A task goes to somebody who works in that village; one of a household, only while it is processed."""
    _check_processing(world.record(RecordType.HOUSEHOLD, facts.household_id or ""))
    check_worker(world, op, facts)
    return facts


def _ruling(world: World, op: Incoming, facts: Facts, _row: Row | None) -> Facts:
    """A supervisor rules on waiting work of their own villages, or of people who work there."""
    target = world.operations.get(str(op.body["op"]))
    if target is None:
        raise held(OutcomeReason.PARENT_UNKNOWN, waits_for=str(op.body["op"]))
    today = clock.local_date(op.est_to)
    if not any(op.author.has(id, today, as_supervisor=True) for id in world.reach_of(target)):
        raise rejected(OutcomeReason.OUT_OF_SCOPE)
    if target["outcome"] != OperationOutcome.HELD or target["kind"] in RULINGS:
        raise rejected(OutcomeReason.STATE, state=str(target["outcome"]))
    if op.kind == "op.accept" and target["reason"] not in WAIVABLE:
        raise rejected(OutcomeReason.RULE, rule="cannot_be_accepted")
    return facts


RULES: dict[str, Callable[[World, Incoming, Facts, Row | None], Facts]] = {
    "household.amend": _household_amend,
    "household.merge": _household_merge,
    "consent.give": _consent_give,
    "assist.log": _assist,
    "assist.amend": _assist,
    "assist.withdraw": _assist_withdraw,
    "class_session.hold": _class_session,
    "class_session.amend": _class_session,
    "feedback.raise": _feedback,
    "feedback.amend": _feedback,
    "village_survey.record": _survey,
    "task.give": _task_give,
    "op.accept": _ruling,
    "op.refuse": _ruling,
}
