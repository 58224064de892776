"""Every command of ``kembara``, gathered."""

from __future__ import annotations

import typer

from planner.cli import (
    accounts,
    audit,
    contacts,
    demo,
    dispatch,
    key,
    need,
    onward,
    places,
    plan,
    quarantine,
    referrals,
    roads,
    rules,
    runs,
    store,
    web,
)

app = typer.Typer(
    name="kembara",
    help="From referrals to recommended next Kembara locations, convoys and patrol pickups.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_TO_PLAN = (demo, web, referrals, quarantine, places, need, plan, dispatch, rules, roads, runs)
_TO_KEEP = (store, audit, accounts, contacts, key, onward)
for group in (*_TO_PLAN, *_TO_KEEP):
    group.register(app)
