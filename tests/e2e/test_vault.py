"""Several people on one phone, a phone in the wrong hands, a forgotten PIN, a lost phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.faults_book import Book
from tests.e2e.faults_phone import BatteredPhone
from tests.e2e.phone import PIN
from tests.e2e.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OTHER_PIN = "147036"
WRONG_PIN = "159357"
HOUSEHOLD, NOTE, HALF = "Plughwén Văn Páo", "Xyzzyvừ hẹn lại", "Quuxlườn Thị Nhẫn"
MARKS = ("Plughw", "Xyzzyv", "Quuxl")
TIME_TRAVEL = "const real = Date.now; globalThis.ahead = 0; Date.now = () => real() + globalThis.ahead"
LEFT = """async () => {
  const sizes = [];
  for (const { name } of await indexedDB.databases()) {
    if (name === "tocongnghe-lessons") continue;  // they speak of nobody
    const database = await new Promise((done) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
    });
    for (const store of database.objectStoreNames) {
      if (store === "marks") continue;
      const count = database.transaction(store).objectStore(store).count();
      await new Promise((done) => { count.onsuccess = done; });
      if (count.result > 0) sizes.push([name, store, count.result]);
    }
    database.close();
  }
  return sizes;
}"""
"""What a phone still holds: database, store, how many rows."""
KEEP_IN_CLEAR = """(words) => new Promise((done, failed) => {
  const request = indexedDB.open("control", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("control");
  request.onerror = () => failed(request.error);
  request.onsuccess = () => {
    const writing = request.result.transaction("control", "readwrite", { durability: "strict" });
    writing.objectStore("control").put(words, "control");
    writing.oncomplete = () => done(request.result.close());
  };
})"""


def traces(profile: Path, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return every (file, word) of a browser's folder, whichever way the browser writes text."""
    found = []
    for file in profile.rglob("*"):
        if not file.is_file() or file.is_symlink():
            continue
        try:
            content = file.read_bytes()
        except OSError:
            continue
        found += [
            (str(file.relative_to(profile)), word)
            for word in words
            if any(word.encode(how) in content for how in ("utf-8", "utf-16-le", "utf-16-be"))
        ]
    return found


@pytest.fixture
def other(members: Iterator[dict[str, Any]]) -> dict[str, Any]:
    return next(members)


def add_person(phone: BatteredPhone, code: str, pin: str) -> None:
    """Another's code on the same phone, as the page of people leads to it."""
    phone.home()
    phone.page.get_by_role("link", name="Mục khác").tap()
    phone.page.get_by_role("link", name=re.compile("^Người dùng trên máy này")).tap()
    phone.press("Thêm người dùng", role="link")
    phone.page.get_by_label("Mã", exact=True).fill(code)
    phone.press("Bắt đầu")
    for _ in range(2):
        phone.type_pin(pin)
    phone.skip_first_use()
    expect(phone.page.locator(".greeting")).to_be_visible()


def change_over(phone: BatteredPhone, name: str, pin: str) -> None:
    """Two taps from the page of people: the name, then the PIN."""
    phone.page.goto(f"{phone.base}/app/#/people")
    phone.press(re.compile(f"^{re.escape(name)}"))
    phone.unlock(pin=pin)
    expect(phone.page.get_by_role("heading", name=f"Xin chào {name}")).to_be_visible()


def log_for_new(phone: BatteredPhone, household: str, note: str) -> None:
    phone.begin_assist()
    phone.new_household(household)
    phone.press(re.compile("^Kích hoạt VNeID"))
    phone.press(re.compile("^Đã giúp"))
    phone.page.locator("summary", has_text="ghi chú").tap()
    phone.page.get_by_label(re.compile("^Ghi chú")).fill(note)
    phone.press("Lưu")
    expect(phone.page.get_by_text("Đã lưu trên máy này")).to_be_visible()


def operations(book: Book, name: str) -> list[tuple[Any, ...]]:
    return book.rows(
        "SELECT o.kind, o.outcome FROM operation o JOIN user u ON u.id = o.author_id WHERE u.name = ?"
        " ORDER BY o.device_n",
        name,
    )


def test_two_people_on_one_phone_and_nothing_of_them_on_a_locked_one(
    phone: BatteredPhone, book: Book, other: dict[str, Any], tmp_path: Path
):
    with phone.page.expect_response(lambda answer: answer.url.endswith("/api/v1/bundle") and answer.ok):
        add_person(phone, other["enrol_code"], OTHER_PIN)
    phone.expect_all_sent()
    phone.go_offline()
    log_for_new(phone, HOUSEHOLD, NOTE)
    phone.expect_figures(approved=0, waiting=0, unsent=1)
    phone.begin_assist()
    phone.press("Hộ mới")
    phone.page.get_by_label("Họ tên chủ hộ").fill(HALF)
    change_over(phone, book.member, PIN)
    phone.expect_figures(approved=0, waiting=1, unsent=0)
    assert phone.page.get_by_text(HOUSEHOLD).count() == 0
    phone.log_visit()
    phone.expect_figures(approved=0, waiting=1, unsent=1)

    # Every page that names somebody has been looked at; now the phone lies locked.
    phone.page.goto(f"{phone.base}/app/#/households")
    phone.page.get_by_text("Hộ Một").first.tap()
    expect(phone.page.get_by_role("heading", name="Hộ Một")).to_be_visible()
    phone.page.evaluate(KEEP_IN_CLEAR, "Controlwort ừ")
    phone.page.goto(f"{phone.base}/app/#/people")
    phone.press("Khóa ngay")
    expect(phone.page.get_by_text("Ai đang dùng máy?")).to_be_visible()
    profile = tmp_path / "phone"
    named = (*MARKS, "Hộ Một", book.member, str(other["name"]))
    assert phone.page.locator("body").inner_text().count("Plughw") == 0
    assert traces(profile, named) == []
    phone.context.close()
    assert traces(profile, named) == []
    assert traces(profile, ("Controlwort",)) != []

    # What both have logged goes while nobody is in, each in the name of who logged it.
    phone.context = phone._open()
    phone.page = phone.context.pages[0]
    phone.page.goto(f"{phone.base}/app/")
    expect(phone.page.get_by_text("Ai đang dùng máy?")).to_be_visible()
    expect(phone.page.get_by_text("Đã gửi hết").first).to_be_visible()
    assert operations(book, str(other["name"])) == [
        (kind, "applied") for kind in ("household.add", "consent.give", "assist.log")
    ]
    book.expect_sound(visits=2)
    phone.press(re.compile(f"^{re.escape(str(other['name']))}"))
    phone.unlock(pin=OTHER_PIN)
    phone.expect_figures(approved=0, waiting=1, unsent=0)
    phone.begin_assist()
    expect(phone.page.get_by_label("Họ tên chủ hộ")).to_have_value(HALF)


def test_guessing_the_pin_is_slow_and_ends_and_a_new_code_brings_the_work_back(
    phone: BatteredPhone, book: Book, shared_station: Station
):
    phone.context.add_init_script(TIME_TRAVEL)
    phone.reload()
    phone.go_offline()
    log_for_new(phone, HOUSEHOLD, NOTE)
    phone.page.goto(f"{phone.base}/app/#/people")
    phone.press("Khóa ngay")
    for tries in range(1, 11):
        phone.type_pin(WRONG_PIN)
        words = f"Còn {10 - tries} lần thử" if tries < 10 else "Nhập sai mã PIN quá nhiều lần"
        expect(phone.page.get_by_text(re.compile(words))).to_be_visible()
        if tries >= 3 and tries < 10:
            expect(phone.page.get_by_text(re.compile("^Thử lại sau"))).to_be_visible()
            assert phone.page.locator(".pin-key").count() == 0
            phone.page.evaluate("globalThis.ahead += 3600e3")
            phone.page.locator(".pin-key").first.wait_for()
    phone.page.reload()
    expect(phone.page.get_by_text("Nhập sai mã PIN quá nhiều lần")).to_be_visible()
    assert phone.page.locator(".pin-key").count() == 0

    # The code needs signal; what was logged went with it, or waits for its writer: here it is kept back.
    phone.page.route("**/api/v1/sync", lambda route: route.abort())
    phone.go_online()
    phone.press("Nhập mã mới", role="link")
    phone.page.get_by_label("Mã", exact=True).fill(book.new_code(shared_station))
    phone.press("Bắt đầu")
    for _ in range(2):
        phone.type_pin(OTHER_PIN)
    phone.expect_figures(approved=0, waiting=1, unsent=1)
    phone.page.goto(f"{phone.base}/app/#/households")
    expect(phone.page.get_by_text(HOUSEHOLD).first).to_be_visible()

    phone.page.unroute("**/api/v1/sync")
    phone.expect_all_sent()
    book.expect_sound(visits=2)
    phone.expect_figures(approved=0, waiting=2, unsent=0)


def test_a_lost_phone_gives_up_its_work_as_held_and_forgets_everybody(
    phone: BatteredPhone, book: Book, other: dict[str, Any]
):
    add_person(phone, other["enrol_code"], OTHER_PIN)
    phone.go_offline()
    log_for_new(phone, HOUSEHOLD, NOTE)
    phone.page.goto(f"{phone.base}/app/#/people")
    phone.press("Khóa ngay")
    expect(phone.page.get_by_text("Ai đang dùng máy?")).to_be_visible()
    book.change(
        "UPDATE \"grant\" SET revoked_at = strftime('%Y-%m-%d %H:%M:%f000', 'now')"
        " WHERE device_id IN"
        ' (SELECT g.device_id FROM "grant" g JOIN user u ON u.id = g.user_id WHERE u.name = ?)',
        book.member,
    )

    phone.go_online()

    expect(phone.page.get_by_text("Xã đã dừng quyền của máy này")).to_be_visible()
    expect(phone.page.get_by_text("Mọi thứ đã gửi lên xã")).to_be_visible()
    held = (
        "SELECT count(*) FROM operation o JOIN user u ON u.id = o.author_id"
        " WHERE o.reason = 'grant_revoked' AND u.name = ?"
    )
    assert book.rows(held, other["name"]) == [(3,)]
    for _ in range(50):  # voices go a moment after the last page of work
        left = phone.page.evaluate(LEFT)
        if left == []:
            break
        phone.page.wait_for_timeout(100)
    assert left == []
