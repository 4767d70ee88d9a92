"""What a list is judged against: the places, teams and people of a commune, read once for all rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe.i18n import N_
from tocongnghe.i18n.search import fold
from tocongnghe.models import Membership, Place, PlaceParent, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import Remark
from tocongnghe.services.village_names import bare_name
from tocongnghe.vocabulary import PlaceKind

NO_PLACE = N_(
    "No village of this commune is called “{name}”. Correct the name, or bring the list of villages in first."
)
TWO_PLACES = N_("More than one village is called “{name}”. Write the village's code instead, like {code}.")
COMMUNE_WORDS = {"", "xa", "phuong", "cap xa", "cap phuong", "to cap xa", "toan xa"}
"""What stands for the commune's own team."""


@dataclass
class Ground:
    """One commune on one day."""

    commune: Place
    on: date
    """The day from which rows hold that name none."""
    villages: list[Place] = field(default_factory=list)
    teams: dict[int, Team] = field(default_factory=dict)
    """Place id -> its team that has not ended."""
    members: list[tuple[Membership, User, Team]] = field(default_factory=list)
    """Of everybody who is or was in a team here, the latest last."""
    _by_name: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))

    def find_place(self, text: str) -> tuple[Place | None, tuple[Remark, ...]]:
        """Return the village or commune that *text* names, or why it is none."""
        folded = fold(text)
        if folded in COMMUNE_WORDS or folded == fold(self.commune.name):
            return self.commune, ()
        by_code = [place for place in self.villages if place.code == text]
        found = by_code or self._by_name.get(bare_name(text), [])
        exact = [place for place in found if fold(place.name) == folded]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0], ()
        if found:
            return None, (Remark(TWO_PLACES, {"name": text, "code": found[0].code}),)
        return None, (Remark(NO_PLACE, {"name": text}),)

    def add_village(self, place: Place) -> None:
        self.villages.append(place)
        self._by_name[bare_name(place.name)].append(place)


def survey_ground(session: Session, actor: Actor, commune: Place, on: date, *, lock: bool = False) -> Ground:
    """Return what there is in *commune*; locked, nobody else changes its teams until the session ends."""
    if lock:
        session.refresh(commune, with_for_update=True)
    ground = Ground(commune, on)
    villages = session.scalars(
        select(Place)
        .join(PlaceParent, PlaceParent.place_id == Place.id)
        .where(
            PlaceParent.parent_id == commune.id,
            Place.id.in_(actor.village_ids),
            Place.kind == PlaceKind.VILLAGE,
            Place.valid_to.is_(None),
        )
        .distinct()
        .order_by(Place.code)
    )
    for village in villages:
        ground.add_village(village)
    ours = {commune.id, *(village.id for village in ground.villages)}
    teams = session.scalars(
        select(Team)
        .where(Team.place_id.in_(ours), or_(Team.valid_to.is_(None), Team.valid_to > on))
        .order_by(Team.id)
    )
    ground.teams = {team.place_id: team for team in teams}
    members = session.execute(
        select(Membership, User, Team)
        .join(User, User.id == Membership.user_id)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.place_id.in_(actor.village_ids | actor.commune_ids))
        .order_by(Membership.valid_from, Membership.id)
    )
    ground.members = [(one, user, team) for one, user, team in members]
    return ground
