"""Who lives behind a door, as far as a text says: five children, a baby, someone who cannot leave the bed."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from planner.model.referral import NeedCode

_WORDS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "lapan": 8, "sembilan": 9,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
}  # fmt: skip
_N = r"(\d{1,2}|" + "|".join(_WORDS) + r")"
_CHILDREN = re.compile(
    rf"\b{_N}\s*(?:orang\s+|org\s+)?(?:anak|kids|children|ank)\b(?! yatim)"
    rf"|\banak\s+(?:kecil\s+|ada\s+)?{_N}(?:\s*orang|\s*org|\b(?!\s*(?:tahun|bulan|thn|bln|years)))"
)
_SIZE = re.compile(
    rf"\b(?:keluarga|family|isi rumah|household|tanggungan)\s*(?:of|saya|kami|ada|seramai)?\s*{_N}\b"
    rf"|\b{_N}\s*(?:beranak|sekeluarga|isi rumah|ahli|in (?:the|my) (?:family|house)|people at home)"
)
_BABY = re.compile(r"\b(?:bayi|baby|newborn|infant|baru lahir)\b|婴儿|嬰兒|宝宝|寶寶|கைக்குழந்தை")
_BEDRIDDEN = re.compile(
    r"\b(?:terlantar|bedridden|bed ridden|lumpuh|paralysed|paralyzed|cannot walk|can't walk|katil hospital"
    r"|tak boleh (?:jalan|berjalan|bangun|turun))\b|瘫痪|癱瘓|卧床|臥床"
)
MAX_CHILDREN = 15


@dataclass(frozen=True, slots=True)
class People:
    """Counts behind one door; None where neither a column nor the text says."""

    household_size: int | None = None
    children: int | None = None
    elderly: int | None = None
    disabled: int | None = None
    infants: int | None = None
    is_bedridden: bool = False


def people_in(text: str, needs: Collection[NeedCode]) -> People:
    """People that folded ``text`` speaks of; a need code of a group means at least one of that group."""
    if not text:
        return People()
    return People(
        household_size=_first(_SIZE, text, 30),
        children=_first(_CHILDREN, text, MAX_CHILDREN),
        elderly=1 if NeedCode.ELDERLY_CARE in needs else None,
        disabled=1 if NeedCode.DISABILITY in needs else None,
        infants=1 if _BABY.search(text) else None,
        is_bedridden=bool(_BEDRIDDEN.search(text)),
    )


def _first(pattern: re.Pattern[str], text: str, most: int) -> int | None:
    found = pattern.search(text)
    if not found:
        return None
    word = next(group for group in found.groups() if group)
    value = _WORDS.get(word) or int(word)
    return value if 0 < value <= most else None
