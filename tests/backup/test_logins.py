"""A restored backup lets nobody in who had been logged out, and no code works a second time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, g
from werkzeug.test import TestResponse

from tests.backup.conftest import Keeper
from tests.backup.installation import MORNING, Drill
from tests.cast import World
from tests.console.conftest import Browser
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.models import User
from tocongnghe.services.password_codes import new_password_code

pytestmark = pytest.mark.postgres
NEW = "một câu ngắn dễ nhớ"


@pytest.fixture
def drill(any_app: Flask, any_world: World, keeper: Keeper) -> Iterator[Drill]:
    with clock.frozen(MORNING):
        yield Drill(any_app, any_world, keeper)
    db.engine.dispose()


class Visitor(Browser):
    """A browser whose requests leave nothing behind in the context that the drill keeps open."""

    def post(self, path: str, data: object = None, **kwargs: object) -> TestResponse:
        return self._forgotten(super().post(path, data, **kwargs))

    def get(self, path: str, **kwargs: object) -> TestResponse:
        return self._forgotten(super().get(path, **kwargs))

    def _forgotten(self, answer: TestResponse) -> TestResponse:
        g.pop("_login_user", None)
        db.session.remove()
        return answer


def log_in(app: Flask, login: str, password: str) -> Visitor:
    browser = Visitor(app.test_client())
    assert browser.log_in(login, password).status_code == 303
    return browser


def test_no_session_outlives_a_restore_and_passwords_and_codes_stay_as_they_were(
    drill: Drill, any_app: Flask
) -> None:
    stolen = log_in(any_app, "minh", "mat-khau-minh")
    quang = log_in(any_app, "quang", "mat-khau-quang")
    with writing() as session:
        user = session.get_one(User, drill.world.hoa)
        code = new_password_code(session, user, secret=any_app.config["SECRET_KEY"], hours=72)
    backup = drill.back_up()
    kept_cookie = stolen.client.get_cookie("tocongnghe")
    assert kept_cookie is not None
    assert stolen.post("/logout").status_code == 303
    form = {"code": code, "password": NEW, "again": NEW}
    assert Visitor(any_app.test_client()).post("/login/new", form).status_code == 303
    old = {"old": "mat-khau-quang", "password": NEW, "again": NEW}
    assert quang.post("/account/password", old).status_code == 303

    drill.restore(backup)

    stolen.client.set_cookie("tocongnghe", kept_cookie.value)
    assert stolen.get("/commune").location == "/login?next=/commune"
    assert quang.get("/province/coverage").status_code == 303
    assert Visitor(any_app.test_client()).post("/login/new", form).status_code == 401
    log_in(any_app, "hoa", NEW)
    log_in(any_app, "quang", NEW)
    assert Visitor(any_app.test_client()).log_in("quang").status_code == 401
