"""A street network brought in, from a file or over the network, and used from then on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from planner.adapters import overpass, road_files, road_import
from planner.geo.road_summary import summary
from planner.geo.roads import RoadNetwork
from planner.progress import Progress, silent
from planner.settings import Settings
from planner.workspace.areas import SERVER, area_of


def roads_in_use(settings: Settings) -> str:
    """Which network is in use, where it comes from, and what it holds, in words."""
    return summary(road_files.active_network(settings))


def use_file(
    settings: Settings,
    file: Path,
    *,
    bbox: str | None,
    polygon: Path | None,
    label: str,
    today: date,
    progress: Progress = silent,
) -> str:
    """Import the network of a file, cut to a box or polygon; what it holds, in words. Errors: E13xx, E23xx."""
    clip = road_import.read_clip(bbox, polygon)
    network = road_import.import_roads(file, today=today, clip=clip, label=label, progress=progress)
    return _use(settings, network)


def use_area(
    settings: Settings,
    place: str | None,
    bbox: str | None,
    *,
    label: str,
    today: date,
    server: str = SERVER,
    progress: Progress = silent,
) -> str:
    """Fetch an area's streets from OpenStreetMap; broken off, it goes on. What they are, in words. Errors: E23xx."""
    clip = area_of(place, bbox)
    parts = overpass.fetch_parts(clip, folder=settings.home / "roads" / "parts", server=server, progress=progress)
    network = road_import.from_osm(
        parts,
        source=f"OpenStreetMap by Overpass, {place or bbox}",
        today=today,
        clip=clip,
        label=label or f"Streets of {place or bbox}",
        progress=progress,
    )
    told = _use(settings, network)
    overpass.forget_parts(parts)
    return told


def use_embedded(settings: Settings) -> str:
    """Go back to the embedded demonstration network; its label."""
    road_files.active_path(settings).unlink(missing_ok=True)
    return road_files.active_network(settings).manifest.label


def _use(settings: Settings, network: RoadNetwork) -> str:
    path = road_files.active_path(settings)
    road_files.save_network(network, path)
    return summary(road_files.load_network(path, data_dir=settings.data_dir))
