"""A list of team members: told apart by phone number and by name, each joined to the team of their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from tocongnghe.i18n import N_
from tocongnghe.i18n.search import fold
from tocongnghe.models import Membership, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import Fate, ListedRow, Remark, as_name, name_problem, phone_in
from tocongnghe.services.rosters.ground import Ground
from tocongnghe.services.rosters.reading import PLACE_HEADING, Column, RawRow
from tocongnghe.services.team_changes import Basis, Person, Work, change_work, correct_person, join_team
from tocongnghe.vocabulary import Role

MEMBER_HEADINGS = {
    Column.IGNORED: (
        r"stt|tt|so thu tu|(?:ngay|nam)(?: thang nam)? sinh|gioi tinh|dan toc|ghi chu"
        r"|(?:so )?(?:the )?(?:cccd|cmnd|can cuoc|dinh danh)"
    ),
    Column.PHONE: r"(?:so )?(?:dien thoai|dt|dtdd)|sdt",
    Column.DECISION: r"(?:so )?(?:quyet dinh|qd)",
    Column.FROM_DAY: r"(?:tu |ke tu )?ngay|tham gia tu",
    Column.ROLE: r"vai tro|chuc vu|chuc danh|nhiem vu",
    Column.ORGANISATION: r"don vi|to chuc|co quan",
    Column.NAME: r"ho (?:va )?ten|ten thanh vien|thanh vien",
    Column.PLACE: PLACE_HEADING + r"|to(?: cua)?(?: thon)?",
}
NO_NAME = N_("No name of a member")
NO_PHONE = N_("The phone number was not understood. A number looks like 0912 345 678.")
NO_ROLE = N_("The role “{role}” is not known. Write “Tổ trưởng” or “Thành viên”.")
NO_TEAM = N_("{place} has no team. Bring in the list of teams first, or form the team on its page.")
PHONE_TWICE = N_("Row {row} has the same phone number under another name. Correct one of them.")
ROW_TWICE = N_("The same person stands in row {row} already. Leave one of them out.")
PHONE_OF_OTHER = N_("This phone number is known as that of {name}. Correct the number or the name.")
NAME_ELSEWHERE = N_(
    "Somebody of this name is in the team of {place}. Write the phone number to tell them apart."
)
ALSO_ELSEWHERE = N_("Is in the team of {place} already, and joins this one, too")
NEW_PHONE = N_("Phone number: {before} → {after}")
NEW_ROLE = N_("Role: {before} → {after}")
NEW_ORGANISATION = N_("Organisation: {before} → {after}")
BEFORE_JOINED = N_("Is in the team since {day}; a change cannot begin before. Correct the day.")
BEFORE_TEAM = N_("The team was formed later, on {day}. Correct the day.")
ROLES = {
    "to truong": Role.LEADER,
    "truong": Role.LEADER,
    "doi truong": Role.LEADER,
    "thanh vien": Role.MEMBER,
    "to vien": Role.MEMBER,
    "uy vien": Role.MEMBER,
    "to pho": Role.MEMBER,
    "pho": Role.MEMBER,
    "": Role.MEMBER,
}
ROLE_WORDS = {Role.LEADER: "Tổ trưởng", Role.MEMBER: "Thành viên"}
"""As the list writes them."""


@dataclass
class _Seen:
    """What earlier rows of the file said."""

    phones: dict[str, tuple[int, str]] = field(default_factory=dict)
    people: dict[tuple[int, str, str | None], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Said:
    """A row as it is understood."""

    name: str
    phone: str | None
    role: Role
    organisation: str | None
    team: Team | None
    day: date


def judge_members(ground: Ground, rows: Sequence[RawRow]) -> list[ListedRow]:
    """Return each row's fate: somebody new, somebody known who joins or changes, or the same."""
    seen = _Seen()
    return [_judge(ground, row, seen) for row in rows]


def _judge(ground: Ground, row: RawRow, seen: _Seen) -> ListedRow:
    said, problems, place_name = _understand(ground, row)
    user, membership, found = _find(ground, said)
    remarks = found if not problems else ()
    problems += _repeated(said, row.number, seen) if said.team is not None else ()
    if any(remark.msgid in (PHONE_OF_OTHER, NAME_ELSEWHERE) for remark in remarks):
        problems += remarks
    fate = Fate.NEW
    if membership is not None and user is not None:
        remarks = _changes(said, row, user, membership)
        fate = Fate.CHANGED if remarks else Fate.SAME
        if remarks and said.day < membership.valid_from:
            problems += (Remark(BEFORE_JOINED, {"day": membership.valid_from.strftime("%d/%m/%Y")}),)
    decision = row.get(Column.DECISION) or None
    return ListedRow(
        row.number,
        Fate.WRONG if problems else fate,
        (
            said.name,
            said.phone or row.get(Column.PHONE),
            place_name,
            ROLE_WORDS[said.role],
            said.organisation or "",
            said.day.strftime("%d/%m/%Y"),
        ),
        problems or remarks,
        {
            "team": said.team.id if said.team else None,
            "user": user.id if user else None,
            "membership": membership.id if membership else None,
            "name": said.name,
            "phone": said.phone or (user.phone if user else None),
            "role": str(said.role if row.get(Column.ROLE) or membership is None else membership.role),
            "organisation": said.organisation or (membership.organisation if membership else None),
            "decision": decision,
            "on": said.day.isoformat(),
        },
    )


def _understand(ground: Ground, row: RawRow) -> tuple[_Said, tuple[Remark, ...], str]:
    name, number = as_name(row.get(Column.NAME)), row.get(Column.PHONE)
    day, problems = row.day(ground.on)
    place, missing = ground.find_place(row.get(Column.PLACE))
    problems += row.check(organisation=120, decision=60) + missing
    wrong_name = name_problem(name) if name else NO_NAME
    if wrong_name:
        problems += (Remark(wrong_name),)
    phone = phone_in(number) if number else None
    if number and phone is None:
        problems += (Remark(NO_PHONE),)
    role = ROLES.get(fold(row.get(Column.ROLE)))
    if role is None:
        problems += (Remark(NO_ROLE, {"role": row.get(Column.ROLE)}),)
    team = ground.teams.get(place.id) if place is not None else None
    if place is not None and team is None:
        problems += (Remark(NO_TEAM, {"place": place.name}),)
    if team is not None and day < team.valid_from and not row.get(Column.FROM_DAY):
        day = team.valid_from
    elif team is not None and day < team.valid_from:
        problems += (Remark(BEFORE_TEAM, {"day": team.valid_from.strftime("%d/%m/%Y")}),)
    said = _Said(name, phone, role or Role.MEMBER, row.get(Column.ORGANISATION) or None, team, day)
    return said, problems, place.name if place else row.get(Column.PLACE)


def _repeated(said: _Said, number: int, seen: _Seen) -> tuple[Remark, ...]:
    problems: tuple[Remark, ...] = ()
    if said.phone is not None:
        row, name = seen.phones.setdefault(said.phone, (number, said.name))
        if fold(name) != fold(said.name):
            problems += (Remark(PHONE_TWICE, {"row": str(row)}),)
    key = (said.team.id if said.team else 0, fold(said.name), said.phone)
    first = seen.people.setdefault(key, number)
    if first != number:
        problems += (Remark(ROW_TWICE, {"row": str(first)}),)
    return problems


def _find(ground: Ground, said: _Said) -> tuple[User | None, Membership | None, tuple[Remark, ...]]:
    """Return who is meant and their membership of that team; remarks say what is doubtful or wrong."""
    known = {user.id: user for _, user, _ in ground.members}
    places = {team.id: _place_name(ground, team) for _, _, team in ground.members}
    by_phone = [user for user in known.values() if said.phone is not None and user.phone == said.phone]
    if by_phone and all(fold(user.name) != fold(said.name) for user in by_phone):
        return None, None, (Remark(PHONE_OF_OTHER, {"name": by_phone[0].name}),)
    present = [
        (one, user, team)
        for one, user, team in ground.members
        if (one.valid_to is None or one.valid_to > said.day) and fold(user.name) == fold(said.name)
    ]
    here = [each for each in present if said.team is not None and each[2].id == said.team.id]
    theirs = [each for each in here if not by_phone or each[1].id == by_phone[0].id]
    if theirs and (by_phone or len(theirs) == 1):
        return theirs[-1][1], theirs[-1][0], ()
    if by_phone:
        elsewhere = next((team for _, user, team in present if user.id == by_phone[0].id), None)
        told = {"place": places[elsewhere.id]} if elsewhere else {}
        return by_phone[0], None, (Remark(ALSO_ELSEWHERE, told),) if elsewhere else ()
    if present and said.phone is None:
        return None, None, (Remark(NAME_ELSEWHERE, {"place": places[present[0][2].id]}),)
    return None, None, ()


def _place_name(ground: Ground, team: Team) -> str:
    places = {place.id: place.name for place in [ground.commune, *ground.villages]}
    return places.get(team.place_id, team.name)


def _changes(said: _Said, row: RawRow, user: User, one: Membership) -> tuple[Remark, ...]:
    changes: tuple[Remark, ...] = ()
    if said.phone is not None and said.phone != user.phone:
        changes += (Remark(NEW_PHONE, {"before": user.phone or "—", "after": said.phone}),)
    if row.get(Column.ROLE) and said.role != one.role:
        changes += (Remark(NEW_ROLE, {"before": ROLE_WORDS[one.role], "after": ROLE_WORDS[said.role]}),)
    if said.organisation and said.organisation != one.organisation:
        words = {"before": one.organisation or "—", "after": said.organisation}
        changes += (Remark(NEW_ORGANISATION, words),)
    return changes


def write_members(session: Session, actor: Actor, _ground: Ground, rows: Sequence[ListedRow]) -> int:
    """Let the people of *rows* join, or change what they are; return how many rows took effect."""
    for row in rows:
        body = row.body
        basis = Basis(date.fromisoformat(body["on"]), body["decision"])
        person = Person(body["name"], body["phone"])
        work = Work(Role(body["role"]), body["organisation"])
        if row.fate is Fate.NEW:
            join_team(session, actor, body["team"], body["user"] or person, work, basis)
        else:
            correct_person(session, actor, body["membership"], person)
            change_work(session, actor, body["membership"], work, basis)
    return len(rows)
