"""``kembara roads``: which street network is in use, and bringing another."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from planner.adapters import overpass, road_files, road_import
from planner.cli.progress import LineProgress
from planner.errors import refuse
from planner.geo.road_summary import summary
from planner.geo.roads import RoadNetwork
from planner.settings import Settings, read_settings
from planner.units import ZONE

roads = typer.Typer(no_args_is_help=True, help="Street networks: fetch, import, info.")

Bbox = Annotated[str | None, typer.Option("--bbox", help="Box west,south,east,north in degrees.")]


def register(app: typer.Typer) -> None:
    """Add the command group to ``app``."""
    app.add_typer(roads, name="roads")


@roads.command("info")
def info() -> None:
    """Say which network is in use, where it comes from, and what it holds."""
    typer.echo(summary(road_files.active_network(read_settings())))


@roads.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A .graphml (OSMnx's, too), .osm or .osm.pbf file.")],
    bbox: Bbox = None,
    polygon: Annotated[Path | None, typer.Option("--polygon", help="GeoJSON file: keep what lies in it.")] = None,
    label: Annotated[str, typer.Option("--label", help="What to call the network on maps and receipts.")] = "",
) -> None:
    """Import a street network and use it from now on."""
    clip = road_import.read_clip(bbox, polygon)
    today = datetime.now(ZONE).date()  # noqa: TID251 - a command reads the clock
    _use(road_import.import_roads(file, today=today, clip=clip, label=label, progress=LineProgress()))


@roads.command("fetch")
def fetch(
    place: Annotated[str | None, typer.Option("--place", help='A place by name: "Kuala Lumpur, Malaysia".')] = None,
    bbox: Bbox = None,
    label: Annotated[str, typer.Option("--label", help="What to call the network on maps and receipts.")] = "",
    server: Annotated[str, typer.Option("--server", help="Address of an Overpass server.")] = overpass.SERVER,
) -> None:
    """Fetch streets from OpenStreetMap over Overpass and use them from now on; run again to resume."""
    if (place is None) == (bbox is None):
        raise refuse("E2301", "the area is not clear", "give either --place or --bbox", "kembara roads fetch")
    settings = read_settings()
    now = datetime.now(ZONE)  # noqa: TID251 - a command reads the clock
    progress = LineProgress()
    clip = overpass.find_place(place) if place is not None else road_import.read_clip(bbox, None)
    parts = overpass.fetch_parts(clip, folder=settings.home / "roads" / "parts", server=server, progress=progress)
    source = f"OpenStreetMap by Overpass, {place or bbox}"
    network = road_import.from_osm(
        parts,
        source=source,
        today=now.date(),
        clip=clip,
        label=label or f"Streets of {place or bbox}",
        progress=progress,
    )
    _use(network)
    overpass.forget_parts(parts)


@roads.command("reset")
def reset() -> None:
    """Go back to the embedded demonstration network."""
    settings = read_settings()
    road_files.active_path(settings).unlink(missing_ok=True)
    typer.echo(road_files.active_network(settings).manifest.label)


def _use(network: RoadNetwork, settings: Settings | None = None) -> None:
    """Store the network as the one in use and tell what it holds."""
    settings = settings or read_settings()
    path = road_files.active_path(settings)
    road_files.save_network(network, path)
    typer.echo(summary(road_files.load_network(path, data_dir=settings.data_dir)))
