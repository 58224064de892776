"""``kembara key``: the key that seals what is kept, made and changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import clock, me
from planner.cli.progress import LineProgress
from planner.cli.store import must_be_new
from planner.errors import refuse
from planner.settings import Settings
from planner.store import backup, change_key, is_handed_over
from planner.store.home_key import install_next, make_key, next_key
from planner.workspace import Workspace

NEW_KEY = "KEMBARA_NEW_KEY"
Backup = Annotated[
    Path | None, typer.Option("--backup", help="Archive to write first, under the old key; not asked when going on.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    key = typer.Typer(help="The key that seals what is kept.", no_args_is_help=True)
    key.command("new")(new)
    key.command("change")(change)
    app.add_typer(key, name="key")


def new() -> None:
    """Make a random key for this KEMBARA_HOME, in a file that you alone may read; needed before real people's rows."""
    path = make_key(Workspace.open().settings)
    typer.echo(f"a new key is in {path}, for your eyes alone")
    typer.echo("Keep a copy apart from the store and its backups: without it nothing that is kept opens again.")


def change(file: Backup = None) -> None:
    """Seal the store with a new key: KEMBARA_NEW_KEY, or a random one in place of the key file; again to go on."""
    settings = Workspace.open().settings
    is_given = bool(os.environ.get("KEMBARA_KEY"))
    key = os.environ.get(NEW_KEY, "").encode() if is_given else next_key(settings)
    if not key:
        action = f"set {NEW_KEY}, then KEMBARA_KEY to the same when the change is done"
        raise refuse("E1734", "KEMBARA_KEY holds the key in use, and there is no new one", action)
    if not is_handed_over(settings.database_url, settings.key):
        _back_up(settings, file)
    report = change_key(
        settings.database_url, old=settings.key, new=key, now=clock(), actor=me(), progress=LineProgress()
    )
    count = sum(rows for _, rows in report.rows)
    typer.echo(
        f"{count} rows sealed with the new key{' (taken up where it was broken off)' if report.is_resumed else ''}"
    )
    if not report.is_wiped:
        typer.echo("A reader was at work: the old pages go with the next checkpoint.", err=True)
    typer.echo("Set KEMBARA_KEY to it now." if is_given else f"the new key is in {install_next(settings)}")
    typer.echo(
        "Restart whatever has the store open, and make a new backup: older archives open with the old key alone."
    )


def _back_up(settings: Settings, file: Path | None) -> None:
    if file is None:
        action = "name an archive with --backup FILE: it is written and tried before anything is changed"
        raise refuse("E1735", "there is no backup of this moment", action)
    must_be_new(file)
    report = backup(settings.database_url, file.resolve(), key=settings.key, now=clock(), actor=me())
    typer.echo(f"{sum(rows for _, rows in report.rows)} rows → {file} and {file}.keys, restored on trial and equal")
