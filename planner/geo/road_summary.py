"""What a network holds, in figures a planner can judge it by."""

from __future__ import annotations

import numpy as np

from planner.geo.components import components
from planner.geo.costs import is_allowed
from planner.geo.roads import GENERATED, ROAD_CLASSES, SPEED_SOURCES, RoadNetwork


def length_by_class_km(network: RoadNetwork) -> dict[str, float]:
    """Kilometres of carriageway by road class, greatest class first; both directions of a two-way street count once."""
    once = network.is_forward
    metres = np.bincount(network.road_class[once], network.length_m[once], minlength=len(ROAD_CLASSES))
    return {name: float(m) / 1000.0 for name, m in zip(ROAD_CLASSES, metres, strict=True) if m > 0}


def share_by_speed_source(network: RoadNetwork) -> dict[str, float]:
    """Share of the length by where its speed comes from, largest first; adds up to 1."""
    metres = np.bincount(network.speed_source, network.length_m, minlength=len(SPEED_SOURCES))
    total = float(metres.sum()) or 1.0
    shares = {name: float(m) / total for name, m in zip(SPEED_SOURCES, metres, strict=True) if m > 0}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def cut_off(network: RoadNetwork, profile: str) -> tuple[int, int]:
    """Nodes outside the largest part that ``profile`` can drive there and back, and in how many pieces they lie."""
    is_open = is_allowed(network, network.traffic.profiles[profile])
    label = components(network.nodes, network.edge_from, network.edge_to, is_open)
    return int((label > 0).sum()), int(label.max())


def summary(network: RoadNetwork) -> str:
    """Several lines of text for people: the manifest, sizes, classes, speed sources and what is missing."""
    m = network.manifest
    west, south, east, north = m.bounds
    lines = [
        m.label + ("  [schematic, not for navigation]" if m.is_schematic else ""),
        f"  source       {m.source}",
        f"  made on      {m.made_on}",
        f"  licence      {m.licence}; {m.attribution}",
        f"  bounds       west {west:.4f}, south {south:.4f}, east {east:.4f}, north {north:.4f}",
        f"  hash         {m.hash}",
        f"  size         {network.nodes:,} nodes, {network.edges:,} directed edges, {len(network.names) - 1:,} names",
        f"  traffic      {network.traffic.label}",
        "  kilometres   " + ", ".join(f"{k} {v:,.0f}" for k, v in length_by_class_km(network).items()),
        "  speeds from  " + ", ".join(f"{k} {v:.0%}" for k, v in share_by_speed_source(network).items()),
    ]
    invented = float(network.length_m[(network.flags & GENERATED) > 0].sum() / network.length_m.sum())
    if invented:
        lines.append(f"  invented     {invented:.0%} of the length was generated, not surveyed")
    for profile in sorted(network.traffic.profiles):
        nodes, pieces = cut_off(network, profile)
        lines.append(f"  cut off      for {profile}: {nodes:,} nodes in {pieces:,} pieces, not used for stops")
    lines.extend(f"  left out     {count:,} {reason}" for reason, count in m.left_out)
    lines.extend(f"  note         {note}" for note in m.notes)
    return "\n".join(lines)
