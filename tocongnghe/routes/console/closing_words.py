"""The lines of the checklist in words: what is open, where to deal with it, and what a done one says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, url_for

from tocongnghe.catalogue.periods import Period
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import number
from tocongnghe.routes.console.pages import address_of
from tocongnghe.services.closing_checks import Check, Open
from tocongnghe.services.closing_versions import PeriodLine, PeriodState
from tocongnghe.services.closings import Commune
from tocongnghe.services.period_words import period_name
from tocongnghe.services.spot_checks import MONTH_KIND as SAMPLED


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One line of the list as its reader sees it; `way` leads to the work."""

    what: Open
    count: int
    text: str
    way: str


@dataclass(frozen=True, slots=True)
class _Words:
    open: str
    done: str
    endpoints: tuple[str, ...]
    """The first of them that this desk has."""
    shelf: str | None = None


WORDS = {
    Open.UNSENT: _Words(
        N_("{count} phones told of unsent work at their last contact: ask the teams to find signal first."),
        N_("No phone has told of unsent work."),
        ("completeness.show", "teams.show"),
    ),
    Open.HELD: _Words(
        N_("{count} changes wait for your word."),
        N_("No change waits for your word."),
        ("teams.show_held",),
    ),
    Open.CONFLICTS: _Words(
        N_("{count} corrections met another change and take effect only by your word."),
        N_("No correction is at odds with another."),
        ("conflicts.show", "doubts.show", "review.show"),
    ),
    Open.WAITING: _Words(
        N_("{count} assists of the period wait for review: they count as provisional only."),
        N_("Every assist of the period is decided."),
        ("review.show",),
        "waiting",
    ),
    Open.RETURNED: _Words(
        N_("{count} assists are with their teams to be mended: they do not count."),
        N_("Nothing is with the teams to be mended."),
        ("review.show",),
        "returned",
    ),
    Open.SILENT: _Words(
        N_("{count} villages sent nothing for this period."),
        N_("Every village sent something."),
        ("completeness.show", "tally.show"),
    ),
    Open.SPOT_CHECKS: _Words(
        N_("{count} spot checks are still to be drawn or done."),
        N_("The spot checks are done."),
        ("spot_checks.show", "review.show"),
    ),
}


@dataclass(frozen=True, slots=True)
class Due:
    """The period that should be closed next, in a sentence, and the way to it."""

    text: str
    way: str


def due_in_words(found: tuple[Commune, PeriodLine] | None) -> Due | None:
    """Return what *found* asks for."""
    if found is None:
        return None
    commune, line = found
    name = period_name(line.period)
    if line.state is PeriodState.REOPENED:
        text = _("{period} is open again: close it anew once everything is in.", period=name)
    else:
        text = _("{period} is over and not closed yet.", period=name)
    return Due(text, url_for("closing.show_period", code=line.period.code, commune=commune.place.code))


def in_words(checks: Iterable[Check], period: Period, commune: str | None = None) -> list[OpenLine]:
    """Return *checks* as sentences with the ways to the work, that of one *commune* (code) alone."""
    return [_line(check, period, {"commune": commune} if commune else {}) for check in checks]


def _line(check: Check, period: Period, narrowing: dict[str, str]) -> OpenLine:
    words = WORDS[check.what]
    text = _(words.open, count=number(check.count)) if check.count else _(words.done)
    endpoint = next(name for name in words.endpoints if name in current_app.view_functions)
    query = {"from": period.from_day.isoformat(), "to": period.to_day.isoformat()} if words.shelf else {}
    if check.what is Open.SPOT_CHECKS and period.kind == SAMPLED:
        query = {"month": period.code}
    way = address_of(endpoint, query | ({"state": words.shelf} if words.shelf else {}) | narrowing)
    return OpenLine(check.what, check.count, text, way)
