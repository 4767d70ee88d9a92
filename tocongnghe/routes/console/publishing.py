"""The province opens the public page, looks at the next edition and publishes it."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.publishing import PublishIn, PublishQueryIn, SwitchIn
from tocongnghe.services.editions import count_told
from tocongnghe.services.period_words import period_label
from tocongnghe.services.public_table import commune_count, read_topics
from tocongnghe.services.publishing import find_month, find_state, preview, publish, switch
from tocongnghe.services.refused import Refused

blueprint = Blueprint("publishing", __name__, url_prefix="/province/public")

NOT_OVER = N_("This period is not over yet.")


@blueprint.get("")
def show() -> Response:
    """Show whether the page is open, what was published, and what the next edition would say."""
    return _show()


@blueprint.post("")
def take() -> Response:
    """Publish the edition that was looked at."""
    actor = current_actor()
    form = read(PublishIn(), request.form)
    period = find_month(form["period"])
    try:
        with writing() as session:
            publish(session, actor, period, current_app.config["SECRET_KEY"], shown=form["shown"])
    except Refused as refused:
        return _show(status=refused.status, why=refused.why)
    flash(_("Published: {period}.", period=period_label(period)), "done")
    return redirect(url_for("publishing.show"), code=303)


@blueprint.post("/switch")
def set_switch() -> Response:
    """Open the public page or close it."""
    actor = current_actor()
    form = read(SwitchIn(), request.form)
    is_on = form["is_on"] == "1"
    with writing() as session:
        switch(session, actor, is_on=is_on, note=form["note"].strip())
    flash(
        _("Everybody can read the published figures.") if is_on else _("The public page is closed."), "done"
    )
    return redirect(url_for("publishing.show"), code=303)


def _show(*, status: int = 200, why: str | None = None) -> Response:
    actor = current_actor()
    state = find_state(db.session(), actor)
    asked = read(PublishQueryIn(), request.args)["period"]
    period = find_month(asked) if asked else (state.periods[0] if state.periods else None)
    content = sha256 = None
    if period is not None and period.to_day < clock.local_date():
        try:
            content, sha256 = preview(db.session(), actor, period, current_app.config["SECRET_KEY"])
        except Refused as refused:
            why = why or refused.why
    elif period is not None:
        why = why or NOT_OVER
    return page(
        "console/publishing.html",
        status=status,
        actor=actor,
        state=state,
        why=why,
        period=period,
        label=period_label(period) if period else None,
        sha256=sha256,
        topics=read_topics(content) if content else [],
        told=count_told(content) if content else None,
        communes=commune_count(content) if content else (0, 0),
        periods=[(each.code, period_label(each)) for each in state.periods],
        editions=[(each, period_label(find_month(each.period))) for each in state.editions],
    )
