"""A WhatsApp chat export (Android and iPhone layouts, Malay and English dates) to one row per message."""

from __future__ import annotations

import re

from planner.adapters.raw_rows import RawRows, frame_of
from planner.errors import Fault

HEADERS = ("date_time", "sender", "message")
_DATE = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?(?:[APap]\.?\s?[Mm]\.?|PG|PTG|pg|ptg|pagi|petang|malam|tengah hari))?"
_STAMP = re.compile(rf"^\[?(?P<date>{_DATE}),?\s+(?P<clock>{_CLOCK})\]?(?:\s+-\s+|\s+)(?P<rest>.*)$", re.DOTALL)
_SENDER = re.compile(r"^(?P<sender>[^:\n]{1,80}):\s?(?P<message>.*)$", re.DOTALL)
_NOTICE = re.compile(
    r"^\W*(?:messages and calls are end-to-end encrypted|mesej dan panggilan (?:adalah )?disulitkan"
    r"|your security code with|kod keselamatan anda dengan)",
    re.IGNORECASE,
)
"""What WhatsApp says itself; an iPhone puts the group's name before it, as if the group had said it."""
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\ufeff"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f"), " ")


def is_chat(text: str) -> bool:
    """Whether one of the first lines of ``text`` opens like a chat message and has no header above it."""
    first = [line for line in _clean(text[:4000]).splitlines() if line.strip()][:3]
    return any(_STAMP.match(line) for line in first[:1]) or sum(1 for line in first if _STAMP.match(line)) > 1


def parse_chat(text: str) -> RawRows:
    """One row per message; lines without a stamp continue the message above; service lines are counted, not kept."""
    records: list[list[str]] = []
    service = 0
    is_open = False
    for line in _clean(text).split("\n"):
        stamp = _STAMP.match(line.strip("\r"))
        if not stamp:
            if is_open and records:
                records[-1][2] += "\n" + line.strip("\r")
            continue
        said = _SENDER.match(stamp["rest"])
        is_open = said is not None
        if said is None or _NOTICE.match(said["message"]):
            is_open = False
            service += 1
            continue
        records.append([f"{stamp['date']} {stamp['clock']}", said["sender"].strip(" ~"), said["message"]])
    cleaned = [[when, sender, message.strip()] for when, sender, message in records]
    faults = []
    if service:
        cause = f"{service} lines are WhatsApp's own notices, not messages"
        faults.append(Fault("E1017", cause, "nothing: they were passed over"))
    return RawRows(frame_of(HEADERS, cleaned), tuple(faults), "whatsapp")


def _clean(text: str) -> str:
    return text.translate(_INVISIBLE).translate(_SPACES).replace("\r\n", "\n")
