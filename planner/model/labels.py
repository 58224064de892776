"""What a map must say about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MapLabels:
    """A map's title and warnings: an empty note is not shown.

    ``data_note`` says that data are synthetic (always in both languages), ``network_note`` that roads are schematic and
    not for navigation, ``attribution`` whose roads and places these are. ``is_protected``: small numbers are hidden.
    """

    title: str
    data_note: str = ""
    network_note: str = ""
    attribution: str = ""
    is_protected: bool = False
