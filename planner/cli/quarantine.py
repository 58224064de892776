"""``kembara quarantine``: rows that could not be taken: why, and the way to correct them and send them again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import clock, me, write_whole
from planner.roles import Role
from planner.store import Store
from planner.workspace import Workspace

Resolver = Annotated[Role, typer.Option("--role", help="Whose eyes and hands; planner or jkm.")]
Number = Annotated[str, typer.Argument(metavar="ID", help="The number that `list` gave.")]
SHOWN = ("quarantine_id", "row", "code", "cause", "action")


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="Rows that could not be taken, corrected and sent again.", no_args_is_help=True)
    for name, command in (("list", list_), ("export", export), ("drop", drop)):
        group.command(name)(command)
    app.add_typer(group, name="quarantine")


def list_(
    dropped: Annotated[bool, typer.Option("--dropped", help="Those that were dropped, instead.")] = False,
    role: Resolver = Role.PLANNER,
) -> None:
    """List refused rows: how many for each cause, then each with its cause and what to do; nobody is in it."""
    seen = _store().quarantined(role, status="dropped" if dropped else "open")
    for code, count in seen["code"].value_counts().items():
        typer.echo(f"{code}\t{count}")
    typer.echo("\t".join(SHOWN))
    for line in seen[list(SHOWN)].astype(str).to_numpy():
        typer.echo("\t".join(line))


def export(
    out: Annotated[Path, typer.Option("--out", help="File to write: .xlsx or .csv.")],
    role: Annotated[Role, typer.Option("--role", help="Whose eyes it is for; only jkm may see the rows.")] = Role.JKM,
) -> None:
    """Write the open rows as they came, with cause and action beside, to be corrected and imported again.

    The file holds names and numbers as they were sent: keep it as you keep the source, and delete it afterwards.
    """
    count, content = Workspace.open().rows_to_correct(role, out.suffix, actor=me(), now=clock())
    write_whole(out, content)
    typer.echo(f"{count} rows to correct → {out}; then `kembara import {out}`")


def drop(
    quarantine_id: Number,
    reason: Annotated[str, typer.Option("--reason", help="Why, in a sentence without names; it stays on record.")],
    role: Resolver = Role.JKM,
) -> None:
    """Close a row that nobody will correct; the row itself is deleted, why it was refused stays."""
    _store().drop_quarantined(quarantine_id, role=role, actor=me(), now=clock(), reason=reason)
    typer.echo(f"{quarantine_id} is dropped")


def _store() -> Store:
    return Workspace.open().store
