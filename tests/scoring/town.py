"""A made-up town for tests: places on a grid and households in them, every column the schema asks for."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from planner.units import ZONE

NOW = datetime(2021, 7, 6, 9, tzinfo=ZONE)


def make_places(units, *, kinds=None, grade="high", districts=None, parliaments=None):
    """Places p0, p1 … about 1.5 km apart on a grid inside Kuala Lumpur; a unit of None is not known."""
    n = len(units)
    at = np.arange(n)
    return pd.DataFrame(
        {
            "place_id": [f"p{i}" for i in at],
            "name": [f"PPR Contoh {i}" for i in at],
            "kind": kinds or ["ppr"] * n,
            "lon": 101.62 + 0.0135 * (at % 10),
            "lat": 3.05 + 0.0135 * (at // 10),
            "police_district": districts or ["Sentul" if i % 2 else "Cheras" for i in at],
            "parliament": parliaments or ["P.115 Batu" if i % 2 else "P.123 Cheras" for i in at],
            "units": pd.array(units, dtype="Int64"),
            "grade": [grade] * n,
        }
    )


def make_households(place_ids, *, days_ago=3.0, **columns):
    """Households h0, h1 …; ``columns`` overrides any column with a value or a list."""
    n = len(place_ids)
    first = pd.Series(pd.to_datetime([NOW] * n)) - pd.to_timedelta(np.broadcast_to(days_ago, n), unit="D")
    frame = pd.DataFrame(
        {
            "household_id": [f"h{i}" for i in range(n)],
            "place_id": list(place_ids),
            "place_probability": 1.0,
            "runner_up_id": "",
            "level": "unit",
            "lon": np.full(n, np.nan),
            "lat": np.full(n, np.nan),
            "referrals": 1,
            "channels": [("talian_kasih", "whatsapp", "police")[i % 3] for i in range(n)],
            "first_at": first,
            "last_at": first,
            "needs": "food",
            "household_size": pd.array([4] * n, dtype="Int64"),
            "children": pd.array([1] * n, dtype="Int64"),
            "elderly": pd.array([0] * n, dtype="Int64"),
            "disabled": pd.array([0] * n, dtype="Int64"),
            "infants": pd.array([0] * n, dtype="Int64"),
            "is_bedridden": False,
        }
    )
    return frame.assign(**columns)


def make_visits(rows):
    """Visits from (place_id, days ago, households)."""
    return pd.DataFrame(
        {
            "place_id": pd.Series([r[0] for r in rows], dtype="str"),
            "visited_at": pd.Series(
                [NOW - timedelta(days=r[1]) for r in rows], dtype="datetime64[ns, Asia/Kuala_Lumpur]"
            ),
            "households": pd.Series([r[2] for r in rows], dtype="int64"),
        }
    )


NO_VISITS = make_visits([])


def random_town(seed, *, places=40, households=1500, doubt=True):
    """A town with uneven need, several channels, repeats and placement doubt."""
    rng = np.random.default_rng(seed)
    units = [int(u) for u in rng.integers(60, 1900, places)]
    town = make_places(units)
    weight = np.array(units) * rng.gamma(2.0, size=places)
    home = rng.choice(places, households, p=weight / weight.sum())
    other = (home + rng.integers(1, places, households)) % places
    frame = make_households(
        [f"p{i}" for i in home],
        days_ago=rng.exponential(6.0, households),
        place_probability=rng.choice([0.95, 0.8, 0.6], households) if doubt else 1.0,
        runner_up_id=[f"p{i}" for i in other] if doubt else "",
        referrals=rng.choice([1, 2, 3], households, p=[0.7, 0.2, 0.1]),
        channels=rng.choice(["police", "talian_kasih", "whatsapp", "police;whatsapp"], households),
        needs=rng.choice(["food", "food;infant", "unclassified", "income"], households),
        elderly=pd.array(rng.integers(0, 2, households), dtype="Int64"),
        is_bedridden=rng.random(households) < 0.03,
    )
    return frame, town
