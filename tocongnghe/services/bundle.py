"""The reference data that a phone needs to work without signal (plan of `GET /api/v1/bundle`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import catalogue, clock
from tocongnghe.models import Membership, Place, PlaceParent, Team, User
from tocongnghe.services.access import Actor
from tocongnghe.services.dated import holds_on
from tocongnghe.services.installation import is_demo
from tocongnghe.services.pilots import communes_of, topics_off
from tocongnghe.services.targets import list_household_targets
from tocongnghe.services.team_contacts import list_led
from tocongnghe.vocabulary import AssistOutcome, NotPossibleReason, ReturnReason

CONSENT_VERSION = "2026-11-1"
"""Version of the consent wording in the phone's catalogues; a changed wording is a new version."""


def make_bundle(session: Session, actor: Actor, links: Iterable[catalogue.Link]) -> dict[str, Any]:
    """Return topics, *links*, words, places and people of *actor*; `version` is the hash of all of it."""
    today = clock.local_date()
    first, last = clock.administrative_month(today)
    before, _ = clock.administrative_month(first - timedelta(days=1))
    province = session.get_one(Place, actor.province_id)
    off = topics_off(session, actor.province_id, communes_of(session, actor.work_village_ids), today)
    bundle: dict[str, Any] = {
        "demo": is_demo(session),
        "province": {"code": province.code, "name": province.name},
        "topics": [_topic(topic, topic.code in off) for topic in catalogue.load_catalogue().topics],
        "links": [_link(link) for link in links],
        "outcomes": [str(word) for word in AssistOutcome],
        "reasons": [str(word) for word in NotPossibleReason],
        "return_reasons": [str(word) for word in ReturnReason],
        "consent": {"version": CONSENT_VERSION},
        "period": {"from": first.isoformat(), "to": last.isoformat()},
        "people": _people(session, actor),
        "targets": [each for each in _targets(session, actor, before) if each["topic"] not in off],
        "team": _team(session, actor, today),
        "lessons": [],
    } | _places(session, actor)
    canonical = json.dumps(bundle, sort_keys=True, ensure_ascii=False).encode()
    return bundle | {"version": hashlib.sha256(canonical).hexdigest()[:16]}


def _topic(topic: catalogue.Topic, is_off: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"code": topic.code, "name": topic.name, "order": topic.order}
    if topic.asks:
        told["asks"] = list(topic.asks)
    if topic.details:
        told["details"] = topic.details
    if is_off:  # its name is told all the same, for the work that was done on it
        told["off"] = True
    return told


def _link(link: catalogue.Link) -> dict[str, Any]:
    return {
        "code": link.code,
        "name": link.name,
        "url": link.url,
        "topics": sorted(link.topics),
        "checked_on": link.checked_on.isoformat(),
    }


def _targets(session: Session, actor: Actor, since: date) -> list[dict[str, Any]]:
    rows = list_household_targets(session, actor.work_village_ids, since)
    return [
        {
            "village": code,
            "topic": topic,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "households": households,
        }
        for code, topic, first, last, households in rows
    ]


def _team(session: Session, actor: Actor, today: date) -> list[dict[str, Any]]:
    return [
        {
            "id": str(contact.user_id),
            "name": contact.name,
            "role": str(contact.role),
            "villages": sorted(contact.villages),
            "last_contact": _ms(contact.last_contact_at),
            "unsent": contact.unsent,
            "oldest_unsent": _ms(contact.oldest_unsent_at),
        }
        for contact in list_led(session, actor, today)
    ]


def _ms(moment: datetime | None) -> int | None:
    return clock.to_ms(moment) if moment is not None else None


def _places(session: Session, actor: Actor) -> dict[str, Any]:
    query = (
        select(Place, PlaceParent.parent_id)
        .join(PlaceParent, PlaceParent.place_id == Place.id)
        .where(Place.id.in_(actor.work_village_ids), holds_on(Place), holds_on(PlaceParent))
        .order_by(Place.code)
    )
    villages = [(village, parent_id) for village, parent_id in session.execute(query)]
    parents = {parent_id for _, parent_id in villages}
    communes = {place.id: place for place in session.scalars(select(Place).where(Place.id.in_(parents)))}
    return {
        "villages": [
            {"code": v.code, "name": v.name, "kind": v.type_name, "commune": communes[parent_id].code}
            for v, parent_id in villages
        ],
        "communes": [
            {"code": c.code, "name": c.name} for c in sorted(communes.values(), key=lambda c: c.code)
        ],
    }


def _people(session: Session, actor: Actor) -> list[dict[str, str]]:
    query = (
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.place_id.in_(actor.place_ids | actor.work_village_ids))
        .order_by(User.id)
        .distinct()
    )
    return [{"id": str(id), "name": name} for id, name in session.execute(query)]
