"""Lạng Sơn of May 2022, made up household by household: the published totals, through the real way in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import make_app
from tests.operations.audit import audit
from tocongnghe.cli.demo_langson import load_lang_son, logins
from tocongnghe.extensions import db, writing
from tocongnghe.jobs.schedule import run_once
from tocongnghe.models import Assist, Household, Membership, Operation, PlaceStatistic, Review, Target, Team
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.schemas.operations import complaint_about
from tocongnghe.services.coverage import coverage
from tocongnghe.services.demo import filling
from tocongnghe.services.demo.langson import LAST_DAY, MAY_2022, part_of
from tocongnghe.services.demo.province import commune_codes
from tocongnghe.services.demo.sharing import plan_of
from tocongnghe.services.demo.visits import operations_of
from tocongnghe.services.places import load_reference_places
from tocongnghe.services.statistics import percent

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


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> Iterator[Flask]:
    """Open an installation with a small part of the province in it, for those who only read."""
    app = make_app(tmp_path_factory.mktemp("langson"))
    with app.app_context():
        with writing() as session:
            load_reference_places(session)
        load_lang_son(app, PART)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def figures() -> dict[str, tuple[int | None, int | None]]:
    """Return the province's official counts and denominators as of the end of May 2022, by indicator."""
    report = coverage(db.session(), None, "20", LAST_DAY)
    db.session.remove()
    return {row.indicator: (row.official, row.denominator) for row in report.rows if row.place_code == "20"}


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


def test_the_published_figures_come_out_of_the_logs_to_the_unit(loaded):
    found = figures()

    assert found["digital_shops"] == (PART.shops, PART.households)
    assert found["digital_shop_has"] == (PART.households_with_shop, PART.households)
    assert found["payment_accounts"] == (PART.payment_accounts, PART.households)
    assert found["payment_accounts_of_plan"] == (PART.payment_accounts, PART.planned_accounts)
    assert found["buyer_accounts"] == (PART.buyer_accounts, None)


def test_the_derived_bases_give_the_published_shares():
    assert percent(MAY_2022.shops, MAY_2022.households) == Decimal("61.0")
    assert percent(MAY_2022.payment_accounts, MAY_2022.planned_accounts) == Decimal("54.0")
    assert percent(MAY_2022.payment_accounts, MAY_2022.households) == Decimal("51.5")
    assert percent(MAY_2022.households_with_shop, MAY_2022.households) == Decimal("59.0")


def test_every_log_is_one_operation_of_a_valid_chain_and_a_repeat_adds_nothing(loaded):
    before = count(Operation)
    load_lang_son(loaded, PART)

    assert count(Operation) == before
    assert count(Assist) == count(Operation, Operation.kind == "assist.log") == PART.visits
    assert count(Operation, Operation.kind == "assist.approve") == PART.visits
    assert count(Team) == PART.teams
    assert count(Membership, Membership.valid_to.is_(None)) == PART.members
    assert count(Household) == count(Operation, Operation.kind == "household.add")
    audit(db.engine, filling.province_of(db.session()))


def test_bases_are_derived_and_say_so(loaded):
    statistics = db.session.scalars(select(PlaceStatistic)).all()
    targets = db.session.scalars(select(Target)).all()

    assert len(statistics) == len(targets) == 65
    assert sum(each.value for each in statistics) == PART.households
    assert sum(each.value for each in targets) == PART.planned_accounts
    assert all(each.is_derived for each in statistics)
    assert all("suy ra" in each.source and "thử nghiệm" in each.source for each in [*statistics, *targets])


def test_a_load_that_was_killed_goes_on_and_withdrawing_the_logs_takes_the_figures_away(app, monkeypatch):
    real, calls = filling.submit, []

    def killed(*args, **kwargs):
        calls.append(args)
        if len(calls) == 7:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(filling, "submit", killed)
    with pytest.raises(KeyboardInterrupt):
        load_lang_son(app, PART)
    monkeypatch.setattr(filling, "submit", real)

    load_lang_son(app, PART)

    assert count(Assist) == PART.visits == count(Assist, Assist.state == "approved")
    assert figures()["digital_shops"] == (PART.shops, PART.households)

    withdraw_everything()
    run_once(app, "rollups")

    assert {official for official, _ in figures().values()} == {None}, "no village has told anything"
    audit(db.engine, filling.province_of(db.session()))


def withdraw_everything() -> None:
    """Have each commune's supervisor take the approvals back, and each member withdraw what they logged."""
    province_id = filling.province_of(db.session())
    for kind, who in (("assist.unapprove", Review.reviewer_id), ("assist.withdraw", Assist.author_id)):
        by_author = defaultdict(list)
        rows = db.session.execute(select(Assist.id, Assist.head_op, who).join(Review)).all()
        for id, head, author_id in rows:
            by_author[author_id].append(Draft(kind, id, head))
        db.session.remove()
        for author_id, drafts in by_author.items():
            submit_from_desk(db.engine, province_id=province_id, author_id=author_id, drafts=drafts)


def test_real_people_keep_the_demo_out_and_so_does_the_small_one(run):
    assert run("demo", "load").exit_code == 0
    beside_small = run("demo", "load", "--scale", "langson")

    assert beside_small.exit_code == 1
    assert "another folder" in beside_small.stderr


def test_everybody_at_a_desk_can_log_in_and_a_few_members_on_a_phone(loaded):
    document = logins()

    assert len(document["communes"]) == 65
    assert [each["supervisor"]["login"] for each in document["communes"]] == [
        f"xa-{code}" for code in commune_codes(db.session())
    ]
    assert all(m["enrol_code"] and "(mẫu" in m["name"] for c in document["communes"] for m in c["members"])
