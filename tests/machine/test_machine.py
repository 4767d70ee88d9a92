"""Both real ends under every fault that we know: nothing is lost or doubled (protocol §1, §14)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.machine.__main__ import PAGE
from tests.machine.moves import Figures
from tests.machine.mutants import HISTORY, NEEDED, Mutant
from tests.machine.phones import bundle
from tests.machine.run import Found, run

SEEDS = range(1, 11)
POSTGRES_SEEDS = (1, 2)
MORE_SEEDS = range(1, 9)
"""Where else a mutant is looked for when the program has changed since its seed was recorded."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("phones"))


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_or_doubled_whatever_happens(seed: int, program: Path, say: Callable[[str], None]):
    verdict = run(seed, program, steps=120, settles=2)

    assert isinstance(verdict, Figures), verdict
    say(told(verdict, "SQLite"))
    assert verdict.saved > 0


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("seed", POSTGRES_SEEDS)
def test_nothing_is_lost_or_doubled_on_postgresql(
    seed: int, program: Path, database_url: str, say: Callable[[str], None]
):
    verdict = run(seed, program, steps=90, settles=3, database_url=database_url, is_drill=True)

    assert isinstance(verdict, Figures), verdict
    say(told(verdict, "PostgreSQL"))
    assert verdict.restores > 0


def test_the_same_seed_replays_the_same_run(program: Path):
    first, second = (run(5015, program, steps=100, settles=1, has_meetings=True) for _ in range(2))

    assert isinstance(first, Figures), first
    assert first == second


def test_the_machine_goes_red_when_the_phones_source_is_broken(tmp_path: Path):
    """One line of TypeScript, changed on its way into the bundle: ops leave the outbox when they are sent."""
    (mutant,) = [one for one in HISTORY if one.name == "ops leave the outbox when they are sent"]

    verdict = run(recorded_seed(mutant), bundle(tmp_path, mutant.changes), mutant=mutant)

    assert isinstance(verdict, Found)
    assert verdict.invariant == "I1"


@pytest.mark.parametrize(
    "mutant", [one for one in NEEDED if not one.shown_by], ids=lambda mutant: mutant.name
)
def test_the_machine_goes_red_without_a_needed_rule(mutant: Mutant, tmp_path: Path):
    program = bundle(tmp_path, mutant.changes)

    verdicts = (run(seed, program, mutant=mutant) for seed in [recorded_seed(mutant), *MORE_SEEDS])

    assert any(isinstance(verdict, Found) for verdict in verdicts)


def told(figures: Figures, database: str) -> str:
    return (
        f"machine, {database}, seed {figures.seed}: {figures.saved} saved, {figures.requests} requests,"
        f" {sum(figures.faults.values())} faults, {figures.restores} restores"
    )


def recorded_seed(mutant: Mutant) -> int:
    """Return the seed that docs/proof.md names for *mutant*."""
    found = re.search(rf"{re.escape(mutant.name)} \|[^|]*\| (\d+) \|", PAGE.read_text(encoding="utf-8"))
    assert found is not None, f"docs/proof.md does not list: {mutant.name} (make proof)"
    return int(found[1])
