"""``kembara geocode`` and ``kembara gazetteer``: addresses placed, places looked at and brought in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from planner.adapters.address_files import read_addresses, write_placements
from planner.adapters.gazetteer_files import load_gazetteer
from planner.geo.gazetteer import Gazetteer
from planner.geo.geocode import Geocoder
from planner.settings import read_settings


def register(app: typer.Typer) -> None:
    """Add this module's commands to ``app``."""
    app.command("geocode")(geocode)
    group = typer.Typer(help="The gazetteer of places.", no_args_is_help=True)
    group.command("info")(info)
    app.add_typer(group, name="gazetteer")


def geocode(
    source: Annotated[Path, typer.Argument(metavar="IN.csv", help="id,address_text[,postcode,state,lat,lon]")],
    out: Annotated[Path, typer.Option("--out", help="placements as CSV")],
) -> None:
    """Place addresses offline: level, radius, probability, runner-up and reason for every row."""
    addresses = read_addresses(source)
    placements = Geocoder(load_gazetteer(read_settings().data_dir)).place(addresses, progress=_say)
    write_placements(placements, out)
    levels = Counter(placements["level"])
    placed = len(placements) - levels["none"]
    typer.echo(f"{placed} of {len(placements)} addresses placed; {levels['none']} for the work list")
    for level, count in sorted(levels.items()):
        typer.echo(f"  {level:9} {count}")


def info() -> None:
    """Say what the gazetteer holds: places by kind, how many have a coordinate, and how far they can be trusted."""
    gazetteer = load_gazetteer(read_settings().data_dir)
    for line in describe(gazetteer):
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


def _say(stage: str, share: float | None, note: str = "") -> None:
    percent = "" if share is None else f" {share:.0%}"
    typer.echo(f"{stage}{percent} {note}".rstrip(), err=True)
