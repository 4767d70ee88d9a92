"""Lessons for phones: open to all, kept by ETag, small, and the province's own among them."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tocongnghe import LESSONS_FOLDER, create_app
from tocongnghe.catalogue.lesson_files import FOLDER, LESSONS
from tocongnghe.errors import ConfigurationError
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.schemas.lessons import LessonsOut

MAX_PACKED_BYTES = 15 * 1024


@pytest.mark.parametrize("language", LOCALES)
def test_lessons_of_a_language_travel_in_few_bytes_and_as_the_page_says(
    client: FlaskClient, language: str
) -> None:
    response = client.get(f"/api/v1/lessons/{language}", headers={"Accept-Encoding": "gzip"})

    assert (response.status_code, response.headers["Content-Encoding"]) == (200, "gzip")
    assert len(response.data) <= MAX_PACKED_BYTES
    package = json.loads(gzip.decompress(response.data))
    assert LessonsOut().validate(package) == {}
    assert package["language"] == language
    assert len(package["lessons"]) == 21


def test_what_a_phone_has_is_not_sent_again(client: FlaskClient) -> None:
    first: Any = client.get("/api/v1/lessons/vi")
    etag = first.headers["ETag"]
    assert etag == f'"{first.json["version"]}"'

    again = client.get("/api/v1/lessons/vi", headers={"If-None-Match": etag})
    other = client.get("/api/v1/lessons/tyz", headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")
    assert other.status_code == 200


def test_a_language_that_is_none_is_not_found(client: FlaskClient) -> None:
    answer: Any = client.get("/api/v1/lessons/fr")

    assert (answer.status_code, answer.json["slug"]) == (404, "not-found")


def test_a_mistake_in_a_lesson_of_the_province_is_told_at_start(tmp_path: Path) -> None:
    own = tmp_path / LESSONS_FOLDER
    own.mkdir()
    shutil.copy(FOLDER / LESSONS / "scams.yaml", own)
    text = (own / "scams.yaml").read_text(encoding="utf-8")
    (own / "scams.yaml").write_text(text.replace("topic: online_safety", "topic: none"), encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"scams.yaml, line 2: topic: 'none' is not known"):
        create_app(instance=tmp_path)
