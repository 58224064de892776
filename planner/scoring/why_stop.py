"""Why a stop is recommended here and now, one sentence in each language on top of its hotspot's reason."""

from __future__ import annotations

from datetime import date

from planner.scoring.why import lengthen, spoken_en, spoken_ms

_DAYS_MS = ("Isnin", "Selasa", "Rabu", "Khamis", "Jumaat", "Sabtu", "Ahad")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def hour_ms(hour: int) -> str:
    """The hour as it is said in Malay: pagi, tengah hari, petang or malam."""
    part = "pagi" if hour < 12 else "tengah hari" if hour < 14 else "petang" if hour < 19 else "malam"
    return f"pukul {hour if hour <= 12 else hour - 12} {part}"


def hour_en(hour: int) -> str:
    """The hour with am or pm."""
    return f"{hour if hour <= 12 else hour - 12} {'am' if hour < 12 else 'pm'}"


_NAMED = 3  # more names than this cannot be followed by ear


def _list(names: list[str], word: str, rest: str) -> str:
    shown = names if len(names) <= _NAMED + 1 else [*names[:_NAMED], rest.format(len(names) - _NAMED)]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + f" {word} {shown[-1]}"


def why_stop_ms(why: str, others: list[str], households: int, day: date, hour: int) -> str:
    """The hotspot's sentence with what one stop there achieves, in Malay; still one sentence."""
    also = f", termasuk dari {_list([spoken_ms(n) for n in others], 'dan', '{} tempat lain')}" if others else ""
    when = f"pada hari {_DAYS_MS[day.weekday()]}, {hour_ms(hour)}"
    return lengthen(why, f"satu hentian {when}, dapat membantu {households} isi rumah{also}", "dan")


def why_stop_en(why: str, others: list[str], households: int, day: date, hour: int) -> str:
    """The hotspot's sentence with what one stop there achieves, in English; still one sentence."""
    also = f", also from {_list([spoken_en(n) for n in others], 'and', '{} other places')}" if others else ""
    homes = "1 household" if households == 1 else f"{households} households"
    when = f"on {_DAYS_EN[day.weekday()]} at {hour_en(hour)}"
    return lengthen(why, f"one stop {when} can help {homes}{also}", "and")
