"""What the doctor says of backups and journal, in words for whoever runs the installation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from tocongnghe import clock
from tocongnghe.cli.finding import Finding
from tocongnghe.services.backups.health import MAX_AGE, Health, look_after
from tocongnghe.services.backups.interrupted import require_whole
from tocongnghe.services.backups.refusals import CatalogueLost, Interrupted
from tocongnghe.services.backups.resets import SEVERAL

SETTLING = timedelta(days=30)  # after a restore, until the last phone was in contact
EVERY_NIGHT = "`tocongnghe serve` makes one every night, or `tocongnghe jobs run`: see that one of them runs"


def restore_finding(engine: Engine, instance: Path) -> Finding | None:
    """Return what is wrong if a restore was left half-way."""
    try:
        require_whole(engine, instance)
    except Interrupted as error:
        return Finding("restore", False, "a restore did not end; nothing is served", error.detail)
    return None


def backup_findings(engine: Engine, instance: Path) -> Iterator[Finding]:
    """Yield how old the newest verified backup is, where, whether the next one fits, and the journal."""
    try:
        health = look_after(engine, instance)
    except CatalogueLost as error:
        yield Finding("backups", False, "nothing says what they are", error.detail)
        return
    yield _newest(health)
    if health.strays:
        says = f"{health.strays} files in {health.folder} are in no catalogue"
        yield Finding("backups", False, says, "`tocongnghe backup adopt` lists them; or remove them by hand")
    yield _room(health)
    yield _journal(health)
    if health.resets >= SEVERAL:
        yield _resets(health)
    if health.newest is not None and health.newest.recordings is not None and health.newest.recordings.lost:
        says = f"{health.newest.recordings.lost} are gone or damaged in blobs/, and in no backup"
        yield Finding(
            "recordings", False, says, "check the disk; bring blobs/ back from a copy of the instance"
        )


def _newest(health: Health) -> Finding:
    age, newest = health.age(clock.now()), health.newest
    where = f"{health.kept} kept in {health.folder}"
    if age is None:
        says = "none was verified" if newest else "there is none"
        todo = "`tocongnghe backup make` makes one and verifies it; until then phones may forget nothing"
        return Finding("backups", not health.is_needed, f"{says}; {where}", f"{todo}. {EVERY_NIGHT}")
    if newest is not None and newest.problems:
        says = f"the newest does not stand up: {newest.problems[0]}"
        name = health.verified.name if health.verified else ""
        todo = (
            "`tocongnghe backup make` again. If that one does not stand up either, the database is damaged:"
            f" stop the server and `tocongnghe backup restore {name}`"
        )
        return Finding("backups", False, f"{says}; the newest verified one is {_told(age)} old", todo)
    says = f"the newest verified one is {_told(age)} old; {where}"
    return Finding(
        "backups", age <= MAX_AGE, says, f"`tocongnghe backup make` now, and read what it says. {EVERY_NIGHT}"
    )


def _room(health: Health) -> Finding:
    free, needed = _size(health.free_bytes), _size(health.needed_bytes)
    says = f"{free} free for backups; the next night takes up to {needed}"
    todo = (
        "make room, or keep fewer (`tocongnghe backup make --keep 7`), or put backups/ on a larger disk"
        " by a symbolic link"
    )
    return Finding("room", health.free_bytes >= health.needed_bytes, says, todo)


def _journal(health: Health) -> Finding:
    if health.is_journaled:
        at = health.journaled_at
        says = (
            "nothing was decided yet" if at is None else f"written; newest decision {at:%Y-%m-%d %H:%M} UTC"
        )
        return Finding("journal", True, says)
    todo = (
        "`tocongnghe backup make` now: it holds every decision so far. Then see that journal/ of the instance"
        " folder is there and that its owner can write to it"
    )
    return Finding("journal", False, "the newest decision of the desk is not in it", todo)


def _resets(health: Health) -> Finding:
    says = f"{health.resets} within the last hour remember a log that is not this one's"
    at = health.restored_at
    if at is not None and clock.now() - at < SETTLING:
        return Finding("phones", True, f"{says}, as phones do after the restore of {at:%Y-%m-%d}")
    todo = (
        "nobody ran `tocongnghe backup restore` lately: has the database been put back by other means, such"
        " as a snapshot of the machine? Phones send again what is missing. `tocongnghe backup make` now, and"
        " restore with `tocongnghe backup restore` only: it brings the desk's decisions back"
    )
    return Finding("phones", False, says, todo)


def _told(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
