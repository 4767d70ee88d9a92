"""Names are found without diacritics, on the server as on the phone."""

import json

import pytest

from tocongnghe.config import REPOSITORY
from tocongnghe.i18n.search import fold, matches

VECTORS = json.loads((REPOSITORY / "tests" / "messages" / "search_vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "folded"), VECTORS["folds"])
def test_a_text_folds_to(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "query", "found"), VECTORS["matches"])
def test_a_query_finds(text, query, found):
    assert matches(text, query) is found
