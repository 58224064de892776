"""What a vehicle is called where people read: its kind in words, and which of them it is."""

from __future__ import annotations

import re

from planner.report.words import Language, word_or

_OWN_WORD = {
    "lorry": "lorry",
    "van": "van",
    "mobile_office": "office",
    "mobile_counter": "counter",
    "patrol_car": "mpv",
}
_NUMBERED = re.compile(r"([a-z]+)-([a-z0-9-]*[0-9])")


def vehicle_name(kind: str, vehicle_id: str, language: Language) -> str:
    """``Lori 1`` of ``lorry-1``, ``Kereta peronda Dang Wangi 1`` of ``mpv-dang-wangi-1``; any other id as it is.

    Only the word by which a fleet file numbers the kind is left out, so that two vehicles never share a name.
    """
    said = word_or(f"kind.{kind}", language, kind)
    found = _NUMBERED.fullmatch(vehicle_id)
    if found is None or found[1] != _OWN_WORD.get(kind):
        return f"{said} {vehicle_id}".strip()
    return f"{said} {found[2].replace('-', ' ').title()}"
