"""Folds of what a team does besides visits: classes, feedback, surveys, notices and tasks.

Of `operations.fold`, and as pure: it knows no tables.
"""

from __future__ import annotations

from collections.abc import Callable

from tocongnghe.operations.facts import Facts, Row, patch
from tocongnghe.vocabulary import (
    Acknowledged,
    AcknowledgementState,
    ClassState,
    FeedbackState,
    NoticeState,
    SurveyState,
    TaskState,
)

CLASS_FIELDS = {
    "on": "held_on",
    "topic": "topic",
    "lesson": "lesson",
    "steps": "steps",
    "women": "women_count",
    "men": "men_count",
    "over_60": "over_60_count",
    "language": "language",
    "note": "note",
}
FEEDBACK_FIELDS = {"category": "category", "text": "text", "voice": "voice"}
SURVEY_FIELDS = {
    "on": "surveyed_on",
    "power": "power",
    "mobile_signal": "mobile_signal",
    "fibre": "has_fibre",
    "cash_point": "has_cash_point",
    "source": "source",
}
NOTICE_FIELDS = {"title": "title", "text": "text", "until": "until_on"}
TASK_FIELDS = {"text": "text", "due": "due_on"}


def _class_hold(row: Row, facts: Facts) -> Row:
    row |= dict.fromkeys(CLASS_FIELDS.values())
    row |= {
        "village_id": facts.village_id,
        "state": ClassState.HELD,
        "author_id": facts.author_id,
        "logged_at": facts.made_at,
    }
    return patch(row, facts.body, CLASS_FIELDS)


def _class_amend(row: Row, facts: Facts) -> Row:
    return patch(row | {"village_id": facts.village_id}, facts.body, CLASS_FIELDS)


def _class_withdraw(row: Row, facts: Facts) -> Row:
    return row | {"state": ClassState.WITHDRAWN}


def _move(row: Row, facts: Facts) -> Row:
    return row | {"village_id": facts.village_id}


def _feedback_raise(row: Row, facts: Facts) -> Row:
    row |= dict.fromkeys(FEEDBACK_FIELDS.values())
    row |= {
        "village_id": facts.village_id,
        "household_id": facts.household_id,
        "state": FeedbackState.OPEN,
        "answer": None,
        "answered_by_id": None,
        "answered_at": None,
        "author_id": facts.author_id,
        "raised_at": facts.made_at,
    }
    return patch(row, facts.body, FEEDBACK_FIELDS)


def _feedback_amend(row: Row, facts: Facts) -> Row:
    row |= {"village_id": facts.village_id, "household_id": facts.household_id}
    return patch(row, facts.body, FEEDBACK_FIELDS)


def _feedback_withdraw(row: Row, facts: Facts) -> Row:
    return row | {"state": FeedbackState.WITHDRAWN}


def _feedback_answer(row: Row, facts: Facts) -> Row:
    return row | {
        "state": FeedbackState.ANSWERED,
        "answer": facts.body["text"],
        "answered_by_id": facts.author_id,
        "answered_at": facts.made_at,
    }


def _survey_record(row: Row, facts: Facts) -> Row:
    row |= dict.fromkeys(SURVEY_FIELDS.values())
    row |= {
        "village_id": facts.village_id,
        "state": SurveyState.RECORDED,
        "author_id": facts.author_id,
        "logged_at": facts.made_at,
    }
    return patch(row, facts.body, SURVEY_FIELDS)


def _acknowledge(of: Acknowledged) -> Callable[[Row, Facts], Row]:
    return lambda row, facts: (
        row
        | {
            "state": AcknowledgementState.DONE,
            "of": of,
            "subject": facts.body[str(of)],
            "text": facts.body.get("text"),
            "author_id": facts.author_id,
            "made_at": facts.made_at,
        }
    )


def _notice_post(row: Row, facts: Facts) -> Row:
    row |= dict.fromkeys(NOTICE_FIELDS.values())
    row |= {
        "village_id": facts.village_id,
        "state": NoticeState.POSTED,
        "readers": [],
        "author_id": facts.author_id,
        "posted_at": facts.made_at,
    }
    return patch(row, facts.body, NOTICE_FIELDS)


def _notice_withdraw(row: Row, facts: Facts) -> Row:
    return row | {"state": NoticeState.WITHDRAWN}


def _task_give(row: Row, facts: Facts) -> Row:
    to = facts.body.get("to")
    row |= dict.fromkeys(TASK_FIELDS.values())
    row |= {
        "village_id": facts.village_id,
        "household_id": facts.household_id,
        "state": TaskState.OPEN,
        "to_id": int(to) if to is not None else None,
        "done_by_id": None,
        "done_at": None,
        "done_text": None,
        "author_id": facts.author_id,
        "given_at": facts.made_at,
    }
    return patch(row, facts.body, TASK_FIELDS)


def _task_withdraw(row: Row, facts: Facts) -> Row:
    return row | {"state": TaskState.WITHDRAWN}


VILLAGE_FOLDS: dict[str, Callable[[Row, Facts], Row]] = {
    "class_session.hold": _class_hold,
    "class_session.amend": _class_amend,
    "class_session.withdraw": _class_withdraw,
    "class_session.move": _move,
    "feedback.raise": _feedback_raise,
    "feedback.amend": _feedback_amend,
    "feedback.withdraw": _feedback_withdraw,
    "feedback.answer": _feedback_answer,
    "feedback.move": _move,
    "village_survey.record": _survey_record,
    "village_survey.move": _move,
    "notice.post": _notice_post,
    "notice.withdraw": _notice_withdraw,
    "notice.read": _acknowledge(Acknowledged.NOTICE),
    "task.give": _task_give,
    "task.withdraw": _task_withdraw,
    "task.done": _acknowledge(Acknowledged.TASK),
}
