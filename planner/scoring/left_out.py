"""Hotspots that no recommended stop reaches, each with its reason: nobody is passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from planner.model.need import LeftOut

_MS = {
    "cooldown": "Kembara baru sahaja berkunjung ke sini dan tempoh rehat antara kunjungan belum tamat.",
    "cordon": "Kawasan ini dikepung sepanjang tempoh rancangan; bantuan disalurkan melalui pusat operasi.",
    "outranked": "Hentian lain mencapai lebih banyak keperluan dengan bilangan hentian yang sama.",
}
_EN = {
    "cooldown": "Kembara has only just been here and the rest between visits is not over.",
    "cordon": "The area is under a cordon on every day of the plan; goods go through the operations centre.",
    "outranked": "Other stops reach more need with the same number of stops.",
}


def left_out(frame: pd.DataFrame, covered: Sequence[str], closed: Mapping[int, str]) -> tuple[LeftOut, ...]:
    """Every hotspot of ``frame`` not among ``covered``; ``closed`` gives the reason by row, else it was outranked."""
    reached = set(covered)
    missed = []
    for row, (hotspot, name) in enumerate(zip(frame["hotspot_id"], frame["name"], strict=True)):
        if hotspot not in reached:
            reason = closed.get(row, "outranked")
            missed.append(LeftOut(str(hotspot), str(name), reason, _MS[reason], _EN[reason]))
    return tuple(missed)
