"""``kembara hotspots`` and ``recommend``: where need is, and where to go next."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.edges import moment_of, parse_date, write_whole
from planner.cli.progress import LineProgress
from planner.pipeline.need import Need
from planner.roles import Role, Thing, may_see
from planner.workspace import Workspace
from planner.workspace.outputs import note_lines, stop_lines, waiting_lines

Referrals = Annotated[
    list[Path] | None, typer.Option("--referrals", help="Files to take instead of the store; may be given again.")
]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same result.")]
Now = Annotated[str | None, typer.Option("--now", help="Take this date as today (YYYY-MM-DD).")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("hotspots")(hotspots)
    app.command("recommend")(recommend)


def hotspots(
    out: Annotated[Path, typer.Option("--out", help="File to write: .geojson, .csv or .parquet.")],
    referrals: Referrals = None,
    role: Annotated[Role, typer.Option("--role", help="Whose eyes it is for.")] = Role.PLANNER,
    seed: Seed = 1,
    now: Now = None,
) -> None:
    """Hotspots with score, parts, rate, interval, grade, P(top-k) and cluster q-value; the store's are kept there."""
    workspace = Workspace.open()
    words: dict[str, Any] = {"now": moment_of(now), "seed": seed, "progress": LineProgress()}
    found = workspace.need(referrals, **words) if referrals else workspace.keep_need(**words)
    shown = workspace.hotspots_for(role, found)
    write_whole(out, workspace.hotspots_file(shown, out.suffix))
    say_taken(found)
    typer.echo(f"{len(shown)} hotspots as {role.value} may see them → {out}")
    if may_see(role, Thing.HOTSPOTS):  # an exact count, and often a small one
        _say_uncovered(len(found.uncovered))


def say_taken(found: Need) -> None:
    """How many rows of the files were taken, and what was set aside, on the standard error: the result stands."""
    for fault in found.aside:
        typer.echo(f"set aside: {fault}", err=True)
    if found.rows is None:
        return
    accepted, quarantined = found.rows
    typer.echo(f"referrals: {accepted} accepted, {quarantined} quarantined", err=True)
    if quarantined:
        typer.echo("`kembara intake IN… --out OUT.csv` tells each row's cause and what to do", err=True)


def _say_uncovered(uncovered: int) -> None:
    if uncovered:
        have = "household has" if uncovered == 1 else "households have"
        typer.echo(f"{uncovered} {have} no place on the map yet: see the address work list")


def recommend(
    out: Annotated[Path, typer.Option("--out", help="File to write: .csv or .json.")],
    referrals: Referrals = None,
    fleet: Annotated[Path | None, typer.Option("--fleet", help="Fleet file (TOML).")] = None,
    start: Annotated[
        str | None, typer.Option("--start", help="First day to go (YYYY-MM-DD); tomorrow if not given.")
    ] = None,
    k: Annotated[int, typer.Option("--k", min=1, help="How many stops.")] = 5,
    seed: Seed = 1,
    now: Now = None,
) -> None:
    """Recommended next Kembara locations: why here, why now, how many households, what to bring."""
    workspace = Workspace.open()
    means = workspace.fleet(fleet, is_stored=not referrals)  # a bad fleet is refused before the work begins
    moment = moment_of(now)
    found = workspace.need(referrals, now=moment, seed=seed, progress=LineProgress())
    first_day = parse_date(start, "--start") if start else moment.date() + timedelta(days=1)  # nobody drives today
    advice = workspace.recommend(found, k=k, start=first_day, now=moment, seed=seed, fleet=means)
    write_whole(out, workspace.recommended_file(advice.stops, out.suffix))
    say_taken(found)
    for stop in advice.stops:
        typer.echo("\n".join(stop_lines(stop)))
    for line in (*note_lines(advice.notes), *waiting_lines(advice.left_out)):
        typer.echo(line)
    typer.echo(f"{len(advice.stops)} recommended stops → {out}")
