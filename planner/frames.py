"""Named schemas for frames that cross a border, checked once on entry with every fault collected."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

from planner.errors import Fault, raise_if_any


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, its kind (str, int, float, bool, time) and whether a value may be missing."""

    name: str
    kind: str = "str"
    is_nullable: bool = False
    is_unique: bool = False
    is_optional: bool = False  # the whole column may be absent


@dataclass(frozen=True, slots=True)
class Schema:
    """A frame's name and columns; further columns are allowed and ignored."""

    name: str
    columns: tuple[Column, ...] = field(default=())

    @property
    def names(self) -> list[str]:
        """The columns' names, in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """A frame without rows that passes this schema."""
        return _empty(self.columns).copy()


@lru_cache(maxsize=64)
def _empty(columns: tuple[Column, ...]) -> pd.DataFrame:
    """Made once for each schema: a page with empty lists asks for many."""
    return pd.DataFrame({c.name: pd.Series(dtype=_DTYPE[c.kind]) for c in columns})


_DTYPE = {
    "str": "object",
    "int": "Int64",
    "float": "float64",
    "bool": "bool",
    "time": "datetime64[ns, Asia/Kuala_Lumpur]",
}


def _has_kind(values: pd.Series, kind: str) -> bool:
    if _is_all(values, kind):
        return True
    present = values.dropna()
    return present.empty or _is_all(present, kind)


def _is_all(present: pd.Series, kind: str) -> bool:
    if kind == "int":
        return pd.api.types.is_integer_dtype(present)
    if kind == "float":
        return pd.api.types.is_numeric_dtype(present)
    if kind == "bool":
        return pd.api.types.is_bool_dtype(present)
    if kind == "time":
        return isinstance(present.dtype, pd.DatetimeTZDtype)
    return pd.api.types.is_string_dtype(present)


def _column_faults(frame: pd.DataFrame, column: Column, where: str) -> list[Fault]:
    if column.name not in frame.columns:
        return (
            [] if column.is_optional else [Fault("E1001", f"column {column.name} is missing", "add the column", where)]
        )
    values = frame[column.name]
    if not _has_kind(values, column.kind):
        return [
            Fault(
                "E1002",
                f"column {column.name} is {values.dtype}, not {column.kind}",
                "convert it",
                where,
            )
        ]
    faults = []
    if not column.is_nullable and values.isna().any():
        cause = f"column {column.name} is empty in {int(values.isna().sum())} rows"
        faults.append(Fault("E1003", cause, "fill these rows or leave them out", where))
    if column.is_unique and values.duplicated().any():
        cause = f"column {column.name} repeats {int(values.duplicated().sum())} values"
        faults.append(Fault("E1004", cause, "give every row its own value", where))
    return faults


def check(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return ``frame`` unchanged, or raise :class:`PlannerError` naming every column that breaks ``schema``."""
    raise_if_any(fault for column in schema.columns for fault in _column_faults(frame, column, schema.name))
    return frame


ROWS = Schema("rows", (Column("row", "int", is_unique=True),))
"""Raw rows as read: the data row's number from 1, and any further columns as text."""

LEDGER = Schema(
    "ledger",
    (
        Column("row", "int", is_unique=True),
        Column("status"),  # accepted or quarantined
        Column("code"),  # empty when accepted
        Column("reason"),
        Column("referral_id"),  # empty when quarantined or protection only
        Column("protection", "bool"),
        Column("needs"),  # separated by ;
    ),
)

REFERRALS = Schema(
    "referrals",
    (
        Column("referral_id", is_unique=True),  # keyed hash of channel and source key, stable across imports
        Column("channel"),
        Column("received_at", "time"),
        Column("address_text"),  # redacted; may be empty
        Column("postcode"),
        Column("state"),
        Column("lon", "float", is_nullable=True),  # as given by the source, EPSG:4326
        Column("lat", "float", is_nullable=True),
        Column("needs"),
        Column("text"),  # redacted note
        Column("household_size", "int", is_nullable=True),
        Column("children", "int", is_nullable=True),
        Column("elderly", "int", is_nullable=True),
        Column("disabled", "int", is_nullable=True),
        Column("infants", "int", is_nullable=True),
        Column("is_bedridden", "bool"),  # cannot come to a stop: a patrol delivery
        Column("phone_key"),  # HMAC of the phone, empty when none
        Column("name_key"),  # HMAC of the normalised name, empty when none
        Column("language"),
        Column("nric_key", is_optional=True),  # HMAC of a checked NRIC
        Column("name_tokens", is_optional=True),  # HMACs of the name's parts, "given given|father father"
        Column("evidence", is_optional=True),  # which words gave which need code
    ),
)

QUARANTINED = Schema(
    "quarantined",
    (Column("row", "int", is_unique=True), Column("code"), Column("cause"), Column("action")),
)

PROTECTION = Schema(
    "protection",
    (
        Column("case_id", is_unique=True),
        Column("row", "int"),
        Column("received_at", "time"),
        Column("due_at", "time"),
        Column("clock_h", "int"),
        Column("is_unsure", "bool"),
        Column("evidence"),  # details as planner.model.reason.cell_of writes them
        Column("text"),
        Column("address_text"),
    ),
)

CONTACTS = Schema(
    "contacts",
    (Column("referral_id"), Column("phone"), Column("name")),
)

ADDRESSES = Schema(
    "addresses",
    (
        Column("id", is_unique=True),
        Column("address_text"),
        Column("postcode"),
        Column("state"),
        Column("lon", "float", is_nullable=True),
        Column("lat", "float", is_nullable=True),
    ),
)

PLACEMENTS = Schema(
    "placements",
    (
        Column("id", is_unique=True),
        Column("place_id"),  # empty: not placed
        Column("place_name"),
        Column("lon", "float", is_nullable=True),
        Column("lat", "float", is_nullable=True),
        Column("level"),
        Column("radius_m", "float", is_nullable=True),
        Column("probability", "float"),
        Column("runner_up"),
        Column("runner_up_id"),
        Column("reason"),  # details as planner.model.reason.cell_of writes them
        Column("unit"),  # block-floor-door in one spelling, empty when the text gives none
    ),
)

HOUSEHOLDS = Schema(
    "households",
    (
        Column("household_id", is_unique=True),
        Column("place_id"),
        Column("place_probability", "float"),
        Column("runner_up_id"),
        Column("level"),
        Column("lon", "float", is_nullable=True),
        Column("lat", "float", is_nullable=True),
        Column("referrals", "int"),  # how many were merged: the repeat count
        Column("channels"),  # separated by ;
        Column("first_at", "time"),
        Column("last_at", "time"),
        Column("needs"),
        Column("household_size", "int", is_nullable=True),
        Column("children", "int", is_nullable=True),
        Column("elderly", "int", is_nullable=True),
        Column("disabled", "int", is_nullable=True),
        Column("infants", "int", is_nullable=True),
        Column("is_bedridden", "bool"),
    ),
)

LINKS = Schema("links", (Column("referral_id", is_unique=True), Column("household_id"), Column("reason")))
"""``reason`` is a code, here and in :data:`LINK_REVIEW`."""

LINK_REVIEW = Schema(
    "link review",
    (Column("left_id"), Column("right_id"), Column("score", "float"), Column("reason")),
)

LINK_DECISIONS = Schema(
    "link decisions",
    (Column("left_id"), Column("right_id"), Column("decision")),  # same, different or undone; the last one counts
)

PLACES = Schema(
    "places",
    (
        Column("place_id", is_unique=True),
        Column("name"),
        Column("kind"),
        Column("lon", "float", is_nullable=True),
        Column("lat", "float", is_nullable=True),
        Column("police_district"),
        Column("parliament"),
        Column("units", "int", is_nullable=True),
        Column("grade"),
    ),
)

VISITED = Schema(
    "visited",
    (
        Column("place_id"),
        Column("visited_at", "time"),
        Column("households", "int"),
    ),
)
"""What past convoys did: which place, when, how many households were served."""

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
