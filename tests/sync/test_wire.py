"""The sync contract over real HTTP handling: enrol, push, pull, replay, refuse (protocol §5, §12)."""

from __future__ import annotations

import gzip
import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from tests.cast import World
from tests.operations.audit import audit
from tests.sync.phone import Phone, assist, household
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Assist, Device, Feed, Grant, Household, Membership
from tocongnghe.operations import Draft, new_id, submit_from_desk
from tocongnghe.services.enrolment import new_enrol_code

pytestmark = pytest.mark.postgres


def test_a_push_is_answered_with_its_digest_and_its_rows(lan: Phone):
    added = household(lan)
    logged = assist(lan, added[0])

    answer = lan.sync(added, logged)

    assert answer["processed"] == 2
    assert "exceptions" not in answer
    assert lan.rows[added[0]]["head_name"] == "Nông Văn Thử"
    assert lan.rows[added[0]]["flags"] == ["no_consent"]
    assert lan.rows[logged[0]]["state"] == "submitted"
    assert lan.rows[logged[0]]["author"] == lan.enrolled["user"]["id"]
    assert "more" not in answer


def test_an_empty_push_has_the_documented_digest(lan: Phone):
    assert lan.sync()["digest"] == "47DEQpj8HBSa-_TI"


def test_an_answer_tells_the_place_in_the_log_of_its_ack_mark(lan: Phone):
    assert lan.sync()["at"] == 0
    added = household(lan)

    answer = lan.sync(added, assist(lan, added[0], settles=[new_id()]))

    assert answer["at"] == 2
    assert lan.sync()["at"] == 2


def test_repeating_a_push_stores_one_assist(lan: Phone, any_engine: Engine, any_world: World):
    added = household(lan)
    logged = assist(lan, added[0])
    document = lan.request(added, logged)

    first, second = lan.post(document).json, lan.post(document).json

    assert first["processed"] == second["processed"] == 2
    with any_engine.connect() as connection:
        assert len(connection.execute(select(Assist.id)).all()) == 1
    audit(any_engine, any_world.province)


def test_a_colleague_gets_the_rows_and_the_other_commune_does_not(enrol, lan: Phone, any_world: World):
    lan.sync(added := household(lan))
    huy = enrol(any_world.huy)

    huy.sync()

    assert added[0] not in huy.rows
    assert added[0] in lan.rows


def test_pages_follow_one_another_without_gap_or_repetition(lan: Phone):
    ops = [household(lan) for _ in range(30)]
    lan.sync(*ops, max_bytes=1)
    pages = 1
    while lan.sync(max_bytes=700).get("more"):
        pages += 1

    assert pages > 3
    assert {op[0] for op in ops} == set(lan.rows)


def test_an_assist_that_moves_within_the_scope_is_not_told_as_gone(lan: Phone):
    here, there = household(lan), household(lan, "20-00001-002")
    logged = assist(lan, here[0])
    lan.sync(here, there, logged)

    answer = lan.sync(lan.op("assist.amend", {"household": there[0]}, logged[0], logged[0]))

    assert "gone" not in answer
    assert lan.rows[logged[0]]["village"] == "20-00001-002"


def test_a_village_gained_makes_the_rows_flow_again(lan: Phone, enrol, any_engine: Engine, any_world: World):
    lan.sync(household(lan))
    huy = enrol(any_world.huy)
    huy.sync(theirs := household(huy, "20-00002-001"))
    with writing(any_engine) as session:
        team = session.scalars(select(Membership.team_id).where(Membership.user_id == any_world.huy)).one()
        session.add(
            Membership(team_id=team, user_id=any_world.lan, role="member", valid_from=clock.local_date())
        )

    answer = lan.sync()

    assert answer["rebuild"] is True
    assert theirs[0] in lan.rows


def test_a_phone_that_remembers_another_log_is_reset_and_asked_for_what_is_missing(
    lan: Phone, any_engine: Engine
):
    lan.sync(added := household(lan))
    lost = new_id()
    other_past = lan.ack[:30] + ("A" if lan.ack[30] != "A" else "B") + lan.ack[31:]

    answer = lan.post(lan.request(cursor=None, ack=other_past, offer=[added[0], lost])).json

    assert answer["reset"] is True
    assert answer["missing"] == [lost]
    assert "changes" not in answer


def test_a_returned_assist_reaches_the_phone_with_its_reason(
    lan: Phone, any_engine: Engine, any_world: World
):
    added = household(lan)
    logged = assist(lan, added[0])
    lan.sync(added, logged)
    draft = Draft("assist.return", logged[0], logged[0], {"reason": "wrong_topic", "text": "Xem lại"})
    submit_from_desk(any_engine, province_id=any_world.province, author_id=any_world.minh, drafts=[draft])

    lan.sync()

    row = lan.rows[logged[0]]
    assert (row["state"], row["review_reason"], row["review_text"]) == ("returned", "wrong_topic", "Xem lại")


def test_a_held_operation_tells_its_later_outcome_to_its_phone(lan: Phone):
    added = household(lan)
    logged = assist(lan, added[0])
    first = lan.sync(logged)
    assert first["exceptions"] == [[0, "held", "parent_unknown"]]

    second = lan.sync(added)

    assert [logged[0], "applied"] in second["outcomes"]


def test_grants_of_another_phone_and_of_nobody_are_told_apart(enrol, lan: Phone, any_world: World):
    huy = enrol(any_world.huy)
    foreign, unknown = household(lan), household(lan)
    foreign[4], unknown[4] = 1, 2

    answer = lan.sync(foreign, unknown, grants=[lan.grant, huy.grant, "g_nobody"])

    assert answer["exceptions"] == [[0, "rejected", "foreign_grant"], [1, "held", "grant_unknown"]]


def test_work_of_tomorrow_under_another_phones_grant_does_not_wait_to_become_its_own(
    enrol, lan: Phone, any_world: World
):
    huy = enrol(any_world.huy)
    forged = household(lan)
    forged[1], forged[4] = "kind_of.tomorrow", 1

    answer = lan.sync(forged, grants=[lan.grant, huy.grant])

    assert answer["exceptions"] == [[0, "rejected", "foreign_grant"]]


def test_a_revoked_phone_is_wiped_and_its_work_is_held(lan: Phone, any_engine: Engine):
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).values(revoked_at=clock.now()))

    answer = lan.sync(household(lan))

    assert answer["wipe"] is True
    assert answer["exceptions"] == [[0, "held", "grant_revoked"]]
    assert "changes" not in answer


def test_a_revoked_phone_still_offers_what_a_server_without_memory_misses(lan: Phone, any_engine: Engine):
    lan.sync(household(lan))
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).values(revoked_at=clock.now()))
        connection.execute(update(Feed).values(epoch="restored"))

    answer = lan.sync(offer=["A" * 22])

    assert (answer["wipe"], answer["reset"], answer["missing"]) == (True, True, ["A" * 22])
    assert "changes" not in answer


def test_an_expired_grant_refreshes_and_its_later_work_is_released(lan: Phone, any_engine: Engine):
    before = household(lan)
    with clock.frozen(clock.now() + timedelta(days=200)):
        after = household(lan)
        answer = lan.sync(before, after)
        assert answer["refresh"] is True
        assert answer["exceptions"] == [[1, "held", "grant_expired"]]

        renewed = lan.client.post("/api/v1/grants/refresh", headers={"Authorization": f"Bearer {lan.token}"})
        again = lan.client.post("/api/v1/grants/refresh", headers={"Authorization": f"Bearer {lan.token}"})
        assert renewed.json == again.json
        lan.token = renewed.json["grant"]["token"]
        lan.sync()

    assert {before[0], after[0]} <= set(lan.rows)


@pytest.mark.parametrize(
    ("document", "slug", "status"),
    [
        (b"{", "envelope", 400),
        (b"[]", "envelope", 400),
        (b"\xff\xfe", "envelope", 400),
        (b'{"a":' + b"[" * 20000 + b"]" * 20000 + b"}", "envelope", 400),
        (b'{"protocol": NaN}', "envelope", 400),
        ({"protocol": 2}, "envelope", 400),
        ({"ops": [[1]]}, "envelope", 400),
        ({"ops": [[None] * 8] * 101}, "too-large", 413),
        (b" " * 600_000, "too-large", 413),
    ],
)
def test_a_body_that_is_no_sync_request_gets_its_documented_answer(lan: Phone, document, slug, status):
    body = document if isinstance(document, bytes) else lan.request() | document

    response = lan.post(body)

    assert (response.status_code, response.json["slug"]) == (status, slug)
    assert response.content_type == "application/problem+json"


def test_a_bomb_is_refused_before_it_fills_the_memory(lan: Phone):
    bomb = gzip.compress(b" " * 50_000_000)

    response = lan.post(bomb, **{"Content-Encoding": "gzip"})

    assert (len(bomb) < 65_536, response.status_code) == (True, 413)
    assert lan.post(b"nonsense", **{"Content-Encoding": "gzip"}).status_code == 415
    assert lan.post(b"x", **{"Content-Encoding": "br"}).status_code == 415
    good = gzip.compress(json.dumps(lan.request()).encode())
    assert lan.post(good, **{"Content-Encoding": "gzip"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"village": "20-00001-001", "head_name": "x\x00y"},
        {"village": "20-00001-001", "head_name": "\ud800"},
        {"village": "20-00001-001", "head_name": "A", "people": True},
        {"village": "20-00001-001", "head_name": "A", "people": 10**30},
        {"village": "20-00001-001", "head_name": "A", "surprise": 1},
        {"village": "20-00001-001", "head_name": ""},
        {"village": "20-00001-001"},
        "text",
    ],
)
def test_a_malformed_body_is_rejected_alone_and_kept(lan: Phone, any_engine: Engine, body):
    bad, good = lan.op("household.add", body), household(lan)

    answer = lan.sync(bad, good)

    assert [row[:3] for row in answer["exceptions"]] == [[0, "rejected", "malformed"]]
    with any_engine.connect() as connection:
        assert connection.scalars(select(Household.id)).all() == [good[0]]


def test_the_token_is_judged_before_the_body(lan: Phone):
    lan.token = "nobody"

    response = lan.post(b"{")

    assert (response.status_code, response.json["slug"]) == (401, "grant")


def test_a_code_works_once_and_a_lost_answer_costs_nobody_a_new_one(
    any_app, any_engine: Engine, any_world: World
):
    with writing() as session:
        code = new_enrol_code(session, any_world.lan, secret=any_app.config["SECRET_KEY"], days=7)
    client = any_app.test_client()
    mine, other = str(uuid.uuid4()), str(uuid.uuid4())

    first = client.post("/api/v1/enrol", json={"code": code.lower().replace("-", " "), "device": mine})
    again = client.post("/api/v1/enrol", json={"code": code, "device": mine})
    stolen = client.post("/api/v1/enrol", json={"code": code, "device": other})

    assert (first.status_code, again.json) == (201, first.json)
    assert (stolen.status_code, stolen.json["slug"]) == (409, "code-used")
    assert first.json["scope"] == {"province": "20", "villages": ["20-00001-001", "20-00001-002"]}
    with any_engine.connect() as connection:
        assert other not in connection.scalars(select(Device.id)).all()


def test_late_and_unknown_codes_say_so(any_app, any_world: World):
    with writing() as session:
        code = new_enrol_code(session, any_world.lan, secret=any_app.config["SECRET_KEY"], days=-1)
    client = any_app.test_client()

    def slug(code: str) -> tuple[int, str]:
        answer = client.post("/api/v1/enrol", json={"code": code, "device": str(uuid.uuid4())})
        return answer.status_code, answer.json["slug"]

    assert slug(code) == (410, "code-expired")
    assert slug("0000-0000") == (404, "code-unknown")
    wrong = client.post("/api/v1/enrol", json={"code": 7})
    assert (wrong.status_code, wrong.json["slug"], sorted(wrong.json["errors"])) == (
        400,
        "invalid-input",
        ["code", "device"],
    )


def test_the_bundle_holds_places_and_topics_and_answers_304_when_known(lan: Phone):
    headers = {"Authorization": f"Bearer {lan.token}"}

    answer = lan.client.get("/api/v1/bundle", headers=headers)
    again = lan.client.get("/api/v1/bundle", headers=headers | {"If-None-Match": answer.headers["ETag"]})

    assert [village["code"] for village in answer.json["villages"]] == ["20-00001-001", "20-00001-002"]
    assert len(answer.json["topics"]) == 18
    assert again.status_code == 304
    assert lan.client.get("/api/v1/bundle").status_code == 401
