"""Rules as shipped, a fixed key and clock, and a short way to receive a few rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from planner.adapters.intake_rules import load_rules
from planner.intake import IntakeRules, receive
from planner.model.referral import Channel, Intake
from planner.units import ZONE

KEY = b"a key for tests"
NOW = datetime(2021, 8, 1, 9, tzinfo=ZONE)
Receive = Callable[..., Intake]


@pytest.fixture(scope="session")
def rules() -> IntakeRules:
    return load_rules(Path(__file__).parents[2] / "data")


@pytest.fixture(scope="session")
def take(rules: IntakeRules) -> Receive:
    """``take({...}, {...}, channel=…)``: an intake of these rows."""

    def received(*rows: dict[str, str], channel: Channel | None = None, key: bytes = KEY) -> Intake:
        frame = pd.DataFrame(list(rows), dtype=object).fillna("")
        frame.insert(0, "row", range(1, len(rows) + 1))
        return receive(frame, channel=channel, key=key, now=NOW, rules=rules)

    return received
