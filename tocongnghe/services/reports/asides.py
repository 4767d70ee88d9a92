"""What stands in a report beside the closed figures: targets, reasons why help was not possible, feedback."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue, plan_subject
from tocongnghe.catalogue.periods import Period
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.models import Assist, Feedback, Target
from tocongnghe.services.closing_figures import Placed
from tocongnghe.services.reports.figures import PlaceFigures
from tocongnghe.services.statistics import denominators_on
from tocongnghe.vocabulary import LABELS, AssistOutcome, AssistState, FeedbackState

Said = dict[str, Any]
REACHED, NOT_REACHED, NO_INFORMATION = "reached", "not_reached", "no_information"
NO_REASON = N_("No reason was given")
OFFICIAL_IN_PERIOD = 1
"""Where it stands in `Counts`."""


def targets_of(session: Session, places: Collection[Placed], period: Period) -> list[Said]:
    """Return the targets of exactly these days, by place and indicator."""
    names = {place.id: place for place in places}
    rows = session.execute(
        select(Target.place_id, Target.indicator, Target.value, Target.source)
        .where(
            Target.place_id.in_(list(names)), Target.from_on == period.from_day, Target.to_on == period.to_day
        )
        .order_by(Target.indicator)
    )
    found = [
        {
            "code": names[id].code,
            "name": names[id].name,
            "indicator": indicator,
            "value": value,
            "source": source,
        }
        for id, indicator, value, source in rows
    ]
    return sorted(found, key=lambda each: (each["code"], each["indicator"]))


def plans_of(session: Session, places: Collection[Placed], day: date) -> dict[str, dict[str, Said]]:
    """Return place -> plan (`Indicator.over`) -> what it was to reach in the span that holds *day*."""
    names = {place.id: place.code for place in places}
    over = {each.over for each in load_catalogue().indicators if each.over and plan_subject(each.over)}
    found: dict[str, dict[str, Said]] = defaultdict(dict)
    for (place_id, name), plan in sorted(
        denominators_on(session, list(names), sorted(over), day, day).items()
    ):
        found[names[place_id]][name] = {
            "value": plan.value,
            "as_of": str(plan.as_of),
            "until": str(plan.until),
            "source": plan.source,
        }
    return found


def judged(
    targets: list[Said],
    reached: Mapping[str, PlaceFigures],
    whole: Mapping[str, Any] | None,
    counted_as: Mapping[str, str],
) -> list[Said]:
    """Return *targets* with what was reached: official, in the period.

    Args:
        reached: By the place's code, those whose figures are here.
        whole: The report's own place: not all of it is here while some have not closed; then more than
            the target is reached, and less says nothing yet.
        counted_as: Indicator -> whose count it is.
    """
    return [each | _judge(each, reached, whole, counted_as) for each in targets]


def _judge(
    target: Said,
    reached: Mapping[str, PlaceFigures],
    whole: Mapping[str, Any] | None,
    counted_as: Mapping[str, str],
) -> Said:
    code = counted_as.get(target["indicator"], target["indicator"])
    is_complete = True
    if whole is not None and target["code"] == whole["code"]:
        figures, is_complete = whole["figures"], whole["is_complete"]
    else:
        line = reached.get(target["code"])
        figures = line.figures if line is not None else None
    if figures is None:
        return {"reached": None, "state": NO_INFORMATION}
    count = (figures.get(code) or (0, 0))[OFFICIAL_IN_PERIOD]
    if count >= target["value"]:
        return {"reached": count, "state": REACHED}
    return {"reached": count, "state": NOT_REACHED if is_complete else NO_INFORMATION}


def difficulties_of(session: Session, village_ids: list[int], period: Period) -> Said:
    """Return why help was not possible and what people said in *period*, as the records have it now.

    Counts alone; no word of anybody.
    """
    first, last = (
        datetime.combine(day, time(), clock.VIETNAM)
        for day in (period.from_day, period.to_day + timedelta(days=1))
    )
    reasons = session.execute(
        select(Assist.reason, func.count())
        .where(
            Assist.village_id.in_(village_ids),
            Assist.happened_on.between(period.from_day, period.to_day),
            Assist.outcome == AssistOutcome.NOT_POSSIBLE,
            Assist.state.in_([AssistState.SUBMITTED, AssistState.APPROVED]),
        )
        .group_by(Assist.reason)
    )
    said: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for category, state, count in session.execute(
        select(Feedback.category, Feedback.state, func.count())
        .where(
            Feedback.village_id.in_(village_ids),
            Feedback.raised_at >= first,
            Feedback.raised_at < last,
            Feedback.state != FeedbackState.WITHDRAWN,
        )
        .group_by(Feedback.category, Feedback.state)
    ):
        said[category][0] += count
        said[category][1] += count if state is FeedbackState.ANSWERED else 0
    return {
        "counted_at": clock.now().isoformat(timespec="seconds"),
        "reasons": [
            {
                "code": reason and str(reason),
                "name": _(LABELS[reason]) if reason else _(NO_REASON),
                "count": n,
            }
            for reason, n in sorted(reasons, key=lambda row: (-row[1], str(row[0])))
        ],
        "feedback": [
            {"code": str(category), "name": _(LABELS[category]), "raised": raised, "answered": answered}
            for category, (raised, answered) in sorted(
                said.items(), key=lambda row: (-row[1][0], str(row[0]))
            )
        ],
    }
