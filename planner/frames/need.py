"""Need: hotspots and the numbers behind them, whom and what they leave out, and what each area received."""

from __future__ import annotations

from planner.frames.schema import Column, Schema

HOTSPOTS = Schema(
    "hotspots",
    (
        Column("hotspot_id", is_unique=True),
        Column("place_id"),
        Column("name"),
        Column("kind"),
        Column("lon", "float"),
        Column("lat", "float"),
        Column("police_district"),
        Column("parliament"),
        Column("households", "int"),  # unmet, linked
        Column("referrals", "int"),
        Column("units", "int", is_nullable=True),
        Column("score", "float"),
        Column("part_volume", "float"),
        Column("part_vulnerability", "float"),
        Column("part_urgency", "float"),
        Column("part_access", "float"),
        Column("rate", "float", is_nullable=True),  # per 100 households, shrunk
        Column("rate_low", "float", is_nullable=True),
        Column("rate_high", "float", is_nullable=True),
        Column("grade"),
        Column("rank", "int"),
        Column("rank_low", "int"),
        Column("rank_high", "int"),
        Column("p_top_k", "float"),
        Column("cluster_q", "float", is_nullable=True),
        Column("cluster"),  # a code, see planner.scoring.clusters
        Column("why"),  # details as planner.model.reason.cell_of writes them
    ),
)


def _loose(kind: str, *names: str) -> tuple[Column, ...]:
    """Columns of one kind that may be absent, and whose values may be missing."""
    return tuple(Column(name, kind, is_nullable=True, is_optional=True) for name in names)


HOTSPOT_NUMBERS = Schema(
    "the numbers behind hotspots",
    (
        *_loose("str", "coordinate_grade", "grade_reason"),
        # whole counts of the place's own households
        *_loose("int", "fragile", "urgent", "infants", "bedridden", "baskets", "members_known", "new_urgent"),
        # days, shares and means: of its own households (own_…), and drawn towards the usual (mean_…)
        *_loose("float", "wait_max_days", "wait_median_days", "age_median_days", "probability"),
        *_loose("float", "own_vulnerability", "own_urgency", "mean_vulnerability", "mean_urgency", "access_value"),
        *_loose("float", "rate_usual", "rate_corrected", "effective_households", "reporting"),
        *_loose("float", "score_low", "score_high", "p_top_k_weights"),
        *_loose("int", "rank_low_weights", "rank_high_weights"),
        *_loose("time", "last_visit_at", "cooldown_until"),
        *_loose("bool", "is_cordoned", "is_emergency"),
        *_loose("int", "households_to"),  # published rows alone: the upper end of the span
    ),
)
"""What ``planner.scoring.hotspots`` gives beside :data:`HOTSPOTS`; each column may be absent."""

UNCOVERED = Schema(
    "uncovered",
    (
        Column("household_id", is_unique=True),
        Column("place_id"),
        Column("place_name"),
        Column("reason"),  # no_place_no_coordinate, place_without_coordinate
        Column("action"),
    ),
)
"""Unmet households that no hotspot can hold, each with its reason: counted, never dropped."""

SILENT = Schema(
    "silent places",
    (
        Column("place_id", is_unique=True),
        Column("name"),
        Column("police_district"),
        Column("parliament"),
        Column("units", "int"),
        Column("heard", "int"),
        Column("expected", "float"),
        Column("low", "float"),
        Column("high", "float"),
        Column("q", "float"),
        Column("visit_rank", "int"),
        Column("why"),  # details as planner.model.reason.cell_of writes them
    ),
)
"""Places where need is expected and little is heard, in the order of proposed verification visits."""

FAIRNESS = Schema(
    "fairness ledger",
    (
        Column("area_kind"),  # parliament or police_district
        Column("area"),
        Column("households", "float", is_nullable=True),  # census; missing where no source gives it
        Column("basis"),  # census or no_census: whether a rate can be given
        Column("served", "int", is_nullable=True),  # missing where a role may not see it
        Column("visits", "int"),
        Column("waiting", "int", is_nullable=True),
        Column("served_per_1000", "float", is_nullable=True),
        Column("wait_median_days", "float", is_nullable=True),
        Column("wait_p90_days", "float", is_nullable=True),
        Column("wait_max_days", "float", is_nullable=True),
    ),
)

CONSTITUENCIES = Schema(
    "constituencies",
    (Column("parliament", is_unique=True), Column("state"), Column("households", "int")),
)
"""Households by constituency, census 2020; there is no party column and never will be."""
