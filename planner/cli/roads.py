"""`kembara roads`: which street network is in use, and bringing another."""

from __future__ import annotations

import typer

from planner.adapters import road_files
from planner.geo.road_summary import summary
from planner.settings import read_settings

roads = typer.Typer(no_args_is_help=True, help="Street networks: fetch, import, info.")


def register(app: typer.Typer) -> None:
    """Add the command group to ``app``."""
    app.add_typer(roads, name="roads")


@roads.command("info")
def info() -> None:
    """Say which network is in use, where it comes from, and what it holds."""
    typer.echo(summary(road_files.active_network(read_settings())))
