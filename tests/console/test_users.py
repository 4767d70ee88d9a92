"""Users as the administrator keeps them: made, placed by the day, switched off at once, let in by a code."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import START, World, make_place
from tests.console.conftest import Browser, counted_statements, say
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Assignment, DeskSession, Grant, PasswordCode, User
from tocongnghe.services import password_codes, user_lists, users
from tocongnghe.vocabulary import PlaceKind, Role

NEW = "một câu ngắn dễ nhớ"
CODE = re.compile(r"<strong class=\"one-time\">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</strong>")


def new_user(**overrides: str) -> dict[str, str]:
    form = {"name": "Lương  Thị Mới", "login": "Luong.Moi", "role": "supervisor", "place": "00001"}
    return form | overrides


def code_on(page: str) -> str:
    (code,) = CODE.findall(page)
    return code


def spend(browser: Browser, code: str, password: str = NEW) -> int:
    form = {"code": code, "password": password, "again": password}
    return browser.post("/login/new", form).status_code


def find(engine: Engine, login: str) -> User:
    with Session(engine) as session:
        return session.scalars(select(User).where(User.login == login)).one()


def test_somebody_new_chooses_a_password_by_the_code_and_is_at_work(
    as_an: Browser, stranger: Browser, engine: Engine
) -> None:
    page = as_an.post("/admin/users", new_user())
    assert page.status_code == 200
    code = code_on(page.text)
    assert stranger.log_in("luong.moi", "").status_code == 401

    assert spend(stranger, code.lower().replace("-", " ")) == 303

    assert stranger.get("/").location == "/commune"
    assert say("The new password holds. Keep it to yourself: nobody else knows it.") in (
        stranger.get("/commune").text
    )
    assert find(engine, "luong.moi").name == "Lương Thị Mới"
    with Session(engine) as session:
        kept = session.scalars(select(PasswordCode)).one()
    assert code.replace("-", "").encode() not in kept.code_hash
    assert code not in as_an.get("/admin/users").text


def test_a_code_works_once_and_not_for_ever(
    app: Flask, as_an: Browser, stranger: Browser, world: World
) -> None:
    code = code_on(as_an.post(f"/admin/users/{world.minh}/reset").text)
    late = clock.now() + timedelta(hours=app.config["PASSWORD_CODE_HOURS"], seconds=1)
    with clock.frozen(late):
        form = {"code": code, "password": NEW, "again": NEW}
        assert say(password_codes.EXPIRED) in stranger.post("/login/new", form).text

    assert spend(stranger, code, "short") == 401
    assert spend(stranger, code) == 303
    again = stranger.post("/login/new", form)

    assert again.status_code == 401
    assert say(password_codes.USED) in again.text
    assert spend(stranger, "AAAA-BBBB-CCCC") == 401
    assert spend(stranger, "") == 401


def test_a_reset_ends_the_password_the_sessions_and_earlier_codes(
    as_an: Browser, as_minh: Browser, stranger: Browser, world: World
) -> None:
    first = code_on(as_an.post(f"/admin/users/{world.minh}/reset").text)

    assert as_minh.get("/commune").status_code == 303
    assert stranger.log_in("minh").status_code == 401
    second = code_on(as_an.post(f"/admin/users/{world.minh}/reset").text)
    assert spend(stranger, first) == 401
    assert spend(stranger, second) == 303


def test_switching_off_ends_everything_at_once_and_phones_for_good(
    as_an: Browser, as_minh: Browser, stranger: Browser, world: World, engine: Engine
) -> None:
    code = code_on(as_an.post("/admin/users", new_user()).text)
    newest = find(engine, "luong.moi").id

    for user_id in (world.minh, world.lan, newest):
        assert as_an.post(f"/admin/users/{user_id}/off").status_code == 303

    assert as_minh.get("/commune").status_code == 303
    assert stranger.log_in("minh").status_code == 401
    assert spend(stranger, code) == 401
    with Session(engine) as session:
        assert session.get_one(Grant, world.lan_grant).revoked_at is not None
        assert session.get_one(Grant, world.huy_grant).revoked_at is None
        assert session.scalar(select(DeskSession.id).where(DeskSession.user_id == world.minh)) is None

    for user_id in (world.minh, world.lan):
        assert as_an.post(f"/admin/users/{user_id}/on").status_code == 303
    assert stranger.log_in("minh").status_code == 303
    with Session(engine) as session:
        assert session.get_one(Grant, world.lan_grant).revoked_at is not None


def test_roles_are_given_and_ended_by_the_day_and_both_supervisors_work(
    as_an: Browser, as_hoa: Browser, as_minh: Browser, world: World, engine: Engine
) -> None:
    world.log_assist(world.add_household(head_name="Nông Văn Hai"))
    assert "Nông Văn Hai" not in as_hoa.get("/commune/review").text

    given = {"role": "supervisor", "place": "00001"}
    assert as_an.post(f"/admin/users/{world.hoa}/roles", given).status_code == 303
    assert all("Nông Văn Hai" in browser.get("/commune/review").text for browser in (as_hoa, as_minh))
    assert as_an.post(f"/admin/users/{world.hoa}/roles", given).status_code == 400

    with Session(engine) as session, session.begin():
        post = session.scalars(
            select(Assignment).where(Assignment.user_id == world.hoa, Assignment.place_id == world.commune_a)
        ).one()
        assert post.named_by_id == world.an
        post.valid_from = START
        id = post.id
    assert as_an.post(f"/admin/users/{world.hoa}/roles/{id}/end").status_code == 303
    assert "Nông Văn Hai" not in as_hoa.get("/commune/review").text
    assert as_an.post(f"/admin/users/{world.minh}/roles/{id}/end").status_code == 404


def test_somebody_who_cannot_be_made_is_refused_in_words_and_nothing_is_lost(
    as_an: Browser, engine: Engine
) -> None:
    for form, why in (
        ({"login": "minh"}, users.LOGIN_TAKEN),
        ({"login": "Lương Mới"}, users.BAD_LOGIN),
        ({"login": "=cmd"}, users.BAD_LOGIN),
        ({"name": " "}, users.NO_NAME),
        ({"role": "province"}, users.ROLE_ELSEWHERE),
        ({"place": "20"}, users.ROLE_ELSEWHERE),
        ({"place": "99999"}, users.NO_SUCH_PLACE),
        ({"from": "2026-05-02", "to": "2026-05-01"}, users.DAYS_NOT_IN_ORDER),
    ):
        typed = new_user(**form)
        answer = as_an.post("/admin/users", typed)

        assert answer.status_code == 400, form
        assert say(why) in answer.text, form
        assert f'name="login" value="{typed["login"]}"' in answer.text, form
    with Session(engine) as session:
        assert session.scalar(select(User.id).where(User.login == "luong.moi")) is None


def test_an_administrator_cannot_take_their_own_way_in_away(
    as_an: Browser, world: World, engine: Engine
) -> None:
    with Session(engine) as session:
        own = session.scalar(select(Assignment.id).where(Assignment.user_id == world.an))

    for step in ("off", "reset", f"roles/{own}/end"):
        answer = as_an.post(f"/admin/users/{world.an}/{step}")
        assert answer.status_code == 400
        assert say(users.NOT_YOURSELF) in answer.text
    assert as_an.get("/admin/users").status_code == 200


def test_people_are_found_without_marks_by_place_role_and_state(
    as_an: Browser, world: World, engine: Engine
) -> None:
    as_an.post("/admin/users", new_user(name="Nguyễn Thị Đào", login="dao"))
    as_an.post(f"/admin/users/{world.hoa}/off")

    def listed(query: str) -> set[str]:
        page = as_an.get(f"/admin/users?{query}").text
        return set(re.findall(r'href="/admin/users/\d+">([^<]+)</a>', page))

    assert listed("") == {"Minh", "Quang", "Thu", "An", "Nguyễn Thị Đào"}
    assert listed("q=dao+nguyen") == {"Nguyễn Thị Đào"}
    assert listed("q=ĐÀO") == {"Nguyễn Thị Đào"}
    assert listed("role=commune_reader") == {"Thu"}
    assert listed("place=00001") == {"Minh", "Thu", "Nguyễn Thị Đào"}
    assert listed("state=off") == {"Hoa"}
    assert listed("state=all&place=00002") == {"Hoa"}
    assert listed("role=member") == {"Lan", "Huy"}
    assert listed("role=member&place=00002") == {"Huy"}
    assert as_an.get("/admin/users?place=99999").status_code == 200
    assert as_an.get("/admin/users?role=king").status_code == 400


def test_a_page_of_many_people_takes_as_many_statements_as_one_of_few(
    as_an: Browser, world: World, engine: Engine
) -> None:
    def cost(path: str) -> int:
        with counted_statements(engine) as statements:
            assert as_an.get(path).status_code == 200
        return len(statements)

    paths = ("/admin/users", "/admin/users?q=n", "/admin/users?role=supervisor")
    few = [cost(path) for path in paths]
    with Session(engine) as session, session.begin():
        for number in range(120):
            user = User(name=f"Người {number}", login=f"n{number}", created_at=clock.now())
            session.add(user)
            session.flush()
            session.add(
                Assignment(user_id=user.id, place_id=world.commune_a, role=Role.SUPERVISOR, valid_from=START)
            )

    assert [cost(path) for path in paths] == few
    assert max(few) <= 20
    assert "Người 119" in as_an.get("/admin/users?page=3").text
    assert as_an.get("/admin/users?page=999").status_code == 200


def test_the_administrator_names_a_substitute_too(as_an: Browser, world: World, engine: Engine) -> None:
    address = f"/admin/users/{world.thu}/roles"
    given = {"role": "supervisor", "place": "00001", "from": "2026-12-01", "absent": "minh"}

    endless = as_an.post(address, given)
    nobody = as_an.post(address, given | {"to": "2026-12-05", "absent": "hoa"})
    done = as_an.post(address, given | {"to": "2026-12-05"})

    assert say(users.NO_SUBSTITUTE) in endless.text
    assert say(users.NOBODY_ON_LEAVE) in nobody.text
    assert done.status_code == 303
    assert say("stands in for {name}", name="Minh") in as_an.get(f"/admin/users/{world.thu}").text
    with Session(engine) as session:
        (post,) = session.scalars(select(Assignment).where(Assignment.stands_in_for_id == world.minh))
    assert (post.user_id, post.valid_to) == (world.thu, date(2026, 12, 6))


@pytest.mark.parametrize("login", ["minh", "thu", "quang"])
def test_only_an_administrator_opens_it(at_desk: Callable[[str], Browser], world: World, login: str) -> None:
    browser = at_desk(login)

    assert browser.get("/admin/users").status_code == 403
    assert browser.get(f"/admin/users/{world.minh}").status_code == 403
    assert browser.post(f"/admin/users/{world.hoa}/off").status_code == 403
    assert browser.post("/admin/users", new_user()).status_code == 403


def test_another_provinces_people_are_not_there(
    app: Flask, as_an: Browser, world: World, engine: Engine
) -> None:
    with app.app_context(), writing() as session:
        province = make_place(session, "15", PlaceKind.PROVINCE, "Tỉnh Lào Cai")
        commune = make_place(session, "00077", PlaceKind.COMMUNE, "Xã Khác", province)
        other = User(name="Người tỉnh khác", login="khac", created_at=clock.now())
        session.add(other)
        session.flush()
        session.add(Assignment(user_id=other.id, place_id=commune, role=Role.SUPERVISOR, valid_from=START))
        user_id = other.id

    assert "Người tỉnh khác" not in as_an.get("/admin/users?state=all").text
    assert as_an.get(f"/admin/users/{user_id}").status_code == 404
    for step in ("off", "on", "reset", "name", "roles"):
        form = {"name": "X", "role": "supervisor", "place": "00001"}
        assert as_an.post(f"/admin/users/{user_id}/{step}", form).status_code == 404
    assert say(users.NO_SUCH_PLACE) in as_an.post("/admin/users", new_user(place="00077")).text


def a_list(*rows: tuple[str, ...]) -> io.BytesIO:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        headings = ("STT", "Họ và tên", "Tên đăng nhập", "Vai trò", "Đơn vị", "Từ ngày", "Đến ngày")
        for number, row in enumerate((headings, *rows)):
            sheet.write_row(number, 0, row if number == 0 else (str(number), *row))
    file.seek(0)
    return file


def bring(browser: Browser, *rows: tuple[str, ...]) -> str:
    return browser.post("/admin/users/import", {"file": (a_list(*rows), "users.xlsx")}).text


def package_of(page: str) -> str:
    return page.partition('name="package" value="')[2].partition('"')[0]


def test_a_list_is_shown_first_and_then_taken_in_with_a_code_for_each(
    as_an: Browser, stranger: Browser, engine: Engine, world: World
) -> None:
    next_year = clock.local_date().year + 1
    page = bring(
        as_an,
        ("LÊ THỊ MỘT", "le.mot", "Công chức xã phụ trách", "Xã A", f"01/12/{next_year}", ""),
        ("Trần Văn Hai", "tran.hai", "Lãnh đạo xã", "00002", "", f"31/12/{next_year}"),
        ("Minh", "minh", "Lãnh đạo xã", "Xã B", "", ""),
        ("Hoa", "hoa", "Công chức xã", "b", "", ""),
    )
    with Session(engine) as session:
        assert session.scalar(select(User.id).where(User.login == "le.mot")) is None
    assert page.count(f">{say('There already')}<br>") == 1

    taken = as_an.post("/admin/users/import/take", {"package": package_of(page)}).text

    assert len(CODE.findall(taken)) == 2
    with Session(engine) as session:
        post = session.scalars(
            select(Assignment).join(User, User.id == Assignment.user_id).where(User.login == "tran.hai")
        ).one()
        held = session.scalars(select(Assignment.role).where(Assignment.user_id == world.minh)).all()
    assert (post.role, post.valid_to) == (Role.COMMUNE_READER, date(next_year + 1, 1, 1))
    assert set(held) == {Role.SUPERVISOR, Role.COMMUNE_READER}
    assert find(engine, "le.mot").name == "Lê Thị Một"
    again = as_an.post("/admin/users/import/take", {"package": package_of(page)})
    assert again.status_code == 400


def test_nothing_is_taken_in_while_a_row_is_wrong_and_each_says_why(as_an: Browser, engine: Engine) -> None:
    page = bring(
        as_an,
        ("Lê Thị Một", "le.mot", "Công chức xã phụ trách", "Xã A", "", ""),
        ("Lê Thị Một", "le.mot", "Công chức xã phụ trách", "Xã A", "", ""),
        ("", "khong.ten", "Vua", "Xã Không Có", "32/13/2026", ""),
        ("=cmd|' /C calc'!A0", "=1+1", "Cán bộ tỉnh", "Xã A", "", ""),
        ("Người Khác", "minh", "Công chức xã phụ trách", "Xã A", "", ""),
    )

    for why in (
        user_lists.REPEATED,
        user_lists.NO_NAME,
        user_lists.UNKNOWN_ROLE,
        user_lists.UNKNOWN_PLACE,
        user_lists.BAD_DAY,
        user_lists.OTHER_NAME,
        users.ROLE_ELSEWHERE,
        users.BAD_LOGIN,
    ):
        assert say(why) in page
    assert package_of(page) == ""


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a,b\n1,2\n", "Họ tên\nX\n".encode("utf-16")])
def test_a_file_that_is_no_such_list_is_refused_in_words(as_an: Browser, content: bytes) -> None:
    answer = as_an.post("/admin/users/import", {"file": (io.BytesIO(content), "x.csv")})

    assert answer.status_code == 400
    assert say("Nothing was written.") in answer.text


def test_somebody_elses_preview_is_not_taken(as_an: Browser, as_minh: Browser) -> None:
    package = package_of(bring(as_an, ("Lê Thị Một", "le.mot", "Lãnh đạo xã", "Xã A", "", "")))

    assert as_minh.post("/admin/users/import/take", {"package": package}).status_code == 403
    assert as_an.post("/admin/users/import/take", {"package": package[:-2]}).status_code == 400
