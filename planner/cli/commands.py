"""The ``kembara`` command: small commands that read arguments, call the workspace and print."""

from __future__ import annotations

import sys

import typer

from planner.cli import demo, dispatch, key, need, onward, places, plan, referrals, roads, store, web
from planner.errors import PlannerError

app = typer.Typer(
    name="kembara",
    help="From referrals to recommended next Kembara locations, convoys and patrol pickups.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for group in (demo, web, referrals, places, need, plan, dispatch, roads, store, key, onward):
    group.register(app)


def main() -> None:
    """Run the command line; faults go to stderr with code, cause and action, and set the exit code."""
    try:
        app()
    except PlannerError as error:
        for fault in error.faults:
            sys.stderr.write(f"{fault}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        sys.exit(130)
