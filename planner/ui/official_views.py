"""Published figures for officials' pages. The scoring room suppresses; nothing after it sees an exact count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pandas as pd

from planner.model.need import Fairness
from planner.model.visited import visited_only
from planner.report.brief import brief_pdf
from planner.report.export import official_html
from planner.report.figures import date_text
from planner.report.public import by_district, headings, ranked, row_cells
from planner.report.words import Language, word
from planner.roles import Role
from planner.scoring import suppress
from planner.ui.fair_views import told
from planner.ui.shown import Result

_PUBLIC = {Role.PLANNER: Role.ANALYST, Role.JKM: Role.ANALYST}  # case teams look at the page as the public sees it


def seen_as(role: Role) -> Role:
    """Through whose eyes ``role`` reads the officials' page."""
    return _PUBLIC.get(role, role)


def published(result: Result, role: Role) -> Result:
    """``result`` as officials may see it: suppressed hotspots, no stop, no route."""
    seen_by = seen_as(role)
    hotspots = suppress(result.hotspots, seen_by)
    key = f"{result.key}-for-{seen_by}"
    return replace(
        result,
        hotspots=hotspots,
        recommended=(),
        paths={},
        plan=None,
        source=None if result.plan is None else visited_only(result.plan),
        taken=None,
        left_out=(),
        key=key,
    )


def places_table(public: Result, language: Language) -> pd.DataFrame:
    """Published places, best rank first."""
    return pd.DataFrame([row_cells(row, language) for row in ranked(public.hotspots)], columns=headings(language))


def districts_table(public: Result, language: Language) -> pd.DataFrame:
    """Published places and households by police district."""
    names = [word(f"public.{key}", language) for key in ("district", "places", "at_least")]
    return by_district(public.hotspots).set_axis(names, axis=1)


def brief(
    public: Result, language: Language, fair: Callable[[], tuple[Fairness, pd.DataFrame] | None] | None = None
) -> bytes:
    """The two-page brief; ``fair`` makes the ledger as the same reader may see it."""
    areas, note = None, ""
    ledger = fair() if fair is not None else None
    if ledger is not None:
        table = ledger[1].sort_values("waiting", ascending=False, kind="stable")
        rows = table[(table["area_kind"] == "parliament") & (table["waiting"].fillna(0) > 0)]  # where somebody waits
        areas = rows.rename(columns={"served_per_1000": "per_1000"})[["area", "per_1000"]]
        note = told(ledger[0], language)
    made = ""
    if public.source is not None:
        at = datetime.fromisoformat(public.source.receipt.made_at)
        made = f"{date_text(at.date(), language)} {at:%H:%M}"
    return brief_pdf(
        hotspots=public.hotspots,
        plan=public.source,
        roads=public.roads,
        labels=public.labels,
        made_at=made,
        language=language,
        fairness=areas,
        fairness_note=note,
    )


def html(public: Result, language: Language) -> bytes:
    """The one-file map."""
    return official_html(
        hotspots=public.hotspots, roads=public.roads, labels=public.labels, language=language, places=public.places
    )
