"""The province makes figures public: it switches the page on, looks at the next edition, publishes it.

An edition is never changed and never taken away: who has seen it has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.catalogue.periods import Period, closing_kinds, find_period
from tocongnghe.errors import NotFound, PeriodNotOver
from tocongnghe.i18n import N_
from tocongnghe.models import Edition, Place, PlaceSuccession, Setting
from tocongnghe.operations import canonical
from tocongnghe.services.access import Actor
from tocongnghe.services.closing_versions import PeriodState
from tocongnghe.services.closings_province import find_province_closings
from tocongnghe.services.coverage import coverage
from tocongnghe.services.editions import Content, Lineage, make_content, public_columns, read_content
from tocongnghe.services.refused import Refused
from tocongnghe.vocabulary import Role, SuccessionRelation

MAX_NOTE = 1000  # characters
OFFERED = 6
NOTHING_COUNTED = N_("Nothing has been counted yet, so there is nothing to publish.")
OUT_OF_ORDER = N_("A later period is published already. Editions follow one another in time.")
MEANWHILE = N_("The figures changed since this page was opened. Look at them again, then publish.")


@dataclass(frozen=True, slots=True)
class Published:
    """One edition as it is listed."""

    period: str
    to_day: date
    published_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class PublicState:
    """Whether the province shows a public page, its sentence on re-use, and its editions, newest first."""

    province_code: str
    province_name: str
    is_on: bool
    note: str
    editions: tuple[Published, ...]
    periods: tuple[Period, ...]
    """Periods that are over and may be published next, newest first."""


@dataclass(frozen=True, slots=True)
class PublicView:
    """What everybody may read."""

    content: Content
    text: str
    """The stored characters: what `sha256` is of."""
    sha256: str
    published_at: datetime
    note: str
    editions: tuple[Published, ...]


def find_state(session: Session, actor: Actor) -> PublicState:
    """Return how the public page of the actor's province stands.

    Raises:
        Forbidden: No province staff.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    code, name = session.execute(select(Place.code, Place.name).where(Place.id == actor.province_id)).one()
    settings = _settings(session, actor.province_id)
    editions = _list(session, actor.province_id)
    recent = closing_kinds()[0].recent(clock.local_date(), OFFERED + 1)[1:]
    newest = max((each.to_day for each in editions), default=date.min)
    periods = tuple(each for each in recent if each.to_day > newest)
    return PublicState(code, name, settings.is_on, settings.note, editions, periods)


def preview(session: Session, actor: Actor, period: Period, secret: str) -> tuple[Content, str]:
    """Return what would be published of *period*, and the hash that says so when it is.

    Raises:
        Forbidden: No province staff.
        PeriodNotOver: Its last day has not passed.
        Refused: Nothing was counted, or a later period is published.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    if period.to_day >= clock.local_date():
        raise PeriodNotOver
    rows = _rows(session, actor.province_id)
    if rows and rows[-1].to_on >= period.to_day:
        raise Refused(OUT_OF_ORDER)
    code = session.scalars(select(Place.code).where(Place.id == actor.province_id)).one()
    report = coverage(session, None, code, period.to_day)
    if report.counted_at is None:
        raise Refused(NOTHING_COUNTED)
    lines = find_province_closings(session, actor, period).communes
    content = make_content(
        report,
        period,
        public_columns(load_catalogue()),
        [read_content(row.content) for row in rows],
        {each.code for each in lines if each.line.state is PeriodState.CLOSED},
        _lineage(session, report.areas),
        hashlib.sha256(f"public-lots:{secret}".encode()).digest(),
    )
    return content, _hash(canonical(content))


def publish(session: Session, actor: Actor, period: Period, secret: str, *, shown: str) -> Edition:
    """Publish *period* exactly as its preview *shown* (a hash) had it.

    Raises:
        Forbidden, PeriodNotOver: As `preview` does.
        Refused: Also when the figures are no longer those that were looked at.
    """
    content, sha256 = preview(session, actor, period, secret)
    if sha256 != shown:
        raise Refused(MEANWHILE)
    edition = Edition(
        province_id=actor.province_id,
        period=period.code,
        from_on=period.from_day,
        to_on=period.to_day,
        content=canonical(content),
        sha256=sha256,
        published_at=clock.now(),
        published_by_id=actor.user_id,
    )
    session.add(edition)
    session.flush()
    return edition


def switch(session: Session, actor: Actor, *, is_on: bool, note: str) -> None:
    """Open the public page or close it, and keep the province's own sentence on re-use.

    Raises:
        Forbidden: No province staff.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    for name, value in ((_switch(actor.province_id), "1" if is_on else ""), (_note(actor.province_id), note)):
        found = session.get(Setting, name)
        if found is None:
            session.add(Setting(name=name, value=value))
        else:
            found.value = value


def find_public(session: Session, province: str | None = None, period: str | None = None) -> PublicView:
    """Return the newest edition, or that of *period*, of the province with the code, or the first one open.

    Raises:
        NotFound: No such province, its page is off, or nothing was published yet.
    """
    query = select(Place).join(Edition, Edition.province_id == Place.id).distinct().order_by(Place.code)
    for place in session.scalars(query if province is None else query.where(Place.code == province)):
        settings = _settings(session, place.id)
        if settings.is_on:
            return _view(session, place.id, settings, period)
    raise NotFound


def _view(session: Session, province_id: int, settings: _Settings, period: str | None) -> PublicView:
    query = select(Edition).where(Edition.province_id == province_id).order_by(Edition.to_on.desc()).limit(1)
    row = session.scalars(query if period is None else query.where(Edition.period == period)).first()
    if row is None:
        raise NotFound
    return PublicView(
        content=read_content(row.content),
        text=row.content,
        sha256=row.sha256,
        published_at=row.published_at,
        note=settings.note,
        editions=_list(session, province_id),
    )


@dataclass(frozen=True, slots=True)
class _Settings:
    is_on: bool
    note: str


def _settings(session: Session, province_id: int) -> _Settings:
    names = (_switch(province_id), _note(province_id))
    found = {row.name: row.value for row in session.scalars(select(Setting).where(Setting.name.in_(names)))}
    return _Settings(found.get(names[0]) == "1", found.get(names[1], ""))


def _switch(province_id: int) -> str:
    return f"public:{province_id}"


def _note(province_id: int) -> str:
    return f"public-note:{province_id}"


def _rows(session: Session, province_id: int) -> Sequence[Edition]:
    """Return all editions, oldest first."""
    return session.scalars(
        select(Edition).where(Edition.province_id == province_id).order_by(Edition.to_on)
    ).all()


def _list(session: Session, province_id: int) -> tuple[Published, ...]:
    rows = session.execute(
        select(Edition.period, Edition.to_on, Edition.published_at, Edition.sha256)
        .where(Edition.province_id == province_id)
        .order_by(Edition.to_on.desc())
    )
    return tuple(Published(*row) for row in rows)


def _lineage(session: Session, places: Sequence[Place]) -> Lineage:
    """Return each of *places* itself and all that went on in it as wholes."""
    found = {place.code: {(place.code, place.valid_from.isoformat())} for place in places}
    by_id = {place.id: place.code for place in places}
    rows = session.execute(
        select(PlaceSuccession.to_id, Place.code, Place.valid_from)
        .join(Place, Place.id == PlaceSuccession.from_id)
        .where(PlaceSuccession.to_id.in_(by_id), PlaceSuccession.relation == SuccessionRelation.WHOLE)
    )
    for to_id, code, since in rows:
        found[by_id[to_id]].add((code, since.isoformat()))
    return {code: frozenset(identities) for code, identities in found.items()}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def find_month(code: str) -> Period:
    """Return the period *code* of the kind that is published.

    Raises:
        NotFound: No such period.
    """
    found = find_period(code)
    if found is None or found.kind != closing_kinds()[0].code:
        raise NotFound
    return found
