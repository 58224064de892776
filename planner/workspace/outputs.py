"""What a result leaves behind: files by name, and words for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from planner import scoring
from planner.adapters import sheet_facts
from planner.adapters.cluster import readers
from planner.adapters.plan_files import plan_text
from planner.errors import refuse
from planner.model.dispatch import Plan
from planner.model.labels import MapLabels
from planner.model.need import Fairness, LeftOut, NeedWeights, RecommendedStop
from planner.model.papers import Replaced, SheetFacts
from planner.model.reason import Detail
from planner.pipeline.blocks import households_by_block
from planner.pipeline.need import Need
from planner.pipeline.result import Result
from planner.report import hotspot_files
from planner.report.brief import brief_pdf
from planner.report.export import official_html
from planner.report.figures import moment_text, number_text, percent_text
from planner.report.map import plan_map
from planner.report.map_data import bring_text, when_text
from planner.report.runsheets import run_sheets
from planner.report.summary import summary_text
from planner.report.why_words import why_text
from planner.report.words import LANGUAGES, Language, word
from planner.roles import Role, Thing, may_see


@dataclass(frozen=True, slots=True)
class Drawn:
    """What every picture needs beside its data."""

    roads: gpd.GeoDataFrame
    labels: MapLabels
    made_at: str
    weights: NeedWeights
    fairness: Callable[[Role], Fairness]
    """The ledger as a role may see it."""
    borders: gpd.GeoDataFrame | None = None


def map_page(result: Result) -> bytes:
    """The map as one file."""
    return plan_map(
        hotspots=result.hotspots,
        recommended=result.recommended,
        plan=result.plan,
        roads=result.roads,
        paths=result.paths,
        labels=result.labels,
        places=result.need.places,
        borders=result.borders,
    )


FEWEST_STOPS_SHARED = 400
"""Stops on all run sheets from which a second process saves more than the seconds it takes to start."""


def files(result: Result, *, workers: int = 1) -> dict[str, bytes]:
    """Everything a result leaves in a folder: relative name → content.

    ``workers`` processes of this machine share many run sheets; the bytes are the same.
    """
    made = paper_files(result, _facts_of(result), workers=workers)
    return made | {f"summary.{language}.txt": summary(result, language).encode("utf-8") for language in LANGUAGES}


def _facts_of(result: Result) -> SheetFacts:
    plan_id = result.plan.plan_id if result.plan is not None else ""
    return SheetFacts(plan_id, result.recommended, households_by_block(result.taken, result.plan))


def paper_files(
    result: Result, facts: SheetFacts, *, workers: int = 1, replaces: Replaced | None = None
) -> dict[str, bytes]:
    """Map, tables, plan and run sheets, with what the sheets tell beside the plan; ``replaces`` as on the sheets."""
    found = {
        "map.html": map_page(result),
        "hotspots.geojson": hotspot_files.hotspots_geojson(result.hotspots),
        "recommended.csv": hotspot_files.recommended_csv(result.recommended),
    }
    if result.plan is None:
        return found
    found["plan.json"] = plan_text(result.plan).encode("utf-8")
    if facts.plan_id == result.plan.plan_id:
        found[sheet_facts.NAME] = sheet_facts.facts_text(facts).encode("utf-8")
    with readers(_stops_on_paper(result.plan), workers, fewest=FEWEST_STOPS_SHARED) as cluster:
        for language in LANGUAGES:
            sheets = run_sheets(
                result.plan,
                facts.recommended,
                language=language,
                blocks=facts.blocks,
                cluster=cluster,
                replaces=replaces,
            )
            found |= {f"run_sheets/{language}/{name}": content for name, content in sheets.items()}
    return found


def _stops_on_paper(plan: Plan) -> int:
    solutions = [solution for solution in (plan.convoys, plan.patrols) if solution is not None]
    return sum(len(route.visits) for solution in solutions for route in solution.routes)


def summary(result: Result, language: Language = "en") -> str:
    """A result in words for a terminal."""
    waiting = "\n".join(waiting_lines(result.left_out, language))
    told = summary_text(result.recommended, result.plan, language)
    return f"{told}\n\n{waiting}" if waiting else told


def stop_lines(stop: RecommendedStop) -> list[str]:
    """A recommended stop for a terminal: where and when, why in both languages, what to bring, where else to go."""
    lines = [f"{stop.rank}. {stop.name}", *(f"   {why_text(stop.why, language)}" for language in LANGUAGES)]
    for language in LANGUAGES:
        told = [
            f"{when_text(stop, language)}",
            f"{number_text(stop.households)} {word('map.households_short', language)}",
            bring_text(stop, language),
            word("summary.chance", language, percent=percent_text(stop.p_top_k)),
        ]
        if stop.runner_up:
            told.append(f"{word('map.runner_up', language)}: {stop.runner_up}")
        lines.append(f"   {' · '.join(told)}")
    lines.append("   " + "; ".join(f"{name} × {number_text(count)}" for name, count in stop.items))
    return lines


def waiting_lines(left_out: Sequence[LeftOut], language: Language = "en", most: int = 5) -> list[str]:
    """The neediest places that cannot be visited now (a cordon, a recent visit), each with its reason."""
    held = [entry for entry in left_out if entry.reason != "outranked"]
    lines = [f"  - {entry.name}: {word(f'left_out_why.{entry.reason}', language)}" for entry in held[:most]]
    if len(held) > most:
        lines.append("  " + word("summary.more_waiting", language, count=number_text(len(held) - most)))
    title = word("summary.not_now", language)
    return [title, "=" * len(title), *lines] if held else []


def note_lines(notes: Sequence[Detail]) -> list[str]:
    """What could not be kept when stops were recommended, such as a district's floor."""
    return [word(f"advice.{note.code}", "en", **dict(note.figures)) for note in notes]


def hotspots_for(role: Role, need: Need, weights: NeedWeights) -> pd.DataFrame:
    """Hotspots as ``role`` may see them: exact for the planner and the case team, suppressed for all others."""
    if may_see(role, Thing.HOTSPOTS):
        return need.hotspots
    return scoring.suppress(need.hotspots, role, weights=weights)


def by_ending(ending: str, writers: Mapping[str, Callable[[], bytes]]) -> bytes:
    """What the writer for a file's ending writes; E1034 for an ending nobody writes."""
    if ending.lower() not in writers:
        known = ", ".join(sorted(writers))
        raise refuse("E1034", f"a file ending in {ending or 'nothing'} is not one we write", f"use {known}")
    return writers[ending.lower()]()


def hotspots_file(shown: pd.DataFrame, ending: str) -> bytes:
    """Hotspots as GeoJSON, CSV or Parquet."""
    return by_ending(
        ending,
        {
            ".geojson": lambda: hotspot_files.hotspots_geojson(shown),
            ".csv": lambda: hotspot_files.hotspots_csv(shown),
            ".parquet": lambda: hotspot_files.hotspots_parquet(shown),
        },
    )


def recommended_file(stops: tuple[RecommendedStop, ...], ending: str) -> bytes:
    """Recommended stops as CSV or JSON."""
    frame = hotspot_files.recommended_frame(stops)
    return by_ending(
        ending,
        {
            ".csv": lambda: hotspot_files.recommended_csv(stops),
            ".json": lambda: bytes(frame.to_json(orient="records", force_ascii=False, indent=1).encode("utf-8")),
        },
    )


def export(role: Role, need: Need, drawn: Drawn, ending: str) -> bytes:
    """What ``role`` may take away of ``need``: a page, a brief, or a table; suppressed before anything is drawn."""
    shown = hotspots_for(role, need, drawn.weights)
    return by_ending(
        ending,
        {
            ".html": lambda: official_html(
                hotspots=shown, roads=drawn.roads, labels=drawn.labels, places=need.places, borders=drawn.borders
            ),
            ".pdf": lambda: brief_pdf(
                hotspots=shown,
                plan=None,
                roads=drawn.roads,
                labels=drawn.labels,
                made_at=moment_text(drawn.made_at, LANGUAGES[0]),
                fairness=drawn.fairness(role),
            ),
            ".csv": lambda: hotspot_files.hotspots_csv(shown),
            ".parquet": lambda: hotspot_files.hotspots_parquet(shown),
        },
    )
