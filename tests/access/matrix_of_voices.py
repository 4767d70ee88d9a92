"""The doors of the voices' desk, and of phones that fetch what was recorded there."""

from __future__ import annotations

from tests.access.matrix import FILE, PHONE, PROVINCE, REFUSED, SUPERVISOR, Entry, own, thing
from tocongnghe.vocabulary import Role

VOICES = PROVINCE | frozenset({Role.SPEAKER})
"""The province's, and those of speakers appointed for a language."""
LENT_VOICE = {
    "name": "Người Cho Giọng",
    "language": "tyz",
    "dialect": "xã A",
    "on": "2026-09-01",
    "note": "giấy",
    "agreed": "yes",
}

MATRIX_OF_VOICES: dict[str, tuple[Entry, ...] | Entry] = {
    "GET /api/v1/voices/<language>": PHONE,
    "GET /api/v1/voices/<language>/<sha256>": PHONE,
    "GET /commune/consents/<consent_id>/heard/<sha256>": thing(
        SUPERVISOR, values={"sha256": "spoken_sha256"}
    ),
    "GET /province/voices": own(VOICES),
    "POST /province/voices/speakers": own(VOICES, form=LENT_VOICE),
    "POST /province/voices/speakers/<int:speaker_id>/withdraw": thing(
        VOICES, {"sure": "yes"}, values={"speaker_id": "silent_speaker_id"}
    ),
    "GET /province/voices/sheet/<language>": own(VOICES),
    "GET /province/voices/speakers/<int:speaker_id>/record": thing(VOICES),
    "POST /province/voices/speakers/<int:speaker_id>/record": thing(
        VOICES, {"phrase": "hello", "file": FILE}, answers=REFUSED
    ),
    "GET /province/voices/review": own(VOICES),
    "GET /province/voices/recordings/<int:recording_id>": thing(VOICES),
    "GET /province/voices/recordings/<int:recording_id>/sound": thing(VOICES),
    "POST /province/voices/recordings/<int:recording_id>": thing(VOICES, {"verdict": "approved"}),
}
