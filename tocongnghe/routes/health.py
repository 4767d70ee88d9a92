"""Whether the server is alive, and whether its database answers."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from tocongnghe.errors import Busy
from tocongnghe.extensions import db, is_at_head, limiter

blueprint = Blueprint("health", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    limiter.exempt(blueprint)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """Answer as long as the process can."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer 200 once the database is there with all its migrations.

    Raises:
        Busy: The database does not answer, or waits to be migrated.
    """
    try:
        is_ready = is_at_head(db.engine)
    except SQLAlchemyError as error:
        raise Busy("the database does not answer") from error
    if not is_ready:
        raise Busy("the database waits for a migration")
    return {"status": "ok"}
