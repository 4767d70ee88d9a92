"""The gap map: which villages lack power, signal, fibre or cash, for the province and for a commune."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from tocongnghe import clock
from tocongnghe.extensions import db
from tocongnghe.routes.console.one_commune import kept_commune, within_commune
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.province_gaps import GapsFileIn, GapsQueryIn
from tocongnghe.services.access import Actor
from tocongnghe.services.gap_sheets import THING_NAMES, YES_NO, answer_name, draw_gaps, gaps_sheet
from tocongnghe.services.gaps import Answer, Gaps, Thing, VillageGaps, find_gaps
from tocongnghe.services.sheets import MEDIA_TYPES, stream_sheet
from tocongnghe.vocabulary import Role

MOST = 300
"""Villages that the page lists; the file has all."""

blueprint = Blueprint("gaps", __name__)


@blueprint.get("/province/gaps")
def show_province() -> AnyResponse:
    """Show the whole province: a map, its communes, and the villages that lack something."""
    actor = current_actor()
    actor.require(Role.PROVINCE, Role.ADMIN)
    asked = read(GapsQueryIn(), request.args)
    everywhere = find_gaps(db.session(), actor, clock.local_date())
    return _show(actor, everywhere, asked, "gaps.show_province", "gaps.send_province")


@blueprint.get("/province/gaps/file")
def send_province() -> Response:
    """Send the villages that the page lists, all of them."""
    actor = current_actor()
    actor.require(Role.PROVINCE, Role.ADMIN)
    return _send(find_gaps(db.session(), actor, clock.local_date()))


@blueprint.get("/commune/gaps")
def show_commune() -> AnyResponse:
    """Show a commune its own villages."""
    actor = current_actor()
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    asked = read(GapsQueryIn(), request.args)
    own = find_gaps(db.session(), within_commune(actor), clock.local_date())
    return _show(actor, own, asked | {"commune": None}, "gaps.show_commune", "gaps.send_commune")


@blueprint.get("/commune/gaps/file")
def send_commune() -> Response:
    """Send the commune's villages that the page lists."""
    actor = current_actor()
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    return _send(find_gaps(db.session(), within_commune(actor), clock.local_date()), of_commune=True)


def _listed(gaps: Gaps, asked: dict[str, Any]) -> list[VillageGaps]:
    answer = None if asked["answer"] == "any" else asked["answer"]
    found = gaps.matching(Thing(asked["thing"]), answer, old=asked["old"] == "1")
    return [each for each in found if asked["commune"] in (None, each.commune_code)]


def _households(villages: list[VillageGaps]) -> int | None:
    """Return how many households live there, where it is known; None: of no village it is."""
    known = [each.households for each in villages if each.households is not None]
    return sum(known) if known else None


def _show(actor: Actor, gaps: Gaps, asked: dict[str, Any], here: str, file: str) -> AnyResponse:
    thing = Thing(asked["thing"])
    villages = _listed(gaps, asked)
    return page(
        "console/gaps.html",
        actor=actor,
        gaps=gaps,
        asked=asked,
        thing=thing,
        things=THING_NAMES,
        columns=[thing, *(each for each in THING_NAMES if each is not thing)],
        answers=[each for each in Answer if each is not Answer.PART or thing not in YES_NO],
        answer_name=answer_name,
        map=draw_gaps(gaps.communes, thing) if len(gaps.communes) > 1 else None,
        villages=villages[:MOST],
        total=len(villages),
        households=_households(villages),
        without_number=sum(each.households is None for each in villages),
        here=here,
        file=file,
        kept=kept_commune(),
        query={
            name: request.args[name] for name in ("thing", "answer", "old", "commune") if name in request.args
        },
    )


def _send(gaps: Gaps, *, of_commune: bool = False) -> Response:
    asked = read(GapsFileIn(), request.args)
    villages = _listed(gaps, asked | {"commune": None} if of_commune else asked)
    place = gaps.communes[0].name if len(gaps.communes) == 1 else ""
    sheet = gaps_sheet(gaps, villages, place, clock.local_date())
    format_ = asked["format"]
    response = Response(b"".join(stream_sheet(sheet, format_)), content_type=MEDIA_TYPES[format_])
    name = f"gaps-{asked['thing']}-{asked['answer']}.{format_}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.cache_control.no_store = True
    return response
