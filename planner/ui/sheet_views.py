"""What the run-sheet page shows and hands out."""

from __future__ import annotations

import io
import zipfile

from planner.pipeline.blocks import households_by_block
from planner.report.figures import date_text, number_text
from planner.report.runsheets import run_sheets, sheet_files
from planner.report.sheet import RunSheet, build_sheets
from planner.report.sheet_message import message_blocks
from planner.report.sheet_text import vehicle_line
from planner.report.words import LANGUAGES, Language, word
from planner.ui.shown import Shown

_EPOCH = (1980, 1, 1, 0, 0, 0)


def sheets(result: Shown) -> list[RunSheet]:
    """Every run sheet of the shown plan, day by day, those that bring the most first."""
    if result.plan is None:
        return []
    made = build_sheets(result.plan, result.recommended, households_by_block(result.taken, result.plan))
    return sorted(made, key=lambda sheet: (sheet.day, sheet.kind, -sheet.households, sheet.route_id))


def label(sheet: RunSheet, language: Language) -> str:
    """One line to choose a sheet by."""
    households = f"{number_text(sheet.households)} {word('map.households_short', language)}"
    brings = households if sheet.households else word("sheet.services_only", language)
    return f"{date_text(sheet.day, language)} · {vehicle_line(sheet, language)} · {brings}"


def files(result: Shown, sheet: RunSheet, language: Language) -> dict[str, bytes]:
    """A sheet's five forms by file name."""
    return sheet_files(sheet, language, result.paths.get(sheet.route_id))


def message(sheet: RunSheet, language: Language) -> list[tuple[str, ...]]:
    """The paragraphs of a sheet's message, each with its lines."""
    return [(f"{block.heading}{block.behind}", *block.lines) for block in message_blocks(sheet, language)]


def archive(result: Shown, language: Language) -> bytes:
    """All sheets in both languages as one zip, the reader's language first; equal plans give equal bytes."""
    out = io.BytesIO()
    blocks = households_by_block(result.taken, result.plan)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for code in sorted(LANGUAGES, key=lambda code: code != language):
            if result.plan is None:
                continue
            made = run_sheets(result.plan, result.recommended, language=code, paths=result.paths, blocks=blocks)
            for name, content in made.items():
                packed.writestr(zipfile.ZipInfo(f"{code}/{name}", _EPOCH), content)
    return out.getvalue()
