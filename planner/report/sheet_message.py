"""A run sheet as a message for the crew's group, paragraph by paragraph, and as the text that WhatsApp takes."""

from __future__ import annotations

from dataclasses import dataclass

from planner.report.figures import baskets_text, date_text
from planner.report.links import google_link, waze_link
from planner.report.sheet import RunSheet, SheetStop
from planner.report.sheet_day_text import break_line, day_lines
from planner.report.sheet_text import (
    block_text,
    handover_line,
    households_line,
    items_line,
    made_line,
    plan_b_line,
    replaces_lines,
    services_line,
    timeline_text,
    title_text,
    totals_line,
    vehicle_line,
    wait_line,
)
from planner.report.words import Language, word
from planner.units import s_to_clock


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a message: its heading in bold, what stands behind that on the same line, and further lines."""

    heading: str
    behind: str = ""
    lines: tuple[str, ...] = ()


def _flat(text: str) -> str:
    """Text on one line without marks that WhatsApp reads as formatting."""
    return " ".join("".join(char for char in text if char not in "*_~`").split())


def _stop_block(stop: SheetStop, sheet: RunSheet, language: Language) -> Block:
    lines: list[str] = []
    if stop.is_from_memory:
        lines.append(f"⚠ {word('sheet.note_memory', language)}")
    lines += [_flat(wait_line(stop, language))] if stop.is_long_wait else []
    lines.append(f"{households_line(stop, language)} · {items_line(stop, language)}")
    if stop.handovers:
        lines.append(f"{word('sheet.keep', language)}: {_flat(handover_line(stop, sheet, language))}")
    if stop.services:
        lines.append(f"{word('sheet.services', language)}: {services_line(stop, language)}")
    if any(slot.blocks for slot in stop.slots):
        called = [f"{s_to_clock(slot.start_s)} {_flat(block_text(slot, language))}" for slot in stop.slots]
        lines.append(f"{word('sheet.slot_block', language)}: {' · '.join(called)}")
    lines.append(f"{word('sheet.plan_b', language)}: {_flat(plan_b_line(stop, sheet, language))}")
    lines += [f"Waze: {waze_link(stop.lon, stop.lat)}", f"Google: {google_link(stop.lon, stop.lat)}"]
    return Block(f"{stop.order}. {_flat(stop.name)}", f" ({_span(stop)})", tuple(lines))


def _span(stop: SheetStop) -> str:
    return f"{s_to_clock(stop.start_s)}–{s_to_clock(stop.departure_s)}"


def message_blocks(sheet: RunSheet, language: Language) -> list[Block]:
    """A message for the crew's group: stops in order with times, what to hand out, plan B and navigation links."""
    blocks = [Block("", word("map.synthetic", language))] if sheet.is_demonstration else []
    blocks.append(_opening(sheet, language))
    for at, stop in enumerate(sheet.stops):
        if stop.order:
            blocks.append(_stop_block(stop, sheet, language))
        elif stop.kind == "break":
            blocks.append(Block("", f"{_span(stop)} {_flat(break_line(stop, language))}"))
        elif stop.baskets:
            what = f"{_flat(timeline_text(stop, at, language))}, {baskets_text(stop.baskets, language)}"
            further = (wait_line(stop, language), handover_line(stop, sheet, language))
            blocks.append(
                Block("", f"{s_to_clock(stop.start_s)} {what}", tuple(_flat(line) for line in further if line))
            )
    return [*blocks, Block("", word("sheet.whatsapp_end", language), (made_line(sheet, language),))]


def _opening(sheet: RunSheet, language: Language) -> Block:
    lines = (
        *(_flat(line) for line in replaces_lines(sheet, language)),
        date_text(sheet.day, language),
        f"{word('sheet.depot', language)}: {_flat(sheet.depot)}",
        totals_line(sheet, language),
        *(_flat(line) for line in day_lines(sheet, language)),
    )
    return Block(f"{title_text(sheet, language)}: {_flat(vehicle_line(sheet, language))}", "", lines)


def whatsapp_text(sheet: RunSheet, language: Language) -> bytes:
    """The message as WhatsApp takes it: stars around what is bold, an empty line between paragraphs."""
    blocks = [
        "\n".join((f"{block.heading and f'*{block.heading}*'}{block.behind}", *block.lines))
        for block in message_blocks(sheet, language)
    ]
    return ("\n\n".join(blocks) + "\n").encode("utf-8")
