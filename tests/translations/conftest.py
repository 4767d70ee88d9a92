"""Two speakers of Tày and one of Nùng; words in those languages are synthetic: "[tyz] …"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.cast import START, World
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.i18n.overlay import forget_overlays
from tocongnghe.models import Assignment, User
from tocongnghe.services.access import Actor, load_actor
from tocongnghe.services.passwords import hash_password
from tocongnghe.services.translations.strings import string_key
from tocongnghe.vocabulary import Role

SAVE = "Save"
KILOBYTES = "{count} KB"


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    forget_overlays()


@dataclass(frozen=True)
class Speakers:
    """Slao and Eng speak Tày; Slao also corrects Vietnamese; Mùi speaks Nùng."""

    slao: int
    eng: int
    mui: int


def add_speakers(world: World) -> Speakers:
    with writing(world.engine) as session:
        return Speakers(
            _add(session, world, "slao", "tyz", "vi"),
            _add(session, world, "eng", "tyz", "vi"),
            _add(session, world, "mui", "nut"),
        )


def _add(session: Session, world: World, login: str, *languages: str) -> int:
    user = User(
        name=login.capitalize(),
        login=login,
        password_hash=hash_password(f"mat-khau-{login}"),
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    for language in languages:
        session.add(
            Assignment(
                user_id=user.id,
                place_id=world.province,
                role=Role.SPEAKER,
                language=language,
                valid_from=START,
                named_by_id=world.quang,
            )
        )
    return user.id


@pytest.fixture
def speakers(world: World) -> Speakers:
    return add_speakers(world)


@pytest.fixture
def actor(engine: Engine) -> Callable[[int], Actor]:
    """Return a function that gives a person as an actor of today."""

    def load(user_id: int) -> Actor:
        with Session(engine) as session:
            return load_actor(session, user_id, clock.local_date())

    return load


def key(msgid: str) -> str:
    return string_key(msgid)
