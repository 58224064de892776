"""Every command of ``kembara``, gathered."""

from __future__ import annotations

import typer

from planner.cli import (
    accounts,
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

for group in (
    demo,
    web,
    referrals,
    quarantine,
    places,
    need,
    plan,
    dispatch,
    rules,
    roads,
    store,
    accounts,
    key,
    onward,
):
    group.register(app)
