"""``kembara runs``: what was worked out from the store, from which inputs, with which versions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import csv_bytes, write_whole
from planner.roles import Role
from planner.workspace import Workspace
from planner.workspace.derived import Kept, kept_table

Seer = Annotated[Role, typer.Option("--role", help="Whose eyes.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="What was worked out from the store, and from what.", no_args_is_help=True)
    group.command("list")(list_)
    group.command("export")(export)
    app.add_typer(group, name="runs")


def list_(role: Seer = Role.PLANNER) -> None:
    """List the runs, oldest first: id, stage, time, hashes of what went in, versions."""
    seen = Workspace.open().store.runs(role)
    typer.echo("\t".join(seen.columns))
    for line in seen.astype(str).to_numpy():
        typer.echo("\t".join(line))


def export(
    what: Annotated[Kept, typer.Argument(help="Which table of the last run.")],
    out: Annotated[Path, typer.Option("--out", help="CSV file to write.")],
    run: Annotated[str, typer.Option("--run", help="For hotspots: an earlier run, by the id that `list` gave.")] = "",
    role: Seer = Role.PLANNER,
) -> None:
    """Write a table that a run left in the store, each row with its run."""
    found = kept_table(Workspace.open().store, what, role, run)
    write_whole(out, csv_bytes(found))
    typer.echo(f"{len(found)} rows → {out}")
