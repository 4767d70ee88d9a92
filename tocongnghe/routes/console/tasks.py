"""Asking something of a person or a team, and seeing whether it was done."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.village_desk import ShownTaskIn, TaskIn, TaskQueryIn
from tocongnghe.services.access import Actor
from tocongnghe.services.desk_drafts import Shown, list_village_teams
from tocongnghe.services.tasks import TaskShelf, give_task, list_tasks, withdraw_task

blueprint = Blueprint("tasks", __name__, url_prefix="/commune")


@blueprint.get("/tasks")
def show() -> Response:
    """Show the tasks of one state and the form for a new one."""
    actor = current_actor()
    return _show(actor, TaskShelf(read(TaskQueryIn(), request.args)["state"]))


@blueprint.post("/tasks")
def give() -> Response:
    """Give a task."""
    actor = current_actor()
    form = read(TaskIn(), request.form)
    if not form["text"]:
        flash(_("Nothing was given yet: write in a few words what is to be done."), "warning")
        return _show(actor, TaskShelf.OPEN, draft=form, status=400)
    tried = give_task(db.session(), actor, form["village"], form["to"], text=form["text"], due=form["due"])
    if tried.done:
        flash(_("Given. It is on the team's phones at their next contact."), "done")
        return redirect(url_for("tasks.show"), code=303)
    flash(_("Not given: this person does not work in that village today."), "warning")
    return _show(actor, TaskShelf.OPEN, draft=form, status=409)


@blueprint.post("/tasks/withdraw")
def withdraw() -> Response:
    """Take a task back."""
    actor = current_actor()
    tried = withdraw_task(db.session(), actor, Shown(*read(ShownTaskIn(), request.form)["task"]))
    if tried.done:
        flash(_("The task was taken back."), "done")
    else:
        flash(_("That step is not possible any more: it has been decided already."), "warning")
    return redirect(url_for("tasks.show"), code=303)


def _show(
    actor: Actor, shelf: TaskShelf, *, draft: dict[str, Any] | None = None, status: int = 200
) -> Response:
    today = clock.local_date()
    return page(
        "console/tasks.html",
        status=status,
        actor=actor,
        shelf=shelf,
        villages=list_village_teams(db.session(), actor, today),
        tasks=list_tasks(db.session(), actor, shelf, today),
        draft=draft,
    )
