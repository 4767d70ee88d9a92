"""Teams as a table: where they are, since when, how many they are, what they did in some days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from tocongnghe.i18n import gettext as _
from tocongnghe.models import Membership, Place, Team, User
from tocongnghe.services.areas import places_in
from tocongnghe.services.contributions import Share, Side, find_contributions
from tocongnghe.services.exports.facts import facts_of, meanings_of
from tocongnghe.services.exports.order import Asked
from tocongnghe.services.exports.table import Field, Table
from tocongnghe.services.exports.tallies import communes_of
from tocongnghe.services.sheets import Kind, Value
from tocongnghe.vocabulary import LABELS, Role


@dataclass(slots=True)
class People:
    """Who is in a team on a day."""

    members: int = 0
    leaders: int = 0
    organisations: set[str] = field(default_factory=set)
    names: list[str] = field(default_factory=list)


def teams_table(session: Session, asked: Asked) -> Table:
    """Return the teams that there are on the last day; with a first day, also what they did since."""
    names = asked.order.is_identified
    fields = (*_fields(), *((Field("member_names", _("Members")),) if names else ()))
    return Table(
        name="teams-names" if names else "teams",
        title=_("The teams"),
        fields=fields,
        rows=_rows(session, asked, communes_of(session, asked)),
        facts=facts_of(
            asked,
            _("Teams that there are on the last day, and their work in the days asked for"),
            _("Provisional includes what waits for review; official is only what was approved."),
            meanings_of(fields),
            has_names=names,
        ),
        made_at=asked.at,
        head={
            "place_code": asked.place.code,
            "place_name": asked.place.name,
            "from_day": asked.order.from_day,
            "to_day": asked.order.to_day,
            "identified": "yes" if names else "no",
        },
    )


def _fields() -> tuple[Field, ...]:
    return (
        Field("commune_code", _("Code of the commune"), width=14),
        Field("commune_name", _("Commune")),
        Field("place_code", _("Code of the place"), Kind.TEXT, _("Of the village, or of the commune itself")),
        Field("place_name", _("Place")),
        Field("team", _("Team")),
        Field("decision_number", _("Decision number")),
        Field("since", _("Since"), Kind.DAY),
        Field("members", _("Members"), Kind.WHOLE, _("On the last day; leaders are members, too")),
        Field("leaders", _("Leaders"), Kind.WHOLE),
        Field("organisations", _("Organisations"), Kind.WHOLE, _("From how many the members come")),
        Field("visits_official", f"{_('Visits')}, {_('official')}", Kind.WHOLE),
        Field("visits_provisional", f"{_('Visits')}, {_('provisional')}", Kind.WHOLE),
        Field("helped_official", f"{_('Households helped')}, {_('official')}", Kind.WHOLE),
        Field("helped_provisional", f"{_('Households helped')}, {_('provisional')}", Kind.WHOLE),
    )


def _rows(session: Session, asked: Asked, communes: list[Place]) -> Iterator[Sequence[Value]]:
    order, on = asked.order, asked.order.to_day
    for commune in communes:
        places = {place.id: place for place in (commune, *places_in(session, commune))}
        teams = session.scalars(
            select(Team)
            .where(Team.place_id.in_(places), Team.valid_from <= on, _still_holds(Team, on))
            .order_by(Team.name, Team.id)
        ).all()
        people = _people(session, [team.id for team in teams], on)
        shares = _shares(session, asked, commune) if teams else {}
        for team in sorted(teams, key=lambda team: places[team.place_id].code):
            place, found = places[team.place_id], people[team.id]
            yield (
                *(commune.code, commune.name, place.code, place.name),
                *(team.name, team.decision_number, team.valid_from),
                *(found.members, found.leaders, len(found.organisations)),
                *_work(shares.get(team.id)),
                *(("; ".join(found.names),) if order.is_identified else ()),
            )


def _still_holds(table: type[Team] | type[Membership], on: date) -> ColumnElement[bool]:
    return or_(table.valid_to.is_(None), table.valid_to > on)


def _people(session: Session, team_ids: list[int], on: date) -> dict[int, People]:
    found: dict[int, People] = defaultdict(People)
    rows = session.execute(
        select(Membership.team_id, Membership.role, Membership.organisation, User.name)
        .join(User, User.id == Membership.user_id)
        .where(Membership.team_id.in_(team_ids), Membership.valid_from <= on, _still_holds(Membership, on))
        .order_by(User.name)
    )
    for team_id, role, organisation, name in rows:
        people = found[team_id]
        people.members += 1
        people.leaders += role is Role.LEADER
        people.organisations |= {organisation} if organisation else set()
        people.names.append(f"{name} ({_(LABELS[role])})" if role is Role.LEADER else name)
    return found


def _shares(session: Session, asked: Asked, commune: Place) -> dict[int, Share]:
    order = asked.order
    if order.from_day is None:
        return {}
    work = find_contributions(
        *(session, asked.actor, Side.TEAM, order.from_day, order.to_day),
        commune=commune.code,
        topic=order.topic,
    )
    return {share.key: share for share in work.shares if isinstance(share.key, int)}


def _work(share: Share | None) -> tuple[int | None, ...]:
    """Return the figures of a team; none at all where nothing ever came: no data is not 0."""
    if share is None or not share.has_reported:
        return (None, None, None, None)
    return (share.approved, share.provisional, share.households_official, share.households_provisional)
