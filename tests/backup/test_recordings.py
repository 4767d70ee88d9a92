"""Recorded voices in backups: copied once, compared by hash, brought back, kept while a backup names them."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.backup.conftest import TOOLS, Keeper
from tests.cast import LAN_DEVICE, World
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.models import Blob
from tocongnghe.operations import new_id
from tocongnghe.services.backups import backup_folder, prune, read_catalogue, restore_backup
from tocongnghe.services.backups.recordings import store
from tocongnghe.services.blobs import blob_folder, whole_path

pytestmark = pytest.mark.postgres


class Voices:
    """Recordings of Lan's phone, in the instance and in the backups."""

    def __init__(self, world: World, keeper: Keeper) -> None:
        self.world, self.keeper = world, keeper
        self.here, self.kept = blob_folder(keeper.instance), store(backup_folder(keeper.instance))

    def record(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        path = whole_path(self.here, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        now = clock.now()
        with writing() as session:
            session.add(
                Blob(
                    sha256=name,
                    media_type="audio/webm",
                    byte_count=len(content),
                    province_id=self.world.province,
                    device_id=LAN_DEVICE,
                    grant_id=self.world.lan_grant,
                    begun_at=now,
                    completed_at=now,
                )
            )
        return name

    def restore(self, name: str | None = None):
        db.session.remove()
        return restore_backup(db.engine, self.keeper.instance, name, TOOLS)

    def names(self) -> set[str]:
        with db.engine.connect() as connection:
            return set(connection.scalars(Blob.__table__.select().with_only_columns(Blob.sha256)))


@pytest.fixture
def voices(any_world: World, keeper: Keeper) -> Voices:
    return Voices(any_world, keeper)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*/*") if path.parent.name != "parts"}


def test_recordings_are_copied_once_and_come_back(voices: Voices, keeper: Keeper):
    one, two = voices.record(b"one" * 99), voices.record(b"two" * 99)
    assert keeper.make().recordings.count == 2
    copied = whole_path(voices.kept, one).stat().st_ino
    three = voices.record(b"three" * 99)
    made = keeper.make()
    assert keeper.verify().problems == []
    assert whole_path(voices.kept, one).stat().st_ino == copied
    assert whole_path(voices.kept, one).stat().st_mode & 0o077 == 0
    after = voices.record(b"after")
    shutil.rmtree(voices.here)
    newest = voices.record(b"newest")

    done = voices.restore(made.file)

    assert (done.recordings, done.without_sound) == (3, 1)
    assert files(voices.here) == voices.names() == {one, two, three, newest}
    assert after not in voices.names()
    assert whole_path(voices.here, two).read_bytes() == b"two" * 99


def test_a_copy_that_went_bad_is_found_and_taken_anew(voices: Voices, keeper: Keeper):
    one, two = voices.record(b"one" * 99), voices.record(b"two" * 99)
    first = keeper.make()
    whole_path(voices.kept, one).write_bytes(b"eno" * 99)
    whole_path(voices.kept, two).unlink()

    assert keeper.verify(first.name).problems == ["2 of 2 recordings are missing or damaged"]
    keeper.make()

    assert keeper.verify(first.name).problems == []
    assert keeper.verify().problems == []


def test_a_list_that_was_touched_is_found(voices: Voices, keeper: Keeper):
    voices.record(b"one" * 99)
    made = keeper.make()
    path = backup_folder(keeper.instance) / made.recordings.file
    path.write_text("")

    assert keeper.verify().problems == ["the list of its recordings is missing or damaged"]
    assert prune(keeper.engine, keeper.instance, keep=1) == []
    assert len(files(voices.kept)) == 1


def test_a_recording_that_is_damaged_here_does_not_spoil_the_backup(voices: Voices, keeper: Keeper):
    one, two = voices.record(b"one" * 99), voices.record(b"two" * 99)
    whole_path(voices.here, one).write_bytes(b"eno" * 99)

    made = keeper.make()

    assert (made.recordings.count, made.recordings.lost) == (1, 1)
    assert keeper.verify().problems == []
    voices.restore()
    assert two in files(voices.here)


def test_a_recording_goes_with_the_last_backup_that_names_it(voices: Voices, keeper: Keeper):
    old, young = voices.record(b"old" * 99), voices.record(b"young" * 99)
    first = keeper.make()
    with writing() as session:
        session.delete(session.get_one(Blob, old))
    second, third = keeper.make(), keeper.make()
    keeper.verify(second.name)

    prune(keeper.engine, keeper.instance, keep=3)
    assert files(voices.kept) == {old, young}
    prune(keeper.engine, keeper.instance, keep=2)

    kept = read_catalogue(backup_folder(keeper.instance)).backups
    assert [backup.name for backup in kept] == [second.name, third.name]
    assert first.name not in {backup.name for backup in kept}
    assert files(voices.kept) == {young}


def test_a_phone_is_told_to_send_again_what_a_restore_could_not_find(voices: Voices, keeper: Keeper):
    made = keeper.make()
    lost = voices.record(b"lost" * 99)
    whole_path(voices.here, lost).unlink()

    assert voices.restore(made.file).without_sound == 1
    assert lost not in voices.names()


def test_an_erased_recording_leaves_the_backups_and_never_comes_back(voices: Voices, keeper: Keeper):
    gone, stays = voices.record(b"gone" * 99), voices.record(b"stays" * 99)
    made = keeper.make()
    keeper.verify()
    erased = {
        "id": new_id(),
        "kind": "feedback.raise",
        "record": new_id(),
        "province": voices.world.province,
        "outcome": "applied",
        "recording": gone,
    }
    folder = backup_folder(keeper.instance)
    (folder / "erasures.jsonl").write_text(json.dumps(erased) + "\n")

    prune(keeper.engine, keeper.instance)
    assert files(voices.kept) == {stays}
    assert keeper.verify(made.name).problems == []
    shutil.rmtree(voices.here)
    voices.restore(made.name)

    assert files(voices.here) == voices.names() == {stays}
