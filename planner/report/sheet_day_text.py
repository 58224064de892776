"""The words of a run sheet's day: companions and where they meet, breaks, crew hours and the hour to be home."""

from __future__ import annotations

import re

from planner.report.sheet import RunSheet, SheetStop
from planner.report.sheet_day import Mate
from planner.report.vehicle_words import vehicle_name
from planner.report.words import Language, word, word_or
from planner.units import s_to_clock


def hours_line(sheet: RunSheet) -> str:
    """The crew's hours, the vehicle's shift."""
    return f"{s_to_clock(sheet.vehicle.shift_start_s)}–{s_to_clock(sheet.vehicle.shift_end_s)}"


def home_line(sheet: RunSheet, language: Language) -> str:
    """By when to be home, with the two limits of which it is the earlier."""
    return word(
        "sheet.home_text",
        language,
        clock=s_to_clock(sheet.today.home_by_s),
        shift=s_to_clock(sheet.vehicle.shift_end_s),
        curfew=s_to_clock(sheet.today.curfew_s),
    )


def mate_text(mate: Mate, language: Language) -> str:
    """One other vehicle: kind, id, the depot it leaves and when, and when and where it is met."""
    key = "sheet.mate_text" if mate.arrives_s is None else "sheet.mate_arrives_text"
    if mate.arrives_s is not None and mate.place:
        key = "sheet.mate_at_text"
    arrives = s_to_clock(mate.arrives_s or 0)
    leaves = s_to_clock(mate.leaves_s)
    name = vehicle_name(mate.kind, mate.vehicle_id, language)
    return word(key, language, vehicle=name, depot=mate.depot, leaves=leaves, arrives=arrives, place=mate.place)


def convoy_pairs(sheet: RunSheet, language: Language) -> list[tuple[str, str]]:
    """Label and text of each thing about the convoy: companions, the PDRM counter, the meeting; none for a patrol."""
    if sheet.kind != "convoy" or not sheet.served:  # a vehicle that is stood down meets nobody
        return []
    police = [mate_text(mate, language) for mate in sheet.today.mates if mate.is_police]
    others = [mate_text(mate, language) for mate in sheet.today.mates if not mate.is_police]
    together = word("sheet.together", language)
    if not police and not others:
        return [(together, word("sheet.alone", language))]
    pairs = [(together, " · ".join(others))] if others else []
    pairs += [(word("sheet.escort", language), " · ".join(police))] if police else []
    meeting = sheet.today.meeting
    if meeting is not None:
        key = "sheet.meet_depot_text" if meeting.is_depot else "sheet.meet_stop_text"
        text = word(key, language, place=meeting.place, clock=s_to_clock(meeting.at_s))
        pairs.append((word("sheet.meet", language), text))
    return pairs


def convoy_lines(sheet: RunSheet, language: Language) -> list[str]:
    """The pairs of :func:`convoy_pairs` as lines."""
    return [f"{label}: {text}" for label, text in convoy_pairs(sheet, language)]


def day_lines(sheet: RunSheet, language: Language) -> list[str]:
    """Crew hours, the hour to be home and the convoy, one line each."""
    hours = f"{word('sheet.crew_hours', language)}: {hours_line(sheet)}"
    return [hours, f"{word('sheet.home_by', language)}: {home_line(sheet, language)}", *convoy_lines(sheet, language)]


def break_line(stop: SheetStop, language: Language) -> str:
    """``Rehat: Solat Jumaat (antara A dan B)``: a break's name in the reader's language, and where the crew is then.

    A name that the catalogue does not know stays as the fleet file has it.
    """
    key = re.sub(r"[^a-z]+", "_", stop.name.casefold()).strip("_")
    text = f"{word('sheet.break', language)}: {word_or(f'break.{key}', language, stop.name)}"
    before, after = stop.around
    if not before:
        return text
    where = "break_at_text" if before == after else "break_between_text"
    return f"{text} ({word(f'sheet.{where}', language, before=before, after=after)})"
