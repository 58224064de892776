"""The workspace: the whole way, offered to the doors (command line, pages, notebooks)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

import pandas as pd

from planner.geo import roads
from planner.model.difference import Difference
from planner.model.dispatch import Changes, DatedRule, Plan
from planner.model.fleet import Fleet
from planner.model.need import Recommendation, RecommendedStop
from planner.model.onward import OnwardNote
from planner.model.papers import SheetFacts
from planner.model.record import ImportReport
from planner.model.referral import Channel
from planner.pipeline import taking
from planner.pipeline.need import Need
from planner.pipeline.order import Order
from planner.pipeline.result import Result
from planner.pipeline.taking import Taken
from planner.progress import Progress, silent
from planner.report.differences import NOTHING
from planner.report.words import Language
from planner.roles import Role
from planner.settings import Settings, read_settings
from planner.workspace import corrections, derived, outputs, replan_papers, running, storing
from planner.workspace.story import Demonstration
from planner.workspace.tools import Tools

TITLE = "Kembara Prihatin Negara @ OpBantu"


class Workspace(Tools):
    """One place to work: each method is one stretch of the way from referrals to run sheets."""

    @classmethod
    def open(cls, settings: Settings | None = None) -> Self:
        """The workspace of ``settings``, or of the environment; reads nothing yet."""
        return cls(settings or read_settings())

    def import_rows(
        self,
        rows: pd.DataFrame,
        *,
        channel: Channel | None,
        actor: str,
        now: datetime,
        workers: int = 1,
        progress: Progress = silent,
    ) -> ImportReport:
        """Take raw rows into the store, ``actor`` on record; those of a file of corrections close what they correct."""
        words: dict[str, Any] = {"channel": channel, "actor": actor, "now": now, "workers": workers}
        return storing.import_rows(self, rows, progress=progress, **words)

    def rows_to_correct(self, role: Role, ending: str, *, actor: str, now: datetime) -> tuple[int, bytes]:
        """Open quarantined rows, how many and as a file (.csv or .xlsx), to be corrected and imported again."""
        return corrections.rows_to_correct(self.store, role, ending, actor=actor, now=now)

    def add_rules(
        self, given: Path | Sequence[dict[str, Any]], *, role: Role, actor: str, now: datetime
    ) -> tuple[tuple[DatedRule, ...], tuple[str, ...]]:
        """Keep the dated rules of a TOML file, or of its ``[[rule]]`` tables, for every plan from the store.

        They, and the places nobody knows.
        """
        return storing.add_rules(self, given, role=role, actor=actor, now=now)

    def hand_on(self, note: OnwardNote, *, role: Role, actor: str, now: datetime) -> str:
        """Put a problem met on the way into KPWKM's queue, without identities; its id."""
        return storing.hand_on(self, note, role=role, actor=actor, now=now)

    def told(self, taken: Taken) -> pd.DataFrame:
        """One line for each raw row."""
        return taking.told(taken)

    def need(self, referrals: Sequence[Path] | None, *, now: datetime, seed: int, progress: Progress = silent) -> Need:
        """Hotspots of the referrals in files, or of those in the store when no file is given."""
        return running.need(self, referrals, now=now, seed=seed, progress=progress)

    def stored_need(self, *, now: datetime, seed: int, progress: Progress = silent) -> Need:
        """Hotspots of every referral in the store."""
        return storing.stored_need(self, now=now, seed=seed, progress=progress)

    def keep_need(self, *, now: datetime, seed: int, progress: Progress = silent) -> Need:
        """The same, kept in the store with placements and households, and the run behind every row."""
        return derived.keep_need(self, now=now, seed=seed, progress=progress)

    def kept(self, *, now: datetime, seed: int, progress: Progress = silent) -> Result:
        """Need and recommended locations of the store's referrals, for the pages."""
        return running.kept(self, TITLE, now=now, seed=seed, progress=progress)

    def recommend(
        self,
        need: Need,
        *,
        k: int,
        start: date,
        now: datetime,
        seed: int,
        days: int = 7,
        fleet: Fleet | None = None,
    ) -> Recommendation:
        """The next ``k`` Kembara locations under the floors and rules of ``fleet`` (the demonstration's when none is
        given), and what is left out and why."""
        asked = running.tour(self, fleet or self.fleet(), k=k, start=start, days=days)
        return running.recommend(self, need, asked, now=now, seed=seed)

    def dispatch(self, need: Need, *, fleet: Fleet, order: Order, progress: Progress = silent) -> Result:
        """A checked plan of convoys and patrols for ``need``, with what its map shows."""
        return running.dispatch(self, need, fleet=fleet, order=order, progress=progress)

    def demonstration(
        self, story: Demonstration | None = None, *, workers: int = 1, progress: Progress = silent
    ) -> Result:
        """The whole way on synthetic referrals; ``workers`` processes of this machine share long lists."""
        return running.demonstration(self, story or Demonstration(), workers=workers, progress=progress)

    def files(self, result: Result, *, workers: int = 1) -> dict[str, bytes]:
        """Everything a result leaves in a folder: relative name → content; ``workers`` share many run sheets."""
        return outputs.files(result, workers=workers)

    def with_travel(self, plan: Plan, changes: Changes) -> Changes:
        """``changes`` with travel times to the new places, when the roads in use are those of the plan."""
        return running.with_travel(self, plan, changes)

    def replan_files(
        self,
        before: Plan,
        after: Plan,
        found: Sequence[Difference],
        *,
        changes: Changes = NOTHING,
        facts: SheetFacts | None = None,
    ) -> dict[str, bytes]:
        """Everything a replan leaves in a folder: relative name → content; ``facts`` of the announced run sheets."""
        drawn = running.of_plan(self, after)
        return replan_papers.replan_files(drawn, before, after, found, changes=changes, facts=facts)

    def summary(self, result: Result, language: Language = "en") -> str:
        """A result in words for a terminal."""
        return outputs.summary(result, language)

    def hotspots_for(self, role: Role, need: Need) -> pd.DataFrame:
        """Hotspots as ``role`` may see them."""
        return outputs.hotspots_for(role, need, self.need_settings.weights)

    def hotspots_file(self, shown: pd.DataFrame, ending: str) -> bytes:
        """Hotspots in the format a file's ending names."""
        return outputs.hotspots_file(shown, ending)

    def recommended_file(self, stops: tuple[RecommendedStop, ...], ending: str) -> bytes:
        """Recommended stops in the format a file's ending names."""
        return outputs.recommended_file(stops, ending)

    def export(self, role: Role, need: Need, ending: str, *, now: datetime) -> bytes:
        """What ``role`` may take away of ``need``, in the format a file's ending names."""
        drawn = outputs.Drawn(
            roads.lines(self.network),
            running.labels(self, TITLE, False),
            now.isoformat(),
            self.need_settings.weights,
            partial(running.fairness, self, need, now=now),
            self.borders,
        )
        return outputs.export(role, need, drawn, ending)
