"""Frozen weights of :mod:`planner.geo.calibrate`."""

from __future__ import annotations

WEIGHTS: dict[str, float] = {
    "bias": 3.2, "fit_class": -0.5, "fit_bare": -1.2, "fit_street_in": -2.2, "fit_named_after": -1.6,
    "fit_scheme_in": -2.6, "fit_cross": -4.5, "edits": -0.9, "weak": -1.0, "long_name": 0.8, "runs_on": -1.6,
    "postcode_fits": 1.5, "postcode_differs": -0.8, "foreign": -9.0, "support": 1.0, "far_apart": -2.0,
    "other_town": -5.0,
    "rivalry": -2.8, "homonym": -1.6, "unknown_scheme": -4.0, "unknown_area": -2.0, "lost_number": -1.5,
    "broad": -0.4, "point_agrees": 1.5, "point_differs": -2.5, "says_kl": 0.5, "near": -0.8, "closed": -1.0,
}  # fmt: skip
