"""A CSV ledger that a long comparison is written to line by line, so that it can stop and go on."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from dataclasses import asdict, dataclass, fields
from pathlib import Path

UNSEEDED = 0
"""The seed of engines that take none: one run stands for every seed."""
ENGINE_FILES = tuple(f"planner/routing/{name}" for name in ("engines", "solver.py", "core.py", "clock.py"))


@dataclass(frozen=True)
class Line:
    """One solve: ``seconds`` is the limit, ``took`` what was used; ``value`` counts only when ``feasible`` is 1."""

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

    @property
    def key(self) -> tuple[str, str, int, str, float]:
        """What is run once."""
        return self.set, self.case, self.seed, self.engine, self.seconds


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
        )
        for row in rows
    ]  # fmt: skip


def append(path: Path, line: Line) -> None:
    """Write one line at once, with the heading when the file is new; two processes may write to one ledger.

    The file is made with its heading by whoever comes first, and a line is one write at the end of the file.
    """
    names = [field.name for field in fields(Line)]
    _make(path, ",".join(names) + "\r\n")
    text = io.StringIO()
    csv.DictWriter(text, names).writerow(asdict(line))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "wb", buffering=0) as file:
        file.write(text.getvalue().encode())


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
