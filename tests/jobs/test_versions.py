"""A version of the indicators that one process opened holds for the next answer and piece of all others."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import World
from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue, overlaid, use_version, version_in_use
from tocongnghe.catalogue.overlay import definition_of, write_overlay
from tocongnghe.extensions import writing
from tocongnghe.jobs.tasks import roll_up
from tocongnghe.models import CatalogueVersion, RollUpPosition
from tocongnghe.rollups import catch_up
from tocongnghe.services.coverage import coverage

ANOTHER = """
import sys
from pathlib import Path
from tocongnghe import create_app
from tocongnghe.catalogue import version_in_use

client = create_app({"DATABASE_URL": sys.argv[2]}, instance=Path(sys.argv[1])).test_client()
for _ in range(2):
    assert client.get("/login").status_code == 200
    print(version_in_use(), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    use_version(0, None)


def open_wider(world: World) -> str:
    """Let `vneid_helped` count those that have it, too, as another process would; return what it counts."""
    rule = next(one for one in load_catalogue().indicators if one.code == "vneid_helped")
    text = write_overlay([definition_of(rule) | {"outcomes": ["helped", "already_had"]}])
    catalogue = overlaid(text)
    with writing(world.engine) as session:
        row = {"number": 1, "overlay": text, "version": catalogue.version, "indicator": rule.code}
        session.add(CatalogueVersion(**row, reason="wider", opened_at=clock.now(), opened_by_id=world.quang))
    return catalogue.counting


def test_another_process_answers_by_the_new_version_from_its_next_page_on(
    any_app: Flask, any_world: World
) -> None:
    url = any_world.engine.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", ANOTHER, any_app.instance_path, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "0\n"
        open_wider(any_world)

        other.stdin.write("\n")
        other.stdin.flush()

        assert other.stdout.readline() == "1\n"
        other.communicate("\n")


def test_a_long_count_goes_over_to_a_version_that_was_opened_and_counted_meanwhile(any_world: World) -> None:
    """A run that began under the old version and went on by it would count everything back."""
    world = any_world
    opened: list[str] = []
    world.log_assist(world.add_household(), outcome="already_had")

    def meanwhile(done: int, steps: int | None = None, note: str | None = None) -> None:
        if not opened:
            opened.append(open_wider(world))
            use_version(1, overlaid(_overlay(world)))
            with writing(world.engine) as session:
                catch_up(session, world.province)
            use_version(0, None)  # that was the other process; this one has not asked yet

    roll_up(world.engine, Event(), meanwhile)

    assert version_in_use() == 1
    with Session(world.engine) as session:
        position = session.get_one(RollUpPosition, world.province)
        assert position.catalogue_version == opened[0]
        shown = coverage(session, None, "00001", clock.local_date(), indicators=["vneid_helped"])
    assert shown.rows[0].provisional == 1


def _overlay(world: World) -> str:
    with Session(world.engine) as session:
        return session.scalars(select(CatalogueVersion.overlay)).one()
