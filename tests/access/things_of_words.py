"""Words of speakers: one that waits for a second speaker, and one that holds."""

from __future__ import annotations

from sqlalchemy import select

from tests.cast import START, World
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import Assignment, User
from tocongnghe.services.access import load_actor
from tocongnghe.services.translations.pictures import picture_of
from tocongnghe.services.translations.proposals import approve, propose
from tocongnghe.services.translations.strings import string_key
from tocongnghe.vocabulary import Role

WAITS, HOLDS, EMPTY = "Save", "{count} KB", "Household"


def add_words(world: World) -> dict[str, str]:
    """Let a second speaker of Tày beside Slao write; return what addresses and forms call it all."""
    with writing(world.engine) as session:
        second = User(name="Eng", login="eng", created_at=clock.now())
        session.add(second)
        session.flush()
        post = Assignment(
            user_id=second.id,
            place_id=world.province,
            role=Role.SPEAKER,
            language="tyz",
            valid_from=START,
            named_by_id=world.quang,
        )
        session.add(post)
        session.flush()
        eng = load_actor(session, second.id, clock.local_date())
        slao_id = session.scalars(select(User.id).where(User.login == "slao")).one()
        slao = load_actor(session, slao_id, clock.local_date())
        waits = propose(session, eng, "tyz", string_key(WAITS), text="[tyz] a", evidence="", seen=0)
        holds = propose(session, slao, "tyz", string_key(HOLDS), text="[tyz] {count}", evidence="", seen=0)
        change = approve(session, eng, "tyz", holds.id)
        return {
            "language": "tyz",
            "key": string_key(EMPTY),
            "waiting_key": string_key(WAITS),
            "held_key": string_key(HOLDS),
            "what": "words",
            "word_part": "visit",
            "proposal_id": str(waits.id),
            "change": str(change),
            "speaker_post": str(post.id),
            "picture": picture_of("phone/today") or "",
        }
