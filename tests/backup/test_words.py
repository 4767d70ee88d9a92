"""Words of speakers outlive a lost database: what was approved, and what was undone after the backup."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.backup.conftest import TOOLS, Keeper
from tests.cast import World
from tests.translations.conftest import KILOBYTES, SAVE, add_speakers, key
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.i18n.catalogs import translate
from tocongnghe.i18n.overlay import forget_overlays
from tocongnghe.models import WordChange, WordProposal
from tocongnghe.services.access import load_actor
from tocongnghe.services.backups import restore_backup
from tocongnghe.services.freshness import refresh
from tocongnghe.services.translations.proposals import approve, propose
from tocongnghe.services.translations.words import undo_change

pytestmark = pytest.mark.postgres


def rows() -> list[object]:
    with db.engine.connect() as connection:
        return [
            *connection.execute(select(WordProposal.__table__).order_by(WordProposal.id)),
            *connection.execute(select(WordChange.__table__).order_by(WordChange.number)),
        ]


def test_approved_words_and_their_undoing_come_back(any_world: World, keeper: Keeper) -> None:
    people = add_speakers(any_world)

    def agree(msgid: str, text: str) -> int:
        with writing() as session:
            slao, eng = (load_actor(session, id, clock.local_date()) for id in (people.slao, people.eng))
            made = propose(session, slao, "tyz", key(msgid), text=text, evidence="sách", seen=0)
            return approve(session, eng, "tyz", made.id)

    first = agree(SAVE, "[tyz] lưu")
    made = keeper.make()
    agree(KILOBYTES, "[tyz] {count}")
    with writing() as session:
        undo_change(session, load_actor(session, people.eng, clock.local_date()), "tyz", first, "sai")
    before = rows()

    db.session.remove()
    restore_backup(db.engine, keeper.instance, made.file, TOOLS)
    try:
        with Session(db.engine) as session:
            refresh(session)
        assert rows() == before
        assert translate("tyz", KILOBYTES) == "[tyz] {count}"
        assert translate("tyz", SAVE) == translate("vi", SAVE)
    finally:
        forget_overlays()
        db.engine.dispose()
