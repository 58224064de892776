"""The words of a run sheet's parts, shared by paper, spreadsheet, calendar and message, and the message itself."""

from __future__ import annotations

from planner.model.kinds import VisitKind
from planner.report.figures import baskets_text, date_text, km_text, moment_text, number_text
from planner.report.links import google_link, waze_link
from planner.report.sheet import RunSheet, SheetStop, Slot
from planner.report.sheet_day_text import break_line, day_lines
from planner.report.vehicle_words import vehicle_name
from planner.report.words import Language, word, word_or
from planner.units import s_to_clock


def title_text(sheet: RunSheet, language: Language) -> str:
    """``Lembaran Konvoi`` or its English twin."""
    return word(f"sheet.{sheet.kind}_title", language)


def vehicle_line(sheet: RunSheet, language: Language) -> str:
    """Kind and id of the sheet's vehicle."""
    return vehicle_name(sheet.vehicle.kind, sheet.vehicle.vehicle_id, language)


def totals_line(sheet: RunSheet, language: Language) -> str:
    """Stops, households, baskets and kilometres."""
    return word(
        "sheet.totals_text",
        language,
        stops=len(sheet.served),
        households=number_text(sheet.households),
        baskets=number_text(sheet.baskets),
        km=km_text(sheet.distance_m),
    )


def made_line(sheet: RunSheet, language: Language) -> str:
    """Which plan, made when, from which seed."""
    made = moment_text(sheet.made_at, language)
    return word("sheet.made", language, plan=sheet.plan_id, made=made, seed=sheet.seed)


def kind_line(stop: SheetStop, at: int, language: Language) -> str:
    """What happens at a line that serves nobody: loading, reloading, a pickup, a break, the depot."""
    if stop.kind == VisitKind.LOAD or (stop.kind == VisitKind.DEPOT and stop.baskets):
        return word("sheet.load" if at == 0 else "sheet.reload", language)
    if stop.kind in {VisitKind.PICKUP, VisitKind.BREAK}:
        return word(f"sheet.{stop.kind}", language)
    return word("sheet.departs" if at == 0 else "sheet.returns", language)


def timeline_text(stop: SheetStop, at: int, language: Language) -> str:
    """A line of the timeline that serves nobody: what happens, and where."""
    return (
        break_line(stop, language) if stop.kind == VisitKind.BREAK else f"{kind_line(stop, at, language)}: {stop.name}"
    )


def items_line(stop: SheetStop, language: Language) -> str:
    """Baskets, then the other items to bring; said so when a vehicle hands out none, as a service counter does."""
    if not stop.baskets and not stop.items:
        return word("sheet.no_goods", language)
    shown = [baskets_text(stop.baskets, language)]
    shown += [
        f"{word_or(f'item.{name}', language, name.replace('_', ' '))} × {number_text(n)}" for name, n in stop.items
    ]
    return ", ".join(shown)


def services_line(stop: SheetStop, language: Language) -> str:
    """Services that come along, or a dash."""
    return ", ".join(word_or(f"service.{name}", language, name) for name in stop.services) or "–"


def block_text(slot: Slot, language: Language) -> str:
    """The blocks called in a slot: all of them where none is known, ``?`` in words where some addresses tell none."""
    names = slot.block.split(", ") if slot.block else [word("sheet.unknown_block", language)]
    return ", ".join(word("sheet.other_block", language) if name == "?" else name for name in names)


def contact_line(stop: SheetStop, language: Language) -> str:
    """Whom to ask for, by role only: never a name, never a number."""
    key = "sheet.contact_drop" if stop.kind == VisitKind.DROP else "sheet.contact_stop"
    return word(key, language, district=stop.police_district or word("sheet.nearest", language))


def plan_b_line(stop: SheetStop, sheet: RunSheet, language: Language) -> str:
    """What to do when the place fails."""
    if stop.kind == VisitKind.DROP:
        return word("sheet.plan_b_drop", language, depot=sheet.depot)
    kind, place = stop.alternative
    alternative = word(f"sheet.plan_b_{kind}", language, place=place or sheet.depot)
    return word("sheet.plan_b_stop", language, alternative=alternative, depot=sheet.depot)


def _flat(text: str) -> str:
    """Text on one line without marks that WhatsApp reads as formatting."""
    return " ".join("".join(char for char in text if char not in "*_~`").split())


def _stop_lines(stop: SheetStop, sheet: RunSheet, language: Language) -> list[str]:
    span = f"{s_to_clock(stop.start_s)}–{s_to_clock(stop.departure_s)}"
    lines = [f"*{stop.order}. {_flat(stop.name)}* ({span})"]
    if stop.is_from_memory:
        lines.append(f"⚠ {word('sheet.note_memory', language)}")
    lines.append(
        f"{number_text(stop.households)} {word('map.households_short', language)} · {items_line(stop, language)}"
    )
    if stop.services:
        lines.append(f"{word('sheet.services', language)}: {services_line(stop, language)}")
    if any(slot.block for slot in stop.slots):
        called = [f"{s_to_clock(slot.start_s)} {_flat(block_text(slot, language))}" for slot in stop.slots]
        lines.append(f"{word('sheet.slot_block', language)}: {' · '.join(called)}")
    lines.append(f"{word('sheet.plan_b', language)}: {_flat(plan_b_line(stop, sheet, language))}")
    return [*lines, f"Waze: {waze_link(stop.lon, stop.lat)}", f"Google: {google_link(stop.lon, stop.lat)}", ""]


def whatsapp_text(sheet: RunSheet, language: Language) -> bytes:
    """A message for the crew's group: stops in order with times, what to hand out, plan B and navigation links."""
    lines = [word("map.synthetic", language), ""] if sheet.is_demonstration else []
    lines += [
        f"*{title_text(sheet, language)}: {_flat(vehicle_line(sheet, language))}*",
        date_text(sheet.day, language),
        f"{word('sheet.depot', language)}: {_flat(sheet.depot)}",
        totals_line(sheet, language),
        *(_flat(line) for line in day_lines(sheet, language)),
        "",
    ]
    for at, stop in enumerate(sheet.stops):
        if stop.order:
            lines += _stop_lines(stop, sheet, language)
        elif stop.kind == VisitKind.BREAK:
            span = f"{s_to_clock(stop.start_s)}–{s_to_clock(stop.departure_s)}"
            lines += [f"{span} {_flat(break_line(stop, language))}", ""]
        elif stop.baskets:
            what = _flat(timeline_text(stop, at, language))
            lines += [f"{s_to_clock(stop.arrival_s)} {what}, {baskets_text(stop.baskets, language)}", ""]
    lines += [word("sheet.whatsapp_end", language), made_line(sheet, language)]
    return ("\n".join(lines) + "\n").encode("utf-8")
