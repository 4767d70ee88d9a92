"""Loads the large demo step by step: people, then what their phones send, then reviews, then the count.

Each step is its own transactions, so a load that was killed goes on when it is
asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
from flask import Flask, current_app

from tocongnghe.cli.instance import Failure
from tocongnghe.extensions import db, writing
from tocongnghe.jobs.job import FAILED
from tocongnghe.jobs.schedule import run_once
from tocongnghe.schemas.operations import complaint_about
from tocongnghe.services.demo import Demo, described, kept_passwords
from tocongnghe.services.demo.filling import (
    approve_commune,
    count_approved,
    province_of,
    push_village,
    sent_so_far,
)
from tocongnghe.services.demo.langson import MAY_2022, Totals
from tocongnghe.services.demo.province import add_bases, add_commune, begin, commune_codes, members_before
from tocongnghe.services.demo.sharing import CommunePlan
from tocongnghe.services.demo.visits import device_of

COMMUNES_WITH_CODES = 3
"""In the first village of so many communes members get a code, to try a phone."""

Tell = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much."""


def load_lang_son(app: Flask, totals: Totals = MAY_2022, tell: Tell = lambda *_: None) -> None:
    """Load Lạng Sơn of May 2022 into an empty installation, or what is missing of it, and count it.

    Raises:
        NotADemo: The installation has people of its own, or another demo's.
    """
    with writing() as session:
        plans = begin(session, totals)
    for at, (plan, before) in enumerate(zip(plans, members_before(plans), strict=True)):
        tell("communes", at, len(plans))
        with writing() as session:
            add_commune(session, plan, before)
    with writing() as session:
        add_bases(session, plans)
    _push(plans, tell)
    _approve(plans, totals, tell)
    tell("counting", 0, 1)
    result = run_once(app, "rollups")
    if result.outcome == FAILED:
        raise Failure(f"the demo is loaded, but counting it failed: {result.detail}")
    tell("counting", 1, 1)


def _push(plans: list[CommunePlan], tell: Tell) -> None:
    sent = sent_so_far(db.engine)
    province_id, done = province_of(db.session()), 0
    db.session.remove()
    of = sum(village.operations for plan in plans for village in plan.villages)
    for plan in plans:
        for village in plan.villages:
            tell("operations of phones", done, of)
            already = sent.get(device_of(village.code), 0)
            push_village(db.engine, province_id, village, complaint_about, already)
            done += village.operations
    tell("operations of phones", done, of)


def _approve(plans: list[CommunePlan], totals: Totals, tell: Tell) -> None:
    done = count_approved(db.session())
    for plan in plans:
        while count := approve_commune(db.session(), plan):
            db.session.remove()
            done += count
            tell("visits approved", done, totals.visits)
        db.session.remove()


def logins() -> Demo:
    """Return who may log in to the large demo; members of a few villages get fresh codes."""
    config = current_app.config
    with writing() as session:
        codes = commune_codes(session)
        passwords = kept_passwords(session, Path(current_app.instance_path) / "demo.json", codes)
        chosen = [f"20-{code}-001" for code in codes[:COMMUNES_WITH_CODES]]
        return described(
            session, passwords, codes, chosen, secret=config["SECRET_KEY"], days=config["ENROL_CODE_DAYS"]
        )


def on_one_line(is_terminal: bool) -> Tell:
    """Return a way to tell progress on standard error: one line that changes, or a line each tenth."""
    told: list[tuple[str, int]] = []

    def tell(what: str, done: int, of: int) -> None:
        share = 100 * done // max(of, 1)
        step = (what, share if is_terminal else share // 10)
        if told[-1:] == [step]:
            return
        is_next = bool(told) and told[-1][0] != what
        told.append(step)
        line = f"{what}: {done:,} of {of:,} ({share} %)"
        click.echo(
            ("\n" if is_next else "") + f"\r{line}" if is_terminal else line, err=True, nl=not is_terminal
        )

    return tell


def provenance(totals: Totals = MAY_2022) -> Iterator[str]:
    """Yield what was published and what the demo derives from it or makes up."""
    yield "Synthetic: Lạng Sơn as published for May 2022; every household, visit and person is made up."
    yield f"  published  {totals.teams:,} teams, {totals.members:,} members,"
    yield f"             {totals.shops:,} digital shops (61 % of households),"
    yield f"             {totals.payment_accounts:,} payment accounts (54 % of plan),"
    yield f"             {totals.buyer_accounts:,} buyer accounts"
    yield f"  derived    {totals.households:,} households, {totals.planned_accounts:,} accounts planned"
    yield "  made up    who has two shops, how places share it; villages lie in today's communes"
