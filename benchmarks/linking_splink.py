"""Splink 5 on DuckDB as a rival of our linking: the same placed rows, and readable names, which ours never sees.

Needs ``pip install splink`` (not a dependency of the planner). The model is Splink's own: chances of chance agreement
from random pairs, of true agreement by expectation maximisation over two blockings, connected components of what passes
a threshold. ``pairs`` gives it our blocking keys or a set that its documentation would lead to.
"""

from __future__ import annotations

import logging
from collections import Counter
from itertools import combinations
from typing import Any, Literal

import pandas as pd

MISSING = "Splink is not installed, so only our own linking is measured: pip install splink"
THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999)
Blocking = Literal["ours", "own"]


def is_installed() -> bool:
    """Whether Splink can be imported."""
    try:
        import splink  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def table(nodes: list[Any], names: dict[str, str]) -> pd.DataFrame:
    """What Splink reads: a row a referral, empty as missing; ``names`` gives each referral's name as written."""
    rows = [
        {
            "unique_id": node.referral_id, "nric": node.nric, "phone": node.phone, "door": node.door,
            "unit": node.unit, "place": node.place_id,
            "name": " ".join(names.get(node.referral_id, "").lower().split()),
            "size": node.makeup[0], "children": node.makeup[1], "elderly": node.makeup[2],
            "parts": [f"{a}|{b}" for a, b in combinations(sorted(node.parts), 2)],
        }
        for node in nodes
    ]  # fmt: skip
    made = pd.DataFrame(rows)
    texts = ["nric", "phone", "door", "unit", "place", "name"]
    made[texts] = made[texts].astype(object).where(made[texts] != "", None)
    made["floor"] = [_floor(unit) for unit in made["unit"]]
    counts = ["size", "children", "elderly"]
    return made.assign(**{name: made[name].astype("Float64").astype("Int64") for name in counts})


def _floor(unit: str | None) -> str | None:
    """Block and floor of a unit: the level between one door and none in common."""
    return unit.rpartition("-")[0] or None if unit else None


def _settings(pairs: Blocking) -> Any:  # noqa: ANN401  # Splink's
    import splink.comparison_level_library as level  # noqa: PLC0415
    import splink.comparison_library as compare  # noqa: PLC0415
    from splink import SettingsCreator, block_on  # noqa: PLC0415

    home = compare.CustomComparison(
        output_column_name="home",
        comparison_levels=[
            level.CustomLevel("unit_l IS NULL OR unit_r IS NULL", "a unit is unknown").configure(is_null_level=True),
            level.ExactMatchLevel("door"),
            level.ExactMatchLevel("unit"),
            level.And(level.ExactMatchLevel("place"), level.ExactMatchLevel("floor")),
            level.ElseLevel(),
        ],
    )
    ours = [
        block_on("nric"), block_on("door"), block_on("phone"), block_on("unit", "name"), block_on("place", "name"),
        block_on("place", "parts", arrays_to_explode=["parts"]),
    ]  # fmt: skip
    own = [block_on("nric"), block_on("phone"), block_on("door"), block_on("place", "substr(name, 1, 4)")]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            home,
            compare.ExactMatch("place").configure(term_frequency_adjustments=True),
            compare.ExactMatch("phone").configure(term_frequency_adjustments=True),
            compare.ExactMatch("nric"),
            compare.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.7]).configure(term_frequency_adjustments=True),
            compare.ExactMatch("size"),
            compare.ExactMatch("children"),
            compare.ExactMatch("elderly"),
        ],
        blocking_rules_to_generate_predictions=ours if pairs == "ours" else own,
        unique_id_column_name="unique_id",
    )


def clusters(rows: pd.DataFrame, pairs: Blocking) -> tuple[dict[float, dict[str, str]], int]:
    """Household of each referral at each of ``THRESHOLDS``, and how many pairs passed the lowest."""
    from splink import Linker, block_on  # noqa: PLC0415
    from splink.internals.duckdb.database_api import DuckDBAPI  # noqa: PLC0415

    logging.getLogger("splink").setLevel(logging.ERROR)
    linker = Linker(DuckDBAPI().register(rows), _settings(pairs), log_level=logging.ERROR)
    sure = [block_on("nric"), block_on("door", "name"), block_on("phone", "name")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    whole = {"record_sample_proportion": 1.0}
    for rule in (block_on("door"), block_on("phone"), block_on("place", "name")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, **whole)
    scored = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    likely = scored.as_duckdbpyrelation().count("*").fetchall()[0][0]
    found = {}
    for threshold in THRESHOLDS:
        made = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, threshold)
        told = made.as_pandas_dataframe()
        found[threshold] = dict(zip(told["unique_id"], told["cluster_id"], strict=True))
    return found, likely


def doors_in_one(rows: pd.DataFrame, found: dict[str, str]) -> int:
    """How many clusters hold two different full units of one scheme: households that a lorry would miss."""
    full = rows[rows["unit"].fillna("").str.count("-") > 1]
    homes = full.assign(home=full["unique_id"].map(found)).drop_duplicates(["home", "door"])
    return sum(count > 1 for count in Counter(homes["home"]).values())
