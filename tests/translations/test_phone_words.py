"""What /api/v1/words answers: only what is new to a phone, once, small, and gone again when it is undone."""

from __future__ import annotations

import base64
import gzip
import json
import struct
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.cast import World
from tests.translations.conftest import KILOBYTES, SAVE, Speakers
from tests.translations.test_words import agree, put
from tocongnghe.extensions import writing
from tocongnghe.i18n.overlay import set_overlay
from tocongnghe.services.access import Actor
from tocongnghe.services.translations.phone_words import short_key, words_for_phone
from tocongnghe.services.translations.strings import all_strings, vietnamese_of
from tocongnghe.services.translations.words import undo_change

AT = "/api/v1/words/tyz/visit"
LIMIT_BYTES = 15 * 1024


def test_a_phone_hears_of_words_once_and_of_their_undoing(
    client: FlaskClient, engine: Engine, world: World, speakers: Speakers, actor: Callable[[int], Actor]
) -> None:
    slao, eng = actor(speakers.slao), actor(speakers.eng)
    none = client.get(AT)
    number = agree(engine, eng, put(engine, slao, SAVE, "[tyz] lưu"))
    put(engine, slao, KILOBYTES, "[tyz] {count}")

    some = client.get(AT, headers={"If-None-Match": none.headers["ETag"]})
    again = client.get(AT, headers={"If-None-Match": some.headers["ETag"]})

    assert none.json is not None
    assert none.json["of"]["tyz"] == {"keys": "", "texts": [], "named": {}}
    assert some.json is not None
    assert some.json["of"]["tyz"]["texts"] == ["[tyz] lưu"]
    assert base64.b64decode(some.json["of"]["tyz"]["keys"]) == struct.pack(">I", short_key(SAVE))
    assert (again.status_code, again.get_data()) == (304, b"")
    with writing(engine) as session:
        undo_change(session, eng, "tyz", number, "sai")
    undone = client.get(AT, headers={"If-None-Match": some.headers["ETag"]})
    assert undone.json == none.json
    assert client.get("/api/v1/words/xx/visit").status_code == 404
    assert client.get("/api/v1/words/tyz/all").status_code == 404


@pytest.mark.parametrize(("part", "at_least"), [("visit", 300), ("rest", 200)])
def test_all_that_a_phone_says_travels_in_the_budget(part: str, at_least: int) -> None:
    """Every string approved, with texts as long as the Vietnamese, and a phone that has none of them."""
    phones = [said for said in all_strings().values() if said.is_for_phone]
    set_overlay("tyz", {said.msgid: f"{vietnamese_of(said)}." for said in phones}, "9")

    told = words_for_phone("tyz", part)
    packed = len(gzip.compress(json.dumps(told, ensure_ascii=False).encode(), 9))

    assert len(told["of"]["tyz"]["texts"]) >= at_least
    assert packed <= LIMIT_BYTES, packed
