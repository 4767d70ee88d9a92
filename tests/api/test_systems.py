"""Other systems read aggregates by token: their own places, the same in JSON and CSV, and no person."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import cast
from tests.cast import START, World, make_place
from tests.console.conftest import counted_statements
from tests.rollups.brute import count_all
from tests.rollups.test_follow import desk
from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.extensions import db, writing
from tocongnghe.models import ApiToken, Target
from tocongnghe.schemas import systems as shapes
from tocongnghe.services.access import load_actor
from tocongnghe.services.api_tokens import ApiScope, make_token, revoke_token
from tocongnghe.vocabulary import PlaceKind, Role

FEEDS: dict[str, type[Schema]] = {
    "places": shapes.ApiPlacesOut,
    "indicators": shapes.ApiIndicatorsOut,
    "coverage": shapes.ApiCoveragePageOut,
    "tallies": shapes.ApiTalliesOut,
    "targets": shapes.ApiTargetsOut,
    "completeness": shapes.ApiCompletenessPageOut,
}


class System:
    """Another system with a token."""

    def __init__(self, client: FlaskClient, words: str) -> None:
        self.client, self.words = client, words

    def get(self, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.words}"} | more.pop("headers", {})
        return self.client.get(f"/api/v1/{path}", headers=headers, **more)

    def rows(self, path: str) -> list[dict[str, Any]]:
        """Return every row, from page to page."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.json
        found = list(answer.json["rows"])
        while answer.json["next"]:
            assert answer.headers["Link"] == f'<{answer.json["next"]}>; rel="next"'
            answer = self.get(answer.json["next"].partition("/api/v1/")[2])
            found += answer.json["rows"]
        return found


def token(world: World, place: str = "20", scopes: Any = tuple(ApiScope), who: int | None = None) -> str:
    with writing(world.engine) as session:
        actor = load_actor(session, who or world.an, clock.local_date())
        return make_token(session, actor, name="IOC của tỉnh", place=place, scopes=scopes, days=30)[1]


@pytest.fixture
def figures(any_world: World) -> World:
    """Visits in both communes; one in A is official."""
    world = any_world
    home = world.add_household(head_name="Nông Văn Kín", note="lời kín")
    approved = world.log_assist(home)
    world.log_assist(home, topic="etax")
    world.log_assist(world.add_household(village="20-00001-002"))
    said = {"household": None, "village": "20-00002-001", "topic": "vneid", "outcome": "helped"}
    world.push(
        world.op("assist.log", said | {"on": clock.local_date().isoformat()}, author=world.author("g_huy")),
        device=cast.HOA_DEVICE,
    )
    desk(world, "assist.approve", approved)
    with writing(world.engine) as session:
        target = {
            "indicator": "vneid_helped",
            "from_on": START,
            "to_on": clock.local_date(),
            "source": "QĐ 1",
        }
        session.add(Target(place_id=world.commune_a, value=50, **target))
        session.add(Target(place_id=world.commune_b, value=60, **target))
    count_all(world.engine)
    return world


@pytest.fixture
def system(any_app: Flask, figures: World) -> System:
    return System(any_app.test_client(), token(figures))


def test_answers_are_what_the_page_describes(system: System) -> None:
    described = system.get("openapi.json").json
    assert "system" in described["components"]["securitySchemes"]
    for feed, shape in FEEDS.items():
        answer = system.get(feed)
        path = described["paths"][f"/api/v1/{feed}"]["get"]

        assert answer.status_code == 200
        assert shape().validate(answer.json) == {}
        assert answer.json["rows"]
        assert {"format", "limit", "cursor"} <= {each["name"] for each in path["parameters"]}
        assert path["security"] == [{"system": []}]


def test_pages_csv_and_json_have_the_same_rows_in_the_same_order(system: System) -> None:
    for feed in FEEDS:
        whole = system.get(f"{feed}?limit=5000").json["rows"]
        small = system.rows(f"{feed}?limit={max(1, len(whole) // 3)}")
        raw = system.get(f"{feed}?format=csv").get_data()
        lines = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))

        assert small == whole
        assert [list(line) for line in lines[:1]] == [list(whole[0])]
        assert [
            {name: "" if value is None else str(value) for name, value in row.items()} for row in whole
        ] == lines


def test_who_has_it_already_is_told_so(system: System) -> None:
    for feed in FEEDS:
        for form in ("json", "csv"):
            first = system.get(f"{feed}?format={form}")
            again = system.get(f"{feed}?format={form}", headers={"If-None-Match": first.headers["ETag"]})

            assert (again.status_code, again.get_data()) == (304, b"")
            assert "no-cache" in first.headers["Cache-Control"]


def test_figures_are_those_of_the_desk(system: System) -> None:
    month = f"{clock.local_date():%Y-%m}"
    coverage = {(row["place"], row["indicator"]): row for row in system.rows("coverage")}
    tallies = {(row["place"], row["indicator"]): row for row in system.rows("tallies")}
    villages = {(row["place"], row["indicator"]): row for row in system.rows("tallies?by=village")}

    helped = coverage["00001", "vneid_helped"]
    assert (helped["official"], helped["provisional"], helped["denominator"]) == (1, 2, 100)
    assert (helped["percent_official"], helped["percent_provisional"]) == (1.0, 2.0)
    assert coverage["20", "visits"]["provisional"] == 4
    assert tallies["00001", "vneid_helped"] | {"place_name": ""} == {
        "month": month,
        "place": "00001",
        "place_name": "",
        "place_kind": "commune",
        "indicator": "vneid_helped",
        "official": 1,
        "provisional": 2,
    }
    assert villages["20-00001-002", "vneid_helped"]["provisional"] == 1
    only = system.rows("tallies?topic=etax")
    assert {row["indicator"] for row in only} <= {
        rule.code for rule in load_catalogue().indicators if rule.topic == "etax"
    }
    assert [row["value"] for row in system.rows("targets")] == [50, 60]
    assert system.rows("tallies?from_month=2020-01&to_month=2020-12") == []
    complete = {row["place"]: row for row in system.rows("completeness")}
    assert (complete["20"]["villages"], complete["20"]["villages_reporting"]) == (3, 3)


def test_no_household_and_no_member_is_in_any_of_them(system: System) -> None:
    for feed in FEEDS:
        for form in ("json", "csv"):
            body = system.get(f"{feed}?format={form}").get_data(as_text=True)
            assert not [
                word for word in ("Nông Văn Kín", "lời kín", '"Lan"', "Minh", "g_lan") if word in body
            ]


def test_a_token_of_one_commune_reads_that_commune(any_app: Flask, figures: World) -> None:
    of_a = System(any_app.test_client(), token(figures, "00001"))

    assert {row["code"] for row in of_a.rows("places")} == {"00001", "20-00001-001", "20-00001-002"}
    for feed in ("coverage", "tallies?by=village", "targets", "completeness"):
        assert {row["place"][:8] for row in of_a.rows(feed)} <= {"00001", "20-00001"}, feed
    for feed in ("coverage", "tallies", "completeness"):
        assert of_a.get(f"{feed}?place=00002").status_code == 404
        assert of_a.get(f"{feed}?place=20").status_code == 404


def test_a_token_of_another_province_reveals_nothing(any_app: Flask, figures: World) -> None:
    with any_app.app_context(), writing(figures.engine) as session:
        other = make_place(session, "15", PlaceKind.PROVINCE, "Tỉnh Lào Cai")
        make_place(session, "00099", PlaceKind.COMMUNE, "Xã Khác", other)
        admin = cast._make_staff(session, "Khac", Role.ADMIN, other)
    theirs = System(any_app.test_client(), token(figures, "15", who=admin))

    for feed in FEEDS:
        for query in ("", "?place=20", "?place=00001", "?place=20-00001-001"):
            answer = theirs.get(f"{feed}{query}")
            body = answer.get_data(as_text=True)
            if feed != "indicators":  # their sources are everybody's
                assert "Lạng Sơn" not in json.dumps(answer.json, ensure_ascii=False)
            assert not [
                word for word in ("00001", "00002", "Xã A", "Xã B") if word in body and word not in query
            ]
    unknown = theirs.get("coverage?place=99999")
    hidden = theirs.get("coverage?place=00001")
    assert unknown.status_code == hidden.status_code == 404
    assert unknown.get_data().replace(b"99999", b"") == hidden.get_data().replace(b"00001", b"")


def test_a_token_opens_what_it_was_made_for_as_long_as_it_was_made_for(
    any_app: Flask, figures: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = any_app.test_client()
    narrow = System(client, token(figures, scopes=[ApiScope.PLACES]))
    assert narrow.get("places").status_code == narrow.get("indicators").status_code == 200
    for feed in ("coverage", "tallies", "targets", "completeness"):
        assert (narrow.get(feed).status_code, narrow.get(feed).json["slug"]) == (403, "forbidden")

    for words in ("", "tcns_nonsense", "g_lan", "x" * 5000):
        answer = System(client, words).get("places")
        assert (answer.status_code, answer.json["slug"]) == (401, "token")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.content_type == "application/problem+json"

    with writing(figures.engine) as session:
        row = session.scalars(select(ApiToken)).one()
        assert narrow.words.encode() not in row.token_hash
        assert row.used_at is not None
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert narrow.get("places").status_code == 401
    with writing(figures.engine) as session:
        revoke_token(session, load_actor(session, figures.an, clock.local_date()), row.id)
    assert narrow.get("places").status_code == 401


WRONG = (
    *("coverage?as_of=31/10/2026", "coverage?period=X1", "coverage?limit=0", "coverage?place=%27"),
    *("tallies?from_month=2026-13", "tallies?cursor=a", "tallies?topic=none", "places?cursor=-1"),
    *("tallies?from_month=2026-05&to_month=2026-04", "places?format=xml"),
    "tallies?from_month=1900-01",
)


def test_what_is_asked_wrongly_is_told_by_name(system: System) -> None:
    for query in WRONG:
        answer = system.get(query)

        assert (answer.status_code, answer.json["slug"]) == (400, "invalid-input"), query
        assert answer.json["errors"]


def test_each_feed_takes_few_statements(any_app: Flask, system: System) -> None:
    with any_app.app_context():
        engine = db.engine
    for feed in FEEDS:
        system.get(feed)
        with counted_statements(engine) as statements:
            assert system.get(feed).status_code == 200
        months = 12 if feed == "tallies" else 0
        assert len(statements) <= 16 + months, (feed, len(statements), statements)


def test_tokens_are_made_shown_once_and_revoked_at_the_desk(any_app: Flask, figures: World) -> None:
    from tests.console.conftest import Browser

    an = Browser(any_app.test_client())
    an.log_in("an")
    form = {"name": "=IOC()", "place": "00001", "scope": ["coverage:read", "places:read"], "days": "90"}
    html = an.post("/admin/api-tokens", form).get_data(as_text=True)
    words = html.partition('readonly value="')[2].partition('"')[0]
    system = System(any_app.test_client(), words)

    assert system.get("coverage").status_code == 200
    assert words not in an.get("/admin/api-tokens").get_data(as_text=True)
    with Session(figures.engine) as session:
        token_id = session.scalars(select(ApiToken.id)).one()
    assert an.post(f"/admin/api-tokens/{token_id}/revoke").status_code == 303
    assert system.get("coverage").status_code == 401
    assert an.post("/admin/api-tokens", form | {"scope": []}).status_code == 400
    assert an.post("/admin/api-tokens", form | {"place": "00099"}).status_code == 404
