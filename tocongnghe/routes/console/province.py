"""The province's coverage."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from tocongnghe.routes.console.pages import current_actor, page

blueprint = Blueprint("province", __name__, url_prefix="/province")


@blueprint.get("/coverage")
def show_coverage() -> Response:
    """Show coverage."""
    return page("console/coverage.html", actor=current_actor())
