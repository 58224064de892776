"""The words of a run sheet's parts, shared by paper, spreadsheet, calendar and message."""

from __future__ import annotations

from planner.model.kinds import VisitKind
from planner.report.figures import baskets_text, km_text, moment_text, number_text
from planner.report.sheet import RunSheet, SheetStop, Slot
from planner.report.sheet_day_text import break_line
from planner.report.sheet_handover import Handover
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
    """Stops, households, baskets and kilometres; of a counter or office the households to expect."""
    if not sheet.served:
        return word("sheet.stood_down", language)
    is_service = not sheet.households and not sheet.baskets
    return word(
        "sheet.totals_service_text" if is_service else "sheet.totals_text",
        language,
        stops=len(sheet.served),
        households=number_text(sheet.expected if is_service else sheet.households),
        baskets=number_text(sheet.baskets),
        km=km_text(sheet.distance_m),
    )


def households_line(stop: SheetStop, language: Language) -> str:
    """``27 isi rumah``; where this vehicle hands out nothing, how many to expect."""
    if not stop.households and stop.expected:
        return word("sheet.expected_text", language, households=number_text(stop.expected))
    return word("sheet.households_text", language, households=number_text(stop.households))


def made_line(sheet: RunSheet, language: Language) -> str:
    """Which plan, and made when."""
    return word("sheet.made", language, plan=sheet.plan_id, made=moment_text(sheet.made_at, language))


def replaces_lines(sheet: RunSheet, language: Language) -> list[str]:
    """Of a replan: the plan it takes the place of, the note of what happened, and what of the announced sheet holds."""
    if sheet.replaces is None:
        return []
    lines = [word("sheet.replaces", language, plan=sheet.replaces.plan_id)]
    if sheet.replaces.note:
        lines.append(word("sheet.note", language, note=sheet.replaces.note))
    if sheet.keeps_announced:
        lines.append(word("sheet.announced_holds", language, plan=sheet.replaces.plan_id))
    return lines


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


def wait_line(stop: SheetStop, language: Language) -> str:
    """When the crew is there and until when it waits; empty where it begins at once or soon."""
    if not stop.is_long_wait:
        return ""
    return word("sheet.wait_text", language, arrive=s_to_clock(stop.arrival_s), start=s_to_clock(stop.start_s))


def handover_line(stop: SheetStop, sheet: RunSheet, language: Language) -> str:
    """What a lorry keeps for which car, or which lorry a car's baskets come from; empty where nothing is passed on."""
    texts = [_handover_text(stop, passed, sheet, language) for passed in stop.handovers]
    if stop.kind == VisitKind.PICKUP and len(texts) > 1:  # from one lorry the line's own figure says how many
        amounts = [baskets_text(passed.baskets, language) for passed in stop.handovers]
        texts = [f"{amount} {text}" for amount, text in zip(amounts, texts, strict=True)]
    return "; ".join(texts)


def _handover_text(stop: SheetStop, passed: Handover, sheet: RunSheet, language: Language) -> str:
    way = "from" if stop.kind == VisitKind.PICKUP else "keep"
    key = f"{way}_{'there' if passed.is_met else 'left'}" if passed.other else "keep_nobody"
    return word(
        f"sheet.{key}_text",
        language,
        baskets=baskets_text(passed.baskets, language),
        vehicle=vehicle_name(passed.kind, passed.other, language),
        loads=s_to_clock(passed.loads_s),
        leaves=s_to_clock(passed.leaves_s),
        depot=sheet.depot,
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
    """The blocks called in a slot: all of them where none is known, the others where some addresses tell none."""
    if not slot.blocks:
        return word("sheet.unknown_block", language)
    return ", ".join(name or word("sheet.other_block", language) for name in slot.blocks)


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
