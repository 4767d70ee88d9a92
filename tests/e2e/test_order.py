"""Names stand in the same order in Chromium as on the server and in the tests of the phone."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser

from tocongnghe.config import REPOSITORY

pytestmark = pytest.mark.browser

VECTORS = json.loads((REPOSITORY / "tests" / "messages" / "search_vectors.json").read_text(encoding="utf-8"))
SORT = "names => names.reverse().sort(new Intl.Collator('vi', {numeric: true}).compare)"


def test_chromium_sorts_as_vietnamese_readers_expect(browser: Browser) -> None:
    page = browser.new_page()

    for what, names in VECTORS["sorted"].items():
        assert page.evaluate(SORT, names) == names, what

    page.close()
