"""The search is compiled and loaded before the first test, as the product does before a clock starts."""

from __future__ import annotations

import pytest

from planner.routing import prepare


@pytest.fixture(scope="session", autouse=True)
def compiled_search():
    prepare()
