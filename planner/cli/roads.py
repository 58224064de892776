"""``kembara roads``: which street network is in use, and bringing another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import clock
from planner.cli.progress import LineProgress
from planner.errors import refuse
from planner.settings import read_settings
from planner.workspace.areas import SERVER
from planner.workspace.bring_roads import roads_in_use, use_area, use_embedded, use_file

roads = typer.Typer(no_args_is_help=True, help="Street networks: fetch, import, info.")

Bbox = Annotated[str | None, typer.Option("--bbox", help="Box west,south,east,north in degrees.")]


def register(app: typer.Typer) -> None:
    """Add the command group to ``app``."""
    app.add_typer(roads, name="roads")


@roads.command("info")
def info() -> None:
    """Say which network is in use, where it comes from, and what it holds."""
    typer.echo(roads_in_use(read_settings()))


@roads.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A .graphml (OSMnx's, too), .osm or .osm.pbf file.")],
    bbox: Bbox = None,
    polygon: Annotated[Path | None, typer.Option("--polygon", help="GeoJSON file: keep what lies in it.")] = None,
    label: Annotated[str, typer.Option("--label", help="What to call the network on maps and receipts.")] = "",
) -> None:
    """Import a street network and use it from now on."""
    told = use_file(
        read_settings(),
        file,
        bbox=bbox,
        polygon=polygon,
        label=label,
        today=clock().date(),
        progress=LineProgress(),
    )
    typer.echo(told)


@roads.command("fetch")
def fetch(
    place: Annotated[str | None, typer.Option("--place", help='A place by name: "Kuala Lumpur, Malaysia".')] = None,
    bbox: Bbox = None,
    label: Annotated[str, typer.Option("--label", help="What to call the network on maps and receipts.")] = "",
    server: Annotated[str, typer.Option("--server", help="Address of an Overpass server.")] = SERVER,
) -> None:
    """Fetch streets from OpenStreetMap over Overpass and use them from now on; run again to resume."""
    if (place is None) == (bbox is None):
        raise refuse("E2301", "the area is not clear", "give either --place or --bbox", "kembara roads fetch")
    told = use_area(
        read_settings(), place, bbox, label=label, today=clock().date(), server=server, progress=LineProgress()
    )
    typer.echo(told)


@roads.command("reset")
def reset() -> None:
    """Go back to the embedded demonstration network."""
    typer.echo(use_embedded(read_settings()))
