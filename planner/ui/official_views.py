"""Published figures for officials' pages. The scoring room suppresses; nothing after it sees an exact count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from planner.model.dispatch import Plan
from planner.model.need import Fairness, NeedWeights
from planner.model.visited import visited_only
from planner.pipeline.need import nobody
from planner.report.brief import brief_pdf
from planner.report.export import official_html
from planner.report.figures import moment_text
from planner.report.public import by_district, headings, ranked, row_cells
from planner.report.words import Language, word
from planner.roles import Role
from planner.scoring import suppress
from planner.ui.shown import Shown

_PUBLIC = {Role.PLANNER: Role.ANALYST, Role.JKM: Role.ANALYST}  # case teams look at the page as the public sees it


def seen_as(role: Role) -> Role:
    """Through whose eyes ``role`` reads the officials' page."""
    return _PUBLIC.get(role, role)


def published(result: Shown, role: Role, weights: NeedWeights) -> Shown:
    """``result`` as officials may see it: hotspots suppressed under the need score's ``weights``, no stop, no route."""
    seen_by = seen_as(role)
    hotspots = suppress(result.hotspots, seen_by, weights=weights)
    return replace(
        result,
        need=replace(nobody(result.places), hotspots=hotspots),
        recommended=(),
        paths={},
        plan=None,
        taken=None,
        left_out=(),
        key=f"{result.key}-for-{seen_by}",
    )


def places_table(public: Shown, language: Language) -> pd.DataFrame:
    """Published places, best rank first."""
    return pd.DataFrame([row_cells(row, language) for row in ranked(public.hotspots)], columns=headings(language))


def districts_table(public: Shown, language: Language) -> pd.DataFrame:
    """Published places and households by police district."""
    names = [word(f"public.{key}", language) for key in ("district", "places", "at_least")]
    return by_district(public.hotspots).set_axis(names, axis=1)


def brief(
    public: Shown,
    plan: Plan | None,
    language: Language,
    fair: Callable[[], tuple[Fairness, pd.DataFrame] | None] | None = None,
) -> bytes:
    """The two-page brief, with what of ``plan`` is visited; ``fair`` makes the ledger as the same reader may see it."""
    ledger = fair() if fair is not None else None
    driven = None if plan is None else visited_only(plan)
    made = "" if driven is None else moment_text(driven.receipt.made_at, language)
    return brief_pdf(
        hotspots=public.hotspots,
        plan=driven,
        roads=public.roads,
        labels=public.labels,
        made_at=made,
        language=language,
        fairness=None if ledger is None else ledger[0],
    )


def html(public: Shown, language: Language) -> bytes:
    """The one-file map."""
    return official_html(
        hotspots=public.hotspots,
        roads=public.roads,
        labels=public.labels,
        language=language,
        places=public.places,
        borders=public.borders,
    )
