"""/api/v1 for other systems: aggregates by token, as JSON page by page or as CSV, cheap to ask for again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, ClassVar
from urllib.parse import urlencode

import orjson
from flask import Response, g, request
from flask.views import MethodView
from flask_smorest import Api, Blueprint
from marshmallow import Schema
from sqlalchemy.exc import OperationalError

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.periods import find_period
from tocongnghe.errors import InvalidInput
from tocongnghe.extensions import db, limiter, writing
from tocongnghe.i18n import BASE, use_locale
from tocongnghe.routes.api.bearer import bearer_token
from tocongnghe.schemas import systems as shapes
from tocongnghe.schemas.api import ProblemOut
from tocongnghe.services import feeds
from tocongnghe.services.access import Actor
from tocongnghe.services.api_tokens import ApiScope, System, actor_of, find_system, note_use
from tocongnghe.services.installation import is_demo
from tocongnghe.services.sheets import stream_csv

JSON_ROWS, JSON_MOST = 1000, 5000
MONTHS, MOST_YEARS = 12, 10

blueprint = Blueprint("systems", __name__, description="Aggregates for other systems, by token")
Door = Callable[..., Any]


def teach(api: Api) -> None:
    """Say on the page how a system shows who it is."""
    api.spec.components.security_scheme(
        "system", {"type": "http", "scheme": "bearer", "description": "Made at /admin/api-tokens"}
    )


def system_door(scope: ApiScope | None) -> Callable[[Door], Door]:
    """Let in whoever has a token for *scope*, before anything that was asked is looked at."""

    def around(door: Door) -> Door:
        @wraps(door)
        def let_in(*args: Any, **kwargs: Any) -> Any:
            system = find_system(db.session(), bearer_token())
            if scope is not None:
                system.require(scope)
            _note(system)
            g.system = system
            with use_locale(BASE):
                return door(*args, **kwargs)

        return let_in

    return around


def _note(system: System) -> None:
    """When a token was used last may be an hour behind; an answer does not wait for it, nor fail by it."""
    if system.is_to_be_noted:
        with suppress(OperationalError), writing() as writer:
            note_use(writer, system)


def _limited(door: Door) -> Door:
    limited: Door = limiter.limit("120 per minute", key_func=lambda: bearer_token() or "nobody")(door)
    return limited


def _told(query: type[Schema], answer: type[Schema]) -> Callable[[Door], Door]:
    """Describe a door: what it takes and gives, and how it refuses."""

    def around(door: Door) -> Door:
        for status, slugs in ((400, "invalid-input"), (401, "token"), (403, "forbidden"), (404, "not-found")):
            door = blueprint.alt_response(status, schema=ProblemOut, description=slugs)(door)
        door = blueprint.alt_response(304, description="The same as If-None-Match names")(door)
        door = blueprint.response(200, answer, description="?format=csv: the same rows as CSV")(door)
        door = blueprint.arguments(query, location="query", error_status_code=400)(door)
        described: Door = blueprint.doc(security=[{"system": []}])(door)
        return described

    return around


def _decorators(scope: ApiScope | None) -> list[Door]:
    return [system_door(scope), _limited]


@blueprint.route("/places")
class Places(MethodView):
    decorators: ClassVar = _decorators(ApiScope.PLACES)

    @_told(shapes.ApiPlacesIn, shapes.ApiPlacesOut)
    def get(self, asked: dict[str, Any]) -> Response:
        """List the province, its communes and villages as the division of a day has them."""
        on = asked["on"] or clock.local_date()
        found = feeds.read_places(db.session(), _actor(on), on, asked["kind"], asked["cursor"], _most(asked))
        return _answer(found, asked, shapes.ApiPlaceOut)


@blueprint.route("/indicators")
class Indicators(MethodView):
    decorators: ClassVar = _decorators(None)

    @_told(shapes.ApiIndicatorsIn, shapes.ApiIndicatorsOut)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what is counted: definition, denominator, source."""
        return _answer(feeds.read_indicators(asked["cursor"], _most(asked)), asked, shapes.ApiIndicatorOut)


@blueprint.route("/coverage")
class Coverage(MethodView):
    decorators: ClassVar = _decorators(ApiScope.COVERAGE)

    @_told(shapes.ApiCoverageIn, shapes.ApiCoveragePageOut)
    def get(self, asked: dict[str, Any]) -> Response:
        """List the indicators of a place and of the places right in it, over their denominators."""
        days = (asked["from_day"], asked["as_of"] or clock.local_date())
        if asked["period"]:
            period = find_period(asked["period"])
            if period is None or asked["from_day"] or asked["as_of"]:
                raise _wrong("period", "unknown, or beside other days")
            days = (period.from_day, period.to_day)
        place = asked["place"] or _own_place()
        found = feeds.read_coverage(
            db.session(), _actor(), place, days, asked["indicator"], asked["cursor"], _most(asked)
        )
        return _answer(found, asked, shapes.ApiCoverageOut)


@blueprint.route("/tallies")
class Tallies(MethodView):
    decorators: ClassVar = _decorators(ApiScope.TALLIES)

    @_told(shapes.ApiTalliesIn, shapes.ApiTalliesOut)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what each calendar month added, by commune or village and indicator."""
        indicators = asked["indicator"]
        if asked["topic"]:
            of_topic = [rule.code for rule in load_catalogue().indicators if rule.topic == asked["topic"]]
            indicators = [code for code in of_topic if not indicators or code in indicators]
            if not indicators:
                raise _wrong("topic", "unknown, or without these indicators")
        place = asked["place"] or _own_place()
        found = feeds.read_tallies(
            db.session(),
            _actor(),
            place,
            asked["by"],
            _months(asked),
            indicators,
            asked["cursor"],
            _most(asked),
        )
        return _answer(found, asked, shapes.ApiTallyOut)


@blueprint.route("/targets")
class Targets(MethodView):
    decorators: ClassVar = _decorators(ApiScope.COVERAGE)

    @_told(shapes.ApiTargetsIn, shapes.ApiTargetsOut)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what places are to reach."""
        found = feeds.read_targets(db.session(), _actor(), asked["cursor"], _most(asked))
        return _answer(found, asked, shapes.ApiTargetOut)


@blueprint.route("/completeness")
class Completeness(MethodView):
    decorators: ClassVar = _decorators(ApiScope.COVERAGE)

    @_told(shapes.ApiCompletenessIn, shapes.ApiCompletenessPageOut)
    def get(self, asked: dict[str, Any]) -> Response:
        """List how many villages reported, by place."""
        days = (asked["from_day"], asked["to_day"])
        place = asked["place"] or _own_place()
        found = feeds.read_completeness(db.session(), _actor(), place, days, asked["cursor"], _most(asked))
        return _answer(found, asked, shapes.ApiCompletenessOut)


def _actor(on: date | None = None) -> Actor:
    return actor_of(db.session(), g.system, on or clock.local_date())


def _own_place() -> str:
    system: System = g.system
    return system.place_code


def _most(asked: dict[str, Any]) -> int:
    """Return how many rows go at once: spreadsheets turn no pages, so a CSV has as many as there may be."""
    if asked["format"] == "csv":
        return asked["limit"] or shapes.MOST_ROWS
    return min(asked["limit"] or JSON_ROWS, JSON_MOST)


def _months(asked: dict[str, Any]) -> tuple[date, date]:
    """Return the first days of the months from and to; the last twelve by default."""
    last = _month(asked["to_month"]) or clock.local_date().replace(day=1)
    first = _month(asked["from_month"])
    if first is None:
        first = last
        for _ in range(MONTHS - 1):
            first = (first - timedelta(days=1)).replace(day=1)
    if first > last or last.year - first.year > MOST_YEARS:
        raise _wrong("from_month", f"after to_month, or more than {MOST_YEARS} years before")
    return first, last


def _month(text: str | None) -> date | None:
    return date.fromisoformat(f"{text}-01") if text else None


def _wrong(name: str, why: str) -> InvalidInput:
    return InvalidInput(extra={"errors": {name: [why]}})


def _answer(found: feeds.Page, asked: dict[str, Any], shape: type[Schema]) -> Response:
    """Send the rows; whoever has the same already is told so without them."""
    following = _following(found.cursor)
    if asked["format"] == "csv":
        columns = [each.data_key or name for name, each in shape().fields.items()]
        body = b"".join(stream_csv(columns, ([row[name] for name in columns] for row in found.rows)))
        response = Response(body, content_type="text/csv; charset=utf-8")
    else:
        about = found.about | {"next": following, "demo": is_demo(db.session())}
        body = orjson.dumps(about | {"rows": found.rows}, default=_plain)
        response = Response(body, content_type="application/json")
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def _following(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{request.base_url}?{urlencode([*query, ('cursor', cursor)])}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
