"""Every page of the phone in every language: at 200 % nothing overflows, and nobody is shut out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser

from tests.e2e.fake_phone import AXE, addresses, open_at, open_fake_phone, serve_fake_phone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LANGUAGES = Path(__file__).parents[2] / "translations" / "languages.yaml"
# Structure and colours are looked at in Vietnamese (test_every_page.py): here what differs by words.
VIOLATIONS = """
axe.run(document, {resultTypes: ['violations'], runOnly: [
  'html-has-lang', 'html-lang-valid', 'valid-lang', 'button-name', 'link-name', 'label',
  'aria-input-field-name', 'label-title-only', 'list', 'listitem', 'nested-interactive', 'aria-allowed-attr',
  'target-size', 'document-title',
]}).then((run) => run.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))
"""
OTHERS = [
    one["code"]
    for one in yaml.safe_load(LANGUAGES.read_text(encoding="utf-8"))
    if one["code"] != "vi" and one.get("offered", True)
]


def test_every_page_in_every_language_fits_at_200_percent_and_shuts_nobody_out(
    browser: Browser, tmp_path: Path
) -> None:
    found: dict[str, list[str]] = {}
    with serve_fake_phone(tmp_path) as address:
        for language in OTHERS:
            page = open_fake_phone(browser, f"{address}?full&lang={language}", reduced_motion="reduce")
            assert page.evaluate("document.documentElement.lang") == language
            page.add_script_tag(path=AXE)
            page.add_style_tag(content=":root { font-size: 200% !important }")
            for fragment in addresses(page):
                open_at(page, fragment)
                if wrong := page.evaluate("window.walk.tooWide()") + page.evaluate(VIOLATIONS):
                    found[f"{language} {fragment}"] = wrong
            page.close()

    assert not found, "\n".join(f"{where}: {wrong}" for where, wrong in found.items())
