"""The sentences for officials outside the case team, made of published figures alone."""

from __future__ import annotations

from planner.scoring.rows import Row
from planner.scoring.why import place_en, spoken_ms

_PARTS_MS = {
    "part_vulnerability": "kerentanan isi rumah",
    "part_volume": "jumlah keperluan",
    "part_urgency": "tempoh menunggu",
    "part_access": "kesukaran mendapatkan bantuan",
}
_PARTS_EN = {
    "part_vulnerability": "the vulnerability of its households",
    "part_volume": "the amount of need",
    "part_urgency": "the time they have waited",
    "part_access": "how hard help is to reach",
}


def _largest(row: Row) -> str:
    return max(_PARTS_MS, key=lambda part: float(str(row[part])))


def public_ms(row: Row) -> str:
    """What is said of a published row, in Malay."""
    return (
        f"Di {spoken_ms(str(row['name']))}, {row['households']} hingga {row['households_to']} isi rumah masih "
        f"menunggu bantuan, dan penyumbang terbesar kepada skornya ialah {_PARTS_MS[_largest(row)]}."
    )


def public_en(row: Row) -> str:
    """What is said of a published row, in English."""
    return (
        f"{place_en(str(row['name']))}, between {row['households']} and {row['households_to']} households are still "
        f"waiting for help, and what adds most to its score is {_PARTS_EN[_largest(row)]}."
    )
