"""Paste what the demonstration prints into README.md: ``python tools/readme_sample.py out/demo``.

The sample is the summary that ``make demo`` leaves in its folder, cut to the first location, the first routes, the
results and the first place that is not recommended. It stands between two marks in README.md.
"""

from __future__ import annotations

import sys
from itertools import takewhile
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN, END = "<!-- what `make demo` prints -->\n", "<!-- until here -->\n"
ROUTES = 3
MORE = " …"


def parts_of(summary: str) -> dict[str, list[str]]:
    """The lines below each heading; the lines before the first are under an empty one."""
    lines = summary.splitlines()
    found: dict[str, list[str]] = {"": []}
    heading = ""
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if line and following and set(following) == {"="}:
            heading = line
            found[heading] = [line, following]
        elif not (line and set(line) == {"="}):
            found[heading].append(line)
    return found


def sample_of(summary: str) -> str:
    """The summary cut to what a first reader wants to see."""
    parts = parts_of(summary)
    begun = [line for line in parts[""] if line]
    first, waiting, plan = parts["Next Kembara locations"], parts["Not recommended now"], parts["Plan"]
    head, body = first[:3], first[3:]
    location = [body[0], *takewhile(lambda line: line.startswith("    "), body[1:])]
    results = [line for line in plan if line.startswith("Result")]
    shown = [*begun, "", *head, *location, MORE, *plan[: 4 + ROUTES], MORE, *results, "", *waiting[:3], MORE]
    return "\n".join(line.rstrip() for line in shown)


def main() -> None:
    """Write the sample of the folder named on the command line into README.md."""
    summary = (Path(sys.argv[1]) / "summary.en.txt").read_text("utf-8")
    before, rest = README.read_text("utf-8").split(BEGIN)
    _, after = rest.split(END)
    sample = f"{BEGIN}```console\n$ make demo\n{sample_of(summary)}\n```\n{END}"
    README.write_text(before + sample + after, "utf-8")


if __name__ == "__main__":
    main()
