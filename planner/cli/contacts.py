"""``kembara contacts``: whom to call back, for the case team alone, each reading on record."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.cli.edges import clock, me
from planner.roles import Role
from planner.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("contacts")(contacts)


def contacts(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of referrals or protected cases.")],
    role: Annotated[Role, typer.Option("--role", help="Whose eyes; only jkm may.")] = Role.JKM,
) -> None:
    """Show phone and name of the named referrals; every look is on the restricted record."""
    found = Workspace.open().store.contacts(role, actor=me(), now=clock(), referral_ids=ids)
    for row in found.to_dict("records"):
        typer.echo(f"{row['referral_id']}\t{row['phone']}\t{row['name']}")
    typer.echo(f"{len(found)} of {len(set(ids))} have a contact", err=True)
