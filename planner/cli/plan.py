"""``kembara plan`` and ``export``: convoys and patrols, and what each role may take away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import moment_of, parse_date, write_whole
from planner.cli.folders import must_take, out_folder, write_folder
from planner.cli.need import Now, Referrals, Seed, say_taken
from planner.cli.progress import LineProgress
from planner.cli.tongue import InTongue, Tongue
from planner.errors import refuse
from planner.model.dispatch import Status
from planner.pipeline.order import Order
from planner.pipeline.result import Result
from planner.report.no_convoy_words import no_convoy_text
from planner.report.words import Language
from planner.roles import Role
from planner.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("plan")(plan)
    app.command("export")(export)


def plan(  # noqa: PLR0913, PLR0917 — a command has as many arguments as options
    fleet: Annotated[Path, typer.Option("--fleet", help="Fleet file (TOML).")],
    start: Annotated[str, typer.Option("--start", help="First day (YYYY-MM-DD).")],
    out: Annotated[Path, typer.Option("--out", parser=out_folder, metavar="DIR", help="Folder to write to.")],
    days: Annotated[int, typer.Option("--days", min=1, max=31, help="How many days.")] = 1,
    time_limit: Annotated[float, typer.Option("--time-limit", min=0.5, help="Seconds of search.")] = 30.0,
    by_district: Annotated[
        bool,
        typer.Option(
            "--by-district", help="Each police district by itself, so many seconds each; KEMBARA_CLUSTER helps."
        ),
    ] = False,
    referrals: Referrals = None,
    seed: Seed = 1,
    now: Now = None,
    language: InTongue = Tongue.EN,
) -> None:
    """Plan convoys and patrol pickups, check the plan, and write it with its map and run sheets."""
    first_day = parse_date(start, "--start")
    must_take(out)
    workspace = Workspace.open()
    means = workspace.fleet(fleet, is_stored=not referrals)
    moment = moment_of(now)
    progress = LineProgress()
    found = workspace.need(referrals, now=moment, seed=seed, progress=progress)
    order = Order(
        start=first_day, days=days, time_limit_s=time_limit, seed=seed, now=moment, is_by_district=by_district
    )
    result = workspace.dispatch(found, fleet=means, order=order, progress=progress)
    say_taken(found)
    must_serve(result, language.value)
    write_folder(out, workspace.files(result))
    typer.echo(workspace.summary(result, language.value))
    typer.echo(f"→ {out}")


def must_serve(result: Result, language: Language = "en") -> None:
    """Refuse a plan that goes nowhere: for want of time (E5002), or with how often each reason holds (E5001)."""
    if result.plan is None or result.plan.convoys.routes:
        return
    if result.plan.convoys.status is Status.NO_TIME:
        cause = "the time limit was over before a convoy was found"
        raise refuse("E5002", cause, "give more seconds with --time-limit; nothing was written")
    if not result.plan.convoys.unserved:
        cause = "no household is waiting at a place on the map"
        raise refuse("E5001", cause, "see where the referrals went with `kembara intake`; nothing was written")
    raise refuse("E5001", *no_convoy_text(result.plan.convoys.unserved, language))


def export(
    role: Annotated[Role, typer.Option("--role", help="Whose eyes it is for.")],
    out: Annotated[Path, typer.Option("--out", help="File to write: .html, .pdf, .csv or .parquet.")],
    referrals: Referrals = None,
    seed: Seed = 1,
    now: Now = None,
) -> None:
    """Write what that role may see, suppressed in the data before anything is drawn."""
    workspace = Workspace.open()
    moment = moment_of(now)
    found = workspace.need(referrals, now=moment, seed=seed, progress=LineProgress())
    write_whole(out, workspace.export(role, found, out.suffix, now=moment))
    typer.echo(f"as {role.value} may see it → {out}")
