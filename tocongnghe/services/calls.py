"""Whom the commune should call, why, and what calls came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import Team, TeamCall, User
from tocongnghe.services.access import Actor
from tocongnghe.services.completeness import Completeness, VillageWeeks, find_completeness
from tocongnghe.services.late_phones import (
    CALL_FOR,
    LatePhone,
    TeamPeople,
    Trouble,
    list_phones,
    list_team_people,
)
from tocongnghe.services.tally_scope import find_scope
from tocongnghe.vocabulary import CallResult, Role

QUIET_DAYS = {
    CallResult.WILL_SEND: 7,
    CallResult.SIGNAL_GONE: 7,
    CallResult.PHONE_BROKEN: 7,
    CallResult.NO_WORK: 14,
    CallResult.NO_ANSWER: 1,
    CallResult.OTHERWISE: 7,
}
"""For how long nobody is asked to call the same team again."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was made."""

    result: CallResult
    text: str | None
    made_by: str | None
    made_at: datetime
    quiet_until_on: date


@dataclass(frozen=True, slots=True)
class PhoneTrouble:
    """Something about a phone that is worth a call."""

    phone: LatePhone
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class CallToMake:
    """A team to call: its leaders, and why."""

    team_id: int
    team: str
    place: str
    leaders: tuple[tuple[str, str | None], ...]
    silent: VillageWeeks | None
    has_no_phone: bool
    phones: tuple[PhoneTrouble, ...]
    last: Call | None

    def is_due(self, today: date) -> bool:
        return self.last is None or self.last.quiet_until_on <= today


@dataclass(frozen=True, slots=True)
class Completion:
    """All that the page of completeness shows."""

    weeks: Completeness
    phones: tuple[LatePhone, ...]
    to_call: tuple[CallToMake, ...]
    called: tuple[CallToMake, ...]
    """Whom somebody called, and who need not be called again yet."""

    @property
    def late_phones(self) -> int:
        return sum(bool(CALL_FOR & set(phone.troubles)) for phone in self.phones)


def find_completion(session: Session, actor: Actor, today: date) -> Completion:
    """Return who told what in the last weeks, the phones, and whom to call.

    Raises:
        Forbidden: Nobody of the commune.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    weeks = find_completeness(session, actor, today)
    teams = list_team_people(session, find_scope(session, actor), today)
    phones = list_phones(session, teams, clock.now())
    last = _last_calls(session, [team.id for team in teams])
    wanted = [call for call in _calls(weeks, teams, phones, last) if _is_wanted(call)]
    return Completion(
        weeks,
        tuple(phones),
        tuple(call for call in wanted if call.is_due(today)),
        tuple(call for call in wanted if not call.is_due(today)),
    )


def count_calls(session: Session, actor: Actor, today: date) -> int:
    """Return how many teams somebody should call today."""
    return len(find_completion(session, actor, today).to_call)


def note_call(
    session: Session, actor: Actor, team_id: int, result: CallResult, text: str | None, today: date
) -> TeamCall:
    """Write down that the actor called a team, and what came of it.

    Raises:
        Forbidden: No supervisor.
        NotFound: No team of the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    places = actor.village_ids | actor.commune_ids
    if session.scalar(select(Team.id).where(Team.id == team_id, Team.place_id.in_(places))) is None:
        raise NotFound("no such team in this commune")
    call = TeamCall(
        team_id=team_id,
        result=result,
        text=text,
        quiet_until_on=today + timedelta(days=QUIET_DAYS[result]),
        made_by_id=actor.user_id,
        made_at=clock.now(),
    )
    session.add(call)
    session.flush()
    return call


def _calls(
    weeks: Completeness, teams: Sequence[TeamPeople], phones: list[LatePhone], last: dict[int, Call]
) -> list[CallToMake]:
    """Return every team with what there is to say to it; a silent village is asked of its first team."""
    silent = {village.id: village for village in weeks.silent}
    calls = []
    for team in teams:
        own = [phone for phone in phones if team.id in phone.teams]
        troubles = (
            PhoneTrouble(phone, trouble) for phone in own for trouble in phone.troubles if trouble in CALL_FOR
        )
        calls.append(
            CallToMake(
                team.id,
                team.name,
                team.place,
                tuple(team.leaders),
                silent.pop(team.place_id, None),
                has_no_phone=not own,
                phones=tuple(troubles),
                last=last.get(team.id),
            )
        )
    return sorted(calls, key=_longest_first)


def _is_wanted(call: CallToMake) -> bool:
    return call.silent is not None or call.has_no_phone or bool(call.phones)


def _longest_first(call: CallToMake) -> tuple[bool, date, int]:
    since = call.silent.last_on if call.silent else None
    return (call.silent is None, since or date.min, -len(call.phones))


def _last_calls(session: Session, team_ids: list[int]) -> dict[int, Call]:
    newest = select(func.max(TeamCall.id)).where(TeamCall.team_id.in_(team_ids)).group_by(TeamCall.team_id)
    rows = session.execute(
        select(TeamCall, User.name)
        .outerjoin(User, User.id == TeamCall.made_by_id)
        .where(TeamCall.id.in_(newest))
    )
    return {
        call.team_id: Call(call.result, call.text, name, call.made_at, call.quiet_until_on)
        for call, name in rows
    }
