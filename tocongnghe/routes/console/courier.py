"""A file that somebody carried to the commune because the village has no signal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from tocongnghe.errors import Envelope
from tocongnghe.i18n import N_
from tocongnghe.routes.api.courier import take
from tocongnghe.routes.console.pages import current_actor, page
from tocongnghe.vocabulary import Role

blueprint = Blueprint("courier_desk", __name__, url_prefix="/commune")

REFUSALS = {
    "grant": N_("From a phone that is not known here"),
    "seal": N_("Damaged, or not made by the phone it names"),
}
UNREADABLE = N_("Cannot be read; ask for the file again")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one parcel, naming nobody."""

    taken: int
    unsettled: int
    refusal: str | None


@blueprint.get("/import")
def show() -> Response:
    """Show where to choose a file."""
    actor = current_actor()
    actor.require(Role.SUPERVISOR)
    return page("console/import.html", actor=actor, fates=None, is_readable=True)


@blueprint.post("/import")
def bring() -> Response:
    """Take a courier file in and say what became of each parcel; its seals prove where it comes from."""
    actor = current_actor()
    actor.require(Role.SUPERVISOR)
    file = request.files.get("file")
    try:
        fates = [_fate(told) for told in take(file.read() if file else b"")]
    except Envelope:
        return page("console/import.html", actor=actor, fates=None, is_readable=False, status=400)
    return page("console/import.html", actor=actor, fates=fates, is_readable=True)


def _fate(told: dict[str, Any]) -> Fate:
    if "refused" in told:
        return Fate(0, 0, REFUSALS.get(told["refused"], UNREADABLE))
    unsettled = len(told["exceptions"])
    return Fate(told["processed"] - unsettled, unsettled, None)
