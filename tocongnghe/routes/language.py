"""The language of each request: `?lang=`, the logged-in person's, the browser's, Vietnamese.

A page in another language than Vietnamese says of each text which it is in.
"""

from __future__ import annotations

from flask import Flask, request, session
from flask.wrappers import Response

from tocongnghe.i18n import BASE, LOCALES, current_locale, find_locale, install, negotiate, said, set_locale
from tocongnghe.i18n.page_languages import tell_languages

CHOICE = "language"
PERSONS = "person_language"
SPEECHLESS = ("/static/", "/app/")


def register(app: Flask) -> None:
    """Give templates their words, and every request its language."""
    install(app.jinja_env)
    app.before_request(_choose)
    app.after_request(_declare)
    app.teardown_request(_forget)


def remember_persons_language(code: str) -> None:
    """Keep the language of whoever logged in for the rest of the session."""
    session[PERSONS] = code


def choose_persons_language(code: str) -> None:
    """Speak *code* from now on: what was chosen for this browser alone before is over."""
    session.pop(CHOICE, None)
    session[PERSONS] = code


def _choose() -> None:
    if request.path.startswith(SPEECHLESS):
        return
    asked = request.args.get("lang", "")
    if asked in LOCALES:
        session[CHOICE] = asked
    choice = session.get(CHOICE) or session.get(PERSONS)
    set_locale(negotiate(choice, request.headers.get("Accept-Language")))
    if current_locale() != BASE:
        said.start_listening()


def _declare(response: Response) -> Response:
    if response.mimetype == "text/html" and not request.path.startswith(SPEECHLESS):
        own = find_locale(current_locale()).html_lang
        response.headers["Content-Language"] = own
        if current_locale() != BASE and not response.is_streamed:
            response.set_data(tell_languages(response.get_data(as_text=True), own))
        response.vary.update(["Accept-Language", "Cookie"])
    return response


def _forget(_error: BaseException | None) -> None:
    """The thread serves somebody else next."""
    said.stop_listening()
    set_locale(None)
