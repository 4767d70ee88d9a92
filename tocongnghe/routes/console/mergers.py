"""Two cards of one household: compared, made one, parted again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe.extensions import db
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.card_words import card_lines
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.review_desk import MergeIn, PairIn, UnmergeIn
from tocongnghe.services.desk_drafts import Shown
from tocongnghe.services.mergers import find_cards, list_mergers, merge_cards, part_cards

blueprint = Blueprint("mergers", __name__, url_prefix="/commune/households")


@blueprint.get("/compare")
def compare() -> Response:
    """Show two cards side by side, and what merging them would do."""
    actor = current_actor()
    pair = read(PairIn(), request.args)
    cards = find_cards(db.session(), actor, pair["first"], pair["second"])
    return page(
        "console/compare_cards.html", actor=actor, cards=cards, lines=card_lines(*cards, topic_names())
    )


@blueprint.post("/merge")
def merge() -> Response:
    """Make one card the other's alias."""
    actor = current_actor()
    form = read(MergeIn(), request.form)
    stays, goes = Shown(*form["stays"]), Shown(*form["goes"])
    if merge_cards(db.session(), actor, stays, goes).done:
        flash(
            _("Merged. Both cards' assists count for one household now. It can be taken back here."), "done"
        )
        return redirect(url_for("mergers.show"), code=303)
    flash(_("One of the cards has changed since it was shown, so nothing was merged. Look again."), "warning")
    return redirect(url_for("duplicates.show_households"), code=303)


@blueprint.get("/merged")
def show() -> Response:
    """Show which cards were merged, by whom, and take a merger back."""
    actor = current_actor()
    return page("console/merged_cards.html", actor=actor, mergers=list_mergers(db.session(), actor))


@blueprint.post("/part")
def part() -> Response:
    """Take a merger back."""
    actor = current_actor()
    card = Shown(*read(UnmergeIn(), request.form)["card"])
    if part_cards(db.session(), actor, card).done:
        flash(_("Taken back. Each card counts for itself again."), "done")
    else:
        flash(_("It had been taken back already."), "note")
    return redirect(url_for("mergers.show"), code=303)
