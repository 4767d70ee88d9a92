"""Pictograms in black and white at 24 px: whoever sees no colour, in the sun, tells each from every other."""

from __future__ import annotations

import itertools
import json
import subprocess

import pytest
from playwright.sync_api import Browser

from tests.e2e.fake_phone import NODE, PWA

pytestmark = pytest.mark.browser

SIDE = 24  # pixels
LEAST_APART = SIDE * SIDE // 8
"""Pixels: an eighth of the square is black in one and white in the other."""
SAY = """
import { OUTCOME_DRAWINGS as outcome } from "./src/ui/sign-drawings.ts";
import { STATE_DRAWINGS as state } from "./src/ui/state-drawings.ts";
import { TOPIC_DRAWINGS as topic, UNKNOWN_TOPIC } from "./src/ui/topic-drawings.ts";
const lined = (drawings) =>
  Object.fromEntries(Object.entries(drawings).map(([name, path]) => [name, [["stroke", path]]]));
console.log(JSON.stringify({
  topic: { ...lined(topic), unknown: [["stroke", UNKNOWN_TOPIC]] }, outcome: lined(outcome), state,
}));
"""
# As the style sheets draw them: 24 px grid and 2 px lines; the marks of states 16 px and 1.6 px.
INK = """
([mark, grid, line, side]) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  pen.fillStyle = pen.strokeStyle = "#fff";
  pen.fillRect(0, 0, side, side);
  pen.scale(side / grid, side / grid);
  pen.lineCap = pen.lineJoin = "round";
  for (const [manner, path] of mark) {
    pen.fillStyle = pen.strokeStyle = manner === "cut" ? "#fff" : "#000";
    pen.lineWidth = manner === "cut" ? 2 : line;
    pen[manner === "filled" ? "fill" : "stroke"](new Path2D(path));
  }
  const red = [...pen.getImageData(0, 0, side, side).data].filter((_, at) => at % 4 === 0);
  return red.map((value) => value < 128);
}
"""


def apart(one: list[bool], other: list[bool]) -> int:
    """Return how many pixels differ where the other lies best: shifted by at most one."""
    return min(_differing(one, _shifted(other, x, y)) for x in (-1, 0, 1) for y in (-1, 0, 1))


def _shifted(ink: list[bool], x: int, y: int) -> list[bool]:
    def at(row: int, column: int) -> bool:
        return 0 <= row < SIDE and 0 <= column < SIDE and ink[row * SIDE + column]

    return [at(row - y, column - x) for row in range(SIDE) for column in range(SIDE)]


def _differing(one: list[bool], other: list[bool]) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def test_no_two_pictograms_look_alike_in_black_and_white_at_24_px(browser: Browser) -> None:
    said = subprocess.run(
        [NODE, "--input-type=module", "-e", SAY], check=True, cwd=PWA, capture_output=True, text=True
    )
    rooms: dict[str, dict[str, object]] = json.loads(said.stdout)
    page = browser.new_page()
    ink = {
        (room, name): page.evaluate(INK, [drawing, *((16, 1.6) if room == "state" else (24, 2)), SIDE])
        for room, drawings in rooms.items()
        for name, drawing in drawings.items()
    }
    page.close()

    assert len(ink) == 31, "eighteen topics and one unknown, four outcomes, eight states"
    pairs = itertools.combinations(ink, 2)
    distances = {(one, other): apart(ink[one], ink[other]) for one, other in pairs}
    assert not {pair: pixels for pair, pixels in distances.items() if pixels < LEAST_APART}
