"""Names are found without diacritics and sorted as readers expect, on the server as on the phone."""

import json
import random

import pytest

from tocongnghe.config import REPOSITORY
from tocongnghe.i18n.search import fold, matches
from tocongnghe.i18n.sorting import order, people_order

VECTORS = json.loads((REPOSITORY / "tests" / "messages" / "search_vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "folded"), VECTORS["folds"])
def test_a_text_folds_to(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "query", "found"), VECTORS["matches"])
def test_a_query_finds(text, query, found):
    assert matches(text, query) is found


@pytest.mark.parametrize(("what", "names"), VECTORS["sorted"].items())
def test_texts_are_sorted(what, names):
    mixed = random.Random(7).sample(names, len(names))

    assert sorted(mixed, key=order) == names


@pytest.mark.parametrize(("what", "names"), VECTORS["people"].items())
def test_people_are_sorted(what, names):
    mixed = random.Random(7).sample(names, len(names))

    assert sorted(mixed, key=people_order) == names
