"""``kembara audit``: the record of every act, shown to those who watch over it, and checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import csv_bytes, write_whole
from planner.errors import Fault, raise_if_any, refuse
from planner.roles import Role
from planner.store import audit
from planner.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="The record of every act.", no_args_is_help=True)
    group.command("verify")(verify)
    group.command("list")(list_)
    app.add_typer(group, name="audit")


def list_(
    newest: Annotated[int, typer.Option("--newest", min=1, help="How many of the newest entries.")] = 50,
    restricted: Annotated[bool, typer.Option("--restricted", help="Who read contacts and cases; jkm alone.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="CSV file to write instead.")] = None,
    role: Annotated[Role, typer.Option("--role", help="Whose eyes.")] = Role.PLANNER,
) -> None:
    """Show the newest acts: when, who, in which role, what, and of which plan, place or import."""
    chain = audit.RESTRICTED if restricted else audit.MAIN
    seen = Workspace.open().store.audit_log(role, chain=chain, newest=newest)
    if out is not None:
        write_whole(out, csv_bytes(seen))
        typer.echo(f"{len(seen)} entries → {out}")
        return
    typer.echo("\t".join(seen.columns.drop("hash")))
    for line in seen.drop(columns="hash").astype(str).to_numpy():
        typer.echo("\t".join(" ".join(cell.split()) for cell in line))


def verify(
    witness: Annotated[Path | None, typer.Option("--witness", help="Heads noted earlier with --note.")] = None,
    note: Annotated[Path | None, typer.Option("--note", help="JSON file for the heads, to be kept elsewhere.")] = None,
) -> None:
    """Check every entry of the record, its order, seals and anchored plans; 0 only when nothing is broken."""
    store = Workspace.open().store
    known = _read_heads(witness) if witness else {}
    breaks = audit.verify(store, witness=known)
    raise_if_any(
        Fault(
            "E1729",
            f"entry {b.seq} of chain {b.chain}: {b.cause}",
            "restore the last good backup and ask who had access",
        )
        for b in breaks
    )
    with store.reading() as connection:
        heads = audit.heads(connection)
    for chain, (seq, value) in sorted(heads.items()):
        typer.echo(f"{chain}: {seq} entries, whole; head {value}")
    if note:
        write_whole(note, json.dumps(heads, indent=1).encode())


def _read_heads(path: Path) -> dict[str, tuple[int, str]]:
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        return {str(chain): (int(seq), str(value)) for chain, (seq, value) in tree.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise refuse("E1730", "the noted heads cannot be read", "give the file that --note wrote", path.name) from error
