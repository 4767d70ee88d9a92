"""Somebody outside who has everything that was ever published, knows the rule, and adds and subtracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product

from tocongnghe.services.masking import Cell, Shown, is_small

Unknown = tuple[int, str, int]
"""One count: edition, place, column."""
Form = dict[Unknown, Fraction]


class Solver:
    """What linear elimination makes of the published numbers: nothing else is asked of it."""

    def __init__(self) -> None:
        self._rows: dict[Unknown, tuple[Form, Fraction]] = {}

    def learn(self, form: Form, value: int) -> None:
        left, rest = self._reduced(form, Fraction(value))
        if left:
            lead = min(left)
            scale = left[lead]
            self._rows[lead] = ({key: part / scale for key, part in left.items()}, rest / scale)

    def value_of(self, form: Form) -> Fraction | None:
        """Return what *form* comes to; None: it cannot be worked out."""
        left, rest = self._reduced(form, Fraction(0))
        return None if left else -rest

    def _reduced(self, form: Form, value: Fraction) -> tuple[Form, Fraction]:
        left = {key: part for key, part in form.items() if part}
        while found := next((key for key in sorted(left) if key in self._rows), None):
            row, known = self._rows[found]
            scale = left[found]
            for key, part in row.items():
                left[key] = left.get(key, Fraction(0)) - scale * part
                if not left[key]:
                    del left[key]
            value -= scale * known
        return left, value


def small_ones_found(
    editions: Sequence[Shown], parts: Mapping[str, Sequence[str]], width: int, bases: Mapping[str, int]
) -> list[str]:
    """Return every 1-4 that follows by adding and subtracting: counts, changes, remainders."""
    solver = _taught(editions, parts, width)
    found = []
    for place in sorted({*parts, *(part for each in parts.values() for part in each)}):
        for number, column in product(range(len(editions)), range(width)):
            value = solver.value_of({(number, place, column): Fraction(1)})
            if value is not None:
                found += _said(value, f"{place} in {number}, column {column}")
                if place in bases:
                    found += _said(bases[place] - value, f"missing to {place} in {number}")
        found += _of_differences(solver, place, len(editions), width)
    return found


def _taught(editions: Sequence[Shown], parts: Mapping[str, Sequence[str]], width: int) -> Solver:
    """Return a solver that knows what was published, and which places are the sum of which."""
    solver = Solver()
    for number, shown in enumerate(editions):
        for place, cell in shown.items():
            for column, count in enumerate(cell):
                solver.learn({(number, place, column): Fraction(1)}, count)
        for (whole, inner), column in product(parts.items(), range(width)):
            form = {(number, part, column): Fraction(1) for part in inner}
            solver.learn(form | {(number, whole, column): Fraction(-1)}, 0)
    return solver


def _of_differences(solver: Solver, place: str, editions: int, width: int) -> list[str]:
    """Look at columns against each other, editions against each other, and both."""
    found = []
    keys = [(number, place, column) for number in range(editions) for column in range(width)]
    for one, other in combinations(keys, 2):
        if one[0] == other[0] or one[2] == other[2]:
            value = solver.value_of({one: Fraction(1), other: Fraction(-1)})
            if value is not None:
                found += _said(value, f"{other} to {one}")
    for then, now in combinations(range(editions), 2):
        for left, right in combinations(range(width), 2):
            form = {(now, place, left): Fraction(1), (then, place, left): Fraction(-1)}
            form |= {(now, place, right): Fraction(-1), (then, place, right): Fraction(1)}
            value = solver.value_of(form)
            if value is not None:
                found += _said(value, f"{place}: what lies between the columns, from {then} to {now}")
    return found


def _said(value: Fraction, where: str) -> list[str]:
    return [f"{where}: {value}"] if value.denominator == 1 and is_small(int(value)) else []


def given_away(
    truths: Iterable[Mapping[str, Cell]],
    publish: Callable[[Mapping[str, Cell], bytes], Hashable],
    secrets: Sequence[bytes],
    judged: Callable[[Mapping[str, Cell]], bool] = lambda _truth: True,
) -> list[str]:
    """Return the small counts of which anybody who tries every truth is left with one value.

    Args:
        truths: All that could be.
        publish: What would be published of one; the attacker knows how, but not the secret.
        judged: Tells of which truths anything counts as given away.
    """
    possible: dict[Hashable, list[Mapping[str, Cell]]] = defaultdict(list)
    for truth in truths:
        for published in {publish(truth, secret) for secret in secrets}:
            possible[published].append(truth)
    found = []
    for published, candidates in possible.items():
        if not any(map(judged, candidates)):
            continue
        for place in candidates[0]:
            for column in range(len(candidates[0][place])):
                values = {truth[place][column] for truth in candidates}
                if len(values) == 1 and is_small(next(iter(values))):
                    found.append(f"{published}: {place} is {values}")
    return found
