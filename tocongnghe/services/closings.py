"""Closing a commune's reporting periods: frozen figures, version by version, each opened again with a reason.

A closing takes the log's head and every figure in one transaction, with the
writers of the province kept waiting, so its figures are exactly those of the
operations up to that line. Nothing is ever refused because a period is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.periods import Period, PeriodKind, closing_kinds
from tocongnghe.errors import ClosingOpen, ClosingStale, InvalidInput, NotFound, PeriodNotOver
from tocongnghe.models import Closing, CountedAssist, Place, PlaceParent, Reopening
from tocongnghe.operations import lock_feed
from tocongnghe.services.access import Actor
from tocongnghe.services.catalogue_editing import refresh_catalogue
from tocongnghe.services.closing_checks import Check, list_checks, narrowed
from tocongnghe.services.closing_figures import (
    Placed,
    count_villages,
    denominators_of,
    hash_of,
    people_on,
    write_snapshot,
)
from tocongnghe.services.closing_versions import PeriodLine, PeriodState, Version, find_versions
from tocongnghe.services.closing_wholes import find_parts, said_of_parts, standing_on, wholes_of
from tocongnghe.services.dated import holds_on
from tocongnghe.vocabulary import PlaceKind, Role

READERS = (Role.SUPERVISOR, Role.COMMUNE_READER, Role.PROVINCE, Role.ADMIN)
LISTED = 13
CatchUp = Callable[[Session, int], None]
"""Counts all that the log of a province holds, in the session's own transaction."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of the actor's and its villages of today, by code."""

    place: Place
    villages: tuple[Placed, ...]

    @property
    def village_ids(self) -> frozenset[int]:
        return frozenset(village.id for village in self.villages)


def find_commune(session: Session, actor: Actor, code: str | None = None) -> Commune:
    """Return the commune *code* of the actor's, without a code the first of them.

    Raises:
        Forbidden: Nobody of the commune or the province.
        NotFound: Not the actor's, or the province's without saying which.
    """
    actor.require(*READERS)
    if code is None and not actor.may_read_commune:
        raise NotFound
    query = select(Place).where(Place.id.in_(actor.commune_ids)).order_by(Place.code)
    place = session.scalars(query if code is None else query.where(Place.code == code)).first()
    if place is None:
        raise NotFound
    villages = session.execute(
        select(Place.id, Place.code, Place.name, not_(holds_on(Place)))
        .join(PlaceParent, PlaceParent.place_id == Place.id)
        .where(
            PlaceParent.parent_id == place.id,
            holds_on(PlaceParent),
            Place.kind == PlaceKind.VILLAGE,
        )
        .order_by(Place.code)
    )
    return Commune(place, tuple(Placed(*row) for row in villages))


def list_communes(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return (code, name) of the actor's communes, by code."""
    query = select(Place.code, Place.name).where(Place.id.in_(actor.commune_ids)).order_by(Place.code)
    return [(code, name) for code, name in session.execute(query)]


def list_periods(session: Session, commune: Commune, kind: PeriodKind) -> tuple[PeriodLine, ...]:
    """Return the periods of *kind*, newest first: the running one, the last, all since the first visit."""
    first_day = session.scalar(
        select(func.min(CountedAssist.happened_on)).where(CountedAssist.village_id.in_(commune.village_ids))
    )
    recent = kind.recent(clock.local_date(), LISTED)
    periods = [each for each in recent[2:] if first_day is not None and each.to_day >= first_day]
    periods = [*recent[:2], *periods]
    versions = find_versions(session, commune.place.id, [period.code for period in periods])
    return tuple(PeriodLine(period, tuple(versions.get(period.code, ()))) for period in periods)


def find_due(session: Session, actor: Actor) -> tuple[Commune, PeriodLine] | None:
    """Return the month that the first commune of *actor* should close next: over, or opened again.

    Of the two months before this one: what nobody closed for longer is no work of today.
    """
    if not actor.may_review or not closing_kinds():
        return None
    commune = find_commune(session, actor)
    kind = closing_kinds()[0]
    months = kind.recent(clock.local_date(), 3)[1:]
    versions = find_versions(session, commune.place.id, [month.code for month in months])
    lines = [PeriodLine(month, tuple(versions.get(month.code, ()))) for month in months]
    due = [line for line in lines if line.state is not PeriodState.CLOSED]
    return (commune, due[-1]) if due else None


def find_line(session: Session, commune: Commune, period: Period) -> PeriodLine:
    """Return how *period* stands in the commune."""
    versions = find_versions(session, commune.place.id, [period.code])
    return PeriodLine(period, tuple(versions.get(period.code, ())))


def find_closing(session: Session, commune: Commune, period: str, version: int) -> Closing:
    """Return one version with its snapshot.

    Raises:
        NotFound: There is none of that number.
    """
    found = session.get(Closing, (commune.place.id, period, version))
    if found is None:
        raise NotFound
    return found


def is_unchanged(closing: Closing) -> bool:
    """Tell whether the stored characters still have the hash that was made of them."""
    return hash_of(closing.snapshot) == closing.sha256


def checklist(session: Session, actor: Actor, commune: Commune, period: Period) -> tuple[Check, ...]:
    """Return what is open in *period*, line by line."""
    return list_checks(session, narrowed(actor, commune.place.id, commune.village_ids), period)


def close_period(
    session: Session,
    actor: Actor,
    commune_code: str,
    period: Period,
    *,
    version: int,
    reason: str | None,
    signer: str | None,
    catch_up: CatchUp,
) -> Closing:
    """Freeze the figures of *period* as its next version; the caller's transaction must be a writing one.

    A longer period of which every day is closed then is closed with it.

    Args:
        version: The number that the page promised; another means that it shows what was before.
        reason: Why it is closed although something is open; needed only then.
        signer: Whose name stands where the printed figures are signed.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not the actor's commune.
        PeriodNotOver: Its last day has not passed.
        ClosingStale: Somebody closed it meanwhile.
        ClosingOpen: Something is open and no reason was given.
    """
    actor.require(Role.SUPERVISOR)
    commune = find_commune(session, actor, commune_code)
    if period.to_day >= clock.local_date():
        raise PeriodNotOver
    head = lock_feed(session.connection(), actor.province_id)
    refresh_catalogue(session)
    catch_up(session, actor.province_id)
    line = find_line(session, commune, period)
    before = line.newest
    if line.state is PeriodState.CLOSED or version != (before.number if before else 0) + 1:
        raise ClosingStale
    still_open = {str(check.what): check.count for check in checklist(session, actor, commune, period)}
    if any(still_open.values()) and not reason:
        raise ClosingOpen
    act = _Act(session, actor, commune, head, clock.now(), reason, signer)
    closing = act.freeze(period, before, still_open)
    for whole in wholes_of(period):
        act.freeze_whole(whole, period)
    return closing


@dataclass(frozen=True, slots=True)
class _Act:
    """One closing at one line of the log, of a period and of what it makes whole."""

    session: Session
    actor: Actor
    commune: Commune
    head: Mapping[str, Any]
    now: datetime
    reason: str | None
    signer: str | None

    def freeze_whole(self, whole: Period, part: Period) -> None:
        """Freeze *whole*, too, if it is not closed and every day of it is now closed by something else."""
        line = find_line(self.session, self.commune, whole)
        parts = find_parts(self.session, self.commune.place.id, whole)
        if line.state is PeriodState.CLOSED or parts is None:
            return
        found = checklist(self.session, self.actor, self.commune, whole)
        self.freeze(whole, line.newest, {str(each.what): each.count for each in found}, part, parts)

    def freeze(
        self,
        period: Period,
        before: Version | None,
        still_open: Mapping[str, int],
        closed_with: Period | None = None,
        parts: Iterable[Closing] = (),
    ) -> Closing:
        """Write the figures of *period* down as the version after *before*."""
        place, catalogue, head = self.commune.place, load_catalogue(), self.head
        villages = count_villages(self.session, list(self.commune.villages), period)
        own = people_on(self.session, [place.id], period.to_day)[place.id]
        content: dict[str, Any] = {
            "place": {"code": place.code, "name": place.name},
            "period": _said_of_period(period),
            "version": before.number + 1 if before else 1,
            "follows": {"sha256": before.sha256, "reopened_because": before.reopen_reason}
            if before
            else None,
            "as_of": {"seq": head["seq"], "chain": head["chain"].hex(), "at": self.now.isoformat()},
            "catalogue": catalogue.version,
            "closed_by": self.actor.name,
            "closed_with": closed_with and closed_with.code,
            **said_of_parts(parts, villages),
            "signer": self.signer,
            "reason": self.reason,
            "still_open": {what: count for what, count in still_open.items() if count},
            "commune": {"teams": own[0], "members": own[1]},
            "denominators": {
                each.statistic: {"value": each.value, "as_of": str(each.as_of), "source": each.source}
                for each in denominators_of(self.session, place, catalogue, period.to_day)
            },
        }
        snapshot, sha256 = write_snapshot(content, villages)
        closing = Closing(
            place_id=place.id,
            period=period.code,
            version=content["version"],
            from_on=period.from_day,
            to_on=period.to_day,
            counted_on=clock.local_date(self.now),
            closed_with=closed_with and closed_with.code,
            seq=head["seq"],
            chain=head["chain"],
            catalogue_version=catalogue.version,
            snapshot=snapshot,
            sha256=sha256,
            reason=self.reason,
            signer=self.signer,
            closed_at=self.now,
            closed_by_id=self.actor.user_id,
        )
        self.session.add(closing)
        self.session.flush()
        return closing


def reopen_period(
    session: Session, actor: Actor, commune_code: str, period: Period, *, version: int, reason: str | None
) -> None:
    """Let *version* of *period* hold no longer; its figures stay, and the province sees why.

    What was closed with its parts, and has it as one of them, holds no longer either.

    Raises:
        Forbidden: No supervisor.
        NotFound: Not the actor's commune, or no such version.
        InvalidInput: No reason.
        ClosingStale: It was opened again, or closed anew, meanwhile.
    """
    actor.require(Role.SUPERVISOR)
    commune = find_commune(session, actor, commune_code)
    if not reason:
        raise InvalidInput(extra={"errors": {"reason": ["missing"]}})
    lock_feed(session.connection(), actor.province_id)
    line = find_line(session, commune, period)
    if line.newest is None:
        raise NotFound
    if line.state is not PeriodState.CLOSED or line.newest.number != version:
        raise ClosingStale
    opened = [(period.code, version)]
    opened += [(each.period, each.version) for each in standing_on(session, commune.place.id, period)]
    session.add_all(
        Reopening(
            place_id=commune.place.id,
            period=code,
            version=number,
            reason=reason,
            reopened_at=clock.now(),
            reopened_by_id=actor.user_id,
        )
        for code, number in opened
    )
    session.flush()


def _said_of_period(period: Period) -> Mapping[str, str]:
    return {
        "code": period.code,
        "kind": period.kind,
        "from": period.from_day.isoformat(),
        "to": period.to_day.isoformat(),
    }
