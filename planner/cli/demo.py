"""``kembara demo``: the whole job on the embedded Kuala Lumpur demonstration."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import cores
from planner.cli.folders import must_take, out_folder, write_folder
from planner.cli.progress import LineProgress
from planner.cli.tongue import InTongue, Tongue
from planner.workspace import Workspace
from planner.workspace.story import Demonstration


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("demo")(demo)


def demo(
    out: Annotated[Path, typer.Option("--out", parser=out_folder, metavar="DIR", help="Folder to write to.")] = Path(
        "out/demo"
    ),
    days: Annotated[int, typer.Option("--days", min=1, max=14, help="Days to plan.")] = 3,
    time_limit: Annotated[float, typer.Option("--time-limit", min=0.5, help="Seconds of search.")] = 10.0,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same plan.")] = 1,
    rows: Annotated[int, typer.Option("--rows", min=50, help="How many synthetic referrals.")] = 3000,
    language: InTongue = Tongue.EN,
) -> None:
    """Synthetic referrals → next locations → convoy and patrol plan → map and run sheets, in one go."""
    began_s = time.monotonic()
    must_take(out)
    workspace = Workspace.open()
    story = Demonstration(days=days, time_limit_s=time_limit, seed=seed, rows=rows)
    result = workspace.demonstration(story, workers=cores(), progress=LineProgress(every_s=1.0))
    files = workspace.files(result, workers=cores())
    write_folder(out, files)
    typer.echo(workspace.summary(result, language.value))
    typer.echo(f"\n{len(files)} files in {time.monotonic() - began_s:.0f} s. Open first:")
    for name in ("map.html", "plan.json", "recommended.csv", "hotspots.geojson", f"summary.{language.value}.txt"):
        typer.echo(f"  {out / name}")
    sheets = sorted(name for name in files if name.endswith(".pdf"))
    typer.echo(f"  {out / sheets[0]} and {len(sheets) - 1} more run sheets" if sheets else "  no run sheets")
