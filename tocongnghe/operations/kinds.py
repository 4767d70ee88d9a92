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


_H, _C, _A = RecordType.HOUSEHOLD, RecordType.CONSENT, RecordType.ASSIST

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("household.add", _H, creates=True),
        Kind("household.amend", _H),
        Kind("household.withdraw", _H),
        Kind("household.merge", _H, supervisor=True),
        Kind("household.unmerge", _H, supervisor=True),
        Kind("consent.give", _C, creates=True),
        Kind("consent.withdraw", _C),
        Kind("assist.log", _A, creates=True),
        Kind("assist.amend", _A),
        Kind("assist.withdraw", _A),
        Kind("assist.approve", _A, supervisor=True),
        Kind("assist.unapprove", _A, supervisor=True),
        Kind("assist.return", _A, supervisor=True),
        Kind("assist.reopen", _A, supervisor=True),
    )
}
