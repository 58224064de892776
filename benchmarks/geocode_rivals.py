"""What one would use otherwise: rapidfuzz over the names, with and without `malaysian-address-parser` before it."""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz import fuzz, process, utils

from planner.geo.gazetteer import Gazetteer

Guess = tuple[str, float]
"""A place_id (empty = not placed) and the confidence 0…1 the rival gives."""
CUTOFF = 85.0
"""Score under which the rivals place nothing; a stricter one trades right places for fewer false ones."""
STRICT = 95.0


def _names(gazetteer: Gazetteer) -> tuple[list[str], list[str]]:
    served = [p for p in gazetteer.places if p.kind not in {"elsewhere", "far_town", "town"}]
    pairs = [(utils.default_process(name), p.place_id) for p in served for name in (p.name, *p.aliases)]
    return [name for name, _ in pairs], [place_id for _, place_id in pairs]


def plain_rapidfuzz(gazetteer: Gazetteer, cutoff: float = CUTOFF) -> Callable[[str], Guess]:
    """The best name by WRatio, rapidfuzz's default scorer."""
    names, ids = _names(gazetteer)

    def guess(text: str) -> Guess:
        best = process.extractOne(text, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=cutoff)
        return (ids[best[2]], best[1] / 100.0) if best else ("", 0.0)

    return guess


def parser_then_rapidfuzz(gazetteer: Gazetteer, cutoff: float = CUTOFF) -> Callable[[str], Guess] | None:
    """The three address lines of `malaysian-address-parser`, each matched with WRatio; None when not installed."""
    try:
        from malaysian_address_parser import classify_address_v2  # noqa: PLC0415 optional
    except ImportError:
        return None
    names, ids = _names(gazetteer)

    def guess(text: str) -> Guess:
        parts = classify_address_v2(text)
        values = parts.values() if isinstance(parts, dict) else parts
        lines = [str(value) for value in values if value and not str(value).isdigit()]
        found = [
            process.extractOne(line, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=cutoff)
            for line in lines
        ]
        best = max((hit for hit in found if hit), key=lambda hit: hit[1], default=None)
        return (ids[best[2]], best[1] / 100.0) if best else ("", 0.0)

    return guess
