"""The lines of the scorecard in words: what was counted, or why there is nothing to count."""

from __future__ import annotations

from tocongnghe.catalogue.scorecard import Measure
from tocongnghe.i18n import N_, joined
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import number
from tocongnghe.services.scorecards import Line

MISSING = {
    Measure.HOUSEHOLDS_REACHED: N_("No household is on the list yet."),
    Measure.NOT_RETURNED: N_("No assist has been reviewed yet."),
    Measure.ARRIVED_IN_TIME: N_("No assist in the period."),
    Measure.WEEKS_WORKED: N_("The period has only begun."),
    Measure.FOLLOW_UPS_DONE: N_("No next visit fell due."),
    Measure.SPOT_CHECKS_CONFIRMED: N_("No spot check has been done."),
    Measure.CLASSES_HELD: N_("No class was expected."),
    Measure.FEEDBACK_ANSWERED: N_("Nobody said anything that had to be answered."),
}


def tell(line: Line) -> str:
    """Return the sentence behind a line's points."""
    if line.points is None:
        return _(MISSING[line.criterion.measure])
    counted = _(
        line.criterion.label,
        part=number(line.part),
        whole=number(line.whole),
        days=number(line.criterion.days),
    )
    rule = _(
        "All points from {full} %, none up to {none} %.",
        full=number(line.criterion.full_at),
        none=number(line.criterion.none_at),
    )
    return joined(" ", (counted, rule))
