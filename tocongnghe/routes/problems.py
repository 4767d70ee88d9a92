"""Every error leaves here: RFC 9457 for programs, a page in the reader's language for people."""

from __future__ import annotations

import logging
from http import HTTPStatus

import orjson
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from marshmallow import ValidationError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from tocongnghe.errors import Busy, InvalidInput, Problem, TooLarge, TooManyRequests, frames_of

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5


def register(app: Flask) -> None:
    """Answer every error of *app*; called last, since flask-smorest brings a handler of its own."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


class FormExpired(Problem):
    slug, status, title = "form-expired", 400, "This page was open for too long; load it again"


class MethodNotAllowed(Problem):
    slug, status, title = "method-not-allowed", 405, "This address does not take that method"


class Unexpected(Problem):
    slug, status, title = "unexpected", 500, "The server could not do this; nothing was changed"


def answer(problem: Problem) -> Response:
    """Return *problem* in the form that the asker reads."""
    if _wants_page():
        from tocongnghe.routes.console.pages import error_page

        response: Response = error_page(problem)
    else:
        body = orjson.dumps(problem.document(), option=orjson.OPT_NON_STR_KEYS)  # places in a list
        response = Response(body, problem.status, content_type="application/problem+json")
    response.headers.extend(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def _wants_page() -> bool:
    if request.path.startswith("/api/"):
        return False
    accepted = request.accept_mimetypes
    return accepted.accept_html and accepted["text/html"] >= accepted["application/json"]


def _invalid(error: ValidationError) -> ResponseReturnValue:
    return answer(InvalidInput(extra={"errors": error.messages_dict}))


def _form_expired(error: CSRFError) -> ResponseReturnValue:
    return answer(FormExpired(str(error.description)))


def _http(error: HTTPException) -> ResponseReturnValue:
    """Give werkzeug's own errors the same shape; keep what they tell in headers."""
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    problem: Problem
    messages = getattr(error, "data", {}).get("messages")
    if messages is not None:
        return answer(InvalidInput(extra={"errors": messages.get("json", messages)}))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        problem = TooManyRequests()
    elif status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        problem = TooLarge()
    else:
        problem = Problem()
        problem.status = status
        problem.slug = HTTPStatus(status).name.lower().replace("_", "-")
        problem.title = HTTPStatus(status).phrase
    kept = {"Allow", "Retry-After", "WWW-Authenticate"}
    problem.headers |= {name: value for name, value in error.get_headers() if name in kept}
    return answer(problem)


def _database(error: OperationalError) -> ResponseReturnValue:
    log.error("the database did not do its work: %s", type(error.orig).__name__)
    return answer(Busy(headers={"Retry-After": str(RETRY_AFTER_SECONDS)}))


def _unexpected(error: Exception) -> ResponseReturnValue:
    """The outermost handler: what nobody foresaw is logged here, and told without detail."""
    log.error("unexpected at %s: %s", request.endpoint, frames_of(error))
    return answer(Unexpected())
