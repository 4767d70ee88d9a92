"""Operations → record, purely: the row after an operation, given the row before.

Every rule about *whether* an operation applies is in `decide`; here it does.
The same functions rebuild any record from its operations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tocongnghe.operations.facts import Facts, Row, patch
from tocongnghe.operations.fold_village import VILLAGE_FOLDS
from tocongnghe.vocabulary import (
    AssistOutcome,
    AssistState,
    ConsentStanding,
    ConsentState,
    HouseholdState,
    RulingVerdict,
    TaskState,
)

HOUSEHOLD_FIELDS = {
    "head_name": "head_name",
    "people": "people_count",
    "children_under_16": "children_under_16_count",
    "language": "language",
    "phone": "phone",
    "has_smartphone": "has_smartphone",
    "has_electricity": "has_electricity",
    "has_signal": "has_signal",
    "poverty": "poverty",
    "poverty_year": "poverty_year",
    "roster": "roster",
    "note": "note",
}
ASSIST_FIELDS = {
    "slot": "slot",
    "topic": "topic",
    "outcome": "outcome",
    "reason": "reason",
    "stage": "stage",
    "last_used": "last_used",
    "on": "happened_on",
    "people": "people_count",
    "details": "details",
    "follow_up_on": "follow_up_on",
    "note": "note",
    "voice": "voice",
    "paper": "paper_number",
}


MOVES = {"household.move", "assist.move", "class_session.move", "feedback.move", "village_survey.move"}
"""They put a record into another village and are no version of it: phones' work on its head still fits."""


def fold(kind: str, row: Mapping[str, Any] | None, facts: Facts) -> Row:
    """Return the record's row after the operation; *row* is None for one that creates it.

    `id`, `seq` are the caller's to set on a new row.
    """
    after = FOLDS[kind](dict(row or {}), facts)
    if kind not in MOVES:
        after["head_op"] = facts.id
    after["is_late_scope"] = bool(after.get("is_late_scope")) or facts.is_late_scope
    after["is_clock_suspect"] = bool(after.get("is_clock_suspect")) or facts.is_clock_suspect
    return after


def fold_consent_into_household(kind: str, row: Mapping[str, Any], facts: Facts) -> Row:
    """Return the household's row after a consent operation about the whole household.

    Its `head_op` stays: consent is no version of the household's card.
    """
    standing = ConsentStanding.GIVEN if kind == "consent.give" else ConsentStanding.WITHDRAWN
    return dict(row) | {"consent": standing}


def fold_into_subject(kind: str, row: Mapping[str, Any], facts: Facts) -> Row:
    """Return the row of a notice after it was read, of a task after it was done.

    Its `head_op` stays, and a second time changes nothing: the first to arrive did it.
    """
    after = dict(row)
    if kind == "notice.read":
        if facts.author_id is not None and facts.author_id not in row["readers"]:
            after["readers"] = [*row["readers"], facts.author_id]
    elif row["state"] == TaskState.OPEN:
        after |= {
            "state": TaskState.DONE,
            "done_by_id": facts.author_id,
            "done_at": facts.made_at,
            "done_text": facts.body.get("text"),
        }
    return after


def _household_add(row: Row, facts: Facts) -> Row:
    row |= dict.fromkeys(HOUSEHOLD_FIELDS.values())
    row |= {
        "village_id": facts.village_id,
        "state": HouseholdState.ACTIVE,
        "consent": ConsentStanding.NOT_ASKED,
        "merged_into_id": None,
        "moved_on": None,
        "moved_from_id": None,
        "moved_at": None,
        "author_id": facts.author_id,
        "created_at": facts.made_at,
    }
    if facts.former_until is not None and facts.former_id != facts.village_id:
        moved = (facts.former_until, facts.former_id, facts.made_at)
        row["moved_on"], row["moved_from_id"], row["moved_at"] = moved
    return patch(row, facts.body, HOUSEHOLD_FIELDS)


def _household_amend(row: Row, facts: Facts) -> Row:
    if facts.village_id is not None:
        row["village_id"] = facts.village_id
    return patch(row, facts.body, HOUSEHOLD_FIELDS)


def _household_withdraw(row: Row, facts: Facts) -> Row:
    return row | {"state": HouseholdState.WITHDRAWN}


def _household_merge(row: Row, facts: Facts) -> Row:
    return row | {"state": HouseholdState.MERGED, "merged_into_id": facts.household_id}


def _household_unmerge(row: Row, facts: Facts) -> Row:
    return row | {"state": HouseholdState.ACTIVE, "merged_into_id": None}


def _household_move(row: Row, facts: Facts) -> Row:
    since = facts.body.get("since")
    return row | {
        "village_id": facts.village_id,
        "moved_on": date.fromisoformat(since) if since else None,
        "moved_from_id": row["village_id"] if since else None,
        "moved_at": facts.made_at if since else None,
    }


def _assist_move(row: Row, facts: Facts) -> Row:
    return row | {"village_id": facts.village_id}


def _consent_give(row: Row, facts: Facts) -> Row:
    body = facts.body
    return row | {
        "village_id": facts.village_id,
        "household_id": facts.household_id,
        "state": ConsentState.GIVEN,
        "slot": body.get("slot"),
        "text_version": body["text_version"],
        "language": body["language"],
        "method": body["method"],
        "witness": body.get("witness"),
        "author_id": facts.author_id,
        "given_at": facts.made_at,
        "withdrawn_at": None,
        "withdraw_reason": None,
    }


def _consent_withdraw(row: Row, facts: Facts) -> Row:
    return row | {
        "state": ConsentState.WITHDRAWN,
        "withdrawn_at": facts.made_at,
        "withdraw_reason": facts.body.get("reason"),
    }


def _assist_log(row: Row, facts: Facts) -> Row:
    """Whoever gave the help is its author; who only entered it from a paper form stands beside."""
    helper = facts.body.get("helper")
    row |= dict.fromkeys(ASSIST_FIELDS.values())
    row |= {
        "village_id": facts.village_id,
        "household_id": facts.household_id,
        "state": AssistState.SUBMITTED,
        "author_id": int(helper) if helper else facts.author_id,
        "entered_by_id": facts.author_id if helper else None,
        "logged_at": facts.made_at,
        "review_reason": None,
        "review_text": None,
        "reviewed_at": None,
        "is_late": False,
    }
    return flag(patch(row, facts.body, ASSIST_FIELDS), facts)


def flag(row: Row, facts: Facts) -> Row:
    """Give the row of an assist the flags of *facts*: those that deciding finds when it knows the row."""
    row["is_late"] = row["is_late"] or facts.is_late
    row["is_possible_duplicate"] = facts.is_possible_duplicate
    row["is_clock_suspect"] = bool(row.get("is_clock_suspect")) or facts.is_clock_suspect
    return row


def _assist_amend(row: Row, facts: Facts) -> Row:
    """A corrected assist waits for review again, whatever it waited for before."""
    if "household" in facts.body or "village" in facts.body:
        row |= {"household_id": facts.household_id, "village_id": facts.village_id}
    row = patch(row, facts.body, ASSIST_FIELDS)
    if row["outcome"] != AssistOutcome.NOT_POSSIBLE:
        row["reason"] = None
    row["state"] = AssistState.SUBMITTED
    return flag(row, facts)


def _assist_withdraw(row: Row, facts: Facts) -> Row:
    return row | {"state": AssistState.WITHDRAWN, "is_late": row["is_late"] or facts.is_late}


def _assist_approve(row: Row, facts: Facts) -> Row:
    cleared = {"review_reason": None, "review_text": None}
    return row | cleared | {"state": AssistState.APPROVED, "reviewed_at": facts.made_at}


def _assist_unapprove(row: Row, facts: Facts) -> Row:
    return row | {"state": AssistState.SUBMITTED, "reviewed_at": None}


def _assist_return(row: Row, facts: Facts) -> Row:
    return row | {
        "state": AssistState.RETURNED,
        "review_reason": facts.body["reason"],
        "review_text": facts.body.get("text"),
        "reviewed_at": facts.made_at,
    }


def _rule(verdict: RulingVerdict) -> Callable[[Row, Facts], Row]:
    return lambda row, facts: (
        row
        | {
            "state": verdict,
            "operation_id": facts.body["op"],
            "text": facts.body.get("text"),
            "village_code": facts.body.get("village"),
            "author_id": facts.author_id,
            "ruled_at": facts.made_at,
        }
    )


FOLDS: dict[str, Callable[[Row, Facts], Row]] = VILLAGE_FOLDS | {
    "household.add": _household_add,
    "household.amend": _household_amend,
    "household.withdraw": _household_withdraw,
    "household.merge": _household_merge,
    "household.unmerge": _household_unmerge,
    "household.move": _household_move,
    "consent.give": _consent_give,
    "consent.withdraw": _consent_withdraw,
    "assist.log": _assist_log,
    "assist.amend": _assist_amend,
    "assist.withdraw": _assist_withdraw,
    "assist.approve": _assist_approve,
    "assist.unapprove": _assist_unapprove,
    "assist.return": _assist_return,
    "assist.reopen": _assist_return,
    "assist.move": _assist_move,
    "op.accept": _rule(RulingVerdict.ACCEPTED),
    "op.refuse": _rule(RulingVerdict.REFUSED),
}
