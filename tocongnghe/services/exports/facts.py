"""Where an export comes from, in words: places, days, rules, denominators, who asked and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day, moment
from tocongnghe.services.exports.order import Asked
from tocongnghe.services.exports.table import Fact, Field
from tocongnghe.services.indicators import topic_name


def facts_of(
    asked: Asked, what: str, states: str, more: Iterable[Fact] = (), *, has_names: bool = False
) -> tuple[Fact, ...]:
    """Return what every export says of itself, then *more* of this kind.

    Args:
        what: What the rows are, in a sentence.
        states: Which records are in it.
    """
    return (*_common(asked, what, states, has_names=has_names), *more)


def meanings_of(fields: Iterable[Field]) -> Iterator[Fact]:
    """Yield what each column is called by programs, and what it means."""
    for field in fields:
        meaning = f"{field.title}. {field.meaning}" if field.meaning else field.title
        yield Fact(f"column:{field.key}", _("Column {key}", key=field.key), meaning)


def _common(asked: Asked, what: str, states: str, *, has_names: bool) -> Iterator[Fact]:
    order = asked.order
    yield Fact("what", _("What"), what)
    yield Fact("place", _("Place"), f"{asked.place.name} ({asked.place.code})")
    days = (
        _("{first} – {last}", first=day(order.from_day), last=day(order.to_day))
        if order.from_day
        else _("Up to {day}", day=day(order.to_day))
    )
    yield Fact("days", _("Days"), f"{order.period}: {days}" if order.period else days)
    yield Fact("places_of", _("Division of places"), division(asked))
    yield Fact("states", _("Included"), states)
    if order.topic:
        yield Fact("topic", _("Topic"), f"{_(topic_name(order.topic))} ({order.topic})")
    yield Fact("catalogue_version", _("Catalogue of indicators"), load_catalogue().version)
    who = _("The operator of the installation") if asked.is_operator else asked.actor.name
    yield Fact("exported_by", _("Exported by"), who)
    yield Fact("exported_at", _("Exported at"), moment(asked.at))
    if has_names:
        yield Fact(
            "identified",
            _("Personal data"),
            _("This file holds names. Keep it locked away, pass it to nobody, delete it after use."),
        )
        yield Fact("reason", _("Reason given"), order.reason or "")


def division(asked: Asked) -> str:
    """Return which day's communes the villages hang under, in a sentence."""
    shown, today = asked.order.places_of, clock.local_date(asked.at)
    if shown is not None and shown != today:
        return _("Villages hang under the communes of {day}.", day=day(shown))
    if asked.order.to_day < today:
        return _(
            "Villages hang under today's communes ({today}), not those of {day}.",
            today=day(today),
            day=day(asked.order.to_day),
        )
    return _("Villages hang under today's communes ({today}).", today=day(today))
