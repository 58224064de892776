"""``kembara backup``, ``restore``, ``forget``, ``expire``: looking after the store."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import clock, me, write_whole
from planner.cli.progress import LineProgress
from planner.errors import refuse
from planner.model.record import Certificate
from planner.roles import Role
from planner.store import Store, open_store
from planner.store import backup as make_backup
from planner.store import restore as make_restore
from planner.workspace import Workspace, derived

Reason = Annotated[str, typer.Option("--reason", help="Why, in a sentence without names; it stays on record.")]
CertificateFile = Annotated[Path | None, typer.Option("--out", help="JSON file for the certificate of deletion.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("forget")(forget)
    app.command("expire")(expire)


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
    derived.keep_linkage(workspace, Role.JKM, now=now, progress=LineProgress())
    _certify(store.forget(household, role=Role.JKM, actor=me(), now=now, reason=reason), out)


def expire(
    older_than: Annotated[int, typer.Option("--older-than", min=1, help="Days since a household was last heard of.")],
    out: CertificateFile = None,
) -> None:
    """Delete every household, closed case and refused row older than so many days."""
    workspace, now = Workspace.open(), clock()
    store = _store(workspace)
    derived.keep_linkage(workspace, Role.JKM, now=now, progress=LineProgress())
    _certify(store.expire(now - timedelta(days=older_than), role=Role.JKM, actor=me(), now=now), out)


def _certify(proof: Certificate, out: Path | None) -> None:
    words = asdict(proof) | {"at": proof.at.isoformat(), "removed": dict(proof.removed)}
    text = json.dumps(words, indent=1)
    if out:
        write_whole(out, text.encode())
    typer.echo(text)
    for path in proof.unreached:
        typer.echo(f"not reached, destroy by hand: {path}", err=True)


def must_be_new(file: Path) -> None:
    """Nothing when ``file`` is free, else E2703."""
    if file.exists():
        raise refuse("E2703", f"{file.name} exists already", "name a new file: a backup never overwrites another")


def _store(workspace: Workspace | None = None) -> Store:
    settings = (workspace or Workspace.open()).settings
    return open_store(settings.database_url, key=settings.key)
