"""What a machine lacks is said and left out; where it must be there, its absence is a failure."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def left_out(what: str, why: str) -> NoReturn:
    """Skip a test for want of ``what``, or fail it where ``KEMBARA_REQUIRE_<what>`` is 1, as `.ci/run` sets it.

    ``what`` is BROWSER, POSTGRES, POPPLER or WHEEL; ``why`` says what is missing and how to get it.
    """
    if os.environ.get(f"KEMBARA_REQUIRE_{what}") == "1":
        pytest.fail(f"KEMBARA_REQUIRE_{what} is set: {why}")
    pytest.skip(f"left out: {why}", allow_module_level=True)
