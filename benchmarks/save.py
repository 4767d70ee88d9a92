"""From the tap on Save to the words that it is kept, in a Chromium made six times slower; never failing."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.e2e.conftest import open_handset
from tests.e2e.faults_phone import BatteredPhone
from tests.e2e.station import open_station

BUDGET_MS = 150
SLOWER = 6
SAVES = 30

# "Kept" is shown after the strict transaction has completed, so that this is the tap, the disk and the page.
TAP_TO_KEPT = """() => new Promise((done) => {
  const save = [...document.querySelectorAll("button")].find((each) => each.textContent.trim() === "Lưu");
  new MutationObserver((_, watch) => {
    if (!document.querySelector(".done-mark")) return;
    watch.disconnect();
    done(performance.now() - started);
  }).observe(document.body, { childList: true, subtree: true });
  const started = performance.now();
  save.click();
})"""
# The limit beside it: one row of the same size, put alone with the same durability, in the same page.
STRICT_PUT = """async () => {
  const opened = (request) => new Promise((done, failed) => {
    request.onupgradeneeded = () => request.result.createObjectStore("rows", { autoIncrement: true });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const database = await opened(indexedDB.open("limit"));
  const started = performance.now();
  await new Promise((done) => {
    const writing = database.transaction("rows", "readwrite", { durability: "strict" });
    writing.objectStore("rows").put("x".repeat(400));
    writing.oncomplete = done;
  });
  const spent = performance.now() - started;
  database.close();
  return spent;
}"""


@dataclass(frozen=True)
class Latency:
    """Milliseconds of one kind of save at one slowdown."""

    what: str
    slower: int
    median_ms: float
    p90_ms: float
    worst_ms: float
    runs: int


def measure(folder: Path, *, unsent: int = SAVES) -> list[dict[str, Any]]:
    """Return the figures of saves and of their limit, in turns, at full speed and six times slower."""
    folder.mkdir(parents=True, exist_ok=True)
    station = open_station(folder)
    try:
        with sync_playwright() as playwright:
            context = open_handset(playwright, folder / "phone")
            phone = BatteredPhone(lambda: context, station.base)
            phone.enrol(station.demo["communes"][0]["members"][0]["enrol_code"])
            phone.first_household()
            phone.expect_all_sent()
            phone.go_offline()
            found = [figure for slower in (1, SLOWER) for figure in _at(phone, slower, unsent)]
            context.close()
    finally:
        station.stop()
    return [asdict(figure) for figure in found]


def _at(phone: BatteredPhone, slower: int, count: int) -> list[Latency]:
    devtools = phone.context.new_cdp_session(phone.page)
    saves, limits = [], []
    for _ in range(count):
        phone.fill_visit()
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        saves.append(float(phone.page.evaluate(TAP_TO_KEPT)))
        limits.append(float(phone.page.evaluate(STRICT_PUT)))
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return [_latency("tap to kept", slower, saves), _latency("one strict put alone", slower, limits)]


def _latency(what: str, slower: int, times: list[float]) -> Latency:
    ordered = sorted(times)
    return Latency(
        what,
        slower,
        round(statistics.median(ordered), 1),
        round(ordered[int(0.9 * (len(ordered) - 1))], 1),
        round(ordered[-1], 1),
        len(ordered),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as text:
        json.dump(measure(Path(text)), sys.stdout, indent=1)
