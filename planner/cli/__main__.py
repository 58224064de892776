"""``python -m planner.cli`` is ``kembara``."""

from planner.cli import main

main()
