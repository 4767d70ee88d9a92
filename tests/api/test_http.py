"""What every answer over HTTP promises: problems as RFC 9457, headers, a published description."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.cast import World


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/api/v1/nothing", 404, "not-found"),
        ("DELETE", "/api/v1/hello", 405, "method-not-allowed"),
        ("GET", "/api/v1/bundle", 401, "grant"),
        ("POST", "/api/v1/sync", 415, "encoding"),
        ("POST", "/api/v1/grants/refresh", 401, "grant"),
    ],
)
def test_a_problem_is_a_document_with_a_stable_slug(client: FlaskClient, method, path, status, slug):
    answer = client.open(path, method=method)

    assert (answer.status_code, answer.json["slug"]) == (status, slug)
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_405_names_what_is_allowed(client: FlaskClient):
    assert "GET" in client.delete("/api/v1/hello").headers["Allow"]


def test_hello_tells_versions_limits_and_time_without_a_login(client: FlaskClient, world: World):
    answer = client.get("/api/v1/hello").json

    assert answer["protocol"] == {"min": 1, "max": 1}
    assert answer["limits"] == {"max_ops": 100, "max_bytes": 65536, "max_inflated_bytes": 524288}
    assert answer["now"] > 1_700_000_000_000


def test_the_description_lists_every_door_of_the_api(client: FlaskClient):
    document = client.get("/api/v1/openapi.json").json

    assert document["openapi"].startswith("3.1")
    assert {
        "/api/v1/hello",
        "/api/v1/enrol",
        "/api/v1/bundle",
        "/api/v1/sync",
        "/api/v1/grants/refresh",
        "/api/v1/import",
        "/api/v1/blob/{sha256}",
    } <= set(document["paths"])
    asked = document["components"]["schemas"]["SyncIn"]["properties"]
    assert asked["ops"]["type"] == "array"
    assert asked["attempt"] == {"type": "integer", "minimum": 0, "maximum": 1 << 53}


def test_every_answer_carries_the_strict_headers(client: FlaskClient):
    answer = client.get("/api/v1/hello")

    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]


def test_health_and_readiness_answer_without_a_login(client: FlaskClient):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_only_a_real_certificate_asks_browsers_to_insist_on_https(app, client: FlaskClient):
    header = "Strict-Transport-Security"
    assert client.get("/healthz", base_url="https://localhost").headers[header] == "max-age=31536000"
    assert header not in client.get("/healthz").headers
    app.config["HSTS_SECONDS"] = 0
    assert header not in client.get("/healthz", base_url="https://localhost").headers
