"""``kembara intake``, ``import`` and ``synthetic``: referrals in, and synthetic ones made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import clock, cores, csv_bytes, me, moment_of, parse_date, write_whole
from planner.cli.progress import LineProgress
from planner.errors import refuse
from planner.model.referral import Channel
from planner.store.home_key import make_key
from planner.workspace import Workspace

Files = Annotated[list[Path], typer.Argument(metavar="IN…", help="CSV, XLSX, JSON, GeoJSON or a WhatsApp export.")]
ChannelOption = Annotated[Channel | None, typer.Option("--channel", help="The channel all rows came by.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("intake")(intake)
    app.command("import")(import_)
    app.command("synthetic")(synthetic)


def _say_faults(faults: tuple[object, ...]) -> None:
    for fault in faults:
        sys.stderr.write(f"{fault}\n")


def intake(
    files: Files,
    out: Annotated[Path, typer.Option("--out", help="CSV to write, one line for each input row.")],
    channel: ChannelOption = None,
    now: Annotated[str | None, typer.Option("--now", help="Take this date as today (YYYY-MM-DD).")] = None,
) -> None:
    """Check, redact, triage, place and link rows; nothing is stored."""
    workspace = Workspace.open()
    rows, faults = workspace.read_rows(files)
    taken = workspace.take(rows, channel=channel, now=moment_of(now), workers=cores(), progress=LineProgress())
    told = workspace.told(taken)
    write_whole(out, csv_bytes(told))
    _say_faults(faults)
    counts = told["status"].value_counts()
    typer.echo(
        f"{len(told)} rows: {counts.get('accepted', 0)} accepted, {counts.get('quarantined', 0)} quarantined; "
        f"{taken.linkage.households['household_id'].nunique()} households → {out}"
    )


def import_(files: Files, channel: ChannelOption = None) -> None:
    """Take rows into the store; doing it twice changes nothing. A new store gets a key of its own."""
    workspace = with_own_key(Workspace.open())
    rows, faults = workspace.read_rows(files)
    report = workspace.import_rows(
        rows, channel=channel, actor=me(), now=clock(), workers=cores(), progress=LineProgress()
    )
    _say_faults(faults)
    typer.echo(
        f"{report.added} new referrals, {report.known} known already; {report.quarantined} rows newly quarantined, "
        f"{report.protection} new cases in the restricted queue"
    )
    if report.corrected:
        typer.echo(f"{report.corrected} quarantined rows closed by these")


def with_own_key(workspace: Workspace) -> Workspace:
    """``workspace``, under a key made just now when there is neither a key nor a store yet."""
    store = Path(workspace.settings.database_url.removeprefix("sqlite:///"))
    is_new = workspace.settings.database_url.startswith("sqlite:///") and not store.exists()
    if not (workspace.settings.is_demonstration_key and is_new):
        return workspace
    path = make_key(workspace.settings)
    sys.stderr.write(f"a new store: its key was made and lies in {path}; keep a copy apart from the database\n")
    return Workspace.open()


def synthetic(
    out: Annotated[Path, typer.Option("--out", help="CSV to write.")],
    rows: Annotated[int, typer.Option("--rows", min=1, help="How many rows.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same rows.")] = 1,
    start: Annotated[str, typer.Option("--start", help="First day (YYYY-MM-DD).")] = "2021-06-22",
    days: Annotated[int, typer.Option("--days", min=1, help="How many days.")] = 15,
    truth: Annotated[Path | None, typer.Option("--truth", help="CSV for the hidden truth.")] = None,
) -> None:
    """Make synthetic referrals that follow the published call mix; for demonstrations, tests and benchmarks."""
    if out.is_dir():
        raise refuse("E1032", f"{out} is a folder", "name a file to write")
    made = Workspace.open().synthetic(
        rows=rows, seed=seed, start=parse_date(start, "--start"), days=days, progress=LineProgress()
    )
    write_whole(out, made.rows.to_csv(index=False).encode("utf-8"))
    if truth is not None:
        write_whole(truth, made.truth.to_csv(index=False).encode("utf-8"))
    typer.echo(f"{rows} SYNTHETIC rows (seed {seed}) → {out}")
