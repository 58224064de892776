"""Links that open a place in the phone's navigation app. They hold a coordinate and nothing else."""

from __future__ import annotations


def waze_link(lon: float, lat: float) -> str:
    """Waze, by its documented deep link."""
    return f"https://waze.com/ul?ll={lat:.5f}%2C{lon:.5f}&navigate=yes"


def google_link(lon: float, lat: float) -> str:
    """Google Maps directions, by its documented URL scheme."""
    return f"https://www.google.com/maps/dir/?api=1&destination={lat:.5f}%2C{lon:.5f}"
