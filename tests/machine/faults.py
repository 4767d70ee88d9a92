"""Faults of the server, each as attributes to replace while a run lasts; `mutants` says what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, TypeAlias

from tocongnghe import clock
from tocongnghe.errors import UnknownGrant
from tocongnghe.operations import closed_days, decide, journal, new_id, release
from tocongnghe.operations.words import Decision
from tocongnghe.services import held
from tocongnghe.services.backups import restoring, safe
from tocongnghe.services.backups.catalogue import backup_folder, instance_of, read_catalogue
from tocongnghe.sync import pull, push, times
from tocongnghe.vocabulary import OperationOutcome

# Modules whose packages show a function of the same name.
exchange = import_module("tocongnghe.sync.exchange")
submit = import_module("tocongnghe.operations.submit")
attempt = import_module("tocongnghe.operations.attempt")

Patch: TypeAlias = tuple[object, str, object]
"""Owner, name of its attribute, what takes its place."""


def only_beyond_the_head() -> Sequence[Patch]:
    def is_ours(_connection: Any, _province: int, head: Any, mark: Any) -> bool:
        return bool(mark.seq <= head.seq)

    return [(exchange, "is_ours", is_ours)]


def seq_before_it_can_be_read() -> Sequence[Patch]:
    """A later writer's page is told as complete although an earlier number is still to come."""
    real = pull.read_page

    def read_page(connection: Any, head: Any, village_ids: Any, since: int, max_bytes: int) -> Any:
        hidden = head.seq if head.seq % 5 == 0 else None
        page = real(connection, head, village_ids, since, max_bytes)
        for change in page.changes:
            at = change["fields"].index("seq")
            change["rows"] = [row for row in change["rows"] if row[at] != hidden]
        page.changes = [change for change in page.changes if change["rows"]]
        return page

    return [(exchange, "read_page", read_page)]


def every_arrival_is_new() -> Sequence[Patch]:
    """What comes again is stored again, under a number of the server's own."""
    real = submit._take

    def take(world: Any, ledger: Any, release: Any, op: Any, *rest: Any) -> Decision:
        if world.operations.get(op.id) is not None and op.record is None:
            again = replace(op, id=new_id())
            world.operations[again.id] = None
            real(world, ledger, release, again, *rest)
            return Decision(op.id, op.record_id, OperationOutcome.APPLIED)
        return real(world, ledger, release, op, *rest)

    return [(submit, "_take", take)]


def answer_before_commit() -> Sequence[Patch]:
    real = push.submit

    def submit_later(engine: Any, province: int, device: str, batch: Any, **more: Any) -> Any:
        if len(batch) > 1:
            return [Decision(op.id, op.record_id, OperationOutcome.APPLIED) for op in batch]
        return real(engine, province, device, batch, **more)

    return [(push, "submit", submit_later)]


def clock_decides() -> Sequence[Patch]:
    """Simple: the newer wall clock wins, whatever its writer had seen."""
    return [(decide, "_check_prev", lambda *_: None)]


def any_state() -> Sequence[Patch]:
    return [(decide, "_check_state", lambda *_: None)]


def nothing_departs() -> Sequence[Patch]:
    """CHT: who moved away stays on the phones of the old village."""
    return [(pull, "_gone", lambda *_: [])]


def all_villages() -> Sequence[Patch]:
    real = exchange.read_page

    def read_page(connection: Any, head: Any, village_ids: Any, since: int, max_bytes: int) -> Any:
        return real(connection, head, [*village_ids, 4, 5, 6], since, max_bytes)

    return [(exchange, "read_page", read_page)]


def held_for_ever() -> Sequence[Patch]:
    return [(release.Release, "note", lambda *_: None)]


def refused_is_forgotten() -> Sequence[Patch]:
    real = exchange.later_outcomes
    return [(exchange, "later_outcomes", lambda *given: real(*given)._replace(outcomes=[]))]


def scope_as_it_was() -> Sequence[Patch]:
    return [(exchange, "scope_hash", lambda *_: bytes(8))]


def any_grant() -> Sequence[Patch]:
    """Everything that one phone sends is taken as its bearer's own work."""
    real = push._authors

    def authors(engine: Any, bearer: Any, grants: list[str]) -> Any:
        return real(engine, bearer, [bearer.grant_id for _ in grants])

    return [(push, "_authors", authors)]


def safe_at_the_newest_backup() -> Sequence[Patch]:
    def safe_of(connection: Any, province_id: int, _epoch: str, _genesis: bytes) -> int:
        newest = read_catalogue(backup_folder(instance_of(connection.engine))).backups[-1:]
        return max((mark.seq for backup in newest for mark in backup.marks.values()), default=0)

    return [(exchange, "safe_of", safe_of)]


def nothing_is_replayed() -> Sequence[Patch]:
    return [(restoring, "replay", lambda *_: 0)]


def phantoms_are_replayed() -> Sequence[Patch]:
    return [(journal, "_strike", lambda *_: 0)]


def the_erased_come_back() -> Sequence[Patch]:
    return [(restoring, "restore_erased", lambda *_: 0)]


def forks_are_forgotten() -> Sequence[Patch]:
    return [(safe, "_forked_at", lambda mark, *_: mark.seq)]


def copies_share_a_name() -> Sequence[Patch]:
    return [(push, "find_copy", lambda *_: None)]


class _Everywhere(tuple[str, ...]):
    __slots__ = ()

    def __contains__(self, _device: object) -> bool:
        return True


def anybodys_grant() -> Sequence[Patch]:
    real = push._authors

    def authors(engine: Any, bearer: Any, grants: list[str]) -> Any:
        return real(engine, replace(bearer, family=_Everywhere(bearer.family)), grants)

    return [(push, "_authors", authors)]


def expired_is_unknown() -> Sequence[Patch]:
    real = exchange.authenticate

    def authenticate(engine: Any, token: Any) -> Any:
        bearer = real(engine, token)
        if bearer.is_expired:
            raise UnknownGrant
        return bearer

    return [(exchange, "authenticate", authenticate)]


def a_refresh_releases_nothing() -> Sequence[Patch]:
    return [(exchange, "release_after_refresh", lambda *_: None)]


def nothing_is_swept() -> Sequence[Patch]:
    return [(held, "_held", lambda *_: [])]


def the_phones_clock_is_believed() -> Sequence[Patch]:
    def made(_clock: Any, at_ms: int) -> times.Made:
        at = clock.from_ms(at_ms)
        return times.Made(at, at, is_suspect=False, is_clock_wrong=False)

    return [(times.PhoneClock, "made", made)]


def an_offer_hears_no_outcomes() -> Sequence[Patch]:
    real = exchange.look_up
    return [(exchange, "look_up", lambda *given: (real(*given)[0], [], real(*given)[2]))]


def the_cursor_passes_erasures() -> Sequence[Patch]:
    real = exchange.later_outcomes
    return [(exchange, "later_outcomes", lambda *given: real(*given)._replace(erased=[]))]


def sent_again_is_written_again() -> Sequence[Patch]:
    """What comes again is stored as it comes, whatever is left of it here."""
    real = submit._take

    def take(world: Any, ledger: Any, release: Any, op: Any, *rest: Any) -> Decision:
        stored = world.operations.get(op.id)
        decision: Decision = real(world, ledger, release, op, *rest)
        if stored is not None and decision.is_erased and op.text != "{}":
            ledger.erased[op.id] = stored | {"body": op.text}
        return decision

    return [(submit, "_take", take)]


def nothing_is_late() -> Sequence[Patch]:
    return [(closed_days.ClosedDays, "hold", lambda *_: False)]


def nobody_asks_what_it_is_about() -> Sequence[Patch]:
    return [(attempt, "about_erased", lambda *_: False)]
