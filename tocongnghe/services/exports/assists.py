"""Visits one by one: what was done, where and with what result; without names unless a reason was given.

Read village by village, so that neither the program nor a database without
server-side cursors ever holds more than a village's rows.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from tocongnghe.catalogue import load_catalogue
from tocongnghe.i18n import gettext as _
from tocongnghe.models import Assist, Household, Place, PlaceParent, User
from tocongnghe.services.dated import holds_on
from tocongnghe.services.exports.facts import facts_of, meanings_of
from tocongnghe.services.exports.order import Asked
from tocongnghe.services.exports.pseudonyms import pseudonym
from tocongnghe.services.exports.table import Fact, Field, Table
from tocongnghe.services.sheets import Kind, Value
from tocongnghe.vocabulary import LABELS, AssistState, ConsentStanding, HouseholdState, PlaceKind

PIECE_ROWS = 1000
PLATFORM = "platform"

Village = tuple[int, str, str, str, str]
"""Id, commune's code and name, village's code and name."""
Names = Callable[[str | None], str | None]


def assists_table(session: Session, asked: Asked) -> Table:
    """Return the visits that are asked for, by village, day and record; withdrawn ones are left out.

    The caller checked who asks; the rows are read from *session* while they are used.
    """
    names = asked.order.is_identified
    fields = (*_fields(), *(_identified_fields() if names else ()))
    villages = _villages(session, asked)
    return Table(
        name="assists-names" if names else "assists",
        title=_("Visits, one by one"),
        fields=fields,
        rows=_rows(session, asked, villages),
        facts=facts_of(
            asked,
            _("Every visit on its own: one row each"),
            _("Waiting for review, approved and returned; what was withdrawn is left out."),
            [*_caution(names=names), *meanings_of(fields)],
            has_names=names,
        ),
        made_at=asked.at,
        head={
            "place_code": asked.place.code,
            "place_name": asked.place.name,
            "from_day": asked.order.from_day,
            "to_day": asked.order.to_day,
            "identified": "yes" if names else "no",
        },
        row_count=count_assists(session, asked, villages),
    )


def count_assists(session: Session, asked: Asked, villages: list[Village] | None = None) -> int:
    """Return how many rows the export has."""
    ids = [village[0] for village in (_villages(session, asked) if villages is None else villages)]
    query = _wanted(select(func.count()).select_from(Assist), asked)
    return sum(
        session.scalar(query.where(Assist.village_id.in_(ids[start : start + 500]))) or 0
        for start in range(0, len(ids), 500)
    )


def _fields() -> tuple[Field, ...]:
    return (
        Field("day", _("Day of the visit"), Kind.DAY),
        Field("commune_code", _("Code of the commune"), width=14),
        Field("commune_name", _("Commune")),
        Field("village_code", _("Code of the village")),
        Field("village_name", _("Village")),
        Field("topic", _("Code of the topic"), width=14),
        Field("topic_name", _("Topic"), width=40),
        Field("outcome", _("Code of the outcome"), width=14),
        Field("outcome_name", _("Outcome")),
        Field("reason", _("Why it was not possible")),
        Field("stage", _("How far they got")),
        Field("last_used", _("Last used")),
        Field("platform", _("Platform")),
        Field("people", _("People"), Kind.WHOLE),
        Field("state", _("Code of the state"), width=14),
        Field("state_name", _("State")),
        Field(
            "household",
            _("Household"),
            Kind.TEXT,
            _("A made-up word: the same for one household within this file, another one in every other file"),
        ),
        Field("person", _("Person of the household"), Kind.WHOLE, _("A number within the household")),
        Field("late", _("Came after its period was closed")),
        Field("from_paper", _("From a paper form")),
    )


def _identified_fields() -> tuple[Field, ...]:
    return (
        Field("record", _("Record number")),
        Field("household_record", _("Record of the household")),
        Field("head_name", _("Head of the household")),
        Field("phone", _("Telephone")),
        Field("person_label", _("Who in the household")),
        Field("member", _("Team member")),
        Field("note", _("Note")),
        Field("consent", _("Consent")),
    )


def _caution(*, names: bool) -> Iterator[Fact]:
    if names:
        text = _("Names of households that withdrew their consent are left out.")
    else:
        text = _(
            "No names, no phones, no notes. A single row may still point at somebody who is known by other"
            " means: publish sums, never these rows."
        )
    yield Fact("caution", _("Caution"), text)


def _villages(session: Session, asked: Asked) -> list[Village]:
    """Return the villages of the place, by commune and code, under the division that is asked for."""
    on = asked.order.places_of
    home, commune = Place.__table__.alias("home"), Place.__table__.alias("commune")
    of_place = {
        PlaceKind.PROVINCE: commune.c.id.in_(
            select(PlaceParent.place_id).where(
                PlaceParent.parent_id == asked.place.id, holds_on(PlaceParent, on)
            )
        ),
        PlaceKind.COMMUNE: commune.c.id == asked.place.id,
        PlaceKind.VILLAGE: home.c.id == asked.place.id,
    }[asked.place.kind]
    rows = session.execute(
        select(home.c.id, commune.c.code, commune.c.name, home.c.code, home.c.name)
        .join(PlaceParent, PlaceParent.place_id == home.c.id)
        .join(commune, commune.c.id == PlaceParent.parent_id)
        .where(of_place, home.c.kind == PlaceKind.VILLAGE, holds_on(PlaceParent, on))
        .order_by(commune.c.code, home.c.code, home.c.id)
    )
    return [tuple(row) for row in rows]


def _wanted(query: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    order = asked.order
    query = query.where(Assist.state != AssistState.WITHDRAWN, Assist.happened_on <= order.to_day)
    if order.from_day is not None:
        query = query.where(Assist.happened_on >= order.from_day)
    return query.where(Assist.topic == order.topic) if order.topic else query


def _rows(session: Session, asked: Asked, villages: list[Village]) -> Iterator[Sequence[Value]]:
    query = _query(asked)
    hide = pseudonyms(session)
    topics = {topic.code: _(topic.name) for topic in load_catalogue().topics}
    words = {str(code): _(label) for code, label in LABELS.items()}
    for village_id, *place in villages:
        found = session.execute(
            query.where(Assist.village_id == village_id), execution_options={"yield_per": PIECE_ROWS}
        )
        for row in found:
            values = _values(row, place, topics, words, hide)
            yield (*values, *_identified(row)) if asked.order.is_identified else values


def _query(asked: Asked) -> Select[*tuple[Any, ...]]:
    columns = [
        *(Assist.id, Assist.happened_on, Assist.topic, Assist.outcome, Assist.reason, Assist.stage),
        *(Assist.last_used, Assist.details, Assist.people_count, Assist.state, Assist.household_id),
        *(Assist.slot, Assist.is_late, Assist.paper_number),
    ]
    query: Select[*tuple[Any, ...]] = select(*columns)
    if asked.order.is_identified:
        household = [
            Household.head_name,
            Household.phone,
            Household.roster,
            Household.consent,
            Household.state,
        ]
        query = (
            select(
                *columns,
                Assist.note,
                User.name.label("member"),
                *(column.label(f"of_{column.key}") for column in household),
            )
            .outerjoin(Household, Household.id == Assist.household_id)
            .outerjoin(User, User.id == Assist.author_id)
        )
    return _wanted(query, asked).order_by(Assist.happened_on, Assist.id)


def _values(
    row: Row[Any], place: list[str], topics: Mapping[str, str], words: Mapping[str, str], hide: Names
) -> tuple[Value, ...]:
    platform = row.details.get(PLATFORM) if row.details else None
    return (
        row.happened_on,
        *place,
        *(row.topic, topics.get(row.topic, row.topic)),
        *(row.outcome.value, words[row.outcome]),
        *(
            row.reason and row.reason.value,
            row.stage and row.stage.value,
            row.last_used and row.last_used.value,
        ),
        platform if isinstance(platform, str) else None,
        row.people_count,
        *(row.state.value, words[row.state]),
        *(hide(row.household_id), row.slot),
        *("yes" if row.is_late else "no", "no" if row.paper_number is None else "yes"),
    )


def _identified(row: Row[Any]) -> tuple[Value, ...]:
    """Return names and note; nothing of a household that wants nothing of it kept."""
    gone = row.of_consent is ConsentStanding.WITHDRAWN or row.of_state is HouseholdState.WITHDRAWN
    if gone:
        return (
            row.id,
            row.household_id,
            None,
            None,
            None,
            row.member,
            None,
            row.of_consent and row.of_consent.value,
        )
    labels = {one["slot"]: one.get("label") for one in row.of_roster or ()}
    return (
        *(row.id, row.household_id, row.of_head_name, row.of_phone, labels.get(row.slot)),
        *(row.member, row.note, row.of_consent and row.of_consent.value),
    )


def pseudonyms(session: Session) -> Names:
    """Return what makes a household's pseudonym: a keyed hash, whose key is forgotten with the export.

    Cards that were merged have that of the card that counts.
    """
    key = secrets.token_bytes(32)
    merged: dict[str, str] = {
        card: winner
        for card, winner in session.execute(
            select(Household.id, Household.merged_into_id).where(Household.merged_into_id.is_not(None))
        )
        if winner is not None
    }

    def hide(household_id: str | None) -> str | None:
        if household_id is None:
            return None
        while household_id in merged:
            household_id = merged[household_id]
        return pseudonym(key, household_id)

    return hide
