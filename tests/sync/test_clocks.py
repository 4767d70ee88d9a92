"""When something was really made, whatever the phone's clock says (protocol §10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from tests.sync.phone import Phone, household
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Device, Household, Operation

pytestmark = pytest.mark.postgres

DAY = timedelta(days=1)
EMPTY = {"unsent": 0}


@pytest.fixture
def lan(lan: Phone, any_engine: Engine) -> Phone:
    """Lan's phone, enrolled a month ago."""
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Device).values(created_at=clock.now() - 30 * DAY))
    return lan


def made(phone: Phone, at: datetime, wrong_by: timedelta = timedelta()) -> list[Any]:
    op = household(phone)
    op[6] = clock.to_ms(at + wrong_by)
    return op


def tell(wrong_by: timedelta = timedelta(), offset: timedelta | None = None) -> dict[str, Any]:
    """Return the clock of a phone that runs ahead by *wrong_by*, and last measured *offset*."""
    measured = None if offset is None else offset // timedelta(milliseconds=1)
    return {"wall": clock.to_ms(clock.now() + wrong_by), "offset": measured, "age": 60}


def bounds(engine: Engine, op: list[Any]) -> tuple[datetime, datetime, bool]:
    with engine.connect() as connection:
        row = connection.execute(
            select(Operation.est_from, Operation.est_to).where(Operation.id == op[0])
        ).one()
        flag = connection.scalar(select(Household.is_clock_suspect).where(Household.id == op[0]))
    return row.est_from, row.est_to, bool(flag)


def near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(minutes=1)


@pytest.mark.parametrize("wrong_by", [-365 * DAY, -timedelta(hours=3), timedelta(), 400 * DAY])
def test_a_clock_that_is_steadily_wrong_is_put_right(lan: Phone, any_engine: Engine, wrong_by):
    then = clock.now() - 2 * DAY
    op = made(lan, then, wrong_by)

    lan.sync(op, clock=tell(wrong_by, -wrong_by))

    est_from, est_to, is_suspect = bounds(any_engine, op)
    assert near(est_from, then)
    assert (est_to, is_suspect) == (est_from, False)


@pytest.mark.parametrize("moved", [-365 * DAY, -timedelta(hours=3)])
def test_a_clock_that_was_set_back_between_making_and_sending_is_told_by_its_last_measure(
    lan: Phone, any_engine: Engine, moved
):
    op = made(lan, clock.now() - 2 * DAY)

    lan.sync(op, clock=tell(moved, timedelta()))

    est_from, est_to, is_suspect = bounds(any_engine, op)
    assert is_suspect
    assert near(est_from, clock.now() - 30 * DAY)
    assert near(est_to, clock.now())


@pytest.mark.parametrize("at", [-60 * DAY, 3 * DAY])
def test_what_was_stamped_before_enrolment_or_after_receipt_is_kept_and_flagged(
    lan: Phone, any_engine: Engine, at
):
    op = made(lan, clock.now() + at)

    lan.sync(op, clock=tell())

    est_from, est_to, is_suspect = bounds(any_engine, op)
    assert is_suspect
    assert near(est_from, clock.now() - 30 * DAY)
    assert near(est_to, clock.now())


def test_after_a_contact_with_nothing_unsent_everything_new_was_made_later(lan: Phone, any_engine: Engine):
    lan.sync(report=EMPTY)
    contact = clock.now()
    lan.sync(report=EMPTY)
    with clock.frozen(contact + 3 * DAY):
        before, after = made(lan, contact - DAY), made(lan, contact + DAY)
        lan.sync(before, after, clock=tell())

    est_from, _, is_suspect = bounds(any_engine, before)
    assert is_suspect
    assert near(est_from, contact)
    est_from, est_to, is_suspect = bounds(any_engine, after)
    assert (est_from, is_suspect) == (est_to, False)


@pytest.mark.parametrize("report", [None, {"unsent": 2}, {"storage": "persisted"}])
def test_a_contact_that_left_something_unsent_proves_nothing(lan: Phone, any_engine: Engine, report):
    lan.sync()
    contact = clock.now()
    lan.sync(household(lan), report=report)
    with clock.frozen(contact + 3 * DAY):
        op = made(lan, contact - DAY)
        lan.sync(op, clock=tell())

    assert bounds(any_engine, op)[2] is False


def test_what_a_server_that_lost_its_memory_asks_for_again_is_no_suspect(lan: Phone, any_engine: Engine):
    """An empty outbox proves nothing while the archive is still being offered."""
    op = made(lan, clock.now() - DAY)
    lan.sync(report=EMPTY)
    with writing(any_engine) as session:
        for device in session.scalars(select(Device).where(Device.id == lan.device)):
            device.last_empty_at = None
    other_past = lan.ack[:30] + ("A" if lan.ack[30] != "A" else "B") + lan.ack[31:]

    assert lan.sync(report=EMPTY, cursor=None, ack=other_past, offer=[op[0]])["missing"] == [op[0]]
    assert "missing" in lan.sync(report=EMPTY, cursor=None, ack=None, offer=[op[0]])
    lan.sync(op, clock=tell(), report={"unsent": 1})

    assert bounds(any_engine, op)[2] is False
