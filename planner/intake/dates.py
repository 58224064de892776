"""Dates as people write them: day first, zone Asia/Kuala_Lumpur, in Malay or English, or an Excel serial."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from planner.units import ZONE

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january", "feb februari february", "mac mar march", "apr april", "mei may", "jun june",
            "jul julai july",
            "ogos ogo aug august og", "sep sept september", "okt oct oktober october", "nov november",
            "dis disember dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MARK = r"a\.?m\.?|p\.?m\.?|pg|ptg|pagi|petang|malam|tengah ?hari|tgh ?hari|mlm"
_CLOCK = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:[:.](\d{{2}})(?:[:.](\d{{2}})(?:\.\d+)?)?\s*({_MARK})?|\s*({_MARK}))(?![a-z])"
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_CHINESE = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]?")
_COMPACT = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?!\d)")
_WORDED = re.compile(
    r"(?<!\d)(\d{1,2})(?:hb|th|st|nd|rd)?[\s\-/.,]*(?:hb\s+)?([a-z]{3,9})[\s\-/.,]*(\d{4}|\d{2})(?!\d)"
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:th|st|nd|rd)?,?\s+(\d{4})(?!\d)")
_OFFSET = re.compile(r"(?:(z)|([+-])(\d{2}):?(\d{2}))$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_EXCEL_DAY_0 = datetime(1899, 12, 30, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A time read from text; ``note`` says what was assumed, empty when nothing was."""

    at: datetime
    note: str = ""


@lru_cache(maxsize=65_536)
def read_time(text: str) -> Reading | None:
    """The time ``text`` means, or None when it cannot be read."""
    bare = " ".join(text.strip().lower().replace("\u202f", " ").replace(",", " ").split())
    if not bare:
        return None
    try:
        bare = _CHINESE.sub(r"\1-\2-\3 ", bare).strip()
        return _number(bare) or _iso(bare) or _written(bare)
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> Reading | None:
    """Excel days since 1899-12-30 (from 1990 to 2064), or seconds or milliseconds since 1970."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    if 32_874 <= value < 60_000:
        naive = _EXCEL_DAY_0.replace(tzinfo=None) + timedelta(days=value)
        return Reading(naive.replace(tzinfo=ZONE, microsecond=0), "the date was a spreadsheet number")
    seconds = value / 1000 if value >= 1e11 else value
    if 6e8 <= seconds < 3e9:
        return Reading(datetime.fromtimestamp(int(seconds), tz=ZONE), "the date was a count of seconds")
    return None


def _iso(text: str) -> Reading | None:
    found = _ISO.match(text)
    if found:
        year, month, day = (int(part) for part in found.groups())
        rest = text[found.end() :].lstrip("t ")
    else:
        found = _COMPACT.match(text)
        if not found:
            return None
        year, month, day = (int(part) for part in found.groups()[:3])
        rest = ":".join(part for part in found.groups()[3:] if part) or text[found.end() :]
    offset = _OFFSET.search(rest) if rest else None
    hour, minute, second = clock(rest[: offset.start()] if offset else rest)
    at = datetime(year, month, day, hour, minute, second, tzinfo=_zone(offset))
    return Reading(at.astimezone(ZONE))


def _zone(offset: re.Match[str] | None) -> timezone | None:
    if offset is None:
        return ZONE  # type: ignore[return-value]  # a tzinfo all the same
    if offset[1]:
        return timezone.utc  # noqa: UP017
    sign = 1 if offset[2] == "+" else -1
    return timezone(sign * timedelta(hours=int(offset[3]), minutes=int(offset[4])))


def _written(text: str) -> Reading | None:
    for pattern, order in ((_WORDED, "dmy"), (_MONTH_FIRST, "mdy")):
        found = pattern.search(text)
        if found:
            parts = dict(zip(order, found.groups(), strict=True))
            month = _MONTHS.get(parts["m"])
            if month is not None:
                rest = text[: found.start()] + " " + text[found.end() :]
                return Reading(_local(_year(parts["y"]), month, int(parts["d"]), rest))
    found = _NUMERIC.search(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[2]), _year(found[3])
    rest = text[: found.start()] + " " + text[found.end() :]
    if second > 12 >= first:
        return Reading(_local(year, first, second, rest), "the date was written month first")
    note = "the date was read day first" if first <= 12 and first != second else ""
    return Reading(_local(year, second, first, rest), note)


def _local(year: int, month: int, day: int, rest: str) -> datetime:
    hour, minute, second = clock(rest)
    return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def clock(text: str) -> tuple[int, int, int]:
    """Hour, minute, second in ``text``, midnight when it names none; ``petang``, ``malam``, ``PTG`` are afternoon."""
    found = _CLOCK.search(text)
    if not found:
        return 0, 0, 0
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    mark = (found[4] or found[5] or "").replace(".", "").replace(" ", "")
    is_late = mark in ("pm", "ptg", "petang", "malam", "mlm") or mark.startswith(("tengah", "tgh"))
    if is_late and hour < 12 and not (mark.startswith(("tengah", "tgh")) and hour == 11):
        hour += 12
    elif (mark in ("am", "pg", "pagi") and hour == 12) or (mark in ("malam", "mlm") and hour == 12):
        hour = 0
    return hour, minute, second
