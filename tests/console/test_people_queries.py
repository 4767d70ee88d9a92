"""What is asked about people is understood by both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.cast import World
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.services import accounts, substitutes, user_lists, users
from tocongnghe.services.access import load_actor
from tocongnghe.services.users_listing import Standing, UserFilter, list_users
from tocongnghe.vocabulary import Role

pytestmark = pytest.mark.postgres


def test_listing_finding_placing_and_standing_in_work_on_both(any_world: World) -> None:
    today = clock.local_date()
    with Session(any_world.engine) as session:
        an = load_actor(session, any_world.an, today)
        minh = load_actor(session, any_world.minh, today)
    with writing(any_world.engine) as session:
        given = users.Given(Role.COMMUNE_READER, "00002", today, None)
        new = users.create_user(session, an, name="Lương Thị Đào", login="dao", given=given)
        users.give_role(session, an, new.id, users.Given(Role.PROVINCE, "20", today, date(2030, 1, 1)))
        substitutes.name_substitute(session, minh, "dao", today, today)
        users.reset_password(session, an, any_world.hoa, secret="s", hours=1)
        users.switch_off(session, an, any_world.lan)
    listed = ("Họ và tên,Tên đăng nhập,Vai trò,Đơn vị\nLương Thị Đào,dao,Lãnh đạo xã,Xã B\n").encode()

    with Session(any_world.engine) as session:

        def names(**terms: object) -> list[str]:
            found = list_users(session, an, UserFilter(**terms), today)  # type: ignore[arg-type]
            return [row.name for row in found.rows]

        card = users.find_card(session, an, new.id, today)
        (fate,) = user_lists.preview_users(session, an, listed).rows

        assert names(words="dao luong") == ["Lương Thị Đào"]
        assert names(standing=Standing.OFF, role=Role.MEMBER) == ["Lan"]
        assert names(place="00001", role=Role.SUPERVISOR) == ["Lương Thị Đào", "Minh"]
        assert [(post.role, post.stands_in_for) for post in card.posts] == [
            (Role.SUPERVISOR, "Minh"),
            (Role.PROVINCE, None),
            (Role.COMMUNE_READER, None),
        ]
        assert fate.fate == "same"
        assert [one.name for one in substitutes.list_substitutes(session, minh, today)] == ["Lương Thị Đào"]
        assert ("dao", "Lương Thị Đào") in substitutes.list_known_nearby(session, minh)
        assert len(substitutes.list_spells(session, {new.id}, minh.commune_ids)) == 1
        assert accounts.find_account(session, minh, today).login == "minh"


def test_finding_out_who_asks_leaves_no_place_in_the_session(any_world: World) -> None:
    """A page that asks for its place later would do so or not, as memory happened to be freed."""
    read: list[object] = []
    with Session(any_world.engine) as session:
        event.listen(session, "loaded_as_persistent", lambda _, row: read.append(row))
        load_actor(session, any_world.quang, clock.local_date())

    assert [type(row).__name__ for row in read] == ["User"]
