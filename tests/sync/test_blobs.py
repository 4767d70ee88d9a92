"""Recorded voices: part by part, whole or not at all (protocol §12)."""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update

from tests.cast import World
from tests.sync.phone import Phone
from tocongnghe import clock
from tocongnghe.models import Blob, Grant
from tocongnghe.services import blobs

pytestmark = pytest.mark.postgres

VOICE = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 40
NAME = hashlib.sha256(VOICE).hexdigest()


def put(phone: Phone, content: bytes, part: tuple[int, int] | None = None, **options: Any) -> Any:
    """Send *content*, or the bytes *part* (from, to) of it."""
    headers = {"Authorization": f"Bearer {phone.token}", "Content-Type": options.get("type", "audio/webm")}
    if part is not None:
        start, end = part
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{options.get('total', len(content))}"
        content = content[start:end]
    return phone.client.put(f"/api/v1/blob/{options.get('name', NAME)}", data=content, headers=headers)


def offset(phone: Phone) -> tuple[str, str]:
    headers = {"Authorization": f"Bearer {phone.token}"}
    answer = phone.client.head(f"/api/v1/blob/{NAME}", headers=headers)
    assert answer.status_code == 200
    return answer.headers["Upload-Offset"], answer.headers["Upload-Complete"]


def test_a_recording_goes_on_where_it_was_cut(lan: Phone, any_app: Flask, any_engine: Engine):
    assert offset(lan) == ("0", "?0")
    assert put(lan, VOICE, (0, 4000)).status_code == 202
    assert offset(lan) == ("4000", "?0")
    gap = put(lan, VOICE, (5000, 6000))
    assert (gap.status_code, gap.json["slug"], gap.json["received"]) == (409, "blob-gap", 4000)
    assert put(lan, VOICE, (3000, 5000)).headers["Upload-Offset"] == "5000"
    assert put(lan, VOICE, (0, 100)).headers["Upload-Offset"] == "5000"

    assert put(lan, VOICE, (5000, len(VOICE))).status_code == 201

    assert offset(lan) == (str(len(VOICE)), "?1")
    assert put(lan, VOICE).status_code == 201
    whole = Path(any_app.instance_path) / "blobs" / NAME[:2] / NAME
    assert whole.read_bytes() == VOICE
    with any_engine.connect() as connection:
        assert connection.execute(select(Blob.sha256, Blob.byte_count, Blob.media_type)).all() == [
            (NAME, len(VOICE), "audio/webm")
        ]


def test_a_recording_that_is_not_what_its_name_says_is_dropped(lan: Phone, any_engine: Engine):
    answer = put(lan, VOICE[:-1] + b"x")

    assert (answer.status_code, answer.json["slug"]) == (422, "blob-damaged")
    assert offset(lan) == ("0", "?0")
    with any_engine.connect() as connection:
        assert connection.scalars(select(Blob.sha256)).all() == []


@pytest.mark.parametrize(
    ("options", "status", "slug"),
    [
        ({"type": "video/mp4"}, 415, "blob-refused"),
        ({"name": "tea"}, 400, "envelope"),
        ({"part": (0, 10), "total": 5}, 400, "envelope"),
        ({"part": (0, 10), "total": 300_000}, 413, "too-large"),
    ],
)
def test_what_is_no_short_recording_is_refused(lan: Phone, options, status, slug):
    answer = put(lan, VOICE, **options)

    assert (answer.status_code, answer.json["slug"]) == (status, slug)


PLAYABLE = {
    "audio/webm": VOICE,
    "audio/ogg": b"OggS\x00\x02" + VOICE,
    "audio/mp4": b"\x00\x00\x00\x20ftypM4A " + VOICE,
}


@pytest.mark.parametrize("kind", PLAYABLE)
def test_what_is_no_recording_of_its_kind_is_refused_once_it_is_whole(
    lan: Phone, any_app: Flask, any_engine: Engine, kind: str
):
    for content in (b"<html><script>alert(1)</script>", b"\x00", *PLAYABLE.values()):
        name = hashlib.sha256(content).hexdigest()
        put(lan, content, (0, 1), name=name, type=kind)

        answer = put(lan, content, name=name, type=kind)

        fits = content == PLAYABLE[kind]
        assert answer.status_code == (201 if fits else 415), content[:12]
        assert fits or answer.json["slug"] == "blob-refused"
    with any_engine.connect() as connection:
        query = select(Blob.sha256, Blob.media_type)
        assert connection.execute(query).all() == [(hashlib.sha256(PLAYABLE[kind]).hexdigest(), kind)]
    assert not [
        path for path in (Path(any_app.instance_path) / "blobs" / "parts").rglob("*") if path.is_file()
    ]


def test_a_phone_that_sends_too_much_is_told_so(lan: Phone, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(blobs, "QUOTA_BYTES", len(VOICE) + 50)
    other = VOICE[:100]
    assert put(lan, VOICE).status_code == 201

    answer = put(lan, other, name=hashlib.sha256(other).hexdigest())

    assert (answer.status_code, answer.json["slug"]) == (413, "blob-quota")


def test_strangers_and_revoked_phones_send_nothing(lan: Phone, any_engine: Engine):
    with any_engine.execution_options(begin_immediate=True).begin() as connection:
        connection.execute(update(Grant).values(revoked_at=clock.now()))
    assert put(lan, VOICE).status_code == 403
    lan.token = "nobody"
    assert put(lan, VOICE).status_code == 401


def test_one_phone_cannot_spoil_what_another_is_sending(lan: Phone, enrol, any_world: World):
    huy = enrol(any_world.huy)
    put(lan, VOICE, (0, 4000))
    put(huy, b"x" * len(VOICE), (0, 9000))

    assert put(lan, VOICE, (4000, len(VOICE))).status_code == 201


@pytest.mark.parametrize("how", ["another phone", "the same phone"])
def test_two_that_finish_one_recording_at_once_are_both_told_that_it_is_here(
    how: str, lan: Phone, enrol, any_world: World, any_engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    other = enrol(any_world.huy) if how == "another phone" else lan
    both, append, answers = threading.Barrier(2), blobs._append, []

    def append_together(path: Path, part: blobs.Part) -> bytes:
        content = append(path, part)
        with suppress(threading.BrokenBarrierError):  # SQLite lets only one come so far
            both.wait(timeout=0.5)
        return content

    monkeypatch.setattr(blobs, "_append", append_together)
    senders = [
        threading.Thread(target=lambda one=one: answers.append(put(one, VOICE).status_code))
        for one in (lan, other)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert answers == [201, 201]
    assert offset(other) == (str(len(VOICE)), "?1")
    with any_engine.connect() as connection:
        assert connection.scalars(select(Blob.sha256)).all() == [NAME]
