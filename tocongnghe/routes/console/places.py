"""Places through time: what an old name has become, and changes that the province decides."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.errors import InvalidInput
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day as format_day
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.place_words import indicator_names, late_words
from tocongnghe.schemas.places_desk import ChangeFormIn, ChangeIn, PlaceSearchIn
from tocongnghe.services.access import Actor
from tocongnghe.services.former_places import search_places
from tocongnghe.services.place_changes import (
    ChangeRefused,
    Part,
    Wish,
    decide_change,
    find_change,
    list_changes,
    plan,
    preview,
    settle_due,
    take_back,
    villages_by_commune,
)
from tocongnghe.services.place_changes.choices import households_named, list_communes, list_villages
from tocongnghe.services.place_changes.wishes import REFUSALS
from tocongnghe.vocabulary import PlaceChangeKind, Role

blueprint = Blueprint("places", __name__, url_prefix="/province/places")

TITLES = {
    PlaceChangeKind.MERGE: N_("Merge"),
    PlaceChangeKind.SPLIT: N_("Divide"),
    PlaceChangeKind.RENAME: N_("Rename"),
    PlaceChangeKind.MOVE: N_("Move villages to another commune"),
}


@blueprint.get("")
def show() -> Response:
    """Show the search, the changes, and how many villages each commune has."""
    actor = current_actor()
    actor.require(Role.PROVINCE, Role.ADMIN)
    text = read(PlaceSearchIn(), request.args)["q"]
    return page(
        "console/places.html",
        actor=actor,
        q=text,
        found=search_places(db.session(), text),
        changes=list_changes(db.session(), actor),
        communes=villages_by_commune(db.session(), actor),
        titles=TITLES,
    )


@blueprint.get("/change/<kind>")
def form(kind: str) -> Response:
    """Show the form of a change: which commune first, then what is there."""
    asked = read(ChangeFormIn(), request.args)
    return _form(current_actor(), _kind(kind), asked | {"on": clock.local_date()})


@blueprint.post("/look")
def look() -> Response:
    """Show what a change would touch; nothing is written."""
    actor, given = current_actor(), read(ChangeIn(), request.form)
    try:
        found = plan(db.session(), actor, _wish(actor, given))
    except ChangeRefused as refusal:
        return _form(actor, given["kind"], given, complaint=sentence(refusal), status=400)
    return page(
        "console/place_preview.html",
        actor=actor,
        given=given,
        title=TITLES[given["kind"]],
        plan=found,
        preview=preview(db.session(), actor, found),
        indicators=indicator_names(),
    )


@blueprint.post("/decide")
def decide() -> Response:
    """Write the change down as it was shown."""
    actor, given = current_actor(), read(ChangeIn(), request.form)
    try:
        with writing() as session:
            id = decide_change(session, actor, _wish(actor, given)).id
    except ChangeRefused as refusal:
        return _form(actor, given["kind"], given, complaint=sentence(refusal), status=400)
    settle_due(db.engine)
    if given["on"] > clock.local_date():
        told = _("It is written down, and holds from {day} on.", day=format_day(given["on"]))
    else:
        told = _("It is done. Phones hear of it at their next contact.")
    flash(told, "done")
    return redirect(url_for("places.show_change", id=id), code=303)


@blueprint.get("/changes/<int:id>")
def show_change(id: int) -> Response:
    """Show a change, what came after it from phones that did not know, and whether it can be taken back."""
    actor = current_actor()
    change = find_change(db.session(), actor, id)
    return page(
        "console/place_change.html",
        actor=actor,
        change=change,
        title=TITLES[change.kind],
        late=late_words(change),
        stays=sentence(change.refusal) if change.refusal is not None else None,
        indicators=indicator_names(),
    )


@blueprint.post("/changes/<int:id>/undo")
def undo(id: int) -> Response:
    """Take a change back."""
    actor = current_actor()
    try:
        with writing() as session:
            take_back(session, actor, id)
    except ChangeRefused as refusal:
        flash(sentence(refusal), "warning")
        return redirect(url_for("places.show_change", id=id), code=303)
    settle_due(db.engine)
    flash(_("The change was taken back. Households and visits lie where they lay."), "done")
    return redirect(url_for("places.show_change", id=id), code=303)


def sentence(refusal: ChangeRefused) -> str:
    """Return why a change may not be, and what to do."""
    told = {name: format_day(value) if name == "day" else value for name, value in refusal.told.items()}
    return _(REFUSALS[refusal.code], **told)


def _kind(word: str) -> PlaceChangeKind:
    try:
        return PlaceChangeKind(word)
    except ValueError as error:
        raise InvalidInput("kind") from error


def _wish(actor: Actor, given: dict[str, Any]) -> Wish:
    kind, is_commune = given["kind"], given["level"] == "commune"
    parts: tuple[Part, ...] = ()
    if kind is PlaceChangeKind.SPLIT:
        first, second = _members(actor, given, "first"), _members(actor, given, "second")
        parts = (Part(given["name"], given["type_name"], first, given["code"] or None),)
        if second or given["second_name"].strip():
            parts += (Part(given["second_name"], given["type_name"], second),)
    places = given["places"] if kind in (PlaceChangeKind.MERGE, PlaceChangeKind.MOVE) else [given["place"]]
    return Wish(
        kind=kind,
        on=given["on"],
        decision_number=given["decision"],
        places=tuple(code for code in places if code),
        into=given["into"] or None,
        name=given["name"] or None,
        type_name=given["type_name"] or None,
        code=(given["code"] or None) if is_commune else None,
        parts=parts,
        goes_on=not given["ends"],
    )


def _members(actor: Actor, given: dict[str, Any], which: str) -> tuple[str, ...]:
    """Return what goes to a new place: villages that were ticked, or households by their names."""
    if given["level"] == "commune":
        return tuple(given["members"]) if which == "first" else ()
    return households_named(db.session(), actor, given["place"], given[which])


def _form(
    actor: Actor,
    kind: PlaceChangeKind,
    given: dict[str, Any],
    *,
    complaint: str | None = None,
    status: int = 200,
) -> Response:
    session, is_commune = db.session(), given["level"] == "commune"
    communes = list_communes(session, actor)
    known = {code for code, _name in communes}
    commune = given["commune"] if given["commune"] in known else ""
    place = given["place"] if is_commune else ""
    of = (place if place in known else "") if is_commune else commune
    villages = list_villages(session, actor, of) if of else []
    is_there = given["place"] in {code for code, _name in villages}
    return page(
        "console/place_form.html",
        status=status,
        actor=actor,
        kind=kind,
        title=TITLES[kind],
        given=given | {"commune": commune},
        communes=communes,
        villages=villages,
        is_commune=is_commune,
        is_there=is_there or (is_commune and given["place"] in known),
        complaint=complaint,
    )
