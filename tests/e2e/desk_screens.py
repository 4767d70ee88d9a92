"""Pictures of the desk for docs/screens, made-up people only: `python -m tests.e2e.desk_screens`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.conftest import CHROMIUM
from tests.e2e.desk_walk import busy_station, readers
from tests.e2e.screens import SCREENS

SIZES = {360: 640, 768: 1024, 1280: 800}
PAGES = {
    "/commune": {
        "today": "/commune",
        "review": "/commune/review",
        "review-groups": "/commune/review/groups",
        "duplicates": "/commune/duplicates",
        "spot-checks": "/commune/spot-checks",
        "tally": "/commune/tally",
        "completeness": "/commune/completeness",
        "targets": "/commune/targets",
        "close": "/commune/close",
        "scorecard": "/commune/scorecard",
        "teams": "/commune/teams",
    },
    "/province/coverage": {
        "coverage": "/province/coverage",
        "account": "/account",
        "translations": "/province/translations",
    },
    "/admin/users": {"users": "/admin/users"},
}


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        busy_station(Path(folder)) as station,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, headless=True, chromium_sandbox=False)
        taken: set[str] = set()
        for user, begin in readers(station, browser, reduced_motion="reduce"):
            for name, path in PAGES.get(begin, {}).items():
                for width, height in SIZES.items() if name not in taken else ():
                    user.page.set_viewport_size({"width": width, "height": height})
                    answer = user.page.goto(station.base + path)
                    assert answer is not None, path
                    assert answer.status == 200, (path, answer.status)
                    user.page.screenshot(path=SCREENS / f"desk-{name}-{width}.png")
                taken.add(name)
        browser.close()


if __name__ == "__main__":
    main()
