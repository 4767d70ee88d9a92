"""One run from seed to verdict, for tests and for the command line alike."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.machine.invariants import Broken
from tests.machine.machine import machine
from tests.machine.moves import Figures
from tests.machine.mutants import Mutant
from tests.machine.phones import bundle

STEPS = 150
SETTLES = 3


@dataclass(frozen=True)
class Found:
    """The machine went red."""

    seed: int
    step: int
    invariant: str
    detail: str


def run(
    seed: int,
    program: Path,
    *,
    steps: int = STEPS,
    settles: int = SETTLES,
    mutant: Mutant | None = None,
    database_url: str | None = None,
    is_drill: bool = False,
    has_meetings: bool = False,
) -> Figures | Found:
    """Run *seed* on a fresh installation with fresh phones; return its figures, or what broke."""
    if mutant is not None:
        is_drill, settles = is_drill or mutant.is_drilled, mutant.settles or settles
    with tempfile.TemporaryDirectory() as folder:
        made = machine(seed, Path(folder), program, database_url, has_meetings=has_meetings)
        with (mutant or Mutant("none", "")).injected(), made as one:
            try:
                return one.run(steps, settles, is_drill=is_drill)
            except Broken as broken:
                return Found(seed, one.figures.steps, broken.invariant, str(broken))


def hunt(mutant: Mutant, seeds: range) -> Found | None:
    """Return the first of *seeds* at which the machine notices *mutant*."""
    with tempfile.TemporaryDirectory() as folder:
        program = bundle(Path(folder), mutant.changes)
        for seed in seeds:
            verdict = run(seed, program, mutant=mutant)
            if isinstance(verdict, Found):
                return verdict
    return None
