"""Notices and tasks that the desk made are back after a restore, with what phones did about them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.backup.conftest import Keeper
from tests.backup.drill import records
from tests.backup.installation import MORNING, VILLAGE, Drill
from tests.cast import World
from tests.operations.audit import audit
from tocongnghe import clock
from tocongnghe.extensions import db
from tocongnghe.models import Notice, Task
from tocongnghe.operations import Draft, submit_from_desk

pytestmark = pytest.mark.postgres


def test_notices_and_tasks_of_the_desk_survive_a_lost_database(
    any_app: Flask, any_world: World, keeper: Keeper
):
    with clock.frozen(MORNING):
        drill = Drill(any_app, any_world, keeper)
    phone = drill.phones[0]
    backup = drill.back_up()
    drill.day += 1
    with clock.frozen(drill.now()):
        notice = Draft("notice.post", None, None, {"village": VILLAGE, "title": "Họp tổ", "text": "Tối mai"})
        task = Draft(
            "task.give", None, None, {"village": VILLAGE, "to": str(any_world.lan), "text": "Gặp bà"}
        )
        posted, given = submit_from_desk(
            db.engine, province_id=any_world.province, author_id=any_world.minh, drafts=[notice, task]
        )
        phone.settle()
        phone.save("notice.read", {"notice": posted.id})
        phone.save("task.done", {"task": given.id})
        phone.settle()
    before = records(db.engine)

    drill.restore(backup)
    drill.settle()

    with db.engine.connect() as connection:
        assert connection.scalars(select(Notice.readers)).all() == [[any_world.lan]]
        assert connection.scalars(select(Task.state)).all() == ["done"]
    assert records(db.engine) == before
    audit(db.engine, any_world.province)
    db.engine.dispose()
