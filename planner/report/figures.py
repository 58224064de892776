"""Dates, clock times and numbers as Malaysians write them, in Malay and English."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from planner.report.words import Language, word


def date_text(day: date, language: Language) -> str:
    """``Selasa, 6 Julai 2021`` or ``Tuesday, 6 July 2021``."""
    weekday, month = word(f"day.d{day.weekday()}", language), word(f"month.m{day.month}", language)
    return f"{weekday}, {day.day} {month} {day.year}"


def short_date_text(day: date, language: Language) -> str:
    """``Sel 6/7`` or ``Tue 6/7``: day before month, as Malaysia writes dates."""
    return f"{word(f'day.short.d{day.weekday()}', language)} {day.day}/{day.month}"


def moment_text(moment: str, language: Language) -> str:
    """``6 Julai 2021, 7.40 pagi`` of an ISO 8601 moment, in the moment's own offset."""
    at = datetime.fromisoformat(moment)
    month = word(f"month.m{at.month}", language)
    return f"{at.day} {month} {at.year}, {clock_text(at.hour * 3600 + at.minute * 60, language)}"


def plan_day(start: date, day: int) -> date:
    """The calendar date of a plan's day index."""
    return start + timedelta(days=day)


def clock_text(seconds: int, language: Language) -> str:
    """``9.30 pagi`` or ``9.30 am`` from seconds since midnight; Malay noon lasts from 12 to before 2."""
    hour, minute = seconds // 3600 % 24, seconds % 3600 // 60
    return word(_part_of_day(hour), language, clock=f"{_on_the_dial(hour)}.{minute:02d}")


def hour_text(hour: int, language: Language) -> str:
    """``9 pagi`` or ``9 am``: a full hour as it is spoken."""
    return word(_part_of_day(hour), language, clock=_on_the_dial(hour))


def _part_of_day(hour: int) -> str:
    bounds = ((12, "clock.morning"), (14, "clock.noon"), (19, "clock.afternoon"), (24, "clock.night"))
    return next(key for limit, key in bounds if hour < limit)


def _on_the_dial(hour: int) -> int:
    return (hour - 1) % 12 + 1


def number_text(value: float, digits: int = 0) -> str:
    """``1,234`` or ``1,234.5``: comma for thousands and point for decimals in both languages."""
    return f"{value:,.{digits}f}"


def km_text(metres: int) -> str:
    """Metres as kilometres with one decimal."""
    return number_text(metres / 1000, 1)


def percent_text(share: float) -> str:
    """A share of 1 as a whole per cent."""
    return f"{share * 100:.0f}"


def baskets_text(count: int, language: Language) -> str:
    """``212 bakul``, ``212 baskets``, ``1 basket``."""
    return word("sheet.one_basket" if count == 1 else "sheet.load_line", language, baskets=number_text(count))
