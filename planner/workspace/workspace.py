"""The workspace: settings, embedded data and services, opened when first asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from planner import synthetic
from planner.adapters import fleet_files, gazetteer_files, intake_rules, road_files
from planner.errors import Fault
from planner.geo.gazetteer import Gazetteer
from planner.geo.geocode import Geocoder
from planner.geo.roads import RoadNetwork
from planner.geo.travel import RoadTravel
from planner.intake import IntakeRules
from planner.model.fleet import Fleet
from planner.model.need import NeedWeights, RecommendedStop
from planner.model.place import Place
from planner.model.record import ImportReport
from planner.model.referral import Channel
from planner.pipeline import taking
from planner.pipeline.dispatching import Order
from planner.pipeline.need import Need, find_need
from planner.pipeline.result import Result
from planner.pipeline.taking import Taken
from planner.progress import Progress, silent
from planner.roles import Role
from planner.settings import Settings, read_settings
from planner.store import Store, open_store
from planner.workspace import outputs, running, sources, storing
from planner.workspace.story import Demonstration


@dataclass(frozen=True)
class Workspace:
    """One place to work: where data lies, and the rooms' tools loaded from it."""

    settings: Settings

    @classmethod
    def open(cls, settings: Settings | None = None) -> Workspace:
        """The workspace of ``settings``, or of the environment; reads nothing yet."""
        return cls(settings or read_settings())

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Places people name."""
        return gazetteer_files.load_gazetteer(self.settings.data_dir)

    @cached_property
    def geocoder(self) -> Geocoder:
        """Finds the place of an address."""
        return Geocoder(self.gazetteer)

    @cached_property
    def intake_rules(self) -> IntakeRules:
        """Channel mappings and the lexicon of needs."""
        return intake_rules.load_rules(self.settings.data_dir)

    @cached_property
    def weights(self) -> NeedWeights:
        """Shares of the need score."""
        return NeedWeights()

    @cached_property
    def network(self) -> RoadNetwork:
        """The street network in use: an imported one, or the demonstration's."""
        return road_files.active_network(self.settings)

    @cached_property
    def travel(self) -> RoadTravel:
        """Driving times on the network in use."""
        return RoadTravel(self.network)

    @cached_property
    def store(self) -> Store:
        """What several people share; made on first use."""
        return open_store(self.settings.database_url, key=self.settings.key)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Places by their id."""
        return {place.place_id: place for place in self.gazetteer.places}

    def read_rows(self, files: Sequence[Path]) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
        """Raw rows of ``files``, numbered on from file to file, and what broke in them."""
        return sources.read_rows(files)

    def take(self, rows: pd.DataFrame, *, channel: Channel | None, now: datetime, progress: Progress = silent) -> Taken:
        """Receive, place and link raw rows; nothing is stored."""
        return taking.take(
            rows,
            channel=channel,
            key=self.settings.key,
            now=now,
            rules=self.intake_rules,
            geocoder=self.geocoder,
            progress=progress,
        )

    def import_rows(
        self, rows: pd.DataFrame, *, channel: Channel | None, now: datetime, progress: Progress = silent
    ) -> ImportReport:
        """Take raw rows into the store."""
        return storing.import_rows(self, rows, channel=channel, now=now, progress=progress)

    def told(self, taken: Taken) -> pd.DataFrame:
        """One line for each raw row."""
        return taking.told(taken)

    def synthetic(
        self, *, rows: int, seed: int, start: date, days: int, progress: Progress = silent
    ) -> synthetic.SyntheticSet:
        """Synthetic referrals about the places of the gazetteer."""
        text = (self.settings.data_dir / "synthetic" / "phrases.toml").read_text(encoding="utf-8")
        phrases: dict[str, Any] = tomllib.loads(text)
        return synthetic.generate(
            self.gazetteer.places, phrases, rows=rows, seed=seed, start=start, days=days, progress=progress
        )

    def fleet(self, path: Path | None = None) -> Fleet:
        """The fleet of a file, or the demonstration's."""
        return fleet_files.load_fleet(path or self.settings.data_dir / "fleet" / "kuala_lumpur.toml")

    def find_need(
        self,
        households: pd.DataFrame,
        visited: pd.DataFrame,
        *,
        now: datetime,
        seed: int,
        k: int = 5,
        progress: Progress = silent,
    ) -> Need:
        """Hotspots of ``households`` over the gazetteer's places."""
        places = self.gazetteer.frame()
        rules = self.fleet().rules
        return find_need(
            households, places, visited, weights=self.weights, now=now, seed=seed, k=k, rules=rules, progress=progress
        )

    def need(self, referrals: Sequence[Path] | None, *, now: datetime, seed: int, progress: Progress = silent) -> Need:
        """Hotspots of the referrals in files, or of those in the store when no file is given."""
        return running.need(self, referrals, now=now, seed=seed, progress=progress)

    def stored_need(self, *, now: datetime, seed: int, progress: Progress = silent) -> Need:
        """Hotspots of every referral in the store."""
        return storing.stored_need(self, now=now, seed=seed, progress=progress)

    def recommend(
        self, need: Need, *, k: int, start: date, now: datetime, seed: int, days: int = 7
    ) -> tuple[RecommendedStop, ...]:
        """The next ``k`` Kembara locations."""
        return running.recommend(self, need, k=k, start=start, days=days, now=now, seed=seed)

    def dispatch(self, need: Need, *, fleet: Fleet, order: Order, progress: Progress = silent) -> Result:
        """A checked plan of convoys and patrols for ``need``, with what its map shows."""
        return running.dispatch(self, need, fleet=fleet, order=order, progress=progress)

    def demonstration(self, story: Demonstration | None = None, *, progress: Progress = silent) -> Result:
        """The whole way on synthetic referrals."""
        return running.demonstration(self, story or Demonstration(), progress=progress)

    def files(self, result: Result) -> dict[str, bytes]:
        """Everything a result leaves in a folder: relative name → content."""
        return outputs.files(result)

    def summary(self, result: Result) -> str:
        """A result in words for a terminal."""
        return outputs.summary(result)

    def hotspots_for(self, role: Role, need: Need) -> pd.DataFrame:
        """Hotspots as ``role`` may see them."""
        return outputs.hotspots_for(role, need)

    def hotspots_file(self, shown: pd.DataFrame, ending: str) -> bytes:
        """Hotspots in the format a file's ending names."""
        return outputs.hotspots_file(shown, ending)

    def recommended_file(self, stops: tuple[RecommendedStop, ...], ending: str) -> bytes:
        """Recommended stops in the format a file's ending names."""
        return outputs.recommended_file(stops, ending)
