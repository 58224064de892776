"""The workspace's tools: settings, embedded data and services, opened when first asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from planner import synthetic
from planner.adapters import (
    census_files,
    fleet_files,
    gazetteer_files,
    intake_rules,
    need_settings,
    road_files,
    travel_engines,
)
from planner.adapters.boundaries import read_boundaries, read_districts
from planner.adapters.cluster import WhenNeeded, readers
from planner.errors import Fault
from planner.geo.gazetteer import Gazetteer
from planner.geo.geocode import Geocoder
from planner.geo.reverse import Reverse
from planner.geo.roads import RoadNetwork
from planner.intake import IntakeRules
from planner.model.dispatch import DatedRule
from planner.model.fleet import Fleet
from planner.model.place import Place
from planner.model.referral import Channel
from planner.pipeline import rules, taking
from planner.pipeline.fan_out import FannedGeocoder
from planner.pipeline.need import Need, find_need
from planner.pipeline.taking import Taken
from planner.ports import Cluster, TravelTimes
from planner.progress import Progress, silent
from planner.roles import Role
from planner.settings import Settings
from planner.store import Store, open_store, read_url
from planner.workspace import sources

# Names in dated rules are looked for in this state first: the embedded gazetteer's own.
DEMONSTRATION_STATE = "W.P. Kuala Lumpur"


@dataclass(frozen=True)
class Tools:
    """Where data lies, and the rooms' tools loaded from it."""

    settings: Settings

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Places people name."""
        return gazetteer_files.load_gazetteer(self.settings.data_dir, self.settings.home)

    @cached_property
    def geocoder(self) -> Geocoder:
        """Finds the place of an address; the workers of ``KEMBARA_CLUSTER`` share long lists. Errors: E2704."""
        if self.cluster is not None:
            return FannedGeocoder(self.gazetteer, self.cluster)
        return Geocoder(self.gazetteer)

    def reverse(self, points: pd.DataFrame, boundaries: Path | None = None) -> pd.DataFrame:
        """For POINTS (``id, lon, lat``, EPSG:4326) the nearest place, police district and constituency, REVERSED.

        ``boundaries``: a GeoJSON of constituencies (E1211); with it the constituency is the one a point lies in, and
        its distance to that edge is told in metres. Swapped, zero or foreign points raise E1203-E1205, all at once.
        """
        areas = None if boundaries is None else read_boundaries(boundaries)
        return Reverse(self.gazetteer, areas).at(points)

    @cached_property
    def borders(self) -> gpd.GeoDataFrame | None:
        """Police districts of the file that ``KEMBARA_DISTRICTS`` names (E1211), or None without one."""
        return read_districts(Path(self.settings.districts)) if self.settings.districts else None

    @cached_property
    def cluster(self) -> Cluster | None:
        """The workers of ``KEMBARA_CLUSTER``, opened by the first job that wants them; None without any."""
        return WhenNeeded(self.settings.cluster) if self.settings.cluster else None

    @cached_property
    def intake_rules(self) -> IntakeRules:
        """Channel mappings and the lexicon of needs."""
        return intake_rules.load_rules(self.settings.data_dir)

    @cached_property
    def need_settings(self) -> need_settings.NeedSettings:
        """Shares of the need score, and the fewest and most stops of each police district."""
        return need_settings.load_need_settings(self.settings.data_dir / "settings" / "need.toml")

    @cached_property
    def constituencies(self) -> pd.DataFrame:
        """Households by constituency, for the fairness ledger."""
        return census_files.load_constituencies(self.settings.data_dir / "census" / "constituencies.csv")

    @cached_property
    def network(self) -> RoadNetwork:
        """The street network in use: an imported one, or the demonstration's."""
        return road_files.active_network(self.settings)

    @cached_property
    def travel(self) -> TravelTimes:
        """Driving times: on the network in use, or from what ``KEMBARA_ROADS`` names. Errors: E1318, E1310, E1309."""
        return travel_engines.open_travel(self.settings, lambda: self.network)

    @cached_property
    def store(self) -> Store:
        """What several people share; made on first use."""
        return open_store(self.settings.database_url, key=self.settings.key)

    @property
    def has_store(self) -> bool:
        """Whether a store is there already; looking does not make one."""
        url = read_url(self.settings.database_url)
        if url.get_backend_name() != "sqlite":
            return True
        return url.database not in {None, "", ":memory:"} and Path(str(url.database)).exists()

    @cached_property
    def places(self) -> dict[str, Place]:
        """Places by their id."""
        return {place.place_id: place for place in self.gazetteer.places}

    def read_rows(self, files: Sequence[Path]) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
        """Raw rows of ``files``, numbered on from file to file, and what broke in them."""
        return sources.read_rows(files)

    def take(
        self,
        rows: pd.DataFrame,
        *,
        channel: Channel | None,
        now: datetime,
        workers: int = 1,
        progress: Progress = silent,
    ) -> Taken:
        """Receive, place and link raw rows; nothing is stored. ``workers`` processes of this machine share long files.

        Raw rows name people, so they never travel to ``KEMBARA_CLUSTER``. A script that asks for more than one worker
        must start its own work under ``if __name__ == "__main__"``.
        """
        with readers(len(rows), workers) as cluster:
            return taking.take(
                rows, channel=channel, key=self.settings.key, now=now, rules=self.intake_rules,
                geocoder=self._geocoder_on(cluster, len(rows), workers), cluster=cluster, linkers=self.cluster,
                progress=progress,
            )  # fmt: skip

    def _geocoder_on(self, cluster: Cluster | None, size: int, workers: int) -> Geocoder:
        """A geocoder for ``size`` addresses: on the processes at hand unless ``KEMBARA_CLUSTER`` names better ones.

        One part for each process, because what a process finds out about a building serves all its doors.
        """
        if cluster is None or self.cluster is not None:
            return self.geocoder
        return FannedGeocoder(self.gazetteer, cluster, part_rows=ceil(size / workers))

    def synthetic(
        self, *, rows: int, seed: int, start: date, days: int, progress: Progress = silent
    ) -> synthetic.SyntheticSet:
        """Synthetic referrals about the places of the gazetteer."""
        text = (self.settings.data_dir / "synthetic" / "phrases.toml").read_text(encoding="utf-8")
        phrases: dict[str, Any] = tomllib.loads(text)
        return synthetic.generate(
            self.gazetteer.places, phrases, rows=rows, seed=seed, start=start, days=days, progress=progress
        )

    def fleet(self, path: Path | None = None, *, is_stored: bool = False) -> Fleet:
        """The fleet of a file, or the demonstration's, its dated rules tied to places.

        ``is_stored``: what is planned is the store's, so its dated rules hold too; one with the id of a rule of the
        fleet takes that one's place.
        """
        fleet = fleet_files.load_fleet(path or self.settings.data_dir / "fleet" / "kuala_lumpur.toml")
        kept = self.store.rules(Role.PLANNER) if is_stored else ()
        own = {rule.rule_id: rule for rule in (*fleet.rules, *kept)}
        return replace(fleet, rules=self.tied(tuple(own.values()))[0])

    def tied(self, dated: Sequence[DatedRule]) -> tuple[tuple[DatedRule, ...], tuple[str, ...]]:
        """``dated`` bound to the gazetteer's places, and the names in them that it does not know."""
        return rules.tie(dated, self.geocoder, self.places, DEMONSTRATION_STATE)

    def find_need(
        self,
        households: pd.DataFrame,
        visited: pd.DataFrame,
        *,
        now: datetime,
        seed: int,
        is_stored: bool = False,
        progress: Progress = silent,
    ) -> Need:
        """Hotspots of ``households`` over the gazetteer's places; ``is_stored`` as in :meth:`fleet`."""
        places = self.gazetteer.frame()
        return find_need(
            households,
            places,
            visited,
            weights=self.need_settings.weights,
            now=now,
            seed=seed,
            rules=self.fleet(is_stored=is_stored).rules,
            progress=progress,
        )
