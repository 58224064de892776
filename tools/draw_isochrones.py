"""Draw how far a lorry gets from a police headquarters: ``python -m tools.draw_isochrones [--out FILE]``.

Over the network in use by default it draws the demonstration's streets, which are schematic. Needs matplotlib (the
``notebooks`` extra). The picture in docs/roads.md is made by this command without options.
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from PIL import Image

from planner.adapters.road_files import demo_network, load_network
from planner.geo.isochrones import isochrones
from planner.geo.roads import RoadNetwork, lines
from planner.geo.travel import RoadTravel
from planner.settings import read_settings

BANDS = (5, 10, 15, 20, 30)
COLOURS = ("#440154", "#3b528b", "#21918c", "#5ec962", "#d4b106")  # viridis, its yellow darkened for white paper
WIDTHS = {"motorway": 2.2, "trunk": 2.0, "primary": 1.7, "secondary": 1.4, "tertiary": 1.0}


def draw(network: RoadNetwork, origin: tuple[str, float, float], profile: str, hour: int, path: Path) -> None:
    """Write the picture of ``profile`` leaving ``origin`` (name, lon, lat) at ``hour`` on a Wednesday."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice of a drawing without a screen

    name, lon, lat = origin
    pieces = isochrones(
        RoadTravel(network), (lon, lat), bands_min=BANDS, profile=profile, depart_hour=hour
    ).sort_values("band_min", ascending=False)
    figure, axes = plt.subplots(figsize=(9, 8.8), dpi=100, layout="constrained")
    lines(network).plot(ax=axes, color="#d9d9d9", linewidth=0.5, zorder=1)
    _streets(axes, pieces)
    axes.plot(lon, lat, marker="*", color="#d7191c", markersize=20, markeredgecolor="white", zorder=5)
    label = {"xytext": (9, 9), "textcoords": "offset points", "fontsize": 12, "weight": "bold", "zorder": 6}
    axes.annotate(name, (lon, lat), **label, bbox={"fc": "white", "ec": "none", "alpha": 0.8, "pad": 1.5})
    west, south, east, north = (float(side) for side in pieces.total_bounds)
    wide, tall = 0.03 * (east - west), 0.03 * (north - south)
    box = (west - wide, south - tall, east + wide, north + tall)
    _frame(axes, network, box, f"Minutes for a {profile} leaving {name} on a Wednesday at {hour}:00")
    with io.BytesIO() as drawn:
        figure.savefig(drawn, format="png", metadata={"Software": None})
        Image.open(drawn).convert("RGB").quantize(96).save(path, optimize=True)
    plt.close(figure)


def _streets(axes: Axes, pieces: gpd.GeoDataFrame) -> None:
    for band, colour in reversed(list(zip(BANDS, COLOURS, strict=True))):
        mine = pieces[pieces["band_min"] == band]
        widths = mine["road_class"].str.removesuffix("_link").map(WIDTHS).fillna(0.7)
        if len(mine):
            mine.plot(ax=axes, color=colour, linewidth=widths, zorder=2)
        below = BANDS[BANDS.index(band) - 1] if band != BANDS[0] else 0
        axes.plot([], [], color=colour, linewidth=4, label=f"{below}–{band} min")
    axes.plot([], [], color="#d9d9d9", linewidth=4, label="more, or closed to it")
    handles, labels = axes.get_legend_handles_labels()
    order = [*range(len(BANDS) - 1, -1, -1), len(BANDS)]
    axes.legend([handles[i] for i in order], [labels[i] for i in order], loc="upper left", title="Driving time")


def _frame(axes: Axes, network: RoadNetwork, box: tuple[float, float, float, float], title: str) -> None:
    """Title, scale bar, north, and where the streets and minutes come from."""
    west, south, east, north = box
    east_m, north_m = network.plane.metres_per_degree
    axes.set_aspect(north_m / east_m)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_title(title, fontsize=13)
    axes.tick_params(labelsize=8)
    axes.set_ylabel("latitude °N", fontsize=8)
    manifest = network.manifest
    schematic = "SCHEMATIC, not for navigation: local streets are invented. " if manifest.is_schematic else ""
    origin = f"{manifest.attribution}, licence: {manifest.licence}. Minutes by the {network.traffic.label}."
    axes.set_xlabel(f"longitude °E (EPSG:4326)\n{schematic}\n{origin}", fontsize=8)
    x, y, width, tall = east - 0.03 * (east - west), south + 0.03 * (north - south), 5_000 / east_m, north - south
    back = Rectangle((x - width * 1.08, y - 0.015 * tall), width * 1.16, 0.06 * tall, fc="white", ec="none", zorder=6)
    axes.add_patch(back)
    axes.plot([x - width, x], [y, y], color="black", linewidth=4, solid_capstyle="butt", zorder=7)
    axes.text(x - width / 2, y + 0.01 * tall, "5 km", ha="center", fontsize=10, zorder=7)
    arrow = {"arrowstyle": "-|>", "lw": 1.5, "color": "black"}
    top, foot = (0.96, 0.98), (0.96, 0.91)
    axes.annotate("N", xy=top, xytext=foot, xycoords="axes fraction", ha="center", fontsize=11, arrowprops=arrow)


def headquarters(data_dir: Path, key: str) -> tuple[str, float, float]:
    """Name, longitude and latitude of a police headquarters of the gazetteer."""
    with (data_dir / "gazetteer" / "police.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["place_id"] == key)
    return row["name"], float(row["lon"]), float(row["lat"])


def main() -> None:
    """Read the options and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="key", default="ipd-sentul", help="place_id in data/gazetteer/police.csv")
    parser.add_argument("--network", type=Path, help="a stored network (.npz); the demonstration's by default")
    parser.add_argument("--profile", default="lorry")
    parser.add_argument("--hour", type=int, default=9)
    parser.add_argument("--out", type=Path, default=Path("docs/images/isochrones.png"))
    given = parser.parse_args()
    data_dir = read_settings().data_dir
    network = load_network(given.network) if given.network else demo_network(data_dir)
    draw(network, headquarters(data_dir, given.key), given.profile, given.hour, given.out)
    print(f"wrote {given.out}")


if __name__ == "__main__":
    main()
