"""The pages of reports: what waits, archiving it, its files, whose a file is, and who sees none of it."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import Browser, say
from tests.reports.conftest import close, september, worked
from tocongnghe.models import ReportArchive, ReportFile

__all__ = ["september", "worked"]

OURS, PROVINCES = "/commune/reports/A2026-09", "/province/reports/A2026-09"
PDF = b"%PDF-1.7 ban ky"


@pytest.fixture
def close_a(app: Flask, worked: World) -> Callable[[], None]:
    """Return a function with which Minh closes September in commune A."""

    def closes() -> None:
        with app.app_context():
            close(worked, worked.minh, "00001")

    return closes


def basis(page: str) -> str:
    found = re.search(r'name="basis" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def archive(browser: Browser, address: str, version: int = 1, reason: str = "") -> str:
    form = {"version": version, "basis": basis(browser.get(address).text), "reason": reason}
    if address.startswith("/commune"):
        form["commune"] = "00001"
    answer = browser.post(f"{address}/archive", form, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def test_a_province_makes_looks_at_and_archives_its_report(
    as_quang: Browser, close_a: Callable[[], None], engine: Engine
) -> None:
    close_a()
    assert say("Nothing to report yet") in as_quang.get("/province/reports").text
    made = as_quang.post(f"{PROVINCES}/make", follow_redirects=True).text
    assert say("{closed} of {all} communes have closed the period.", closed=1, all=2) in made
    assert say("Not closed: {names}.", names="Xã B") in made
    printed = as_quang.get(f"{PROVINCES}/draft").text
    assert "Độc lập - Tự do - Hạnh phúc" in printed
    assert "/BC-SKHCN" in printed
    assert as_quang.get(f"{PROVINCES}/draft/file").data[:2] == b"PK"

    assert say(
        "Archived as version {version}. Print it, let it be signed, and keep the scan here.", version=1
    ) in (archive(as_quang, PROVINCES, reason="Sở cần gấp"))

    with Session(engine) as session:
        row, file = session.scalars(select(ReportArchive)).one(), session.scalars(select(ReportFile)).one()
    sent = as_quang.get(f"{PROVINCES}/1/file").data
    assert hashlib.sha256(sent).hexdigest() == file.sha256
    as_json = as_quang.get(f"{PROVINCES}/1/file?format=json").data
    assert hashlib.sha256(as_json).hexdigest() == row.sha256
    page = as_quang.get(PROVINCES).text
    assert row.sha256 in page
    assert file.sha256 in page
    assert 'name="basis"' not in page, "nothing newer waits"
    assert row.sha256 in as_quang.get(f"{PROVINCES}/1").text


def test_without_a_reason_or_with_moved_figures_nothing_is_archived(
    app: Flask, as_quang: Browser, close_a: Callable[[], None], worked: World, engine: Engine
) -> None:
    close_a()
    as_quang.post(f"{PROVINCES}/make")
    shown = basis(as_quang.get(PROVINCES).text)
    assert say("Nothing was archived yet: write why, in a few words.") in archive(as_quang, PROVINCES)
    with app.app_context():
        close(worked, worked.hoa, "00002")
    told = say(
        "Communes have closed or opened this period since. Make the report anew before it is archived."
    )
    assert told in as_quang.get(PROVINCES).text
    form = {"version": 1, "basis": shown, "reason": "gấp"}
    text = as_quang.post(f"{PROVINCES}/archive", form, follow_redirects=True).text
    assert (
        say("Nothing was archived: the figures changed since this page was made. Look at them again.") in text
    )
    with Session(engine) as session:
        assert session.scalars(select(ReportArchive)).all() == []


def test_a_commune_archives_what_it_closed_and_keeps_the_signed_scan(
    as_minh: Browser, as_thu: Browser, close_a: Callable[[], None]
) -> None:
    assert say("Close the period first: the report says what was closed.") in as_minh.get(OURS).text
    close_a()
    assert 'name="basis"' not in as_thu.get(OURS).text, "a leader reads and archives nothing"
    archive(as_minh, OURS)

    def bring(content: bytes) -> str:
        form = {"commune": "00001", "file": (io.BytesIO(content), "ban-ky.pdf")}
        return as_minh.post(f"{OURS}/1/signed", form, follow_redirects=True).text

    assert say(
        "Nothing was kept: this is no PDF. Scan the signed paper as PDF and choose that file."
    ) in bring(b"<script>")
    assert say("The signed scan is kept with its hash, and goes into every backup.") in bring(PDF)
    sha256 = hashlib.sha256(PDF).hexdigest()
    answer = as_thu.get(f"{OURS}/1/files/{sha256}")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert say("Signed scan kept") in as_thu.get("/commune/reports").text


@pytest.mark.parametrize("by", ["file", "hash"])
def test_a_file_is_ours_or_it_is_not(
    as_minh: Browser, as_hoa: Browser, close_a: Callable[[], None], by: str
) -> None:
    close_a()
    archive(as_minh, OURS)
    content = as_minh.get(f"{OURS}/1/file").data
    shown = hashlib.sha256(content).hexdigest().upper()

    def ask(browser: Browser, content: bytes, pasted: str) -> str:
        form = {"file": (io.BytesIO(content), "x.docx")} if by == "file" else {"hash": pasted}
        return browser.post("/commune/reports/check", form).text

    assert say("Yes, this is ours, unchanged.") in ask(as_minh, content, f"{shown[:32]} {shown[32:]}")
    unknown = say("No file with this hash is known here.")
    assert unknown in ask(as_minh, content + b" ", "0" * 64)
    assert unknown in ask(as_hoa, content, shown), "another commune's file is as unknown as any"
    assert as_minh.post("/commune/reports/check", {"hash": "abc"}).status_code == 400


def test_another_commune_and_another_role_see_none_of_it(
    at_desk: Callable[[str], Browser], as_minh: Browser, close_a: Callable[[], None]
) -> None:
    close_a()
    archive(as_minh, OURS)
    hoa, quang = at_desk("hoa"), at_desk("quang")

    for address in (OURS, f"{OURS}/1", f"{OURS}/1/file", f"{OURS}/draft"):
        assert hoa.get(f"{address}?commune=00001").status_code == 404
        assert as_minh.get(address.replace("commune", "province")).status_code == 403
    assert quang.get(f"{OURS}/1?commune=00001").status_code == 200
    assert hoa.get("/commune/reports/A2026-13").status_code == 404
    assert hoa.get("/commune/reports/C2026-09").status_code == 404, "no report of a calendar month"
