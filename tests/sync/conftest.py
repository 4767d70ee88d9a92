"""Enrolled phones of the cast."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import World
from tests.sync.phone import Phone
from tocongnghe.extensions import writing
from tocongnghe.services.enrolment import new_enrol_code


@pytest.fixture
def enrol(any_app, any_world: World) -> Callable[[int], Phone]:
    def start(user_id: int) -> Phone:
        with writing() as session:
            code = new_enrol_code(session, user_id, secret=any_app.config["SECRET_KEY"], days=7)
        return Phone(any_app.test_client(), code)

    return start


@pytest.fixture
def lan(enrol, any_world: World) -> Phone:
    return enrol(any_world.lan)
