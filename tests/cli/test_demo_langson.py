"""Lạng Sơn of May 2022, made up household by household: the published totals, through the real way in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import make_app
from tests.operations.audit import audit
from tocongnghe.cli.demo_langson import load_lang_son, logins
from tocongnghe.extensions import db, writing
from tocongnghe.models import Assist, Household, Membership, Operation, PlaceStatistic, Target, Team
from tocongnghe.schemas.operations import complaint_about
from tocongnghe.services.demo import filling
from tocongnghe.services.demo.langson import MAY_2022, part_of
from tocongnghe.services.demo.province import commune_codes
from tocongnghe.services.demo.sharing import plan_of
from tocongnghe.services.demo.visits import operations_of
from tocongnghe.services.places import load_reference_places

PART = part_of(MAY_2022, 400)
COMMUNES = [(f"{number:05}", "Thôn") for number in range(65)]


@pytest.fixture
def app(tmp_path) -> Iterator[Flask]:
    """Open an empty installation with the real places."""
    app = make_app(tmp_path)
    with app.app_context():
        with writing() as session:
            load_reference_places(session)
        yield app
        db.session.remove()
        db.engine.dispose()


def count(model, *where) -> int:
    found = db.session().scalar(select(func.count()).select_from(model).where(*where))
    db.session.remove()
    return found


def test_what_the_villages_share_adds_up_to_what_was_published():
    communes = plan_of(MAY_2022, COMMUNES)
    villages = [village for commune in communes for village in commune.villages]

    sums = {
        "teams": len(villages),
        "members": sum(v.members for v in villages),
        "shops": sum(v.shops for v in villages),
        "households_with_shop": sum(v.with_shop for v in villages),
        "payment_accounts": sum(v.payment_accounts for v in villages),
        "buyer_accounts": sum(v.buyer_accounts for v in villages),
        "households": sum(v.households for v in villages),
        "planned_accounts": sum(c.planned_accounts for c in communes),
    }

    assert sums == vars(MAY_2022)
    assert all(v.listed <= v.households and v.shops <= 2 * v.with_shop and v.members >= 4 for v in villages)
    assert plan_of(MAY_2022, COMMUNES) == communes


def test_a_village_always_says_the_same_in_words_that_a_phone_may_send():
    village = plan_of(MAY_2022, COMMUNES)[0].villages[0]

    said = list(operations_of(village))

    assert said == list(operations_of(village))
    assert [one.n for one in said] == list(range(1, village.operations + 1))
    assert [one.at for one in said] == sorted(one.at for one in said)
    assert len({one.id for one in said}) == len(said)
    assert {complaint_about(one.kind, one.body) for one in said} == {None}
    topics = Counter(one.body["topic"] for one in said if one.kind == "assist.log")
    assert topics == {
        "digital_shop": village.shops,
        "payment_account": village.payment_accounts,
        "buyer_account": village.buyer_accounts,
    }


def test_every_log_is_one_operation_of_a_valid_chain_and_a_repeat_adds_nothing(app):
    load_lang_son(app, PART)
    before = count(Operation)
    load_lang_son(app, PART)

    assert count(Operation) == before
    assert count(Assist) == count(Operation, Operation.kind == "assist.log") == PART.visits
    assert count(Operation, Operation.kind == "assist.approve") == PART.visits
    assert count(Team) == PART.teams
    assert count(Membership, Membership.valid_to.is_(None)) == PART.members
    assert count(Household) == count(Operation, Operation.kind == "household.add")
    audit(db.engine, filling.province_of(db.session()))


def test_bases_are_derived_and_say_so(app):
    load_lang_son(app, PART)
    statistics = db.session.scalars(select(PlaceStatistic)).all()
    targets = db.session.scalars(select(Target)).all()

    assert len(statistics) == len(targets) == 65
    assert sum(each.value for each in statistics) == PART.households
    assert sum(each.value for each in targets) == PART.planned_accounts
    assert all(each.is_derived for each in statistics)
    assert all("suy ra" in each.source and "thử nghiệm" in each.source for each in [*statistics, *targets])


def test_a_load_that_was_killed_goes_on_where_it_was(app, monkeypatch):
    real, calls = filling.submit, []

    def killed(*args, **kwargs):
        calls.append(args)
        if len(calls) == 7:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(filling, "submit", killed)
    with pytest.raises(KeyboardInterrupt):
        load_lang_son(app, PART)
    assert 0 < count(Assist) < PART.visits
    monkeypatch.setattr(filling, "submit", real)

    load_lang_son(app, PART)

    assert count(Assist) == PART.visits == count(Assist, Assist.state == "approved")


def test_real_people_keep_the_demo_out_and_so_does_the_small_one(run):
    assert run("demo", "load").exit_code == 0
    beside_small = run("demo", "load", "--scale", "langson")

    assert beside_small.exit_code == 1
    assert "another folder" in beside_small.stderr


def test_everybody_at_a_desk_can_log_in_and_a_few_members_on_a_phone(app):
    load_lang_son(app, PART)

    document = logins()

    assert len(document["communes"]) == 65
    assert [each["supervisor"]["login"] for each in document["communes"]] == [
        f"xa-{code}" for code in commune_codes(db.session())
    ]
    assert all(m["enrol_code"] and "(mẫu" in m["name"] for c in document["communes"] for m in c["members"])
