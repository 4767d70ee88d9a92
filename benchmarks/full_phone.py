"""A phone that holds a whole village (300 households, 10,000 assists): finding, tapping, opening, idling.

In a Chromium at full speed and made six times slower; reported beside the budgets, never failing.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.bytes import plausible_card
from benchmarks.caller import Caller, ThroughHttp, plausible_day
from benchmarks.save import SLOWER
from benchmarks.slow_link import serving
from tests.e2e.conftest import open_handset
from tests.e2e.phone import PhoneUser

HOUSEHOLDS, ASSISTS = 300, 10_000
SEARCH_BUDGET_MS, TAP_BUDGET_MS, LONG_BUDGET_MS, OPEN_BUDGET_MS = 50, 100, 300, 1_000
RUNS = 6
IDLE_SECONDS = 40

# From the event to the second frame after it: what was asked for has been drawn.
AFTER_DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TYPE = f"""async (text) => {{
  const field = document.querySelector('input[type="search"]');
  const started = performance.now();
  field.value = text;
  field.dispatchEvent(new Event("input", {{ bubbles: true }}));
  await {AFTER_DRAWN};
  return performance.now() - started;
}}"""
# From the tap until the frame is drawn that shows what answers it: a message comes after that frame.
TAP = """([selector, sign]) => new Promise((done) => {
  const look = () => {
    if (document.querySelector(sign) === null) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now() - started);
    port2.postMessage(null);
  };
  const started = performance.now();
  document.querySelector(selector).click();
  requestAnimationFrame(look);
})"""
CARD = 'a[href^="#/household/"]'
# What must be there, beside the title, before a tap counts as answered: the page's own main action.
CARD_SIGN, LIST_SIGN = '.save-bar a[href^="#/log/"]', 'input[type="search"]'
HISTORY_SIGN, SHEET_SIGN = "#history-title + .list", ".step-open .list"
HOME_SIGN = ".greeting ~ .button-primary"
READING_MS = 600
# Counts what fires by itself; put in before the app begins.
COUNT_TIMERS = """
window.fired = { timers: 0, frames: 0 };
for (const name of ["setTimeout", "setInterval"]) {
  const real = window[name];
  window[name] = (call, ms, ...rest) => real(() => { window.fired.timers += 1; call(...rest); }, ms);
}
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (call) => frame((at) => { window.fired.frames += 1; call(at); });
"""


@dataclass(frozen=True)
class Answered:
    """Milliseconds from a touch to what it brings, drawn."""

    what: str
    slower: int
    median_ms: float
    worst_ms: float
    budget_ms: int
    runs: int


def measure(folder: Path) -> dict[str, Any]:
    """Return the figures of a full phone: `answered` (list of Answered) and `idle` (counts in a minute)."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving(folder) as (place, station):
        _fill(place, station.port)
        with sync_playwright() as playwright:
            context = open_handset(playwright, folder / "phone")
            context.add_init_script(COUNT_TIMERS)
            phone = PhoneUser(lambda: context, station.base)
            phone.enrol(place.code(place.lan))
            phone.sync()
            answered = [asdict(each) for slower in (1, SLOWER) for each in _touch(phone.page, slower)]
            idle = _idle(phone.page)
            context.close()
    return {"answered": answered, "idle": idle}


def _fill(place: Any, port: int) -> None:
    chance = random.Random(41)
    lan = Caller(ThroughHttp(port), place.code(place.lan))
    cards = [plausible_card(lan, chance) for _ in range(HOUSEHOLDS)]
    for at in range(0, HOUSEHOLDS, 100):
        lan.sync(*cards[at : at + 100])
    for _ in range(0, ASSISTS, 100):
        lan.sync(*plausible_day(lan, [card[0] for card in cards], 100, chance))


def _touch(page: Page, slower: int) -> list[Answered]:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    try:
        return [
            _answered("a letter in the search", slower, SEARCH_BUDGET_MS, lambda run: _search(page, run)),
            _answered("a household opens", slower, TAP_BUDGET_MS, lambda _: _open(page, CARD_SIGN)),
            _answered("a household's history", slower, LONG_BUDGET_MS, lambda _: _open(page, HISTORY_SIGN)),
            _answered("the list of households opens", slower, TAP_BUDGET_MS, lambda _: _list(page)),
            _answered("the sheet of an assist opens", slower, TAP_BUDGET_MS, lambda _: _sheet(page)),
            _answered("the home page opens", slower, TAP_BUDGET_MS, lambda _: _home(page)),
        ]
    finally:
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def _answered(what: str, slower: int, budget: int, once: Callable[[int], float]) -> Answered:
    times = [once(run) for run in range(RUNS)]
    return Answered(what, slower, round(statistics.median(times), 1), round(max(times), 1), budget, RUNS)


def _at(page: Page, fragment: str, sign: str) -> None:
    page.evaluate("fragment => { location.hash = fragment }", fragment)
    expect(page.locator(sign).first).to_be_visible()
    # Nobody taps before they have looked: by then the page is drawn to its end.
    page.wait_for_timeout(READING_MS)


def _search(page: Page, run: int) -> float:
    _at(page, "#/households", CARD)
    text = "hoang van"[: 1 + run % 9]
    return float(page.evaluate(TYPE, text))


def _open(page: Page, sign: str) -> float:
    _at(page, "#/households", CARD)
    return float(page.evaluate(TAP, [CARD, sign]))


def _list(page: Page) -> float:
    _at(page, "#/", 'a[href="#/households"]')
    return float(page.evaluate(TAP, ['a[href="#/households"]', LIST_SIGN]))


def _sheet(page: Page) -> float:
    _at(page, "#/", 'a[href="#/log"]')
    return float(page.evaluate(TAP, ['a[href="#/log"]', SHEET_SIGN]))


def _home(page: Page) -> float:
    _at(page, "#/households", CARD)
    return float(page.evaluate(TAP, ['a[href="#/"]', HOME_SIGN]))


def _idle(page: Page) -> dict[str, int]:
    """Return what a phone that nobody touches does in IDLE_SECONDS, some time after the last touch."""
    _at(page, "#/", 'a[href="#/log"]')
    page.wait_for_timeout(15_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("window.fired = { timers: 0, frames: 0 }")
    page.wait_for_timeout(IDLE_SECONDS * 1000)
    fired = page.evaluate("window.fired")
    return {"seconds": IDLE_SECONDS, "requests": len(asked)} | {name: int(fired[name]) for name in fired}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as text:
        json.dump(measure(Path(text)), sys.stdout, indent=1)
