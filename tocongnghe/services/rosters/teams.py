"""A list of teams: one for each village, and one for the commune itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from tocongnghe.i18n import N_
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import Fate, ListedRow, Remark
from tocongnghe.services.rosters.ground import Ground
from tocongnghe.services.rosters.reading import PLACE_HEADING, Column, RawRow
from tocongnghe.services.team_changes import Basis, change_team, form_team, usual_name

TEAM_HEADINGS = {
    Column.IGNORED: r"stt|tt|so thu tu|so thanh vien|ghi chu",
    Column.DECISION: r"(?:so )?(?:quyet dinh|qd)",
    Column.FROM_DAY: r"(?:tu |ke tu )?ngay|thanh lap",
    Column.NAME: r"ten to|to cong nghe",
    Column.PLACE: PLACE_HEADING + r"|cap|noi",
}
REPEATED = N_("The team of this place stands in row {row} already. Leave one of them out.")
RENAMED = N_("Name: {before} → {after}")
RENUMBERED = N_("Decision: {before} → {after}")


def judge_teams(ground: Ground, rows: Sequence[RawRow]) -> list[ListedRow]:
    """Return each row's fate: a new team, the same, or one whose name or decision changes."""
    seen: dict[int, int] = {}
    return [_judge(ground, row, seen) for row in rows]


def _judge(ground: Ground, row: RawRow, seen: dict[int, int]) -> ListedRow:
    day, problems = row.day(ground.on)
    place, missing = ground.find_place(row.get(Column.PLACE))
    problems += row.check(name=120, decision=60) + missing
    name, decision = row.get(Column.NAME), row.get(Column.DECISION) or None
    if place is not None and place.id in seen:
        problems += (Remark(REPEATED, {"row": str(seen[place.id])}),)
    changes: tuple[Remark, ...] = ()
    team = ground.teams.get(place.id) if place is not None else None
    if place is not None:
        seen.setdefault(place.id, row.number)
        name = name or (team.name if team else usual_name(place))
    if team is not None and name != team.name:
        changes += (Remark(RENAMED, {"before": team.name, "after": name}),)
    if team is not None and decision and decision != team.decision_number:
        changes += (Remark(RENUMBERED, {"before": team.decision_number or "—", "after": decision}),)
    fate = Fate.NEW if team is None else Fate.CHANGED if changes else Fate.SAME
    return ListedRow(
        row.number,
        Fate.WRONG if problems else fate,
        (place.name if place else row.get(Column.PLACE), name, decision or "", day.strftime("%d/%m/%Y")),
        problems or changes,
        {
            "team": team.id if team else None,
            "place": place.code if place else None,
            "name": name,
            "decision": decision,
            "on": day.isoformat(),
        },
    )


def write_teams(session: Session, actor: Actor, _ground: Ground, rows: Sequence[ListedRow]) -> int:
    """Form and change the teams of *rows*; return how many."""
    for row in rows:
        body = row.body
        basis = Basis(date.fromisoformat(body["on"]), body["decision"])
        if row.fate is Fate.NEW:
            form_team(session, actor, body["place"], body["name"], basis)
        else:
            change_team(session, actor, body["team"], body["name"], basis)
    return len(rows)
