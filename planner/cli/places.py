"""``kembara geocode`` and ``kembara gazetteer``: addresses placed, places looked at and brought in."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from planner.cli.progress import LineProgress
from planner.errors import refuse
from planner.geo.gazetteer import Gazetteer
from planner.progress import Note
from planner.settings import read_settings
from planner.workspace import Workspace
from planner.workspace.areas import SERVER
from planner.workspace.bring_places import merge_area, merge_file
from planner.workspace.place_files import place_file, reverse_file

MOST_LINES = 20


def register(app: typer.Typer) -> None:
    """Add this module's commands to ``app``."""
    app.command("geocode")(geocode)
    app.command("reverse")(reverse)
    group = typer.Typer(help="The gazetteer of places.", no_args_is_help=True)
    group.command("info")(info)
    group.command("import")(bring_in)
    app.add_typer(group, name="gazetteer")


def geocode(
    source: Annotated[Path, typer.Argument(metavar="IN.csv", help="id,address_text[,postcode,state,lat,lon]")],
    out: Annotated[Path, typer.Option("--out", help="placements as CSV")],
    online: Annotated[
        str, typer.Option(metavar="SERVER", help="also ask this Nominatim server about unplaced rows")
    ] = "",
) -> None:
    """Place addresses offline: level, radius, probability, runner-up and reason for every row.

    With --online, street-level names of unplaced rows (never a unit, a name or a note) go to a Nominatim server; its
    answer is shown as the runner-up and places nothing by itself.
    """
    placements = place_file(Workspace.open(), source, out, server=online, progress=_say)
    levels = Counter(placements["level"])
    placed = len(placements) - levels["none"]
    typer.echo(f"{placed} of {len(placements)} addresses placed; {levels['none']} for the work list")
    for level, count in sorted(levels.items()):
        typer.echo(f"  {level:9} {count}")


def reverse(
    source: Annotated[Path, typer.Argument(metavar="IN.csv", help="id,lat,lon")],
    out: Annotated[Path, typer.Option("--out", help="what each point falls in, as CSV")],
    boundaries: Annotated[
        Path | None, typer.Option("--boundaries", help="constituencies as GeoJSON; none are embedded")
    ] = None,
) -> None:
    """Tell for points the nearest place, the police district and the constituency they fall in.

    Without --boundaries the constituency is that of the nearest place, and boundary_m stays empty.
    """
    found = reverse_file(Workspace.open(), source, out, boundaries)
    seats = int((found["parliament"] != "").sum())
    typer.echo(
        f"{len(found)} points: {found['police_district'].nunique()} police districts, {seats} with a constituency"
    )


def bring_in(
    source: Annotated[Path | None, typer.Argument(metavar="[FILE]", help=".csv, .geojson, .osm or .osm.pbf")] = None,
    report: Annotated[Path | None, typer.Option("--report", help="what became of every place, as CSV")] = None,
    place: Annotated[str, typer.Option("--place", help='fetch this area: "Kuala Lumpur, Malaysia"')] = "",
    bbox: Annotated[str | None, typer.Option("--bbox", help="fetch this box: west,south,east,north in degrees")] = None,
    server: Annotated[str, typer.Option("--server", help="address of an Overpass server")] = SERVER,
) -> None:
    """Merge places of another source into the gazetteer; ours wins every conflict, and every conflict is told.

    The source is a file, or OpenStreetMap over the network with --place or --bbox; run again to resume.
    """
    if sum(bool(given) for given in (source, place, bbox)) != 1:
        raise refuse("E2302", "the source is not clear", "give one of FILE, --place and --bbox", "gazetteer import")
    settings = read_settings()
    if source is not None:
        lines = merge_file(settings, source)
    else:
        lines = merge_area(settings, place, bbox, server=server, progress=LineProgress())
    for action, count in sorted(Counter(line.action for line in lines).items()):
        typer.echo(f"{action:9} {count}")
    for line in [line for line in lines if line.action in {"conflict", "refused"}][:MOST_LINES]:
        typer.echo(f"  {line.action}: {line.name}: {line.reason}")
    if report is not None:
        pd.DataFrame([asdict(line) for line in lines], columns=["place_id", "name", "action", "reason"]).to_csv(
            report, index=False, lineterminator="\n"
        )


def info() -> None:
    """Say what the gazetteer holds: places by kind, how many have a coordinate, and how far they can be trusted."""
    for line in describe(Workspace.open().gazetteer):
        typer.echo(line)


def describe(gazetteer: Gazetteer) -> list[str]:
    """The gazetteer in lines of text."""
    frame = gazetteer.frame()
    lines = [f"{len(frame)} places, {int(frame['lon'].notna().sum())} with a coordinate"]
    for kind, group in frame.groupby("kind"):
        lines.append(f"  {kind:12} {len(group):4}  located {int(group['lon'].notna().sum()):4}")
    grades = Counter(frame["grade"])
    lines.append("grades: " + ", ".join(f"{grade} {count}" for grade, count in sorted(grades.items())))
    closed = [place.name for place in gazetteer.places if place.valid_to is not None]
    lines.append("closed entries: " + (", ".join(closed) or "none"))
    return lines


def _say(stage: str, share: float | None, note: Note = "") -> None:
    percent = "" if share is None else f" {share:.0%}"
    typer.echo(f"{stage}{percent} {note}".rstrip(), err=True)
