"""`python -m tests.machine long|mutants`: the long run and its figures; the mutants of docs/proof.md."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.machine.moves import Figures
from tests.machine.mutants import ALL, NEEDED, Mutant
from tests.machine.phones import bundle
from tests.machine.run import Found, hunt, run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "proof.md"
BEGIN, END = "<!-- mutants: written by `make proof` -->", "<!-- end of mutants -->"
MOST_SEEDS, FEW_SEEDS = 20, 5
"""How many seeds a fault is hunted at; few where a narrow test shows it anyway."""
SUMMED = ("saved", "meetings", "requests", "restores", "operations", "steps", "refused_saves")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.machine", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    long = commands.add_parser("long", help="many seeds; prints each and the sum")
    long.add_argument("--first", type=int, default=int(time.time()) % 10**9)
    long.add_argument("--ops", type=int, default=100_000, help="stop when so many ops were saved")
    long.add_argument("--minutes", type=float, default=600)
    long.add_argument("--steps", type=int, default=200)
    long.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    long.add_argument("--no-meetings", action="store_true", help="as the tests run: fewer operations a step")
    mutants = commands.add_parser("mutants", help="find a seed for each mutant; write the table")
    mutants.add_argument("--only", default="", help="those whose names hold this; the page stays as it is")
    mutants.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    return _long(asked) if asked.command == "long" else _mutants(asked.only, asked.processes)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _one(seed: int, program: Path, steps: int, has_meetings: bool) -> Figures | Found:
    try:
        return run(seed, program, steps=steps, settles=max(1, steps // 100), has_meetings=has_meetings)
    except Exception as error:  # noqa: BLE001 - the seed must be told, whatever it was that failed
        return Found(seed, 0, type(error).__name__, f"{error}"[:500])


def _long(asked: argparse.Namespace) -> int:
    began, sums, faults, found = time.monotonic(), Counter[str](), Counter[str](), []
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(asked.processes) as pool:
        program = bundle(Path(folder))
        seed = asked.first
        running = set()
        while running or not found:
            is_enough = sums["saved"] >= asked.ops or time.monotonic() - began > asked.minutes * 60
            while not is_enough and not found and len(running) < 2 * asked.processes:
                running.add(pool.submit(_one, seed, program, asked.steps, not asked.no_meetings))
                seed += 1
            if not running:
                break
            done = next(as_completed(running))
            running.remove(done)
            verdict = done.result()
            if isinstance(verdict, Found):
                found.append(verdict)
                _say(f"seed {verdict.seed} broke {verdict.detail}")
                continue
            faults += verdict.faults
            for name in SUMMED:
                sums[name] += getattr(verdict, name)
            sums["runs"] += 1
            sums["most rounds"] = max(sums["most rounds"], verdict.rounds)
            _say(f"seed {verdict.seed}: {verdict.saved} saved, {verdict.requests} requests")
    _say(f"\nseeds {asked.first} to {seed - 1}, {time.monotonic() - began:.0f} s")
    for name, value in sums.items():
        _say(f"  {name}: {value}")
    _say(f"  lost: {sum(one.invariant == 'I1' for one in found)}")
    _say(f"  doubled: {sum(one.invariant == 'I2' for one in found)}")
    _say("faults: " + ", ".join(f"{name} {times}" for name, times in sorted(faults.items())))
    return 1 if found else 0


def _mutants(only: str, processes: int) -> int:
    chosen = [mutant for mutant in ALL if only in mutant.name]
    rows: dict[str, str] = {}
    with ProcessPoolExecutor(processes) as pool:
        hunts = {pool.submit(_hunt, mutant.name): mutant for mutant in chosen}
        for done in as_completed(hunts):
            mutant, found = hunts[done], done.result()
            told = f"{found.seed} | {found.invariant}" if found else _unseen(mutant)
            mark = "**[needed]** " if mutant in NEEDED else ""
            rows[mutant.name] = f"| {mark}{mutant.name} | {mutant.source} | {told} |"
            _say(f"{rows[mutant.name]}   {found.detail[:160] if found else ''}")
            if not only:
                _write([rows.get(one.name, _not_yet(one)) for one in ALL])
    return 1 if any("survives" in row for row in rows.values()) else 0


def _unseen(mutant: Mutant) -> str:
    return f"– | {mutant.shown_by}" if mutant.shown_by else "none | **survives**"


def _not_yet(mutant: Mutant) -> str:
    return f"| {mutant.name} | {mutant.source} | not hunted yet | – |"


def _hunt(name: str) -> Found | None:
    mutant: Mutant = next(one for one in ALL if one.name == name)
    return hunt(mutant, range(1, 1 + (FEW_SEEDS if mutant.shown_by else MOST_SEEDS)))


def _write(rows: list[str]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    table = "\n".join(["| Fault put in | Known from | Seed | Broken |", "|---|---|---|---|", *rows])
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
