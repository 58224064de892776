"""``kembara backup``, ``restore``, ``audit``, ``forget``, ``expire``: looking after the store."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import clock, me, write_whole
from planner.cli.progress import LineProgress
from planner.errors import Fault, raise_if_any, refuse
from planner.model.record import Certificate
from planner.roles import Role
from planner.store import Run, Store, audit, open_store
from planner.store import backup as make_backup
from planner.store import restore as make_restore
from planner.workspace import Workspace, storing

Reason = Annotated[str, typer.Option("--reason", help="Why, in a sentence without names; it stays on record.")]
CertificateFile = Annotated[Path | None, typer.Option("--out", help="JSON file for the certificate of deletion.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("forget")(forget)
    app.command("expire")(expire)
    record = typer.Typer(help="The record of every act.", no_args_is_help=True)
    record.command("verify")(verify)
    app.add_typer(record, name="audit")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Archive to write; its keys go to FILE.keys.")],
    trial: Annotated[bool, typer.Option("--trial/--no-trial", help="Restore it on trial and compare.")] = True,
) -> None:
    """Write the whole store to an archive and a key file, and try them by restoring."""
    settings = Workspace.open().settings
    must_be_new(file)
    report = make_backup(
        settings.database_url, file.resolve(), key=settings.key, now=clock(), actor=me(), is_tried=trial
    )
    count = sum(rows for _, rows in report.rows)
    typer.echo(f"{count} rows → {file} and {file}.keys; {'restored on trial and equal' if trial else 'not tried'}")
    typer.echo(f"sha256 {report.digest}")
    typer.echo("Keep the key file apart from the archive, and KEMBARA_KEY apart from both.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Archive that backup wrote, with FILE.keys beside it.")],
    into: Annotated[
        str | None, typer.Option("--into", help="Database URL to fill; KEMBARA_DATABASE otherwise.")
    ] = None,
) -> None:
    """Fill an empty store from an archive, compared byte for byte."""
    settings = Workspace.open().settings
    report = make_restore(file, into or settings.database_url, key=settings.key, now=clock(), actor=me())
    count = sum(rows for _, rows in report.rows)
    typer.echo(f"{count} rows restored and compared; {report.forgotten} left out, forgotten since the backup")


def verify(
    witness: Annotated[Path | None, typer.Option("--witness", help="Heads noted earlier with --note.")] = None,
    note: Annotated[Path | None, typer.Option("--note", help="JSON file for the heads, to be kept elsewhere.")] = None,
) -> None:
    """Check every entry of the record, its order, seals and anchored plans; 0 only when nothing is broken."""
    store = _store()
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


def forget(
    household: Annotated[
        str, typer.Argument(metavar="HOUSEHOLD", help="Id of a household, referral, case or problem passed on.")
    ],
    reason: Reason,
    out: CertificateFile = None,
) -> None:
    """Delete a household here and in the backups' key files, and certify what was removed."""
    workspace, now = Workspace.open(), clock()
    store = _store(workspace)
    _link(workspace, store, now)
    _certify(store.forget(household, role=Role.JKM, actor=me(), now=now, reason=reason), out)


def expire(
    older_than: Annotated[int, typer.Option("--older-than", min=1, help="Days since a household was last heard of.")],
    out: CertificateFile = None,
) -> None:
    """Delete every household, closed case and refused row older than so many days."""
    workspace, now = Workspace.open(), clock()
    store = _store(workspace)
    _link(workspace, store, now)
    _certify(store.expire(now - timedelta(days=older_than), role=Role.JKM, actor=me(), now=now), out)


def _link(workspace: Workspace, store: Store, now: datetime) -> None:
    """Link once more: what came in since the last linking belongs to its household too."""
    store.save_linkage(storing.stored_linkage(workspace, Role.JKM, progress=LineProgress()), Run("linking", now))


def _certify(proof: Certificate, out: Path | None) -> None:
    words = asdict(proof) | {"at": proof.at.isoformat(), "removed": dict(proof.removed)}
    text = json.dumps(words, indent=1)
    if out:
        write_whole(out, text.encode())
    typer.echo(text)
    for path in proof.unreached:
        typer.echo(f"not reached, destroy by hand: {path}", err=True)


def _read_heads(path: Path) -> dict[str, tuple[int, str]]:
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        return {str(chain): (int(seq), str(value)) for chain, (seq, value) in tree.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise refuse("E1730", "the noted heads cannot be read", "give the file that --note wrote", path.name) from error


def must_be_new(file: Path) -> None:
    """Nothing when ``file`` is free, else E2703."""
    if file.exists():
        raise refuse("E2703", f"{file.name} exists already", "name a new file: a backup never overwrites another")


def _store(workspace: Workspace | None = None) -> Store:
    settings = (workspace or Workspace.open()).settings
    return open_store(settings.database_url, key=settings.key)
