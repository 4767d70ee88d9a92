"""Rough days in a real browser against a real server: nothing saved is lost, nothing counts twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.e2e.faults_book import Book
from tests.e2e.faults_phone import SYNC, BatteredPhone
from tests.e2e.mid_sync import MOMENTS, Moment, lose_the_server
from tests.e2e.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.slow]

YEAR_BACK = """(() => {
  const Real = Date, shift = -365 * 24 * 3600 * 1000;
  globalThis.Date = class extends Real {
    constructor(...parts) { if (parts.length === 0) super(Real.now() + shift); else super(...parts); }
    static now() { return Real.now() + shift; }
  };
})()"""

# Taps like a finger, without the way there: another visit for the same household, as often as asked.
AGAIN_AND_AGAIN = """async (count) => {
  const tap = async (words) => {
    for (let turn = 0; turn < 500; turn += 1) {
      const all = [...document.querySelectorAll("button")];
      const found = all.find((each) => each.textContent.startsWith(words));
      if (found) return found.click();
      await new Promise((done) => setTimeout(done, 10));
    }
    throw new Error(words);
  };
  for (let visit = 0; visit < count; visit += 1) {
    for (const words of ["Ghi thêm cho hộ này", "Kích hoạt VNeID", "Đã giúp", "Lưu"]) await tap(words);
  }
  await tap("Ghi thêm cho hộ này");
}"""
# Chromium remembers for a while how much room there was.
UNTIL_THE_DISK_REFUSES = """async () => {
  const opened = (request) => new Promise((done, failed) => {
    request.onupgradeneeded = () => request.result.createObjectStore("probe", { autoIncrement: true });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const database = await opened(indexedDB.open("probe"));
  const refused = () => new Promise((done) => {
    const writing = database.transaction("probe", "readwrite", { durability: "strict" });
    writing.objectStore("probe").put("x".repeat(1000));
    writing.oncomplete = () => done(false);
    writing.onabort = () => done(true);
  });
  const started = performance.now();
  while (!(await refused())) await new Promise((done) => setTimeout(done, 100));
  database.close();
  return performance.now() - started;
}"""


def test_airplane_mode_during_a_save(phone: BatteredPhone, book: Book):
    phone.fill_visit()
    phone.go_offline()
    phone.save()
    phone.expect_figures(approved=0, waiting=1, unsent=1)

    phone.go_online()
    phone.expect_all_sent()

    book.expect_sound(visits=2)


def test_airplane_mode_during_a_push(phone: BatteredPhone, book: Book):
    def into_the_tunnel(route: Route) -> None:
        phone.go_offline()
        route.abort("internetdisconnected")

    with phone.on_sync(into_the_tunnel) as met:
        phone.log_visit()
        phone.send_in_vain()
        assert met
    book.expect_sound(visits=1)

    phone.go_online()
    phone.expect_all_sent()

    book.expect_sound(visits=2)


def test_the_answer_never_comes(phone: BatteredPhone, book: Book):
    def lose_the_answer(route: Route) -> None:
        assert route.fetch().status == 200
        route.abort("connectionreset")

    phone.go_offline()
    phone.log_visit()
    phone.log_visit()
    with phone.on_sync(lose_the_answer) as met:
        phone.go_online()
        phone.send_in_vain()
        assert met
    book.expect_sound(visits=3)
    phone.expect_figures(approved=0, waiting=1, unsent=2)

    phone.expect_all_sent()

    book.expect_sound(visits=3)
    phone.expect_figures(approved=0, waiting=3, unsent=0)


def test_the_browser_is_killed_right_after_save(phone: BatteredPhone, book: Book, tmp_path: Path):
    phone.go_offline()
    phone.log_visit()
    phone.kill(tmp_path / "phone", offline=True)

    phone.expect_figures(approved=0, waiting=1, unsent=1)
    phone.go_online()
    phone.expect_all_sent()

    book.expect_sound(visits=2)


def test_the_browser_is_killed_while_it_sends(phone: BatteredPhone, book: Book, tmp_path: Path):
    phone.go_offline()
    phone.log_visit()
    phone.log_visit()
    taken: list[int] = []
    phone.page.route(SYNC, lambda route: taken.append(route.fetch().status))  # and never answered
    phone.go_online()
    phone.wait_until(lambda: taken == [200])
    book.expect_sound(visits=3)
    phone.kill(tmp_path / "phone")

    phone.expect_all_sent()

    book.expect_sound(visits=3)
    phone.expect_figures(approved=0, waiting=3, unsent=0)


def test_two_tabs_write_and_send_at_once(phone: BatteredPhone, book: Book):
    other = phone.second_page()
    phone.go_offline()
    phone.log_visit()
    phone.log_visit(other)
    phone.expect_figures(approved=0, waiting=1, unsent=2)

    phone.go_online()
    phone.press_send()
    phone.press_send(other)
    phone.expect_all_sent()
    phone.expect_all_sent(other)

    book.expect_sound(visits=3)
    phone.expect_figures(approved=0, waiting=3, unsent=0)


def test_reloading_without_signal(phone: BatteredPhone, book: Book):
    phone.go_offline()
    phone.reload()
    phone.log_visit()
    phone.reload()
    phone.expect_figures(approved=0, waiting=1, unsent=1)

    phone.go_online()
    phone.expect_all_sent()

    book.expect_sound(visits=2)


def test_sixty_visits_without_signal_go_in_one_request(phone: BatteredPhone, book: Book):
    phone.go_offline()
    phone.log_visit()
    phone.page.evaluate(AGAIN_AND_AGAIN, 59)
    phone.expect_figures(approved=0, waiting=1, unsent=60)
    sizes: list[int] = []

    def watch(route: Route) -> None:
        sizes.append(len(route.request.post_data_buffer or b""))
        route.continue_()

    with phone.on_sync(watch):
        phone.go_online()
        phone.expect_all_sent()

    book.expect_sound(visits=61)
    phone.expect_figures(approved=0, waiting=61, unsent=0)
    assert max(sizes) < 64 * 1024
    assert sum(size > 1000 for size in sizes) == 1


def test_a_full_disk_refuses_and_keeps_the_sheet(phone: BatteredPhone, book: Book):
    devtools = phone.context.new_cdp_session(phone.page)
    phone.fill_visit()
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": phone.base, "quotaSize": 1})
    phone.page.evaluate(UNTIL_THE_DISK_REFUSES)
    phone.press("Lưu")
    expect(phone.page.get_by_text("Chưa lưu được")).to_be_visible()
    expect(phone.page.get_by_text("Bộ nhớ máy đã đầy")).to_be_visible()
    assert phone.page.get_by_text("Đã lưu trên máy này").count() == 0

    devtools.send("Storage.overrideQuotaForOrigin", {"origin": phone.base})
    phone.save()
    phone.expect_all_sent()

    book.expect_sound(visits=2)


def test_little_space_is_told_before_it_runs_out(phone: BatteredPhone):
    # Browsers since 2025 tell every site of ten free gigabytes, whatever the disk; older ones tell the truth.
    phone.context.add_init_script("navigator.storage.estimate = async () => ({ quota: 12e6, usage: 1e6 })")
    phone.reload()
    phone.home()

    expect(phone.page.get_by_text("Máy sắp hết chỗ trống").first).to_be_visible()


def test_a_clock_set_back_a_year(phone: BatteredPhone, book: Book):
    phone.context.add_init_script(YEAR_BACK)
    phone.reload()
    phone.log_visit()
    phone.log_visit()
    phone.expect_all_sent()

    book.expect_sound(visits=3)
    first, *odd = [day for _, day, _ in sorted(book.visits(), key=lambda visit: str(visit[1]), reverse=True)]
    assert [int(str(first)[:4]) - int(str(day)[:4]) for day in odd] == [1, 1]
    phone.home()
    expect(phone.page.get_by_text("Ngày giờ của máy này không đúng").first).to_be_visible()


def test_a_store_that_the_browser_cleared(
    phone: BatteredPhone, book: Book, shared_station: Station, open_phone: Callable[[], BrowserContext]
):
    phone.go_offline()
    phone.log_visit()
    phone.log_visit()
    phone.page.goto("about:blank")
    phone.go_online()
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.send(
        "Storage.clearDataForOrigin", {"origin": phone.base, "storageTypes": "indexeddb,cache_storage"}
    )
    phone.page.goto(f"{phone.base}/app/")
    expect(phone.page.get_by_text("Máy này từng có 2 thay đổi chưa gửi, trình duyệt đã xóa")).to_be_visible()

    phone.enrol(book.new_code(shared_station))
    phone.page.goto(f"{phone.base}/app/#/households")
    expect(phone.page.get_by_text("Hộ Một").first).to_be_visible()
    phone.log_visit()
    phone.expect_all_sent()

    book.expect_sound(visits=2)
    phone.expect_figures(approved=0, waiting=2, unsent=0)
    assert book.rows(
        'SELECT DISTINCT d.evicted_count FROM device d JOIN "grant" g ON g.device_id = d.id'
        " JOIN user u ON u.id = g.user_id WHERE u.name = ? AND d.evicted_count > 0",
        book.member,
    ) == [(2,)]


def test_a_phone_whose_permission_was_ended(phone: BatteredPhone, book: Book, shared_station: Station):
    phone.go_offline()
    phone.log_visit()
    phone.log_visit()
    book.change(
        "UPDATE \"grant\" SET revoked_at = strftime('%Y-%m-%d %H:%M:%f000', 'now')"
        " WHERE user_id = (SELECT id FROM user WHERE name = ?)",
        book.member,
    )
    phone.page.goto(f"{phone.base}/app/#/households")
    expect(phone.page.get_by_text("Hộ Một").first).to_be_visible()

    phone.go_online()
    expect(phone.page.get_by_text("Xã đã dừng quyền của máy này")).to_be_visible()
    expect(phone.page.get_by_text("Mọi thứ đã gửi lên xã")).to_be_visible()
    phone.page.reload()
    expect(phone.page.get_by_text("Xã đã dừng quyền của máy này")).to_be_visible()
    assert phone.page.get_by_text("Hộ Một").count() == 0
    held = (
        "SELECT count(*) FROM operation o JOIN user u ON u.id = o.author_id"
        " WHERE o.reason = 'grant_revoked' AND u.name = ?"
    )
    assert book.rows(held, book.member) == [(2,)]
    assert len(book.visits()) == 1

    phone.enrol(book.new_code(shared_station))
    phone.page.goto(f"{phone.base}/app/#/households")
    expect(phone.page.get_by_text("Hộ Một").first).to_be_visible()
    phone.log_visit()
    phone.expect_all_sent()
    assert len(book.visits()) == 2
    assert book.rows(held, book.member) == [(2,)]


def test_a_village_added_while_the_phone_was_away(phone: BatteredPhone, book: Book, shared_station: Station):
    phone.go_offline()
    phone.log_visit()
    team, name = book.rows(
        "SELECT t.id, p.name FROM team t JOIN place p ON p.id = t.place_id WHERE t.id NOT IN"
        " (SELECT m.team_id FROM membership m JOIN user u ON u.id = m.user_id WHERE u.name = ?)"
        " ORDER BY t.id DESC",
        book.member,
    )[0]
    book.change(
        "INSERT INTO membership (team_id, user_id, role, valid_from)"
        " SELECT ?, id, 'member', '2025-07-01' FROM user WHERE name = ?",
        team,
        book.member,
    )
    phone.go_online()
    phone.expect_all_sent()
    phone.reload()
    phone.page.goto(f"{phone.base}/app/#/more")

    book.expect_sound(visits=2)
    expect(phone.page.get_by_text(re.compile(re.escape(str(name))))).to_be_visible()
    phone.expect_figures(approved=0, waiting=2, unsent=0)


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_server_is_killed_mid_sync(
    phone: BatteredPhone, book: Book, shared_station: Station, moment: Moment
):
    phone.go_offline()
    phone.log_visit()
    phone.log_visit()
    lose_the_server(phone, shared_station, moment)
    phone.expect_figures(approved=0, waiting=1, unsent=2)
    book.expect_sound(visits=3 if moment == "after-commit" else 1)

    shared_station.start()
    phone.expect_all_sent()

    book.expect_sound(visits=3)
    phone.expect_figures(approved=0, waiting=3, unsent=0)
