from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from planner.adapters.gazetteer_files import load_gazetteer
from planner.geo.gazetteer import Gazetteer
from planner.geo.geocode import Geocoder

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load_gazetteer(DATA)


@pytest.fixture(scope="session")
def geocoder(gazetteer: Gazetteer) -> Geocoder:
    return Geocoder(gazetteer)


def _addresses(*texts: str) -> pd.DataFrame:
    nothing = [float("nan")] * len(texts)
    return pd.DataFrame(
        {
            "id": [str(n) for n in range(1, len(texts) + 1)],
            "address_text": list(texts),
            "postcode": "",
            "state": "",
            "lon": nothing,
            "lat": nothing,
        }
    )


@pytest.fixture(scope="session")
def addresses() -> Callable[..., pd.DataFrame]:
    """A maker of ADDRESSES from bare texts, numbered from 1."""
    return _addresses
