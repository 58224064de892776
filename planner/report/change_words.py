"""The smallest change that would serve a place, in Malay: the dispatch room writes it in English."""

from __future__ import annotations

import re

from planner.report.words import Language

_VEHICLES = {
    "lorry": "lori",
    "van": "van",
    "patrol car": "kereta peronda",
    "mobile office": "pejabat bergerak",
    "mobile counter": "kaunter bergerak",
}
_MALAY = (
    (r"\+(\d+) min crew time", r"+\1 minit masa kerja krew"),
    (r"(\d+) more baskets in stock at (.+)", r"\1 bakul lagi dalam stok di \2"),
    (r"(\d+) more baskets at (.+)", r"\1 bakul lagi di \2"),
    (r"window to (\S+)", r"waktu dilanjutkan hingga \1"),
    (r"give it a window", r"beri waktu layanan"),
    (r"let it be served on any day of the plan", r"benarkan layanan pada mana-mana hari pelan"),
    (r"let it be served in parts", r"benarkan layanan secara berperingkat"),
    (r"let it be delivered at any time of day", r"benarkan penghantaran pada bila-bila masa"),
    (r"a lorry for (\d+) baskets", r"sebuah lori untuk \1 bakul"),
    (r"record consent to cross the district", r"rekodkan kebenaran merentas daerah"),
    (r"lift rule (.+)", r"tarik balik peraturan \1"),
    (r"lift rules (.+) and (.+)", r"tarik balik peraturan \1 dan \2"),
    (r"no change: it fits in, but its need counts less than the driving it costs",
     r"tiada perubahan: boleh dimuatkan, tetapi keperluannya kurang daripada kos perjalanan"),
)  # fmt: skip
_MORE = re.compile(r"one more ([a-z ]+?)(?: at (.+))?")


def change_text(english: str, language: Language) -> str:
    """``english`` as it is, or in Malay; a change no pattern knows stays in English rather than being left out."""
    if language == "en":
        return english
    for pattern, malay in _MALAY:
        found = re.fullmatch(pattern, english)
        if found:
            return found.expand(malay)
    pieces = [_MORE.fullmatch(piece) for piece in english.split(" and ")]
    if not all(piece and piece[1] in _VEHICLES for piece in pieces):
        return english
    return " dan ".join(
        f"sebuah {_VEHICLES[piece[1]]} lagi" + (f" di {piece[2]}" if piece[2] else "") for piece in pieces if piece
    )
