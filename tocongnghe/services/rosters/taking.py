"""A list judged, and taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.errors import NotFound
from tocongnghe.models import Place
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import Fate, ListedRow, RowsPreview
from tocongnghe.services.rosters.ground import Ground, survey_ground
from tocongnghe.services.rosters.kinds import ROSTERS, RosterKind
from tocongnghe.services.rosters.reading import Raws
from tocongnghe.vocabulary import PlaceKind, Role

__all__ = ["Ground", "ListChanged", "judge_roster", "take_roster"]


class ListChanged(Exception):
    """Somebody changed the commune since the list was looked at; it has to be looked at again."""


def judge_roster(
    session: Session, actor: Actor, kind: RosterKind, raws: Raws, commune: str | None, on: date
) -> RowsPreview:
    """Return what would become of each row; nothing is written.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a commune of the actor's.
    """
    ground = survey_ground(session, actor, _commune(session, actor, commune), on)
    return RowsPreview(tuple(ROSTERS[kind].judge(ground, raws.rows)), raws.typing)


def take_roster(
    session: Session,
    actor: Actor,
    kind: RosterKind,
    raws: Raws,
    commune: str | None,
    on: date,
    seen: Sequence[Fate],
) -> int:
    """Write the new and the changed rows, all of them; return how many.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not a commune of the actor's.
        ListChanged: A row's fate is not the one that was *seen* any more.
    """
    ground = survey_ground(session, actor, _commune(session, actor, commune), on, lock=True)
    rows: list[ListedRow] = ROSTERS[kind].judge(ground, raws.rows)
    if [row.fate for row in rows] != list(seen) or Fate.WRONG in seen:
        raise ListChanged
    return ROSTERS[kind].write(
        session, actor, ground, [row for row in rows if row.fate in (Fate.NEW, Fate.CHANGED)]
    )


def _commune(session: Session, actor: Actor, code: str | None) -> Place:
    actor.require(Role.SUPERVISOR)
    communes = session.scalars(
        select(Place)
        .where(Place.id.in_(actor.commune_ids), Place.kind == PlaceKind.COMMUNE)
        .order_by(Place.code)
    ).all()
    found = next((place for place in communes if code in (None, place.code)), None)
    if found is None:
        raise NotFound("not a commune of the actor's")
    return found
