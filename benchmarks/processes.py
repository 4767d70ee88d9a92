"""CPU time as the kernel counts it: of processes that live on, and of what the host took away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds that the threads of *pid* and of its descendants have used."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    own = sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(cpu_seconds(int(child)) for child in children)


def machine_ticks() -> list[int]:
    """Return the first line of /proc/stat: ticks of all CPUs, by what they did."""
    return [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]


def stolen_percent(before: Sequence[int], after: Sequence[int]) -> float:
    """Return the share of CPU time that the host took away between two looks, in percent."""
    spent = [b - a for a, b in zip(before, after, strict=True)]
    return round(100 * spent[7] / (sum(spent[:8]) or 1), 1)
