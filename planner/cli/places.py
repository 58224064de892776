"""``kembara geocode`` and ``kembara gazetteer``: addresses placed, places looked at and brought in."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from planner.adapters import overpass, road_import
from planner.adapters.address_files import read_addresses, write_placements
from planner.adapters.gazetteer_files import imported_path, load_gazetteer, write_places
from planner.adapters.nominatim import OnlineGeocoder, Service
from planner.adapters.osm_online import fetch_places
from planner.adapters.osm_places import read_incoming
from planner.adapters.point_files import read_points, write_reversed
from planner.cli.progress import LineProgress
from planner.errors import refuse
from planner.geo.gazetteer import Gazetteer
from planner.geo.gazetteer_merge import MergeLine, merge
from planner.settings import read_settings
from planner.workspace import Workspace

MOST_LINES = 20
ONLINE_CACHE = Path("online") / "nominatim.jsonl"


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
    addresses = read_addresses(source)
    workspace = Workspace.open()
    settings = workspace.settings
    placements = workspace.geocoder.place(addresses, progress=_say)
    if online:
        placements = ask_online(addresses, placements, OnlineGeocoder(service_at(online), settings.home / ONLINE_CACHE))
    write_placements(placements, out)
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
    found = Workspace.open().reverse(read_points(source), boundaries)
    write_reversed(found, out)
    seats = int((found["parliament"] != "").sum())
    typer.echo(
        f"{len(found)} points: {found['police_district'].nunique()} police districts, {seats} with a constituency"
    )


def bring_in(
    source: Annotated[Path | None, typer.Argument(metavar="[FILE]", help=".csv, .geojson, .osm or .osm.pbf")] = None,
    report: Annotated[Path | None, typer.Option("--report", help="what became of every place, as CSV")] = None,
    place: Annotated[str, typer.Option("--place", help='fetch this area: "Kuala Lumpur, Malaysia"')] = "",
    bbox: Annotated[str | None, typer.Option("--bbox", help="fetch this box: west,south,east,north in degrees")] = None,
    server: Annotated[str, typer.Option("--server", help="address of an Overpass server")] = overpass.SERVER,
) -> None:
    """Merge places of another source into the gazetteer; ours wins every conflict, and every conflict is told.

    The source is a file, or OpenStreetMap over the network with --place or --bbox; run again to resume.
    """
    if sum(bool(given) for given in (source, place, bbox)) != 1:
        raise refuse("E2302", "the source is not clear", "give one of FILE, --place and --bbox", "gazetteer import")
    settings = read_settings()
    gazetteer = load_gazetteer(settings.data_dir, settings.home)
    if source is not None:
        incoming, faults = read_incoming(source)
    else:
        area = overpass.find_place(place) if place else road_import.read_clip(bbox, None)
        folder = settings.home / "gazetteer" / "parts"
        incoming, faults = fetch_places(area, folder=folder, server=server, progress=LineProgress())
    merged = merge(gazetteer, incoming)
    embedded = load_gazetteer(settings.data_dir)
    write_places([p for p in merged.gazetteer.places if embedded.get(p.place_id) != p], imported_path(settings.home))
    lines = [*merged.lines, *(MergeLine("", fault.where, "refused", f"{fault.code} {fault.cause}") for fault in faults)]
    for action, count in sorted(Counter(line.action for line in lines).items()):
        typer.echo(f"{action:9} {count}")
    for line in [line for line in lines if line.action in {"conflict", "refused"}][:MOST_LINES]:
        typer.echo(f"  {line.action}: {line.name}: {line.reason}")
    if report is not None:
        pd.DataFrame([asdict(line) for line in lines], columns=["place_id", "name", "action", "reason"]).to_csv(
            report, index=False, lineterminator="\n"
        )


def service_at(server: str) -> Service:
    """The service at ``https://host`` or ``http://host:port``; a bare host is asked over https."""
    scheme, _, host = server.rpartition("://")
    return Service(domain=host.rstrip("/"), scheme=scheme or "https")


def ask_online(addresses: pd.DataFrame, placements: pd.DataFrame, online: OnlineGeocoder) -> pd.DataFrame:
    """PLACEMENTS with the online candidate as runner-up of the rows without a place."""
    names, ids = placements["runner_up"].tolist(), placements["runner_up_id"].tolist()
    for number, (place_id, text) in enumerate(zip(placements["place_id"], addresses["address_text"], strict=True)):
        answer = online.ask(text) if place_id == "" else None
        if answer is not None:
            where = f"{answer.name} ({answer.lat:.4f}, {answer.lon:.4f}), probability {answer.probability:.2f}"
            names[number], ids[number] = f"online: {where}", ""
    return placements.assign(runner_up=names, runner_up_id=ids)


def info() -> None:
    """Say what the gazetteer holds: places by kind, how many have a coordinate, and how far they can be trusted."""
    settings = read_settings()
    gazetteer = load_gazetteer(settings.data_dir, settings.home)
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
