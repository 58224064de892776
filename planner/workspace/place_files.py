"""Files of addresses and points, placed and written again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planner.adapters.address_files import read_addresses, write_placements
from planner.adapters.nominatim import OnlineGeocoder, Service
from planner.adapters.point_files import read_points, write_reversed
from planner.progress import Progress, silent
from planner.report.because_words import reason_text
from planner.workspace.tools import Tools

ONLINE_CACHE = Path("online") / "nominatim.jsonl"


def place_file(tools: Tools, source: Path, out: Path, *, server: str = "", progress: Progress = silent) -> pd.DataFrame:
    """Placements (schema ``PLACEMENTS``) of the addresses in ``source``, written to ``out``.

    ``server``: a Nominatim server that is asked about rows without a place. Errors: E122x for the file, all at once.
    """
    addresses = read_addresses(source)
    placements = tools.geocoder.place(addresses, progress=progress)
    if server:
        online = OnlineGeocoder(_service_at(server), tools.settings.home / ONLINE_CACHE)
        placements = _with_online(addresses, placements, online)
    write_placements(in_words(placements), out)
    return placements


def reverse_file(tools: Tools, source: Path, out: Path, boundaries: Path | None) -> pd.DataFrame:
    """What the points in ``source`` fall in (schema ``REVERSED``), written to ``out``; as :meth:`Tools.reverse`."""
    found = tools.reverse(read_points(source), boundaries)
    write_reversed(found, out)
    return found


def in_words(placements: pd.DataFrame) -> pd.DataFrame:
    """``placements`` with their reasons as English sentences, for a table that a person opens."""
    return placements.assign(reason=[reason_text(cell, "en") for cell in placements["reason"]])


def _service_at(server: str) -> Service:
    """The service at ``https://host`` or ``http://host:port``; a bare host is asked over https."""
    scheme, _, host = server.rpartition("://")
    return Service(domain=host.rstrip("/"), scheme=scheme or "https")


def _with_online(addresses: pd.DataFrame, placements: pd.DataFrame, online: OnlineGeocoder) -> pd.DataFrame:
    """``placements`` with the online candidate as runner-up of the rows without a place."""
    names, ids = placements["runner_up"].tolist(), placements["runner_up_id"].tolist()
    for number, (place_id, text) in enumerate(zip(placements["place_id"], addresses["address_text"], strict=True)):
        answer = online.ask(text) if place_id == "" else None
        if answer is not None:
            where = f"{answer.name} ({answer.lat:.4f}, {answer.lon:.4f}), probability {answer.probability:.2f}"
            names[number], ids[number] = f"online: {where}", ""
    return placements.assign(runner_up=names, runner_up_id=ids)
