"""The search is compiled before the first test; later runs find it on disk."""

from __future__ import annotations

import pytest

from planner.routing.engines.native.warm import main


@pytest.fixture(scope="session", autouse=True)
def compiled_search():
    main()
