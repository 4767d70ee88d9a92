"""A page for one commune of its reader's several: where the checklist of a closing leads."""

from __future__ import annotations

from typing import Any

from flask import g, request

from tocongnghe.extensions import db
from tocongnghe.services.access import Actor
from tocongnghe.services.closing_checks import narrowed
from tocongnghe.services.closings import find_commune


def within_commune(actor: Actor) -> Actor:
    """Return *actor* with the one commune that the address names, if it names one.

    The page then says of which commune it is, and leads back to all of them.

    Raises:
        NotFound: It is not the actor's.
    """
    code = request.args.get("commune")
    if not code or not actor.may_read_commune:
        return actor
    commune = find_commune(db.session(), actor, code)
    if len(actor.commune_ids) > 1:
        g.one_commune = commune.place.name
    return narrowed(actor, commune.place.id, commune.village_ids)


def kept_commune() -> dict[str, Any]:
    """Return the part of a query that keeps to the commune of this address."""
    code = request.args.get("commune")
    return {"commune": code} if code else {}
