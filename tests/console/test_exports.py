"""The page of exports: short files at once, long ones later, names only with a reason that is kept."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.cast import World
from tests.console.conftest import Browser, say
from tests.exports.conftest import SECRETS, work_in
from tocongnghe.extensions import db
from tocongnghe.jobs.schedule import run_once
from tocongnghe.operations.journal import identity, journal_folder, read_entries
from tocongnghe.services.exports import queue
from tocongnghe.services.exports.order import NEEDS_DAYS, NO_REASON

REASON = "Đối chiếu hộ nghèo theo công văn 12"
DAYS = {"from": "2025-07-01"}


@pytest.fixture(autouse=True)
def worked(app: Flask, world: World) -> World:
    with app.app_context():
        return work_in(world)


def form(kind: str, place: str = "20", format_: str = "csv", **more: str) -> dict[str, str]:
    return {"kind": kind, "place": place, "format": format_} | DAYS | more


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def without_token(answer: Any) -> str:
    """Return the page as it is for everybody at every second."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text)


def test_a_short_export_comes_at_once_with_a_name_that_says_what_it_is(as_quang: Browser) -> None:
    answer = as_quang.post("/province/exports", form("assists"))

    assert answer.status_code == 200
    assert "attachment; filename=assists-20-" in answer.headers["Content-Disposition"]
    assert answer.cache_control.no_store
    assert answer.get_data().startswith(b"\xef\xbb\xbfday,")
    assert len(rows(answer)) == 5


def test_the_page_offers_what_the_role_may_have(as_quang: Browser, as_thu: Browser, as_minh: Browser) -> None:
    names = say("I need the names")
    quang, thu, minh = (
        browser.get(path).text
        for browser, path in (
            (as_quang, "/province/exports"),
            (as_thu, "/commune/exports"),
            (as_minh, "/commune/exports"),
        )
    )

    assert ('value="assists"' in quang, names in quang, "Tỉnh Lạng Sơn" in quang) == (True, False, True)
    assert ('value="assists"' in thu, names in thu) == (False, False)
    assert ('value="assists"' in minh, names in minh, "Xã B" in minh) == (True, True, False)


def test_names_without_a_reason_are_refused_in_words_and_what_was_typed_stays(as_minh: Browser) -> None:
    answer = as_minh.post("/commune/exports", form("assists", "00001", names="1", reason="cần"))

    assert answer.status_code == 400
    assert say(NO_REASON) in answer.text
    assert 'value="cần"' in answer.text


def test_names_with_a_reason_go_out_and_the_administrator_sees_who_took_them(
    as_minh: Browser, as_an: Browser, as_quang: Browser
) -> None:
    answer = as_minh.post("/commune/exports", form("assists", "00001", names="1", reason=REASON))

    assert "assists-names-00001-" in answer.headers["Content-Disposition"]
    assert SECRETS[0] in answer.get_data(as_text=True)
    assert REASON in (page := as_an.get("/province/exports").text)
    assert "Minh" in page
    assert REASON not in as_quang.get("/province/exports").text


def test_days_that_say_too_little_are_refused_in_words(as_quang: Browser) -> None:
    for wrong, sentence in (
        ({"kind": "tally", "place": "20"}, NEEDS_DAYS),
        (form("coverage", to="2025-01-01"), "The first day lies after the last one. Change one of them."),
        (form("coverage", period="A2026-99"), "There is no such period. Choose another one, or days."),
        (
            {"place": "20"},
            "Something in the form was missing or could not be read. Look it over and ask again.",
        ),
    ):
        answer = as_quang.post("/province/exports", wrong)
        assert answer.status_code == 400
        assert say(sentence) in answer.text


def test_a_long_export_waits_is_made_fetched_and_deleted(
    app: Flask, as_quang: Browser, as_an: Browser, as_hoa: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "AT_ONCE", 2)
    answer = as_quang.post("/province/exports", form("assists"))
    assert answer.status_code == 303
    page = as_quang.get("/province/exports").text
    assert say("Waits for its turn") in page
    assert 'hx-trigger="every 2s"' in page

    run_once(app, "exports")

    page = as_quang.get("/province/exports").text
    link = page.partition('href="/exports/')[2].partition('"')[0]
    fetched = as_quang.get(f"/exports/{link}")
    assert "attachment; filename=assists-20-" in fetched.headers["Content-Disposition"]
    assert fetched.cache_control.no_store
    assert len(rows(fetched)) == 5
    fetched.close()
    for other in (as_an, as_hoa):
        guessed = other.get(f"/exports/{link}")
        nowhere = other.get("/exports/guessed/file")
        assert guessed.status_code == nowhere.status_code == 404
        assert without_token(guessed).replace(link, "guessed/file") == without_token(nowhere)
        assert other.post(f"/exports/{link.removesuffix('/file')}/delete", {}).status_code == 404

    assert as_quang.post(f"/exports/{link.removesuffix('/file')}/delete", {}).status_code == 303
    assert as_quang.get(f"/exports/{link}").status_code == 404


def test_while_no_jobs_process_runs_the_page_says_so(
    as_quang: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "AT_ONCE", 2)
    as_quang.post("/province/exports", form("assists"))

    sentence = say(
        "Nothing is being made at the moment: no jobs process runs here. What was asked for is made once it"
        " does; tell the operator."
    )
    assert sentence in as_quang.get("/province/exports").text


def test_who_took_names_outlives_a_restore(app: Flask, as_minh: Browser) -> None:
    """It stands in the journal beside the database, from which a restore takes what its backup lacks."""
    as_minh.post("/commune/exports", form("assists", "00001", names="1", reason=REASON))

    with app.app_context(), db.engine.connect() as connection:
        entries = list(read_entries(journal_folder(Path(app.instance_path)), identity(connection)))
    kept = [
        row["values"] for entry in entries for row in entry.get("rows", []) if row["table"] == "export_note"
    ]
    assert [row["reason"] for row in kept] == [REASON]
