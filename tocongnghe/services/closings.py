"""Closing a commune's reporting periods: frozen figures, version by version, each opened again with a reason.

A closing takes the log's head and every figure in one transaction, with the
writers of the province kept waiting, so its figures are exactly those of the
operations up to that line. Nothing is ever refused because a period is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, not_, select
from sqlalchemy.orm import Session, aliased

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.periods import Period, PeriodKind, closing_kinds
from tocongnghe.errors import ClosingOpen, ClosingStale, InvalidInput, NotFound, PeriodNotOver
from tocongnghe.models import Closing, CountedAssist, Place, PlaceParent, Reopening, User
from tocongnghe.operations import lock_feed
from tocongnghe.services.access import Actor
from tocongnghe.services.closing_checks import Check, list_checks, narrowed
from tocongnghe.services.closing_figures import (
    Placed,
    count_villages,
    denominators_of,
    hash_of,
    people_on,
    write_snapshot,
)
from tocongnghe.services.dated import holds_on
from tocongnghe.vocabulary import PlaceKind, Role

READERS = (Role.SUPERVISOR, Role.COMMUNE_READER, Role.PROVINCE, Role.ADMIN)
LISTED = 13
CatchUp = Callable[[Session, int], None]
"""Counts all that the log of a province holds, in the session's own transaction."""


class PeriodState(StrEnum):
    """How a period stands."""

    RUNNING = "running"
    READY = "ready"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Version:
    """One closing of a period, and whether it was opened again; names, not ids."""

    number: int
    closed_at: datetime
    closed_by: str
    reason: str | None
    signer: str | None
    seq: int
    sha256: str
    reopened_at: datetime | None = None
    reopened_by: str | None = None
    reopen_reason: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period of a commune with its versions, oldest first."""

    period: Period
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def state(self) -> PeriodState:
        if self.newest is not None:
            return PeriodState.REOPENED if self.newest.reopened_at else PeriodState.CLOSED
        return PeriodState.READY if self.period.to_day < clock.local_date() else PeriodState.RUNNING


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
    versions = _versions(session, commune.place.id, [period.code for period in periods])
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
    versions = _versions(session, commune.place.id, [month.code for month in months])
    lines = [PeriodLine(month, tuple(versions.get(month.code, ()))) for month in months]
    due = [line for line in lines if line.state is not PeriodState.CLOSED]
    return (commune, due[-1]) if due else None


def find_line(session: Session, commune: Commune, period: Period) -> PeriodLine:
    """Return how *period* stands in the commune."""
    versions = _versions(session, commune.place.id, [period.code])
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
    catch_up(session, actor.province_id)
    line = find_line(session, commune, period)
    before = line.newest
    if line.state is PeriodState.CLOSED or version != (before.number if before else 0) + 1:
        raise ClosingStale
    still_open = {str(check.what): check.count for check in checklist(session, actor, commune, period)}
    if any(still_open.values()) and not reason:
        raise ClosingOpen
    now, catalogue = clock.now(), load_catalogue()
    villages = count_villages(session, list(commune.villages), period)
    own = people_on(session, [commune.place.id], period.to_day)[commune.place.id]
    content: dict[str, Any] = {
        "place": {"code": commune.place.code, "name": commune.place.name},
        "period": _said_of_period(period),
        "version": version,
        "follows": {"sha256": before.sha256, "reopened_because": before.reopen_reason} if before else None,
        "as_of": {"seq": head["seq"], "chain": head["chain"].hex(), "at": now.isoformat()},
        "catalogue": catalogue.version,
        "closed_by": actor.name,
        "signer": signer,
        "reason": reason,
        "still_open": {what: count for what, count in still_open.items() if count},
        "commune": {"teams": own[0], "members": own[1]},
        "denominators": {
            each.statistic: {"value": each.value, "as_of": str(each.as_of), "source": each.source}
            for each in denominators_of(session, commune.place, catalogue, period.to_day)
        },
    }
    snapshot, sha256 = write_snapshot(content, villages)
    closing = Closing(
        place_id=commune.place.id,
        period=period.code,
        version=version,
        from_on=period.from_day,
        to_on=period.to_day,
        counted_on=clock.local_date(now),
        seq=head["seq"],
        chain=head["chain"],
        catalogue_version=catalogue.version,
        snapshot=snapshot,
        sha256=sha256,
        reason=reason,
        signer=signer,
        closed_at=now,
        closed_by_id=actor.user_id,
    )
    session.add(closing)
    session.flush()
    return closing


def reopen_period(
    session: Session, actor: Actor, commune_code: str, period: Period, *, version: int, reason: str | None
) -> None:
    """Let *version* of *period* hold no longer; its figures stay, and the province sees why.

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
    session.add(
        Reopening(
            place_id=commune.place.id,
            period=period.code,
            version=version,
            reason=reason,
            reopened_at=clock.now(),
            reopened_by_id=actor.user_id,
        )
    )
    session.flush()


def _said_of_period(period: Period) -> Mapping[str, str]:
    return {
        "code": period.code,
        "kind": period.kind,
        "from": period.from_day.isoformat(),
        "to": period.to_day.isoformat(),
    }


def _versions(session: Session, commune_id: int, codes: list[str]) -> dict[str, list[Version]]:
    rows = session.execute(versions_query().where(Closing.place_id == commune_id, Closing.period.in_(codes)))
    found: dict[str, list[Version]] = {}
    for _place_id, period, *columns in rows:
        found.setdefault(period, []).append(Version(*columns))
    return found


def versions_query() -> Select[*tuple[Any, ...]]:
    """Return the query of (commune, period, every field of a `Version`), oldest version first."""
    closer, opener = aliased(User), aliased(User)
    return (
        select(
            Closing.place_id,
            Closing.period,
            Closing.version,
            Closing.closed_at,
            closer.name,
            Closing.reason,
            Closing.signer,
            Closing.seq,
            Closing.sha256,
            Reopening.reopened_at,
            opener.name,
            Reopening.reason,
        )
        .join(closer, closer.id == Closing.closed_by_id)
        .outerjoin(
            Reopening,
            and_(
                Reopening.place_id == Closing.place_id,
                Reopening.period == Closing.period,
                Reopening.version == Closing.version,
            ),
        )
        .outerjoin(opener, opener.id == Reopening.reopened_by_id)
        .order_by(Closing.place_id, Closing.period, Closing.version)
    )
