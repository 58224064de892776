"""A CSV ledger that a long comparison is written to line by line, so that it can stop and go on.

``python -m benchmarks.ledger FILE`` brings a ledger with an older heading up to date, while nothing writes to it.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path

Key = tuple[str, str, int, str, float, int, int]
UNSEEDED = 0
"""The seed of engines that take none: one run stands for every seed."""
ENGINE_FILES = tuple(f"planner/routing/{name}" for name in ("engines", "solver.py", "core.py", "clock.py"))


@dataclass(frozen=True)
class Line:
    """One solve: ``seconds`` is the limit, ``took`` what was used; ``value`` counts only when ``feasible`` is 1.

    ``cores`` is how many cores the run had for one solve (engines of one thread then run side by side), and
    ``vehicle_cost`` what the engine was told that a vehicle costs. Lines from before these columns had one core and 0.
    """

    set: str
    case: str
    seed: int
    engine: str
    seconds: float
    took: float
    value: float
    vehicles: int
    feasible: int
    fault: str
    commit: str
    cores: int = 1
    vehicle_cost: int = 0

    @property
    def key(self) -> Key:
        """What is run once."""
        return self.set, self.case, self.seed, self.engine, self.seconds, self.cores, self.vehicle_cost


def lines_in(path: Path) -> list[Line]:
    """All lines written so far."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Line(
            row["set"], row["case"], int(row["seed"]), row["engine"], float(row["seconds"]), float(row["took"]),
            float(row["value"]), int(row["vehicles"]), int(row["feasible"]), row["fault"], row["commit"],
            int(row.get("cores") or 1), int(row.get("vehicle_cost") or 0),
        )
        for row in rows
    ]  # fmt: skip


def append(path: Path, line: Line) -> None:
    """Write one line at once, with the heading when the file is new; two processes may write to one ledger.

    The file is made with its heading by whoever comes first, and a line is one write at the end of the file. Raises
    ``ValueError`` for a ledger with another heading.
    """
    names = [field.name for field in fields(Line)]
    _make(path, _heading())
    refuse_older(path)
    text = io.StringIO()
    csv.DictWriter(text, names).writerow(asdict(line))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "wb", buffering=0) as file:
        file.write(text.getvalue().encode())


def _heading() -> str:
    return ",".join(field.name for field in fields(Line)) + "\r\n"


def refuse_older(path: Path) -> None:
    """Raise ``ValueError`` when the ledger has columns other than today's; none at all is well."""
    with path.open("rb") if path.exists() else io.BytesIO() as file:
        first = file.readline().decode().strip()
    if first not in ("", _heading().strip()):
        raise ValueError(f"{path} has an older heading: bring it up to date with python -m benchmarks.ledger {path}")


def bring_up_to_date(path: Path) -> None:
    """Write the ledger anew with today's columns; only while nothing else writes to it."""
    lines, aside = lines_in(path), path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    for line in lines:
        append(aside, line)
    aside.replace(path)


def _make(path: Path, heading: str) -> None:
    """A file with the heading alone, unless there is one: written aside and linked, so nobody sees it half made."""
    if path.exists() and path.stat().st_size:
        return
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    aside.write_bytes(heading.encode())
    try:
        if path.exists():  # empty: taken over
            aside.replace(path)
        else:
            os.link(aside, path)
    except FileExistsError:
        pass  # another process was first
    finally:
        aside.unlink(missing_ok=True)


def newest_of(lines: list[Line]) -> list[Line]:
    """The peers' lines, and the product's of the commit written last: results of two engines are never mixed."""
    own = [line.commit for line in lines if line.engine == "product"]
    return [line for line in lines if line.engine != "product" or line.commit == own[-1]]


def older_of(lines: list[Line]) -> dict[str, int]:
    """How many of the product's lines :func:`newest_of` leaves out, by commit."""
    own = [line.commit for line in lines if line.engine == "product"]
    return {commit: own.count(commit) for commit in dict.fromkeys(own) if commit != own[-1]}


def engine_commit() -> str:
    """The last commit that changed the engine, with + when files of it are changed since."""

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments, "--", *ENGINE_FILES],
            capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent,
        ).stdout.strip()  # fmt: skip

    return git("log", "-1", "--format=%h") + ("+" if git("status", "--porcelain") else "")


if __name__ == "__main__":
    bring_up_to_date(Path(sys.argv[1]))
