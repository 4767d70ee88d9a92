"""Nobody outside works out a figure of one to four, whatever they add, subtract or try."""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from functools import cache
from itertools import product
from math import factorial

import pytest

from tests.publishing.attacker import given_away, small_ones_found
from tocongnghe.services import masking
from tocongnghe.services.masking import Cell, Shown, Table, _lot, mask, small_cells

PROVINCE = "20"
SECRETS = [bytes([number]) * 8 for number in range(6)]


def secrets_of_all_orders(places: str) -> list[bytes]:
    """Return a secret for every order in which lots may fall: the attacker knows none of them."""
    found: dict[tuple[str, ...], bytes] = {}
    for number in range(2000):
        secret = number.to_bytes(2, "big")
        found.setdefault(tuple(sorted(places, key=lambda place: _lot(secret, place))), secret)
    assert len(found) == factorial(len(places))
    return list(found.values())


def summed(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    return {**cells, PROVINCE: tuple(map(sum, zip(*cells.values(), strict=True)))}


def shown_of(table: Table, secret: bytes = SECRETS[0], *, masked: bool = True) -> Shown:
    places = mask(table, secret) if masked else set(table.cells) - small_cells(table)
    return {place: table.cells[place] for place in table.cells if place in places}


def one_level(cells: Mapping[str, Cell], **more: object) -> Table:
    return Table(summed(cells), {PROVINCE: sorted(cells)}, **more)  # type: ignore[arg-type]


def test_a_lone_small_figure_takes_the_next_smallest_with_it():
    table = one_level({"a": (3,), "b": (40,), "c": (7,), "d": (0,)})

    assert shown_of(table) == {"b": (40,), "d": (0,), PROVINCE: (50,)}


def test_where_nothing_else_can_hide_it_nothing_is_shown():
    table = one_level({"a": (3,), "b": (2,), "c": (0,)})

    assert shown_of(table) == {}


def test_where_all_are_small_and_not_alike_the_total_may_be_shown():
    unlike = one_level({"a": (3,), "b": (2,), "c": (4,), "d": (0,)})
    alike = one_level({"a": (4,), "b": (4,), "c": (4,), "d": (0,)})

    assert shown_of(unlike) == {"d": (0,), PROVINCE: (9,)}
    assert shown_of(alike) == {}


def test_a_figure_is_not_shown_when_one_to_four_are_missing_to_all():
    table = one_level({"a": (98,), "b": (40,), "c": (50,)}, bases=dict.fromkeys("abc", (100,)))

    assert "a" not in shown_of(table)
    assert len(shown_of(table)) == 2


def test_what_lies_between_helped_and_has_is_no_way_in():
    table = one_level({"a": (20, 22), "b": (30, 40), "c": (50, 60)})

    assert shown_of(table).keys() == {"c", PROVINCE}


def test_a_small_addition_waits_until_it_has_grown():
    before = {"a": (20,), "b": (30,), "c": (40,), PROVINCE: (90,)}
    now = one_level({"a": (22,), "b": (38,), "c": (60,)}, earlier=[before])
    later = one_level({"a": (27,), "b": (38,), "c": (60,)}, earlier=[before, shown_of(now)])

    assert shown_of(now).keys() == {"c", PROVINCE}
    assert "a" in shown_of(later)


@pytest.mark.parametrize("width", [1, 2])
def test_trying_every_table_leaves_no_small_figure_certain(width: int):
    if width == 1:
        cells = [(count,) for count in (0, 1, 2, 3, 4, 5, 6)]
        truths = [dict(zip("abcd", each, strict=True)) for each in product(cells, repeat=4)]
    else:
        cells = [(low, high) for high in range(9) for low in range(high + 1)]
        truths = [dict(zip("abc", each, strict=True)) for each in product(cells[::2], repeat=3)]

    def publish(truth: Mapping[str, Cell], secret: bytes) -> Hashable:
        return frozenset(shown_of(one_level(truth), secret).items())

    assert given_away(truths, publish, secrets_of_all_orders("abcd"[: 5 - width])) == []


def test_the_same_attacker_wins_against_small_cells_alone():
    truths = [dict(zip("abc", each, strict=True)) for each in product([(n,) for n in range(8)], repeat=3)]

    def publish(truth: Mapping[str, Cell], secret: bytes) -> Hashable:
        return frozenset(shown_of(one_level(truth), secret, masked=False).items())

    assert len(given_away(truths, publish, SECRETS[:1])) > 50


def test_trying_every_history_leaves_no_small_addition_certain(monkeypatch: pytest.MonkeyPatch):
    """What the second edition adds in each place is looked for, too; small is below 3, to try them all."""
    monkeypatch.setattr(masking, "SMALL", 3)
    counts = [(first, second) for second in range(6) for first in range(second + 1)]
    truths = [
        {place: (first, second, second - first) for place, (first, second) in zip("abc", each, strict=True)}
        for each in product(counts, repeat=3)
    ]

    @cache
    def first_edition(counts: tuple[int, ...], secret: bytes) -> Shown:
        return shown_of(one_level({place: (n,) for place, n in zip("abc", counts, strict=True)}), secret)

    def publish(truth: Mapping[str, Cell], secret: bytes) -> Hashable:
        first = first_edition(tuple(each[0] for each in truth.values()), secret)
        second = one_level({place: (each[1],) for place, each in truth.items()}, earlier=[first])
        return (frozenset(first.items()), frozenset(shown_of(second, secret).items()))

    def is_inside(truth: Mapping[str, Cell]) -> bool:
        """At the edge of what is tried, the only other truths lie beyond it."""
        return all(each[1] <= 3 for each in truth.values())

    assert given_away(truths, publish, secrets_of_all_orders("abc"), is_inside) == []


def history(chance: random.Random, parts: Mapping[str, Sequence[str]], leaves: list[str], width: int):
    """Return the tables of six editions, as counts grow and are sometimes taken back."""
    counts = {leaf: [0] * width for leaf in leaves}
    for _ in range(6):
        for leaf in leaves:
            grown = chance.choice([0, 0, 1, 2, 5, 8, 30, -1, -6])
            counts[leaf] = [max(0, each + grown + chance.choice([0, 0, 1, 6])) for each in counts[leaf]]
        cells: dict[str, Cell] = {leaf: tuple(each) for leaf, each in counts.items()}
        for whole in reversed(parts):
            cells[whole] = tuple(map(sum, zip(*(cells[part] for part in parts[whole]), strict=True)))
        yield cells


@pytest.mark.parametrize("masked", [True, False])
def test_adding_and_subtracting_everything_ever_published_gives_nothing_small(masked: bool):
    """Province, communes, villages; two columns; six editions; and the households that remain."""
    flat = {PROVINCE: [f"c{number}" for number in range(7)]}
    deep = {PROVINCE: ["a", "b", "c"], "a": ["a1", "a2", "a3"], "b": ["b1", "b2"], "c": ["c1", "c2", "c3"]}
    found = []
    for seed in range(60):
        chance = random.Random(seed)
        parts = (flat, deep)[seed % 2]
        leaves = [part for each in parts.values() for part in each if part not in parts]
        bases = {leaf: chance.choice([20, 60, 200]) for leaf in leaves}
        width, editions = 1 + seed % 3 % 2, []
        for cells in history(chance, parts, leaves, width):
            of = {leaf: (base,) * width for leaf, base in bases.items()}
            table = Table(cells, parts, of, tuple(editions))
            editions.append(shown_of(table, SECRETS[seed % 6], masked=masked))
        found += [f"{seed}: {each}" for each in small_ones_found(editions, parts, width, bases)]

    assert (found == []) is masked, found[:5]


def test_enough_is_left_to_be_worth_publishing():
    """65 communes of a province, topics from rare to common: most figures are told."""
    chance = random.Random(7)
    told = asked = 0
    for size in (3, 30, 300):
        cells = {f"c{number}": (int(chance.expovariate(1 / size)),) for number in range(65)}
        shown = shown_of(one_level(cells))
        told, asked = told + len(shown), asked + len(cells) + 1
        assert PROVINCE in shown
    assert told / asked > 0.6
