"""Closing a period at the desk: checklist, frozen figures, opening again, what changed, and who may."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tests.cast import HOA_DEVICE, World
from tests.console.conftest import Browser, counted_statements, say
from tocongnghe import clock
from tocongnghe.models import Closing, Reopening

TODAY = datetime(2026, 9, 20, 3, tzinfo=UTC)
IN, AFTER = "2026-08-20", "2026-09-16"
PAGE = "/commune/close/A2026-09"


@pytest.fixture(autouse=True)
def september() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def village_two(world: World) -> None:
    """Let the second village report, too: nothing is silent."""
    world.log_assist(village="20-00001-002", on=IN)


def closed(engine: Engine, version: int = 1) -> Closing:
    with Session(engine) as session:
        found = session.scalar(select(Closing).where(Closing.version == version))
    assert found is not None
    return found


def figures(engine: Engine, version: int = 1) -> dict[str, dict[str, list[int]] | None]:
    said = json.loads(closed(engine, version).snapshot)
    return {village["code"]: village["figures"] for village in said["villages"]}


def close(browser: Browser, version: int = 1, reason: str = "đã gọi hết các thôn", **form: str) -> str:
    """Close the period and return the page that this leads to."""
    answer = browser.post(PAGE, {"version": version, "reason": reason} | form, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def reopen(browser: Browser, version: int = 1, reason: str = "thôn 2 gửi muộn") -> str:
    return browser.post(f"{PAGE}/reopen", {"version": version, "reason": reason}, follow_redirects=True).text


def warning(page: str) -> str:
    """Return what a page warns of."""
    found = re.search(r'message-warning">.*?<span>(.*?)</span>', page, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_list_says_which_periods_can_be_closed(as_minh: Browser) -> None:
    text = as_minh.get("/commune/close").text

    assert "Xã A" in text
    assert PAGE in text
    assert "/commune/close/A2026-10" not in text, "the running month cannot be closed"
    assert say("Still running") in text
    assert as_minh.get("/commune/close?kind=administrative_quarter").status_code == 200
    assert as_minh.get("/commune/close?kind=week").status_code == 400


def test_the_checklist_counts_what_is_open_and_leads_there(as_minh: Browser, world: World) -> None:
    world.log_assist(on=IN)

    text = as_minh.get(PAGE).text

    assert say("{count} villages sent nothing for this period.", count=1) in text
    assert (
        say("{count} assists of the period wait for review: they count as provisional only.", count=1) in text
    )
    assert "/commune/review?from=2026-08-15&amp;to=2026-09-14&amp;state=waiting" in text
    assert say("No change waits for your word.") in text


def test_with_something_open_it_is_closed_only_with_a_reason(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    world.log_assist(on=IN)

    text = close(as_minh, reason="  ")

    assert say("Nothing was closed yet: something is still open. Write why it is closed anyway.") in text
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Closing)) == 0
    assert "Đợi bản giấy" in close(as_minh, reason="Đợi bản giấy")


def test_closing_counts_what_no_job_has_counted_yet(as_minh: Browser, world: World, engine: Engine) -> None:
    household = world.add_household()
    world.log_assist(household, on=IN)
    world.log_assist(household, on=AFTER, topic="etax")
    world.log_assist(on=IN)

    close(as_minh)

    assert figures(engine) == {
        "20-00001-001": {
            "vneid_helped": [1, 0, 1, 0],
            "vneid_has": [1, 0, 1, 0],
            "vneid_visits": [2, 0, 2, 0],
            "vneid_accounts": [1, 0, 1, 0],
            "visits": [2, 0, 2, 0],
            "villages_visited": [1, 0, 1, 0],
        },
        "20-00001-002": None,
    }


def test_the_closed_page_shows_the_frozen_figures_its_hash_and_the_signer(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    world.log_assist(world.add_household(), on=IN)
    text = close(as_minh, signer="Hoàng Thị Lý")
    world.log_assist(world.add_household(), on=IN, topic="etax")

    again = as_minh.get(f"{PAGE}/1").text

    closing = closed(engine)
    assert closing.sha256 == hashlib.sha256(closing.snapshot.encode()).hexdigest()
    for shown in (text, again):
        assert closing.sha256 in shown
        assert "Hoàng Thị Lý" in shown
        assert "Chủ tịch UBND" in shown
        assert say("Etax Mobile") not in shown
        assert say("No data: nothing from here has ever come") in shown


def test_figures_that_somebody_changed_in_the_database_are_called_so(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    world.log_assist(on=IN)
    close(as_minh)
    with engine.execution_options(begin_immediate=True).begin() as connection:
        connection.exec_driver_sql(
            "UPDATE closing SET snapshot = replace(snapshot, '[1,0,1,0]', '[9,0,9,0]')"
        )

    assert 'role="alert"' in as_minh.get(f"{PAGE}/1").text


@pytest.mark.parametrize("model", [Closing, Reopening])
def test_closings_are_only_ever_added(as_minh: Browser, world: World, engine: Engine, model: type) -> None:
    close(as_minh)
    reopen(as_minh)
    with Session(engine) as session:
        row = session.scalars(select(model)).one()
        row.reason = "khác"
        with pytest.raises(TypeError):
            session.flush()
        session.rollback()
        session.delete(session.scalars(select(model)).one())
        with pytest.raises(TypeError):
            session.flush()


def test_late_work_is_said_and_counted_in_the_next_version(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    first = world.log_assist(world.add_household(), on=IN)
    close(as_minh)
    assert say("Nothing of this period has changed since it was closed.") in as_minh.get(PAGE).text
    world.log_assist(world.add_household(), on=IN)

    text = as_minh.get(PAGE).text
    assert say("late assists arrived since: open the period again and close it anew to count them") in text
    assert "thôn 2 gửi muộn" in reopen(as_minh)
    close(as_minh, version=2)

    assert figures(engine)["20-00001-001"]["visits"] == [1, 0, 1, 0]  # type: ignore[index]
    assert figures(engine, 2)["20-00001-001"]["visits"] == [2, 0, 2, 0]  # type: ignore[index]
    follows = json.loads(closed(engine, 2).snapshot)["follows"]
    assert follows == {"sha256": closed(engine).sha256, "reopened_because": "thôn 2 gửi muộn"}
    changes = as_minh.get(f"{PAGE}/changes?from=1&to=2").text
    assert say("{count} figures changed", count=5) in changes
    assert say("Came after its period was closed") in changes
    assert first not in changes
    assert say("Every figure is the same.") in as_minh.get(f"{PAGE}/changes?from=2").text


def test_the_second_of_two_supervisors_is_told_and_changes_nothing(
    as_minh: Browser, at_desk: Callable[[str], Browser], world: World, engine: Engine
) -> None:
    other = at_desk("minh")
    close(as_minh)
    before = closed(engine).snapshot

    told = close(other)

    assert "Minh" in warning(told)
    assert closed(engine).snapshot == before
    reopen(as_minh)
    assert "Minh" in warning(reopen(other))
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Reopening)) == 1


def test_a_period_that_runs_cannot_be_closed_and_no_reason_opens_nothing(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    answer = as_minh.post("/commune/close/A2026-10", {"version": 1, "reason": "x"}, follow_redirects=True)
    assert say("This period is not over yet. It can be closed from the next day on.") in answer.text
    close(as_minh)
    reopen(as_minh, reason=" ")
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Reopening)) == 0


@pytest.mark.parametrize("path", ["/commune/close/A2026-13", "/commune/close/W2026-09-07", f"{PAGE}/1"])
def test_what_is_no_period_or_version_is_not_there(as_minh: Browser, path: str) -> None:
    assert as_minh.get(path).status_code == 404


def test_the_files_are_the_frozen_figures(as_minh: Browser, world: World, engine: Engine) -> None:
    world.log_assist(world.add_household(), on=IN)
    close(as_minh)

    plain = as_minh.get(f"{PAGE}/1/file?format=json")
    table = as_minh.get(f"{PAGE}/1/file?format=csv")
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_minh.get(f"{PAGE}/1/file?format=xlsx").data))

    assert hashlib.sha256(plain.data).hexdigest() == closed(engine).sha256
    assert plain.headers["Content-Disposition"].endswith("00001-A2026-09-v1.json")
    rows = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert rows[1][:4] == [say("All villages"), say("All topics"), "1", "0"]
    assert rows[-1][2:] == [*[""] * 12, say("No data: nothing from here has ever come")]
    cells = book.get_sheet_by_index(0).to_python()
    assert cells[1][:4] == [say("All villages"), say("All topics"), 1, 0]


def test_the_leader_of_the_commune_reads_and_closes_nothing(
    as_thu: Browser, as_minh: Browser, world: World, engine: Engine
) -> None:
    assert as_thu.post(PAGE, {"version": 1, "reason": "x"}).status_code == 403
    close(as_minh)

    for path in ("/commune/close", PAGE, f"{PAGE}/1", f"{PAGE}/changes?from=1"):
        text = as_thu.get(path).text
        assert "Xã A" in text
        assert 'name="reason"' not in text
    assert as_thu.post(f"{PAGE}/reopen", {"version": 1, "reason": "x"}).status_code == 403


def test_another_communes_supervisor_reaches_nothing_of_it(
    as_hoa: Browser, as_minh: Browser, world: World, engine: Engine
) -> None:
    world.log_assist(on=IN)
    close(as_minh)

    for path in ("", "/A2026-09", "/A2026-09/1", "/A2026-09/1/file?format=json", "/A2026-09/changes?from=1"):
        joined = "&" if "?" in path else "?"
        assert as_hoa.get(f"/commune/close{path}{joined}commune=00001").status_code == 404
    own = as_hoa.get(PAGE)
    assert closed(engine).sha256 not in own.text
    assert say("Over, not closed yet") in own.text
    for action, form in (("", {"version": "2"}), ("/reopen", {"version": "1"})):
        data = form | {"reason": "x", "commune": "00001"}
        assert as_hoa.post(PAGE + action, data).status_code == 404
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Closing)) == 1
        assert session.scalar(select(func.count()).select_from(Reopening)) == 0


def test_work_of_another_commune_is_neither_counted_nor_late_here(
    as_hoa: Browser, as_minh: Browser, world: World, engine: Engine
) -> None:
    body = {"household": None, "village": "20-00002-001", "topic": "vneid", "outcome": "helped", "on": IN}
    world.push(world.op("assist.log", body, author=world.author("g_huy")), device=HOA_DEVICE)

    close(as_hoa)

    assert list(figures(engine)) == ["20-00002-001"]
    assert say("Over, not closed yet") in as_minh.get(PAGE).text


def test_pages_need_as_many_statements_however_much_there_is(
    as_minh: Browser, world: World, engine: Engine
) -> None:
    world.log_assist(on=IN)
    close(as_minh)
    paths = ("/commune/close", PAGE, f"{PAGE}/1", f"{PAGE}/changes?from=1", "/commune/close/A2026-08")

    def needed() -> list[int]:
        counts = []
        for path in paths:
            with counted_statements(engine) as statements:
                assert as_minh.get(path).status_code == 200
            counts.append(len(statements))
        return counts

    needed()
    before = needed()
    for day in range(15, 32):
        for topic in ("vneid", "etax"):
            world.log_assist(world.add_household(), on=f"2026-08-{day}", topic=topic)
    reopen(as_minh)
    close(as_minh, version=2)

    assert needed() == before


def test_the_words_of_a_form_are_shown_as_words(as_minh: Browser, world: World) -> None:
    text = close(as_minh, reason="<b>đậm</b>", signer="<i>x</i>")

    assert not re.search(r"<b>đậm|<i>x</i>", text)


def test_the_province_sees_who_closed_and_who_opened_again_and_why(
    as_quang: Browser, as_minh: Browser, as_hoa: Browser, world: World
) -> None:
    close(as_minh)
    close(as_hoa)
    reopen(as_minh, reason="nhầm thôn hai")

    text = as_quang.get("/province/closings").text

    assert say("{closed} of {all} communes have closed it.", closed=1, all=2) in text
    assert text.count("nhầm thôn hai") == 2
    assert "/commune/close/A2026-09/1?commune=00002" in text
    assert as_quang.get(f"{PAGE}/1?commune=00001").status_code == 200
    assert as_quang.get(PAGE).status_code == 404
    assert as_minh.get("/province/closings").status_code == 403
    assert as_quang.post(PAGE, {"version": 2, "reason": "x", "commune": "00001"}).status_code == 403


def test_todays_work_names_the_month_that_is_over_until_it_is_closed(as_minh: Browser) -> None:
    sentence = say("{period} is over and not closed yet.", period="Tháng 9/2026")
    for code in ("A2026-08", "A2026-09"):
        assert f"/commune/close/{code}" in as_minh.get("/commune").text
        as_minh.post(f"/commune/close/{code}", {"version": 1, "reason": "đủ"})

    assert sentence not in as_minh.get("/commune").text
    assert "/commune/close/A2026" not in as_minh.get("/commune").text
