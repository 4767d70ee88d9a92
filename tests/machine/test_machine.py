"""Both real ends under every fault that we know: nothing is lost or doubled (protocol §1, §14)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.machine.machine import machine
from tests.machine.phones import bundle

SEEDS = range(1, 13)
STEPS = 120


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("phones"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_or_doubled_whatever_happens(seed: int, program: Path, tmp_path: Path):
    with machine(seed, tmp_path, program) as run:
        figures = run.run(STEPS, settles=2)

    assert figures.saved > 0


@pytest.mark.slow
def test_the_same_seed_replays_the_same_run(program: Path, tmp_path: Path):
    traces = []
    for part in ("first", "second"):
        (tmp_path / part).mkdir()
        with machine(5, tmp_path / part, program) as run:
            traces.append(run.run(60).trace)

    assert traces[0] == traces[1]
