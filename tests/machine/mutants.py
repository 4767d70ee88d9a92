"""Known ways to lose or double work, put into the real code for one run each; the machine must notice.

`NEEDED` are the rules that protocol.md marks **[needed]**; `HISTORY` are faults that users of other
projects met. The server is changed by replacing attributes while the run lasts, the phone by replacing
source text on its way into the bundle; nothing in the product knows of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any
from unittest import mock

from tests.machine.phones import Change
from tocongnghe.operations import decide, new_id, release
from tocongnghe.operations.words import Decision
from tocongnghe.services.backups.catalogue import backup_folder, instance_of, read_catalogue
from tocongnghe.sync import pull, push
from tocongnghe.vocabulary import OperationOutcome

# Modules whose packages show a function of the same name.
exchange = import_module("tocongnghe.sync.exchange")
submit = import_module("tocongnghe.operations.submit")

Patch = tuple[object, str, object]


@dataclass(frozen=True)
class Mutant:
    """One fault: what it does, whence it is known, and how it is put in."""

    name: str
    source: str
    patches: Callable[[], Sequence[Patch]] = field(default=lambda: ())
    changes: Sequence[Change] = ()

    @contextmanager
    def injected(self) -> Iterator[None]:
        """Change the server while the block runs."""
        with ExitStack() as stack:
            for owner, name, new in self.patches():
                stack.enter_context(mock.patch.object(owner, name, new))
            yield


def _only_beyond_the_head() -> Sequence[Patch]:
    def is_ours(_connection: Any, _province: int, head: Any, mark: Any) -> bool:
        return bool(mark.seq <= head.seq)

    return [(exchange, "is_ours", is_ours)]


def _seq_before_it_can_be_read() -> Sequence[Patch]:
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


def _every_arrival_is_new() -> Sequence[Patch]:
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


def _answer_before_commit() -> Sequence[Patch]:
    real = push.submit

    def submit_later(engine: Any, province: int, device: str, batch: Any, **more: Any) -> Any:
        if len(batch) > 1:
            return [Decision(op.id, op.record_id, OperationOutcome.APPLIED) for op in batch]
        return real(engine, province, device, batch, **more)

    return [(push, "submit", submit_later)]


def _clock_decides() -> Sequence[Patch]:
    """Simple: the newer wall clock wins, whatever its writer had seen."""
    return [(decide, "_check_prev", lambda *_: None)]


def _any_state() -> Sequence[Patch]:
    return [(decide, "_check_state", lambda *_: None)]


def _nothing_departs() -> Sequence[Patch]:
    """CHT: who moved away stays on the phones of the old village."""
    return [(pull, "_gone", lambda *_: [])]


def _all_villages() -> Sequence[Patch]:
    real = exchange.read_page

    def read_page(connection: Any, head: Any, village_ids: Any, since: int, max_bytes: int) -> Any:
        return real(connection, head, [*village_ids, 4, 5, 6], since, max_bytes)

    return [(exchange, "read_page", read_page)]


def _held_for_ever() -> Sequence[Patch]:
    return [(release.Release, "note", lambda *_: None)]


def _refused_is_forgotten() -> Sequence[Patch]:
    return [(exchange, "later_outcomes", lambda *_: [])]


def _scope_as_it_was() -> Sequence[Patch]:
    return [(exchange, "scope_hash", lambda *_: bytes(8))]


def _any_grant() -> Sequence[Patch]:
    """Everything that one phone sends is taken as its bearer's own work."""
    real = push._authors

    def authors(engine: Any, bearer: Any, grants: list[str]) -> Any:
        return real(engine, bearer, [bearer.grant_id for _ in grants])

    return [(push, "_authors", authors)]


def _safe_at_the_newest_backup() -> Sequence[Patch]:
    def safe_of(connection: Any, province_id: int, _epoch: str, _genesis: bytes) -> int:
        newest = read_catalogue(backup_folder(instance_of(connection.engine))).backups[-1:]
        return max((mark.seq for backup in newest for mark in backup.marks.values()), default=0)

    return [(exchange, "safe_of", safe_of)]


NEEDED = (
    Mutant("a lower seq appears after a higher one was read", "protocol §4", _seq_before_it_can_be_read),
    Mutant(
        "the ack mark is not sent back",
        "protocol §5",
        changes=[Change("sync/request.ts", "ack: batch.ack,", "ack: null,")],
    ),
    Mutant(
        "the cursor moves before its page is stored",
        "protocol §5",
        changes=[
            Change(
                "store/store.ts",
                "writeCache(await cache(), (tx) => storePage(tx, page, spokenOf)),",
                "{ const ahead = page.cursor; await writeCache(await cache(), async (tx) => {"
                " if (ahead !== null && ((await getMeta(tx, 'cursor')) ?? null) === page.after)"
                " await setMeta(tx, 'cursor', ahead); });"
                " return writeCache(await cache(), (tx) =>"
                " storePage(tx, { ...page, after: ahead }, spokenOf)); },",
            )
        ],
    ),
    Mutant("only a seq beyond the head is a reset", "protocol §7", _only_beyond_the_head),
    Mutant("phones forget what the newest backup holds", "protocol §7", _safe_at_the_newest_backup),
)
HISTORY = (
    Mutant("what comes twice is stored twice", "KoboToolbox, kobocat #470", _every_arrival_is_new),
    Mutant("received is said before the commit", "“synced” shown too early", _answer_before_commit),
    Mutant("the last writer wins", "Simple: a phone's clock decides merges", _clock_decides),
    Mutant("review states bind nobody", "ODK Central: review states change nothing", _any_state),
    Mutant("moved records stay on old phones", "CHT: phones keep stale contacts", _nothing_departs),
    Mutant("rows of other villages are sent", "protocol I9", _all_villages),
    Mutant("what waits is not decided again", "protocol I8", _held_for_ever),
    Mutant("later outcomes are not told", "CHT #11306: phone and server disagree", _refused_is_forgotten),
    Mutant("a changed scope does not rebuild", "CHT: replication after a move", _scope_as_it_was),
    Mutant("work is filed under the bearer", "protocol I11, shared phones", _any_grant),
    Mutant(
        "ops leave the outbox when they are sent",
        "data silently never sent",
        changes=[
            Change(
                "store/batch.ts",
                "const ops = chooseOps(queued, limits, now, app);",
                "const ops = chooseOps(queued, limits, now, app);"
                ' for (const op of ops) await tx.objectStore("outbox").delete(op.id);',
            )
        ],
    ),
    Mutant(
        "a failing op is dropped after three tries",
        "CHT: retried three times, then silently left",
        changes=[
            Change(
                "store/batch.ts",
                "const strikes = op.strikes + 1;",
                "const strikes = op.strikes + 1;"
                ' if (strikes > 0) return tx.objectStore("outbox").delete(id);',
            )
        ],
    ),
    Mutant(
        "one bad op stops the queue",
        "Enketo #1226",
        changes=[
            Change(
                "sync/core.ts",
                "if (state.probing === null && blamesOps && count === 1) {",
                "if (count < 0) {",
            ),
        ],
    ),
    Mutant(
        "after a restore nothing is offered",
        "CHT #8093",
        changes=[
            Change(
                "store/apply.ts",
                "if (news.reset) await beginOffer(tx);",
                "if (news.reset) await setMark(tx, 'dropCache', true);",
            )
        ],
    ),
    Mutant(
        "a reset offers all but what came with it",
        "found by this machine",
        changes=[
            Change(
                "store/apply.ts",
                'await tx.objectStore("archive").index("n").getAllKeys());',
                'await tx.objectStore("archive").index("n").getAllKeys()); await setMark(tx, "offerDue",'
                ' ((await getMark(tx, "offerDue")) ?? []).filter((id) => !now.includes(id)));',
            ),
            Change(
                "store/apply.ts",
                "async function beginOffer(tx: OutboxWrite)",
                "async function beginOffer(tx: OutboxWrite, now: readonly string[])",
            ),
            Change(
                "store/apply.ts",
                "await beginOffer(tx);",
                "await beginOffer(tx, news.taken.map((op) => op.id));",
            ),
        ],
    ),
    Mutant(
        "an answer to another attempt is taken",
        "protocol §5, a proxy that repeats",
        changes=[
            Change("sync/answer.ts", "json.attempt !== asked.attempt", "json.attempt === undefined"),
            Change("sync/answer.ts", "json.digest !== digest", "json.digest === undefined"),
        ],
    ),
    Mutant(
        "a wipe takes unsent work along",
        "session expiry that hides unsent work",
        changes=[
            Change(
                "store/apply.ts",
                'if ((await tx.objectStore("outbox").count()) > 0) return;',
                'await tx.objectStore("outbox").clear();',
            )
        ],
    ),
    Mutant(
        "a full disk empties the outbox",
        "Enketo: caches should be assumed to be temporary",
        changes=[
            Change(
                "store/store.ts",
                "await dropCachedRows();\n      return work();",
                "await dropCachedRows();"
                " await writeOutbox(await outbox(), (tx) => tx.objectStore('outbox').clear());"
                " return work();",
            )
        ],
    ),
    Mutant(
        "saved is said whatever the disk says",
        "data left on phones",
        changes=[
            Change(
                "store/durable.ts",
                "  await transaction.done;\n  return result;",
                "  return result;",
            ),
            Change(
                "store/durable.ts",
                "    try {\n      transaction.abort();",
                "    if (false) return undefined as never;\n    try {\n      transaction.abort();",
            ),
        ],
    ),
    Mutant(
        "ops go out newest first",
        "protocol I6",
        changes=[
            Change(
                "store/batch.ts",
                "for (const op of queued) {\n    if (op.suspect",
                "for (const op of [...queued].reverse()) {\n    if (op.suspect",
            )
        ],
    ),
)
ALL = (*NEEDED, *HISTORY)
