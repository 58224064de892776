"""The ``kembara`` command: small commands that read arguments, call the workspace and print.

The commands are loaded when ``main`` runs: a process that shares a long job reads this package anew, and needs none.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from planner.errors import PlannerError

if TYPE_CHECKING:
    from planner.cli.commands import app

__all__ = ["app", "main"]


def __getattr__(name: str) -> object:
    if name != "app":
        raise AttributeError(f"module 'planner.cli' has no attribute {name!r}")
    return import_module("planner.cli.commands").app


def _tidy_seldom() -> None:
    """Look for lost objects less often: a long file makes millions that stay, and looking through them took a tenth."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def main() -> None:
    """Run the command line; faults go to stderr with code, cause and action, and set the exit code."""
    try:
        commands = import_module("planner.cli.commands").app
        _tidy_seldom()
        commands()
    except PlannerError as error:
        for fault in error.faults:
            sys.stderr.write(f"{fault}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        sys.exit(130)
