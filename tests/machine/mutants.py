"""Known ways to lose or double work, put into the real code for one run each; the machine must notice.

`NEEDED` are the rules that protocol.md marks **[needed]**; `HISTORY` are faults that users of other
projects met, or that this machine found in ours. The server is changed by replacing attributes while the run
lasts, the phone by replacing source text on its way into the bundle; nothing in the product knows of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from unittest import mock

from tests.machine import faults
from tests.machine.faults import Patch
from tests.machine.phones import Change


@dataclass(frozen=True)
class Mutant:
    """One fault: what it does, whence it is known, and how it is put in."""

    name: str
    source: str
    patches: Callable[[], Sequence[Patch]] = field(default=lambda: ())
    changes: Sequence[Change] = ()
    is_drilled: bool = False
    """Hunted in runs that end with a season and a restore."""
    settles: int | None = None
    """How often its runs come to rest, where the usual would heal it."""
    shown_by: str = ""
    """The narrow test that sees it, for what the machine meets too seldom."""

    @contextmanager
    def injected(self) -> Iterator[None]:
        """Change the server while the block runs."""
        with ExitStack() as stack:
            for owner, name, new in self.patches():
                stack.enter_context(mock.patch.object(owner, name, new))
            yield


NEEDED = (
    Mutant(
        "a lower seq appears after a higher one was read", "protocol §4", faults.seq_before_it_can_be_read
    ),
    Mutant(
        "the ack mark is not sent back",
        "protocol §5",
        changes=[Change("sync/request.ts", "ack: batch.ack,", "ack: null,")],
        shown_by="archive.test.ts: the mark of an answer goes back with the next request",
    ),
    Mutant(
        "the cursor moves before its page is stored",
        "protocol §5",
        changes=[
            Change(
                "store/store.ts",
                "const isStored = await caches.write(session.cache, (tx) =>"
                " storePage(tx, sealed, spokenOf));",
                "const ahead = page.cursor; await caches.write(session.cache, async (tx) => {"
                " if (ahead !== null && ((await getMeta(tx, 'cursor')) ?? null) === page.after)"
                " await setMeta(tx, 'cursor', ahead); });"
                " const isStored = await caches.write(session.cache, (tx) =>"
                " storePage(tx, { ...sealed, after: ahead }, spokenOf));",
            )
        ],
        settles=6,
        shown_by="store.test.ts: the cursor moves with its page or not at all",
    ),
    Mutant("only a seq beyond the head is a reset", "protocol §7", faults.only_beyond_the_head),
    Mutant(
        "phones forget what the newest backup holds",
        "protocol §7",
        faults.safe_at_the_newest_backup,
        is_drilled=True,
    ),
)
HISTORY = (
    Mutant("what comes twice is stored twice", "KoboToolbox, kobocat #470", faults.every_arrival_is_new),
    Mutant("received is said before the commit", "“synced” shown too early", faults.answer_before_commit),
    Mutant("the last writer wins", "Simple: a phone's clock decides merges", faults.clock_decides),
    Mutant("review states bind nobody", "ODK Central: review states change nothing", faults.any_state),
    Mutant("moved records stay on old phones", "CHT: phones keep stale contacts", faults.nothing_departs),
    Mutant("rows of other villages are sent", "protocol I9", faults.all_villages),
    Mutant("what waits is not decided again", "protocol I8", faults.held_for_ever),
    Mutant(
        "later outcomes are not told", "CHT #11306: phone and server disagree", faults.refused_is_forgotten
    ),
    Mutant("a changed scope does not rebuild", "CHT: replication after a move", faults.scope_as_it_was),
    Mutant("work is filed under the bearer", "protocol I11, shared phones", faults.any_grant),
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
        shown_by="store.test.ts: what was taken with a reset is offered too",
    ),
    Mutant(
        "an answer to another attempt is taken",
        "protocol §5, a proxy that repeats",
        changes=[
            Change("sync/answer.ts", "json.attempt !== asked.attempt", "json.attempt === undefined"),
            Change("sync/answer.ts", "json.digest !== digest", "json.digest === undefined"),
        ],
        shown_by="answer.test.ts: an answer with … is refused",
    ),
    Mutant(
        "a wipe takes unsent work along",
        "session expiry that hides unsent work",
        changes=[
            Change(
                "store/wipe.ts",
                "if (ended === undefined || ended.isWiped) return;",
                'if (ended === undefined || ended.isWiped) return; await tx.objectStore("outbox").clear();',
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
                "store/store.ts",
                "keys: id }, sealed, at)));",
                "keys: id }, sealed, at))).catch(() => sealed.map((draft, n) => ({ ...draft, n, at,"
                " target: draft.record ?? draft.id, grant: '', schema: 1, sealed: 1,"
                " settles: [], strikes: 0, suspect: null })));",
            )
        ],
    ),
    Mutant(
        "the desk's decisions are not replayed after a restore", "protocol §4", faults.nothing_is_replayed
    ),
    Mutant(
        "decisions that were never committed are replayed",
        "protocol §4",
        faults.phantoms_are_replayed,
        shown_by="tests/backup/test_journal.py: killed between flush and commit the entry is struck out",
    ),
    Mutant("what was erased comes back with a backup", "protocol I10", faults.the_erased_come_back),
    Mutant("the cursor passes what was erased", "protocol I10", faults.the_cursor_passes_erasures),
    Mutant(
        "what was erased is written again when it is sent again",
        "protocol I10",
        faults.sent_again_is_written_again,
        shown_by="tests/sync/test_erased.py: what is sent again stays erased",
    ),
    Mutant(
        "what comes too late about the erased is kept",
        "protocol I10",
        faults.nobody_asks_what_it_is_about,
        shown_by="tests/operations/test_erasing.py: what arrives about an erased household",
    ),
    Mutant(
        "work for a closed month passes as in time",
        "protocol §8",
        faults.nothing_is_late,
        shown_by="tests/operations/test_late.py: what arrives for a closed day applies and is late",
    ),
    Mutant(
        "safe forgets that histories fork",
        "protocol §7",
        faults.forks_are_forgotten,
        is_drilled=True,
        shown_by="tests/backup/test_restore.py: once from an abandoned history",
    ),
    Mutant("a copied phone keeps its name", "protocol §5, new_device", faults.copies_share_a_name),
    Mutant(
        "any phone may speak under any grant",
        "protocol I11",
        faults.anybodys_grant,
        shown_by="tests/sync/test_wire.py: grants of another phone and of nobody",
    ),
    Mutant("an expired grant is a stranger's", "CHT #10719: locked out offline", faults.expired_is_unknown),
    Mutant("a refreshed grant releases nothing", "protocol §5", faults.a_refresh_releases_nothing),
    Mutant("what an older program held is never swept", "protocol §6", faults.nothing_is_swept),
    Mutant(
        "the phone's clock is believed", "wrong clocks; protocol §10", faults.the_phones_clock_is_believed
    ),
    Mutant("an offer hears of no outcomes", "found by this machine", faults.an_offer_hears_no_outcomes),
    Mutant(
        "a wipe does not wait for offers",
        "found by this machine",
        changes=[
            Change(
                "store/wipe.ts",
                'if (((await getMark(tx, "offerDue")) ?? []).length > 0) return;',
                "",
            )
        ],
        shown_by="store.test.ts: a wiped phone forgets nothing that a server without memory may still miss",
    ),
    Mutant(
        "an offer counts as made when it is sent",
        "protocol §7",
        changes=[
            Change(
                "store/batch.ts",
                'offer: ((await getMark(tx, "offerDue")) ?? []).slice(0, limits.maxOffer),',
                "offer: await (async () => {"
                ' const due = (await getMark(tx, "offerDue")) ?? [];'
                ' await setMark(tx, "offerDue", due.slice(limits.maxOffer));'
                " return due.slice(0, limits.maxOffer); })(),",
            )
        ],
    ),
    Mutant(
        "a reset dies with the page",
        "protocol §11, two databases",
        changes=[Change("store/store.ts", "if (!due.rows) return;", "if (due !== null) return;")],
    ),
    Mutant(
        "a rebuild keeps what it did not show",
        "CHT: phones keep stale contacts",
        changes=[
            Change(
                "store/page.ts",
                "const unseen = (await rows.getAll()).filter((row) => row.attempt < since);",
                "const unseen = (await rows.getAll()).filter((row) => row.attempt < 0 * since);",
            )
        ],
        shown_by="store.test.ts: after a rebuild only what was seen again is kept",
    ),
    Mutant(
        "cleared storage goes unnoticed",
        "storage cleared by browser or user",
        changes=[
            Change(
                "app/phone-marker.ts",
                "if (before === null || before.device === null) return before;",
                "if (before !== undefined) return before;",
            )
        ],
        shown_by="eviction.test.ts: a cleared store is noticed",
    ),
    Mutant(
        "work whose rows were dropped looks unsent",
        "found by this machine",
        changes=[Change("domain/overlay.ts", 'onServer: op.status === "applied",', "onServer: false,")],
        shown_by="overlay.test.ts: what the server took in stays the server's",
    ),
    Mutant(
        "a withdrawal that waits is shown as done",
        "CHT #11306: phone and server disagree",
        changes=[
            Change(
                "domain/receipt.ts",
                'if (state === "withdrawn" && !record.needsCare && !isWaiting)',
                'if (state === "withdrawn" && !record.needsCare)',
            )
        ],
        shown_by="overlay.test.ts: its withdrawal …, shows …",
    ),
)
ALL = (*NEEDED, *HISTORY)
