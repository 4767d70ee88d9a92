"""A desk page by the keyboard alone: where Tab leads, and what one sees there."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

NOTES = Path(__file__).with_name("keyboard.js").read_text(encoding="utf-8")
FOLDS = 6
"""How many folded parts of a page are opened before it is walked: a long list repeats the same ones."""


def wrong_by_keyboard(page: Page) -> tuple[int, list[str]]:
    """Tab through the whole page; return how many stops there were, and what is wrong with them.

    Every link, button and field that can be seen must be met once, in the order of the page, with a
    ring around it, not beneath what stays in place; and the first stop leads past the menu.
    """
    page.evaluate(NOTES)
    presses = page.evaluate("folds => window.keyboard.begin(folds)", FOLDS)
    for _ in range(presses + 2):
        page.keyboard.press("Tab")
    told = page.evaluate("window.keyboard.end()")
    return told["stops"], told["wrong"] + _past_the_menu(page)


def _past_the_menu(page: Page) -> list[str]:
    """Take the first link of the page: it must lead to the work, and Tab from there into it."""
    page.evaluate("window.keyboard.begin(0)")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    at: str = page.evaluate("window.keyboard.whereNow()")
    return [] if at == "in the work" else [f"past the menu is {at}"]


def tab_to(page: Page, selector: str, most: int = 250) -> None:
    """Press Tab from where the focus is until it is on what *selector* names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")
