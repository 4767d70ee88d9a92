"""The kinds of operation that this version knows (protocol §9)."""

from __future__ import annotations

from dataclasses import dataclass

from tocongnghe.vocabulary import RecordType

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind does, to what, and who may."""

    name: str
    record: RecordType
    creates: bool = False
    supervisor: bool = False
    leader: bool = False
    """For leaders of the village's team and supervisors."""
    about: RecordType | None = None
    """What its body names that must be there; it is about the village of that, and part of its row."""
    placeless: bool = False
    """It is about no village: whoever may speak at all may say it, or its own rule judges."""
    by_change: bool = False
    """A change of places puts the record into another village; nobody says so but the server."""


_H, _C, _A = RecordType.HOUSEHOLD, RecordType.CONSENT, RecordType.ASSIST
_L, _F, _S = RecordType.CLASS_SESSION, RecordType.FEEDBACK, RecordType.VILLAGE_SURVEY
_N, _T = RecordType.NOTICE, RecordType.TASK
_K, _R = RecordType.ACKNOWLEDGEMENT, RecordType.RULING

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("household.add", _H, creates=True),
        Kind("household.amend", _H),
        Kind("household.withdraw", _H),
        Kind("household.merge", _H, supervisor=True),
        Kind("household.unmerge", _H, supervisor=True),
        Kind("household.move", _H, supervisor=True, by_change=True),
        Kind("consent.give", _C, creates=True),
        Kind("consent.withdraw", _C),
        Kind("assist.log", _A, creates=True),
        Kind("assist.amend", _A),
        Kind("assist.withdraw", _A),
        Kind("assist.approve", _A, supervisor=True),
        Kind("assist.unapprove", _A, supervisor=True),
        Kind("assist.return", _A, supervisor=True),
        Kind("assist.reopen", _A, supervisor=True),
        Kind("assist.move", _A, supervisor=True, by_change=True),
        Kind("class_session.hold", _L, creates=True),
        Kind("class_session.amend", _L),
        Kind("class_session.withdraw", _L),
        Kind("class_session.move", _L, supervisor=True, by_change=True),
        Kind("feedback.raise", _F, creates=True),
        Kind("feedback.amend", _F),
        Kind("feedback.withdraw", _F),
        Kind("feedback.answer", _F, supervisor=True),
        Kind("feedback.move", _F, supervisor=True, by_change=True),
        Kind("village_survey.record", _S, creates=True),
        Kind("village_survey.move", _S, supervisor=True, by_change=True),
        Kind("notice.post", _N, creates=True, supervisor=True),
        Kind("notice.withdraw", _N, supervisor=True),
        Kind("notice.read", _K, creates=True, about=_N),
        Kind("task.give", _T, creates=True, leader=True),
        Kind("task.withdraw", _T, leader=True),
        Kind("task.done", _K, creates=True, about=_T),
        Kind("op.accept", _R, creates=True, supervisor=True, placeless=True),
        Kind("op.refuse", _R, creates=True, supervisor=True, placeless=True),
    )
}

RULINGS = frozenset(name for name, kind in KINDS.items() if kind.record is RecordType.RULING)
