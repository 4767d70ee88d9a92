"""A table of docs/performance.md."""

from __future__ import annotations


def table(title: str, heads: list[str], rows: list[list[object]], after: str = "") -> list[str]:
    """Return the lines of a section: heading, table, what there is to say after it."""
    lines = [f"## {title}", "", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    return [*lines, "", *([after, ""] if after else [])]
