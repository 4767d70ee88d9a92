"""The province's own map: taken in from a file, matched by code, what does not fit told, taken away."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import Browser, say
from tocongnghe.cli import commands
from tocongnghe.extensions import db
from tocongnghe.models import BoundaryFile
from tocongnghe.routes.console.boundaries import FAULTS
from tocongnghe.services.maps.features import Fault

ADDRESS = "/province/coverage/boundaries"


def areas(*codes: Any) -> bytes:
    """Return a GeoJSON file of squares side by side, one for each code."""
    features = [
        {
            "type": "Feature",
            "properties": {"ma": code, "ten": f"Xã số {number}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[106 + x / 10, 21 + y / 10] for x, y in _square(number)],
                ],
            },
        }
        for number, code in enumerate(codes)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _square(left: int) -> list[tuple[int, int]]:
    return [(left, 0), (left, 1), (left + 1, 1), (left + 1, 0), (left, 0)]


def send(browser: Browser, content: bytes, **form: str) -> Any:
    words = {"source": "Sở Nông nghiệp và Môi trường, 2025"} | form
    return browser.client.post(
        ADDRESS,
        data=words | {"file": (io.BytesIO(content), "ranh-gioi.geojson")},
        content_type="multipart/form-data",
        headers={"Accept": "text/html"},
    )


def test_a_file_is_drawn_and_what_does_not_fit_is_listed(as_quang: Browser, world: World) -> None:
    answer = send(as_quang, areas("00001", "09999"))

    assert answer.status_code == 200
    assert say("{count} communes have a shape on the map now.", count="1") in answer.text
    assert "09999 Xã số 1" in answer.text
    assert "00002 Xã B" in answer.text
    page = as_quang.get("/province/coverage").text
    assert 'class="map real"' in page
    assert "Sở Nông nghiệp và Môi trường, 2025" in page
    assert "không phải ranh giới pháp lý" in page
    assert say("Not on the map: {names}.", names="Xã B") in page


def test_the_schematic_map_comes_back(as_quang: Browser, world: World) -> None:
    send(as_quang, areas("00001", "00002"))

    assert as_quang.post(f"{ADDRESS}/drop", {}).status_code == 303

    assert 'class="map"' in as_quang.get("/province/coverage").text


def test_a_file_that_cannot_be_drawn_changes_nothing_and_says_why(
    as_quang: Browser, engine: Engine, world: World
) -> None:
    send(as_quang, areas("00001"))

    for content, said in (
        (b"PK\x03\x04", "This is no GeoJSON or TopoJSON file: it could not be read as JSON."),
        (areas("77777"), FAULTS[Fault.NO_CODES]),
        (b"{}", "The file is broken, or holds no areas. Save it again as GeoJSON or TopoJSON."),
    ):
        answer = send(as_quang, content)
        assert answer.status_code == 400
        assert say(said) in answer.text
    with Session(engine) as session:
        assert list(json.loads(session.scalars(select(BoundaryFile)).one().shapes)["shapes"]) == ["00001"]


def test_a_file_without_a_word_of_its_source_is_refused(as_quang: Browser, world: World) -> None:
    assert send(as_quang, areas("00001"), source="").status_code == 400
    assert as_quang.post(ADDRESS, {"source": "x"}).status_code == 400


def test_the_shell_takes_the_same_file_and_lists_the_same(app: Flask, world: World, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(areas(1, "00099"))
    bad.write_text("no")

    done = app.test_cli_runner().invoke(commands, ["boundaries", "import", str(good), "--source", "x"])
    failed = app.test_cli_runner().invoke(commands, ["boundaries", "import", str(bad), "--source", "x"])

    assert done.exit_code == 0, done.output
    assert "1 communes have a shape now" in done.output
    assert "left out, no commune of today: 00099 Xã số 1" in done.output
    assert "without a shape: 00002 Xã B" in done.output
    assert failed.exit_code == 1
    assert "is no JSON" in failed.output
    with app.app_context():
        assert db.session().scalars(select(BoundaryFile.source)).one() == "x"
