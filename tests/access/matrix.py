"""Every route of the server and who may use it: add a line for each new one.

A key is `METHOD /rule` as Flask writes the rule; it has one entry, or several
when the same address is asked for in several ways. A form is right for commune
A, so that only role and place decide. `{name}` in it is a thing of commune A
(things.py); so is each placeholder of the rule, by its own name or by `values`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tocongnghe.vocabulary import Role

SUPERVISOR = frozenset({Role.SUPERVISOR})
COMMUNE = frozenset({Role.SUPERVISOR, Role.COMMUNE_READER})
PROVINCE = frozenset({Role.PROVINCE, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})
SETTERS = frozenset({Role.SUPERVISOR, Role.PROVINCE})
"""Of targets: the commune's for its places, the province's for all."""
STAFF = frozenset({Role.PROVINCE})
ANYBODY = frozenset(Role)
READERS = COMMUNE | PROVINCE
SPEAKERS = frozenset({Role.SPEAKER})
WORD_READERS = PROVINCE | SPEAKERS
FILE = "<file>"
"""In a form: a file is sent there."""


class What(StrEnum):
    """What stands behind a door."""

    OPEN = "open"
    """Nothing of anybody's: strangers, too."""
    PHONE = "phone"
    """For a phone's token: no login of the desk opens it."""
    OWN = "own"
    """Whatever is the reader's own; the same address serves every commune."""
    THING = "thing"
    """Something of commune A, named in the address or the form: not there for others."""
    MINHS = "minhs"
    """Something that is Minh's alone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who may, and what stands behind it; `answers` are the statuses of whoever may."""

    roles: frozenset[Role]
    what: What
    form: Mapping[str, Any] | None = None
    query: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[int, ...] = (200, 302, 303)


def open_to_all(**more: Any) -> Entry:
    return Entry(ANYBODY, What.OPEN, **more)


def own(roles: frozenset[Role], **more: Any) -> Entry:
    return Entry(roles, What.OWN, **more)


def thing(roles: frozenset[Role], form: Mapping[str, Any] | None = None, **more: Any) -> Entry:
    return Entry(roles, What.THING, form, **more)


PHONE = Entry(frozenset(), What.PHONE)
REFUSED = (400,)
"""Whoever may is told in words what is missing; nobody else is."""
IN_A = {"commune": "00001"}
OF_MINH = {"user_id": "supervisor_id"}
GIVEN = {"role": "supervisor", "place": "00001"}
NEW_PASSWORD = {"old": "not-this-one", "password": "một câu ngắn", "again": "một câu ngắn"}
PLACE_CHANGE = {"kind": "merge_places", "on": "2026-11-01", "decision": "1"}
PILOT = {
    "code": "qr",
    "name": "x",
    "question": "x",
    "way": "only",
    "topic": "shop_qr",
    "commune": "00001",
    "from": "2026-11-01",
    "to": "2026-12-31",
}

MATRIX: dict[str, tuple[Entry, ...] | Entry] = {
    # doors, phone app, health
    "GET /": open_to_all(),
    "GET /login": open_to_all(),
    "POST /login": open_to_all(form={"login": "nobody", "password": "x"}, answers=(401,)),
    "GET /login/new": open_to_all(),
    "POST /login/new": open_to_all(form={"code": "AAAA"}, answers=(401,)),
    "POST /logout": open_to_all(form={}),
    "GET /app": open_to_all(answers=(302, 308)),
    "GET /app/": open_to_all(answers=(200, 404, 503)),
    "GET /app/<path:name>": open_to_all(answers=(404, 503)),
    "GET /static/console/<path:name>": open_to_all(),
    "GET /healthz": open_to_all(),
    "GET /readyz": open_to_all(answers=(200, 503)),
    # phones
    "GET /api/v1/openapi.json": open_to_all(),
    "POST /api/v1/enrol": open_to_all(form={}, answers=(400, 415, 422)),
    "POST /api/v1/import": open_to_all(form={}, answers=(400, 415)),
    "GET /api/v1/hello": open_to_all(answers=(200, 400)),
    "GET /api/v1/words/<language>/<part>": open_to_all(values={"part": "word_part"}),
    "GET /api/v1/bundle": PHONE,
    "GET /api/v1/lessons/<language>": open_to_all(),
    "POST /api/v1/sync": PHONE,
    "GET /api/v1/places": PHONE,
    "GET /api/v1/indicators": PHONE,
    "GET /api/v1/coverage": PHONE,
    "GET /api/v1/tallies": PHONE,
    "GET /api/v1/targets": PHONE,
    "GET /api/v1/completeness": PHONE,
    "POST /api/v1/grants/refresh": PHONE,
    "PUT /api/v1/blob/<sha256>": PHONE,
    # own account
    "GET /account": own(ANYBODY),
    "POST /account/language": own(ANYBODY, form={"language": "vi"}),
    "POST /account/password": own(ANYBODY, form=NEW_PASSWORD, answers=(401,)),
    "POST /account/sessions/<int:session_id>/end": Entry(ANYBODY, What.MINHS, form={}),
    "POST /account/sessions/end-others": own(ANYBODY, form={}),
    "POST /account/substitutes": own(
        SUPERVISOR, form={"login": "lanh", "from": "2026-12-01", "to": "2026-12-02"}, answers=(303, 400)
    ),
    "POST /account/substitutes/<int:assignment_id>/end": Entry(SUPERVISOR, What.MINHS, form={}),
    # users
    "GET /admin/users": own(ADMIN),
    "POST /admin/users": own(ADMIN, form=GIVEN | {"name": "X", "login": "minh"}, answers=REFUSED),
    "GET /admin/users/<int:user_id>": thing(ADMIN),
    "POST /admin/users/<int:user_id>/name": thing(ADMIN, {"name": "X"}),
    "POST /admin/users/<int:user_id>/roles": thing(ADMIN, GIVEN, values=OF_MINH, answers=REFUSED),
    "POST /admin/users/<int:user_id>/roles/<int:assignment_id>/end": thing(
        ADMIN, {}, values=OF_MINH | {"assignment_id": "post_id"}
    ),
    "POST /admin/users/<int:user_id>/reset": thing(ADMIN, {}, values=OF_MINH),
    "POST /admin/users/<int:user_id>/off": thing(ADMIN, {}, values=OF_MINH),
    "POST /admin/users/<int:user_id>/on": thing(ADMIN, {}, values=OF_MINH),
    "GET /admin/users/import": own(ADMIN),
    "POST /admin/users/import": own(ADMIN, form={"file": FILE}, answers=REFUSED),
    "POST /admin/users/import/take": own(ADMIN, form={"package": "forged"}, answers=REFUSED),
    # files
    "GET /province/exports": own(PROVINCE),
    "POST /province/exports": thing(PROVINCE, {"kind": "coverage", "place": "20", "format": "csv"}),
    "GET /commune/exports": own(COMMUNE),
    "POST /commune/exports": (
        thing(COMMUNE, {"kind": "coverage", "place": "00001", "format": "csv"}),
        thing(SUPERVISOR, {"kind": "assists", "place": "00001"}),
    ),
    "GET /exports/<export_id>/file": Entry(READERS, What.MINHS),
    "POST /exports/<export_id>/delete": Entry(READERS, What.MINHS, form={}),
    # what runs by itself
    "GET /admin/jobs": own(PROVINCE),
    "POST /admin/jobs/<job>/run": own(ADMIN, form={}),
    # today, review
    "GET /commune": own(COMMUNE),
    "GET /commune/review": (own(SUPERVISOR), thing(SUPERVISOR, query="?village={village}")),
    "GET /commune/assists/<assist_id>": thing(SUPERVISOR),
    "GET /commune/assists/<assist_id>/recording": thing(SUPERVISOR),
    "GET /commune/consents/<consent_id>/recording": thing(SUPERVISOR),
    "POST /commune/review/approve": thing(SUPERVISOR, {"assist": "{assist}"}),
    "POST /commune/review/return": thing(SUPERVISOR, {"assist": "{assist}", "reason": "no_proof"}),
    "POST /commune/review/unapprove": thing(SUPERVISOR, {"assist": "{approved}"}),
    "GET /commune/held": own(SUPERVISOR),
    "POST /commune/held": thing(SUPERVISOR, {"op": "{op}", "verdict": "accept"}),
    "GET /commune/review/groups": own(SUPERVISOR),
    "GET /commune/review/group": thing(SUPERVISOR, query="?village={village}&day={day}"),
    "POST /commune/review/group": thing(
        SUPERVISOR, {"village": "{village}", "day": "{day}", "assist": "{assist}"}
    ),
    "POST /commune/review/bulks/<bulk_id>/undo": thing(SUPERVISOR, {}),
    "GET /commune/duplicates": own(SUPERVISOR),
    "GET /commune/duplicates/households": own(SUPERVISOR),
    "POST /commune/duplicates/different": thing(SUPERVISOR, {"first": "{first}", "second": "{second}"}),
    "POST /commune/duplicates/return": thing(SUPERVISOR, {"assist": "{twin}"}),
    "GET /commune/conflicts": own(SUPERVISOR),
    "POST /commune/conflicts": thing(
        SUPERVISOR, {"op": "{op_at_odds}", "shown": "{at_odds}", "answer": "kept"}
    ),
    "GET /commune/households/compare": thing(SUPERVISOR, query="?first={card_id}&second={other_card_id}"),
    "POST /commune/households/merge": thing(SUPERVISOR, {"stays": "{card}", "goes": "{other_card}"}),
    "GET /commune/households/merged": own(SUPERVISOR),
    "POST /commune/households/part": thing(SUPERVISOR, {"card": "{merged}"}),
    "GET /commune/spot-checks": own(COMMUNE),
    "POST /commune/spot-checks/draw": own(SUPERVISOR, form={}),
    "POST /commune/spot-checks/find": thing(SUPERVISOR, {"check": "{check}", "finding": "confirmed"}),
    # figures, closing
    "GET /commune/tally": (own(COMMUNE), thing(READERS, query="?commune=00001")),
    "GET /commune/tally/file": thing(READERS, query="?commune=00001&format=csv"),
    "GET /commune/close": (own(COMMUNE), thing(READERS, query="?commune=00001")),
    "GET /commune/close/<code>": thing(READERS, query="?commune=00001"),
    "POST /commune/close/<code>": thing(SUPERVISOR, IN_A | {"version": "1", "reason": "vì"}),
    "POST /commune/close/<code>/reopen": thing(
        SUPERVISOR, IN_A | {"version": "1", "reason": "vì"}, values={"code": "closed_code"}
    ),
    "GET /commune/close/<code>/<int:version>": thing(
        READERS, query="?commune=00001", values={"code": "closed_code"}
    ),
    "GET /commune/close/<code>/<int:version>/file": thing(
        READERS, query="?commune=00001&format=csv", values={"code": "closed_code"}
    ),
    "GET /commune/close/<code>/changes": thing(
        READERS, query="?commune=00001&from=1", values={"code": "closed_code"}
    ),
    "GET /commune/completeness": own(COMMUNE),
    "POST /commune/completeness/calls": thing(SUPERVISOR, {"team": "{team_id}", "result": "will_send"}),
    "GET /province/pilots": own(PROVINCE),
    "POST /province/pilots": own(STAFF, form=PILOT, answers=(303, 400)),
    "POST /province/pilots/file": own(STAFF, form={"file": FILE}, answers=REFUSED),
    "GET /province/pilots/<int:pilot_id>": thing(PROVINCE),
    "GET /province/pilots/<int:pilot_id>/change": thing(STAFF),
    "POST /province/pilots/<int:pilot_id>/change": thing(STAFF, PILOT),
    "GET /province/pilots/<int:pilot_id>/file": thing(PROVINCE),
    "GET /province/lessons": own(READERS),
    "GET /province/lessons/<code>": own(READERS, values={"code": "lesson"}),
    "GET /province/indicators": own(PROVINCE),
    "GET /province/indicators/<code>": own(PROVINCE, values={"code": "indicator"}),
    "POST /province/indicators/<code>": own(
        PROVINCE, form={"name": ""}, values={"code": "indicator"}, answers=REFUSED
    ),
    "GET /province/statistics": own(PROVINCE),
    "POST /province/statistics": own(STAFF, form={"file": FILE}, answers=(200, 400)),
    "POST /province/statistics/take": own(STAFF, form={"package": "forged"}, answers=REFUSED),
    "POST /province/statistics/uploads/<int:upload_id>/undo": own(STAFF, form={}, answers=(404,)),
    "GET /province/statistics/template.xlsx": own(PROVINCE),
    "GET /province/statistics/<code>": own(PROVINCE, values={"code": "statistic"}),
    "GET /province/statistics/places/<code>": thing(PROVINCE, values={"code": "place"}),
    "GET /targets": own(SETTERS),
    "POST /targets": own(SETTERS, form={"file": FILE}, answers=(200, 400)),
    "POST /targets/take": own(SETTERS, form={"package": "forged"}, answers=REFUSED),
    "GET /targets/template.xlsx": own(SETTERS),
    "GET /commune/targets": own(COMMUNE),
    "POST /commune/targets": thing(
        SUPERVISOR,
        {"village": "{village}", "was": "", "value": "12", "source": "QĐ 1"},
        query="?topic=vneid",
        answers=(303, 400),
    ),
    "GET /commune/scorecard": (own(COMMUNE), thing(READERS, query="?commune=00001")),
    "GET /province": own(PROVINCE),
    "GET /province/coverage": (
        own(PROVINCE),
        thing(PROVINCE, query="?place=00001"),
        thing(PROVINCE, query="?place={village}&view=silent"),
    ),
    "GET /province/coverage/file": (
        own(PROVINCE, query="?format=csv"),
        thing(PROVINCE, query="?format=json&place=00001"),
    ),
    "GET /province/coverage/records": (
        thing(PROVINCE, query="?place=00001&indicator=visits"),
        thing(PROVINCE, query="?place={village}&counted=official"),
    ),
    "GET /province/coverage/boundaries": own(PROVINCE),
    "POST /province/coverage/boundaries": own(PROVINCE, form={"file": FILE, "source": "x"}, answers=REFUSED),
    "POST /province/coverage/boundaries/drop": own(PROVINCE, form={}),
    "GET /province/coverage/export": own(PROVINCE, query="?format=csv"),
    "GET /province/closings": own(PROVINCE),
    "GET /province/translations": own(WORD_READERS),
    "GET /province/translations/<language>": own(WORD_READERS),
    "GET /province/translations/<language>/next/<what>": own(WORD_READERS),
    "GET /province/translations/<language>/strings/<key>": own(WORD_READERS),
    "POST /province/translations/<language>/strings/<key>": own(SPEAKERS, form={"text": "[tyz] b"}),
    "POST /province/translations/<language>/strings/<key>/proposals/<int:proposal_id>": own(
        SPEAKERS, form={"verdict": "approve"}, values={"key": "waiting_key"}
    ),
    "POST /province/translations/<language>/strings/<key>/changes/<int:number>/undo": own(
        WORD_READERS, form={"reason": "x"}, values={"key": "held_key", "number": "change"}
    ),
    "GET /province/translations/<language>/messages.po": own(WORD_READERS),
    "POST /province/translations/<language>/messages.po": own(SPEAKERS, form={"file": FILE}, answers=REFUSED),
    "GET /province/translations/pictures/<name>": own(WORD_READERS, values={"name": "picture"}),
    "GET /province/translations/speakers": own(PROVINCE),
    "POST /province/translations/speakers": own(PROVINCE, form={"login": "minh"}, answers=REFUSED),
    "POST /province/translations/speakers/<int:assignment_id>/end": thing(
        PROVINCE, {}, values={"assignment_id": "speaker_post"}
    ),
    "GET /province/places": own(PROVINCE, query="?q=a"),
    "GET /province/places/change/<kind>": own(PROVINCE, values={"kind": "place_kind"}),
    "POST /province/places/look": own(PROVINCE, form=PLACE_CHANGE, answers=REFUSED),
    "POST /province/places/decide": own(PROVINCE, form=PLACE_CHANGE, answers=REFUSED),
    "GET /province/places/changes/<int:id>": own(PROVINCE, values={"id": "place_change"}, answers=(404,)),
    "POST /province/places/changes/<int:id>/undo": own(
        PROVINCE, form={}, values={"id": "place_change"}, answers=(404,)
    ),
    "GET /province/public": own(PROVINCE),
    "POST /province/public": own(PROVINCE, form={"period": "A2026-08", "shown": "0" * 64}, answers=REFUSED),
    "POST /province/public/switch": own(PROVINCE, form={"is_on": "1"}),
    "GET /province/gaps": own(PROVINCE),
    "GET /province/gaps/file": own(PROVINCE),
    "GET /commune/gaps": own(COMMUNE),
    "GET /commune/gaps/file": own(COMMUNE),
    "GET /admin/api-tokens": own(ADMIN),
    "POST /admin/api-tokens": thing(
        ADMIN, form={"name": "x", "place": "00001", "scope": "places:read", "days": "30"}
    ),
    "POST /admin/api-tokens/<int:token_id>/revoke": thing(ADMIN, {}),
    "GET /public": open_to_all(answers=(404,)),
    "GET /public/figures.json": open_to_all(answers=(404,)),
    "GET /public/figures.csv": open_to_all(answers=(404,)),
    # reports
    "GET /commune/reports": (own(COMMUNE), thing(READERS, query="?commune=00001")),
    "GET /commune/reports/<code>": thing(READERS, query="?commune=00001"),
    "POST /commune/reports/<code>/make": thing(frozenset(), IN_A, values={"code": "closed_code"}),
    "POST /commune/reports/<code>/archive": thing(
        SUPERVISOR, IN_A | {"version": "2", "basis": "x", "reason": "vì"}, values={"code": "closed_code"}
    ),
    "GET /commune/reports/<code>/draft": thing(
        READERS, query="?commune=00001", values={"code": "closed_code"}
    ),
    "GET /commune/reports/<code>/draft/file": thing(
        READERS, query="?commune=00001", values={"code": "closed_code"}
    ),
    "GET /commune/reports/<code>/<int:version>": thing(
        READERS, query="?commune=00001", values={"code": "closed_code"}
    ),
    "GET /commune/reports/<code>/<int:version>/file": thing(
        READERS, query="?commune=00001", values={"code": "closed_code"}
    ),
    "POST /commune/reports/<code>/<int:version>/signed": thing(
        SUPERVISOR, IN_A | {"file": FILE}, values={"code": "closed_code"}
    ),
    "GET /commune/reports/<code>/<int:version>/files/<sha256>": thing(
        READERS, query="?commune=00001", values={"code": "closed_code", "sha256": "scan"}
    ),
    "GET /commune/reports/check": (own(COMMUNE), thing(READERS, query="?commune=00001")),
    "POST /commune/reports/check": thing(READERS, IN_A | {"hash": "{scan}"}),
    "GET /province/reports": own(PROVINCE),
    "GET /province/reports/<code>": own(PROVINCE),
    "POST /province/reports/<code>/make": own(PROVINCE, form={}),
    "POST /province/reports/<code>/archive": own(
        PROVINCE, form={"version": "1", "basis": "x", "reason": "vì"}
    ),
    "GET /province/reports/<code>/draft": thing(PROVINCE),
    "GET /province/reports/<code>/draft/file": thing(PROVINCE),
    "GET /province/reports/<code>/<int:version>": thing(PROVINCE, values={"code": "closed_code"}),
    "GET /province/reports/<code>/<int:version>/file": thing(PROVINCE, values={"code": "closed_code"}),
    "POST /province/reports/<code>/<int:version>/signed": thing(
        PROVINCE, {"file": FILE}, values={"code": "closed_code"}
    ),
    "GET /province/reports/<code>/<int:version>/files/<sha256>": thing(
        PROVINCE, values={"code": "closed_code", "sha256": "province_scan"}
    ),
    "GET /province/reports/check": own(PROVINCE),
    "POST /province/reports/check": own(PROVINCE, form={"hash": "{scan}"}),
    # villages, teams, messages
    "GET /commune/teams": own(COMMUNE),
    "POST /commune/teams/members/<int:user_id>/code": thing(SUPERVISOR, {}),
    "POST /commune/teams/phones/<device_id>/lost": thing(SUPERVISOR, {}),
    "POST /commune/teams/<int:team_id>/codes": thing(SUPERVISOR, {}),
    "GET /commune/teams/history": own(COMMUNE),
    "GET /commune/teams/years": own(COMMUNE),
    "POST /commune/teams/form": thing(SUPERVISOR, {"place": "{village}", "name": "x", "on": "2026-09-01"}),
    "GET /commune/teams/<int:team_id>": thing(SUPERVISOR),
    "POST /commune/teams/<int:team_id>": thing(SUPERVISOR, {"name": "x", "on": "2026-09-01"}),
    "POST /commune/teams/<int:team_id>/dissolve": thing(SUPERVISOR, {"on": "2026-09-01"}),
    "POST /commune/teams/<int:team_id>/members": thing(
        SUPERVISOR, {"name": "Vi Thị Mới", "on": "2026-09-01"}
    ),
    "GET /commune/teams/members/<int:membership_id>": thing(SUPERVISOR),
    "POST /commune/teams/members/<int:membership_id>": thing(SUPERVISOR, {"name": "x", "on": "2026-09-01"}),
    "POST /commune/teams/members/<int:membership_id>/leave": thing(SUPERVISOR, {"last_day": "2026-09-01"}),
    "GET /commune/teams/import": own(SUPERVISOR),
    "POST /commune/teams/import/<kind>": thing(
        SUPERVISOR, {"commune": "00001", "file": FILE}, answers=(200, 400)
    ),
    "POST /commune/teams/import/<kind>/take": own(SUPERVISOR, form={"package": "forged"}, answers=(303, 400)),
    "GET /commune/teams/import/<kind>/template.xlsx": own(SUPERVISOR),
    "GET /commune/paper": own(SUPERVISOR),
    "POST /commune/paper/forms": thing(SUPERVISOR, {"village": "{village}", "count": "1"}),
    "GET /commune/paper/forms/<int:batch_id>": thing(SUPERVISOR, query="?names=1"),
    "GET /commune/paper/<code>": thing(SUPERVISOR, values={"code": "village"}),
    "POST /commune/paper/<code>": thing(
        SUPERVISOR, {"number": "12"}, values={"code": "village"}, answers=(200, 303, 400)
    ),
    "GET /commune/households": own(SUPERVISOR),
    "POST /commune/households/preview": thing(
        SUPERVISOR, {"village": "{village}", "file": FILE}, answers=(200, 400)
    ),
    "POST /commune/households/take": own(SUPERVISOR, form={"package": "forged"}, answers=(303, 400)),
    "GET /commune/import": own(SUPERVISOR),
    "POST /commune/import": own(SUPERVISOR, form={"file": FILE}, answers=REFUSED),
    "GET /commune/activities": (own(COMMUNE), thing(COMMUNE, query="?village={village}")),
    "GET /commune/feedback": (own(COMMUNE), thing(COMMUNE, query="?village={village}")),
    "GET /commune/feedback/<feedback_id>/recording": thing(COMMUNE),
    "POST /commune/feedback/answer": thing(SUPERVISOR, {"feedback": "{feedback}", "text": "x"}),
    "GET /commune/tasks": own(SUPERVISOR),
    "POST /commune/tasks": thing(SUPERVISOR, {"who": "{village}", "text": "x"}),
    "POST /commune/tasks/withdraw": thing(SUPERVISOR, {"task": "{task}"}),
    "GET /commune/notices": own(SUPERVISOR),
    "POST /commune/notices": thing(SUPERVISOR, {"title": "x", "text": "x", "village": "{village}"}),
    "POST /commune/notices/withdraw": thing(SUPERVISOR, {"notice": "{notice}"}),
}
