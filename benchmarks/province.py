"""A made-up province of any number of assists, written straight into the tables.

Its records and their counts are what desks read; its operations are copies of
one, and their chain says nothing. Nobody in it exists.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from benchmarks.caller import TOPICS, Caller, through_client
from benchmarks.copies import Words, copy_rows, words_of
from benchmarks.installation import Installation
from tests.cast import START, make_place
from tocongnghe import clock
from tocongnghe.models import Assist, Membership, RollUpPosition, Team, User
from tocongnghe.vocabulary import AssistState, PlaceKind, Role


@dataclass(frozen=True)
class Shape:
    """Communes, villages of each, and households of each that a team has recorded."""

    communes: int
    villages: int
    households: int


LANG_SON = Shape(communes=65, villages=26, households=60)
"""About as many communes and villages as Lạng Sơn has."""
DAYS = 330
WAITING_SHARE = 3
"""In the first commune each third assist waits for review, elsewhere a fourth of the last month's."""


@dataclass(frozen=True)
class Province:
    """How large it became."""

    villages: int
    households: int
    assists: int
    waiting: int
    """Assists that wait for the supervisor of the first commune."""


def fill(place: Installation, assists: int, shape: Shape = LANG_SON) -> Province:
    """Write *assists* assists over the villages of all communes; the first is that of the supervisor."""
    phone = Caller(through_client(place.app.test_client()), place.code(place.lan))
    card, visit = phone.household(), phone.assist(None)
    phone.sync(card, visit)
    first_village, first_person = make_places_and_people(place, shape)
    words, villages = words_of(place.engine), shape.communes * shape.villages
    households = villages * shape.households
    copy_rows(
        place.engine,
        "household",
        card[0],
        households,
        {
            "id": words.id.format("h", "n"),
            "village_id": f"{first_village} + n % {villages}",
            "head_name": "'Hộ mẫu ' || n",
        },
    )
    copy_rows(place.engine, "assist", visit[0], assists, _assist(words, shape, first_village, first_person))
    with place.engine.begin() as connection:
        connection.execute(delete(RollUpPosition))  # what phones had sent before was counted, perhaps
        waiting = connection.scalar(
            select(func.count()).where(
                Assist.state == AssistState.SUBMITTED,
                Assist.village_id.between(first_village, first_village + shape.villages - 1),
            )
        )
    return Province(villages, households, assists, waiting or 0)


def _assist(words: Words, shape: Shape, first_village: int, first_person: int) -> dict[str, str]:
    villages = shape.communes * shape.villages
    households = villages * shape.households
    topics = " ".join(f"WHEN {at} THEN '{topic}'" for at, topic in enumerate(TOPICS))
    waits = (
        f"(n % {villages} < {shape.villages} AND n / {villages} % {WAITING_SHARE} = 0)"
        f" OR (n % {DAYS} < 30 AND n % 4 = 0)"
    )
    return {
        "id": words.id.format("a", "n"),
        "village_id": f"{first_village} + n % {villages}",
        "household_id": words.id.format("h", f"n % {households}"),
        "topic": f"CASE n / {households} % {len(TOPICS)} {topics} END",
        "outcome": "CASE n % 7 WHEN 0 THEN 'already_had' WHEN 1 THEN 'in_progress' ELSE 'helped' END",
        "state": f"CASE WHEN {waits} THEN 'submitted' ELSE 'approved' END",
        "happened_on": words.day.format(clock.local_date().isoformat(), f"n % {DAYS}"),
        "author_id": f"{first_person} + n % {villages}",
    }


def make_places_and_people(place: Installation, shape: Shape) -> tuple[int, int]:
    """Write the communes, and in each village a team of one; return the first of both."""
    with Session(place.engine) as session, session.begin():
        communes = [place.world.commune_a] + [
            make_place(
                session, f"{9000 + number:05}", PlaceKind.COMMUNE, f"Xã mẫu {number}", place.world.province
            )
            for number in range(1, shape.communes)
        ]
        villages = [
            make_place(session, code, PlaceKind.VILLAGE, f"Thôn mẫu {code}", commune)
            for at, commune in enumerate(communes, 9000)
            for code in (f"20-{at:05}-{number:03}" for number in range(101, 101 + shape.villages))
        ]
        people = [User(name=f"Thành viên mẫu {village}", created_at=clock.now()) for village in villages]
        teams = [Team(place_id=village, name=f"Tổ mẫu {village}", valid_from=START) for village in villages]
        session.add_all([*people, *teams])
        session.flush()
        session.add_all(
            Membership(team_id=team.id, user_id=person.id, role=Role.MEMBER, valid_from=START)
            for team, person in zip(teams, people, strict=True)
        )
        return villages[0], people[0].id
