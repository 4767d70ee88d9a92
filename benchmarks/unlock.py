"""From the last key of a PIN to the drawn home page, on a phone that holds a whole village; never failing."""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import expect, sync_playwright

from benchmarks.bytes import plausible_card
from benchmarks.caller import Caller, ThroughHttp, plausible_day
from benchmarks.save import SLOWER
from benchmarks.slow_link import serving
from tests.e2e.conftest import open_handset
from tests.e2e.phone import PIN, PhoneUser

HOUSEHOLDS, ASSISTS = 300, 10_000
RUNS = 5

# When the home page with its main action was drawn, when its figures, and the longest task in between.
KEY_TO_HOME = """() => new Promise((done) => {
  const found = { home: 0, whole: 0, held: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) found.held = Math.max(found.held, duration);
  }).observe({ entryTypes: ["longtask"] });
  const drawn = (name) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { found[name] ||= performance.now() - started; };
    port2.postMessage(null);
  };
  const look = () => {
    const isThere = (sign) => document.querySelector(sign) !== null;
    if (isThere(".greeting ~ .button-primary")) drawn("home");
    if (isThere(".greeting") && isThere(".figures")) drawn("whole");
    if (found.whole === 0) requestAnimationFrame(look);
    else setTimeout(() => done(found), 500);
  };
  const started = performance.now();
  document.querySelector(".pin-key-done").click();
  requestAnimationFrame(look);
})"""


@dataclass(frozen=True)
class Unlocked:
    """Milliseconds of coming in: deriving the key, opening the rows, drawing.

    `whole_ms`: until the visits are opened, too, and the figures stand there. `held_ms`: the longest task
    in between, during which no tap is answered.
    """

    slower: int
    median_ms: float
    worst_ms: float
    whole_ms: float
    held_ms: float
    runs: int


def measure(folder: Path, *, assists: int = ASSISTS) -> list[dict[str, Any]]:
    """Return the figures at full speed and six times slower."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving(folder) as (place, station):
        chance = random.Random(41)
        lan = Caller(ThroughHttp(station.port), place.code(place.lan))
        cards = [plausible_card(lan, chance) for _ in range(HOUSEHOLDS)]
        for at in range(0, HOUSEHOLDS, 100):
            lan.sync(*cards[at : at + 100])
        for _ in range(0, assists, 100):
            lan.sync(*plausible_day(lan, [card[0] for card in cards], 100, chance))
        with sync_playwright() as playwright:
            context = open_handset(playwright, folder / "phone")
            phone = PhoneUser(lambda: context, station.base)
            phone.enrol(place.code(place.lan))
            phone.sync()
            phone.go_offline()
            found = [asdict(_at(phone, slower)) for slower in (1, SLOWER)]
            context.close()
    return found


def _at(phone: PhoneUser, slower: int) -> Unlocked:
    times, whole, held = [], [], []
    for _ in range(RUNS):
        phone.home()
        phone.page.reload()
        phone.page.locator(".pin").wait_for()
        for figure in PIN:
            phone.page.locator(".pin-key", has_text=figure).click()
        expect(phone.page.locator(".pin-dot-full")).to_have_count(len(PIN))
        devtools = phone.context.new_cdp_session(phone.page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        found = phone.page.evaluate(KEY_TO_HOME)
        times.append(float(found["home"]))
        whole.append(float(found["whole"]))
        held.append(float(found["held"]))
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return Unlocked(
        slower,
        round(statistics.median(times), 1),
        round(max(times), 1),
        round(statistics.median(whole), 1),
        round(statistics.median(held), 1),
        len(times),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as text:
        json.dump(measure(Path(text)), sys.stdout, indent=1)
