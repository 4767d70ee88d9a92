"""Gives Jinja the reader's language: `_`, `ngettext` and the formats, with values escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from jinja2 import Environment, pass_eval_context
from jinja2.filters import do_join
from jinja2.nodes import EvalContext
from markupsafe import escape

from tocongnghe.i18n import formats
from tocongnghe.i18n.current import current_locale, form_for
from tocongnghe.i18n.locales import LOCALES, Locale, find_locale
from tocongnghe.i18n.said import changed, joined_as, mark, say


def install(environment: Environment, get_locale: Callable[[], str] = current_locale) -> None:
    """Put the language tools into *environment*.

    Globals: `_(msgid, **values)`, `ngettext(one, many, count, **values)`,
    `locale()` (code, html_lang, own_name) and `locales`. Filters: `number`,
    `percent`, `day`, `moment`, `relative_day`. A translation is text, never
    HTML; only a value that is Markup already stays markup. While a page is
    listened to (`said`), what is in the reader's own language is marked as it
    is written.
    """

    @pass_eval_context
    def speak(context: EvalContext, msgid: str, /, **values: object) -> str:
        return say(get_locale(), msgid, values, partial(_filled, context))

    @pass_eval_context
    def speak_count(context: EvalContext, singular: str, plural: str, count: int, /, **values: object) -> str:
        msgid = form_for(get_locale(), singular, plural, count)
        return say(get_locale(), msgid, {"count": count, **values}, partial(_filled, context))

    def locale() -> Locale:
        return find_locale(get_locale())

    environment.globals.update(
        _=speak, gettext=speak, ngettext=speak_count, locale=locale, locales=tuple(LOCALES.values())
    )
    for function in (formats.number, formats.percent, formats.day, formats.moment, formats.relative_day):
        environment.filters[function.__name__] = function
    for name in ("capitalize", "lower", "upper"):
        environment.filters[name] = _keeping(environment.filters[name])
    environment.filters["join"] = _join
    environment.finalize = mark


def _keeping(change: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return the filter *change*, after which a text is still known to be in its language."""
    return lambda value: changed(value, change) if isinstance(value, str) else change(value)


@pass_eval_context
def _join(context: EvalContext, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
    """Join as Jinja does; each text keeps its language."""
    if attribute is not None:
        return str(do_join(context, value, d, attribute))
    parts = list(value)
    return joined_as(parts, lambda each: do_join(context, each, d))


def _filled(context: EvalContext, text: str, values: Mapping[str, object]) -> str:
    if not values:
        return text
    return escape(text).format(**values) if context.autoescape else text.format(**values)
