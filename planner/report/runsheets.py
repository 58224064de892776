"""All run sheets of a plan as files: paper, workbook, GPX, calendar and message for each vehicle and day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from planner.model.dispatch import Plan
from planner.model.need import RecommendedStop
from planner.model.papers import Replaced
from planner.ports import Cluster
from planner.report.route_layer import Path
from planner.report.sheet import Blocks, RunSheet, build_sheets
from planner.report.sheet_gpx import sheet_gpx
from planner.report.sheet_ics import sheet_ics
from planner.report.sheet_message import whatsapp_text
from planner.report.sheet_pdf import sheet_pdf
from planner.report.sheet_xlsx import sheet_xlsx
from planner.report.words import Language, word

_UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


def sheet_stem(sheet: RunSheet, language: Language) -> str:
    """A file name without its ending, made of safe characters: ``konvoi-2021-07-06-L1-R1-ms``."""
    vehicle = sheet.vehicle.vehicle_id
    route = sheet.route_id.replace(vehicle, "")  # many route ids hold the vehicle's; once is enough
    texts = (word(f"kind.{sheet.kind}", language).lower(), sheet.day.isoformat(), vehicle, route, language)
    return "-".join(part for part in (_UNSAFE.sub("-", text).strip("-") for text in texts) if part)


def sheet_files(sheet: RunSheet, language: Language, path: Path | None = None) -> dict[str, bytes]:
    """One sheet in its five forms, by file name."""
    stem = sheet_stem(sheet, language)
    return {
        f"{stem}.pdf": sheet_pdf(sheet, language),
        f"{stem}.xlsx": sheet_xlsx(sheet, language),
        f"{stem}.gpx": sheet_gpx(sheet, language, path or ()),
        f"{stem}.ics": sheet_ics(sheet, language),
        f"{stem}.txt": whatsapp_text(sheet, language),
    }


def run_sheets(
    plan: Plan,
    recommended: Sequence[RecommendedStop],
    *,
    language: Language,
    paths: Mapping[str, Path] | None = None,
    blocks: Blocks | None = None,
    cluster: Cluster | None = None,
    replaces: Replaced | None = None,
) -> dict[str, bytes]:
    """Every convoy's and patrol's day in five forms, by file name; equal inputs give equal bytes.

    ``paths`` gives driven lines by route id for the GPX tracks; ``blocks`` gives households by block for the slots.
    ``cluster`` shares the writing; the bytes are the same, because a sheet's files depend on that sheet alone.
    ``replaces`` is the announced plan when ``plan`` was made by a replan: every sheet says so.
    """
    found, sheets = paths or {}, build_sheets(plan, recommended, blocks, replaces)
    parts = [(sheet, language, found.get(sheet.route_id)) for sheet in sheets]
    files: dict[str, bytes] = {}
    for written in cluster.map(_written, parts) if cluster else map(_written, parts):
        files |= written
    return files


def _written(part: tuple[RunSheet, Language, Path | None]) -> dict[str, bytes]:
    return sheet_files(*part)
