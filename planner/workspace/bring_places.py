"""Places of another source merged into the gazetteer in use."""

from __future__ import annotations

from pathlib import Path

from planner.adapters.gazetteer_files import imported_path, load_gazetteer, write_places
from planner.adapters.osm_online import fetch_places
from planner.adapters.osm_places import read_incoming
from planner.errors import Fault
from planner.geo.gazetteer_merge import MergeLine, merge
from planner.model.place import Place
from planner.progress import Progress, silent
from planner.settings import Settings
from planner.workspace.areas import SERVER, area_of


def merge_file(settings: Settings, source: Path) -> list[MergeLine]:
    """Merge the places of a file (.csv, .geojson, .osm, .osm.pbf); what became of each. Errors: E12xx for the file."""
    return _merge(settings, *read_incoming(source))


def merge_area(
    settings: Settings, place: str, bbox: str | None, *, server: str = SERVER, progress: Progress = silent
) -> list[MergeLine]:
    """Merge OpenStreetMap's places of an area over the network; broken off, it goes on. Errors: E23xx."""
    folder = settings.home / "gazetteer" / "parts"
    fetched = fetch_places(area_of(place, bbox), folder=folder, server=server, progress=progress)
    return _merge(settings, *fetched)


def _merge(settings: Settings, incoming: list[Place], faults: list[Fault]) -> list[MergeLine]:
    """Ours wins every conflict, every conflict is told, and only what is not embedded is written."""
    merged = merge(load_gazetteer(settings.data_dir, settings.home), incoming)
    embedded = load_gazetteer(settings.data_dir)
    own = [place for place in merged.gazetteer.places if embedded.get(place.place_id) != place]
    write_places(own, imported_path(settings.home))
    refused = (MergeLine("", fault.where, "refused", f"{fault.code} {fault.cause}") for fault in faults)
    return [*merged.lines, *refused]
