"""Gives Jinja the reader's language: `_`, `ngettext` and the formats, with values escaped."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import escape

from tocongnghe.i18n import formats
from tocongnghe.i18n.catalogs import translate
from tocongnghe.i18n.current import current_locale
from tocongnghe.i18n.locales import LOCALES, Locale, find_locale


def install(environment: Environment, get_locale: Callable[[], str] = current_locale) -> None:
    """Put the language tools into *environment*.

    Globals: `_(msgid, **values)`, `ngettext(one, many, count, **values)`,
    `locale()` (code, html_lang, own_name) and `locales`. Filters: `number`,
    `percent`, `day`, `moment`, `relative_day`. A translation is text, never
    HTML; only a value that is Markup already stays markup.
    """

    @pass_eval_context
    def speak(context: EvalContext, msgid: str, /, **values: object) -> str:
        return _filled(context, translate(get_locale(), msgid), values)

    @pass_eval_context
    def speak_count(context: EvalContext, singular: str, plural: str, count: int, /, **values: object) -> str:
        text = translate(get_locale(), singular)
        if text == singular and count != 1:
            text = plural
        return _filled(context, text, {"count": count, **values})

    def locale() -> Locale:
        return find_locale(get_locale())

    environment.globals.update(
        _=speak, gettext=speak, ngettext=speak_count, locale=locale, locales=tuple(LOCALES.values())
    )
    for function in (formats.number, formats.percent, formats.day, formats.moment, formats.relative_day):
        environment.filters[function.__name__] = function


def _filled(context: EvalContext, text: str, values: dict[str, object]) -> str:
    if not values:
        return text
    return escape(text).format(**values) if context.autoescape else text.format(**values)
