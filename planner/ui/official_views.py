"""Published figures for officials' pages. The scoring room suppresses; nothing after it sees an exact count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from planner.model.need import Fairness, NeedWeights
from planner.model.visited import visited_only
from planner.report.brief import brief_pdf
from planner.report.export import official_html
from planner.report.figures import moment_text
from planner.report.public import by_district, headings, ranked, row_cells
from planner.report.words import Language, word
from planner.roles import Role
from planner.scoring import suppress
from planner.ui.shown import Result

_PUBLIC = {Role.PLANNER: Role.ANALYST, Role.JKM: Role.ANALYST}  # case teams look at the page as the public sees it


def seen_as(role: Role) -> Role:
    """Through whose eyes ``role`` reads the officials' page."""
    return _PUBLIC.get(role, role)


def published(result: Result, role: Role, weights: NeedWeights) -> Result:
    """``result`` as officials may see it: hotspots suppressed under the need score's ``weights``, no stop, no route."""
    seen_by = seen_as(role)
    hotspots = suppress(result.hotspots, seen_by, weights=weights)
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
    ledger = fair() if fair is not None else None
    made = ""
    if public.source is not None:
        made = moment_text(public.source.receipt.made_at, language)
    return brief_pdf(
        hotspots=public.hotspots,
        plan=public.source,
        roads=public.roads,
        labels=public.labels,
        made_at=made,
        language=language,
        fairness=None if ledger is None else ledger[0],
    )


def html(public: Result, language: Language) -> bytes:
    """The one-file map."""
    return official_html(
        hotspots=public.hotspots,
        roads=public.roads,
        labels=public.labels,
        language=language,
        places=public.places,
        borders=public.borders,
    )
