"""Parcels that another phone or the desk brings: as good as a push, as often as they come (protocol §12)."""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import os
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, func, select, update

from tests.cast import World
from tests.operations.audit import audit
from tests.sync.phone import FIELDS, Phone, assist, household
from tocongnghe import clock
from tocongnghe.models import Assist, Device, Grant, Household, Operation

pytestmark = pytest.mark.postgres


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def parcel(phone: Phone, *ops: list[Any], content: bytes | None = None, **outside: Any) -> dict[str, Any]:
    """Seal *ops* as a phone does."""
    seal = phone.enrolled["grant"]["seal"]
    key = base64.urlsafe_b64decode(seal + "=" * (-len(seal) % 4))
    told = {"schema": 1, "clock": {"wall": clock.now_ms()}, "fields": FIELDS, "ops": list(ops)}
    packed = gzip.compress(json.dumps(told).encode() if content is None else content)
    nonce = os.urandom(12)
    bound = f"tocongnghe-parcel:1:{phone.grant}:{phone.device}".encode()
    data = AESGCM(key).encrypt(nonce, packed, bound)
    made = {"v": 1, "grant": phone.grant, "device": phone.device, "nonce": b64(nonce), "data": b64(data)}
    return made | outside


def bring(phone: Phone, *parcels: dict[str, Any]) -> list[dict[str, Any]]:
    answer = phone.client.post("/api/v1/import", json={"courier": 1, "parcels": list(parcels)})
    assert answer.status_code == 200, answer.json
    told: list[dict[str, Any]] = answer.json["parcels"]
    return told


def test_a_parcel_that_somebody_brings_is_as_good_as_a_push(lan: Phone, any_engine: Engine, any_world: World):
    added = household(lan)
    logged = assist(lan, added[0])

    (told,) = bring(lan, parcel(lan, added, logged))

    assert told == {"grant": lan.grant, "processed": 2, "exceptions": []}
    answer = lan.sync(added, logged)
    assert "exceptions" not in answer
    assert {added[0], logged[0]} <= set(lan.rows)
    with any_engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Assist)) == 1
    audit(any_engine, any_world.province)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_parcels_come_in_any_order_and_any_number_of_times(
    lan: Phone, any_engine: Engine, any_world: World, order
):
    added = household(lan)
    logged = assist(lan, added[0])
    amend = lan.op("assist.amend", {"note": "x"}, record=logged[0], prev=logged[0])
    parcels = [parcel(lan, added), parcel(lan, logged), parcel(lan, amend)]

    for index in (*order, *reversed(order)):
        bring(lan, parcels[index])

    with any_engine.connect() as connection:
        assert connection.execute(select(Assist.household_id, Assist.note)).all() == [(added[0], "x")]
    audit(any_engine, any_world.province)


def test_an_exception_in_a_parcel_is_told_by_its_reason(lan: Phone):
    (told,) = bring(lan, parcel(lan, household(lan, "20-00002-001")))

    assert told["exceptions"] == [[0, "rejected", "out_of_scope"]]


def test_what_was_not_sealed_by_that_phone_is_refused_and_the_rest_goes_on(
    lan: Phone, enrol, any_engine: Engine, any_world: World
):
    huy = enrol(any_world.huy)
    good = household(lan)
    forged = parcel(huy, household(huy, "20-00001-001"), grant=lan.grant, device=lan.device)
    moved = parcel(lan, household(lan), device=huy.device)
    stranger = parcel(lan, household(lan), grant="g_nobody")
    changed = parcel(lan, household(lan))
    changed["data"] = changed["data"][:-6] + ("AAAAAA" if changed["data"][-6:] != "AAAAAA" else "BBBBBB")
    bomb = parcel(lan, content=b" " * 5_000_000)
    words = parcel(lan, content=b"tea")

    told = bring(lan, forged, moved, stranger, changed, bomb, words, parcel(lan, good))

    assert [one.get("refused") for one in told] == [
        "seal",
        "grant",
        "grant",
        "seal",
        "too-large",
        "envelope",
        None,
    ]
    with any_engine.connect() as connection:
        assert connection.scalars(select(Household.id)).all() == [good[0]]


def test_a_file_that_is_no_courier_file_gets_its_documented_answer(lan: Phone):
    for document in ({}, {"courier": 2, "parcels": []}, {"courier": 1, "parcels": [{"v": 1}]}, []):
        answer = lan.client.post("/api/v1/import", json=document)
        assert (answer.status_code, answer.json["slug"]) == (400, "envelope")
    assert lan.client.post("/api/v1/import", data=b"x").status_code == 415


def test_a_parcel_of_a_revoked_phone_is_kept_and_held(lan: Phone, any_engine: Engine):
    sealed = parcel(lan, household(lan))
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).values(revoked_at=clock.now()))

    assert bring(lan, sealed)[0]["exceptions"] == [[0, "held", "grant_revoked"]]


def test_a_parcel_that_was_days_on_its_way_is_no_reason_to_doubt_the_clock(lan: Phone, any_engine: Engine):
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Device).values(created_at=clock.now() - timedelta(days=30)))
    sealed = parcel(lan, household(lan))
    with any_engine.connect() as connection:
        contact = connection.scalar(select(Device.last_contact_at).where(Device.id == lan.device))
    with clock.frozen(clock.now() + timedelta(days=9)):
        bring(lan, sealed)

    with any_engine.connect() as connection:
        assert connection.scalars(select(Household.is_clock_suspect)).all() == [False]
        assert connection.scalar(select(Operation.est_to)) < clock.now() + timedelta(days=1)
        assert connection.scalar(select(Device.last_contact_at).where(Device.id == lan.device)) == contact
