"""A tally as a table that leaves the desk: exactly the rows of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocongnghe.catalogue import load_catalogue
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import moment
from tocongnghe.services.contributions import Contributions, Share, Side
from tocongnghe.services.sheets import Column, Kind, Origin, Sheet, Value
from tocongnghe.services.tally_figures import Figure, Tally
from tocongnghe.services.tally_rows import Layout, Row, tally_rows

MEASURES = {
    "visits": N_("Visits"),
    "helped": N_("Households helped by the team"),
    "has": N_("Households that have it"),
}
SIDES = {Side.MEMBER: N_("Team member"), Side.TEAM: N_("Team"), Side.ORGANISATION: N_("Organisation")}
DETAILS = {Side.MEMBER: N_("Organisation"), Side.TEAM: N_("Village")}
NOBODY = {
    Side.MEMBER: N_("The system"),
    Side.TEAM: N_("In no team that day"),
    Side.ORGANISATION: N_("No organisation noted"),
}
NO_REPORT = N_("No data: nothing from here has ever come")

DEFINITIONS = (
    (N_("provisional"), N_("Approved, and what waits for review")),
    (N_("official"), N_("Only what was approved")),
    (N_("Visits"), N_("Every time somebody was helped")),
    (
        N_("Households helped by the team"),
        N_("Each household once for each topic, on the day of its first help"),
    ),
    (N_("Households that have it"), N_("Helped by the team, or had it already; each household once")),
)
SIDE_DEFINITIONS = (
    (N_("Waiting for review"), N_("Received, not decided by the commune yet")),
    (N_("Approved, counted"), N_("Approved by the commune")),
    (N_("Returned"), N_("Sent back to the team to be mended; counts nowhere until it comes again")),
    (N_("Households helped"), N_("Each household once for each of them; two may have helped the same one")),
)


def tally_sheet(tally: Tally, layout: Layout, label: str, topics: Mapping[str, str]) -> Sheet:
    """Return the table of *tally*; *label* names its period, *topics* are names by code."""
    measures = [measure for measure in MEASURES if measure in tally.goal_measures]
    columns = [Column(_("Village"), width=28), Column(_("Topic"), width=34)]
    for name in MEASURES.values():
        columns += [Column(f"{_(name)}, {_(state)}", Kind.WHOLE) for state in _STATES]
    for measure in measures:
        columns.append(Column(_("Target: {what}", what=_(MEASURES[measure])), Kind.WHOLE))
        columns += [Column(f"{_('Of the target (%)')}, {_(state)}", Kind.DECIMAL) for state in _STATES]
    columns.append(Column(_("Remark"), width=48))
    blocks = tally_rows(tally, layout)
    rows = (_values(row, measures, topics) for block in blocks for row in block)
    return Sheet(_("Tally"), tuple(columns), rows, _origin(tally, label, topics, DEFINITIONS))


def contributions_sheet(
    work: Contributions, tally: Tally, label: str, topics: Mapping[str, str], checks: Checks | None = None
) -> Sheet:
    """Return the table of *work*, which was counted from the records at this moment.

    Args:
        checks: Team -> (confirmed, checked) in spot checks, where the rows are teams.
    """
    detail = DETAILS.get(work.side)
    columns = [Column(_(SIDES[work.side]), width=32)]
    columns += [Column(_(detail), width=28)] if detail else []
    columns += [
        Column(f"{_('Visits')}, {_('provisional')}", Kind.WHOLE),
        Column(f"{_('Visits')}, {_('official')}", Kind.WHOLE),
        Column(_("Waiting for review"), Kind.WHOLE),
        Column(_("Returned"), Kind.WHOLE),
        Column(f"{_('Households helped')}, {_('provisional')}", Kind.WHOLE),
        Column(f"{_('Households helped')}, {_('official')}", Kind.WHOLE),
    ]
    if checks is not None:
        titles = (_("Spot checks: confirmed"), _("Spot checks: checked"))
        columns += [Column(title, Kind.WHOLE) for title in titles]
    columns.append(Column(_("Remark"), width=48))
    origin = _origin(tally, label, topics, (*DEFINITIONS[:3], *SIDE_DEFINITIONS))
    rows = _work_rows(work, checks, has_detail=detail is not None)
    return Sheet(_("Tally"), tuple(columns), rows, origin)


Checks = Mapping[int, tuple[int, int]]
_STATES = (N_("provisional"), N_("official"))


def _values(row: Row, measures: list[str], topics: Mapping[str, str]) -> list[Value]:
    values: list[Value] = [
        row.village.name if row.village else _("All villages"),
        topics.get(row.topic, row.topic) if row.topic else _("All topics"),
    ]
    for figure in (row.visits, row.helped, row.has):
        values += _pair(figure)
    for measure in measures:
        goal = row.goal(measure)
        values += [goal.value, goal.provisional, goal.official] if goal else [None, None, None]
    return [*values, _(row.missing) if row.missing else None]


def _pair(figure: Figure | None) -> list[Value]:
    return [None, None] if figure is None else [figure.provisional, figure.official]


def _work_rows(work: Contributions, checks: Checks | None, *, has_detail: bool) -> Iterator[list[Value]]:
    none: list[Value] = [] if checks is None else [None, None]
    for share in work.shares:
        head: list[Value] = [share.name or _(NOBODY[work.side])]
        *figures, remark = _work(share)
        checked = (checks or {}).get(share.key) if isinstance(share.key, int) else None
        yield [*head, *([share.detail] if has_detail else []), *figures, *(checked or none), remark]
    sums = [work.total(what) for what in ("provisional", "approved", "waiting", "returned")]
    yield [_("All together"), *([None] if has_detail else []), *sums, None, None, *none, None]


def _work(share: Share) -> list[Value]:
    if not share.has_reported:
        return [*[None] * 6, _(NO_REPORT)]
    visits = [share.provisional, share.approved, share.waiting, share.returned]
    remark = _("+ {count} held", count=share.held) if share.held else None
    return [*visits, share.households_provisional, share.households_official, remark]


def _origin(
    tally: Tally, label: str, topics: Mapping[str, str], definitions: tuple[tuple[str, str], ...]
) -> Origin:
    what = _("Tally of the community digital technology teams")
    if tally.topic:
        what = f"{what}: {topics.get(tally.topic, tally.topic)}"
    counted = (
        _("As of {moment}.", moment=moment(tally.counted_at))
        if tally.counted_at
        else _("Nothing has been counted yet.")
    )
    return Origin(
        what=what,
        place=" · ".join(tally.places),
        period=label,
        as_of=counted,
        states=_("Provisional includes what waits for review; official is only what was approved."),
        definitions=(
            *((_(word), _(meaning)) for word, meaning in definitions),
            (_("Catalogue"), load_catalogue().version),
        ),
    )
