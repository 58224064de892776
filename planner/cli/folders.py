"""A folder of results: tried before the work, written whole, and nothing of an earlier plan lost or left among it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath

import typer

from planner.errors import PlannerError, refuse
from planner.report.words import counted

PAPERS = "run_sheets"
EARLIER = "earlier"
PLAN = "plan.json"
SHEET_FACTS = "sheet_facts.json"


def out_folder(text: object) -> Path:
    """A folder as it was typed; E1033 for nothing, which would be the folder one happens to stand in."""
    if not str(text).strip():
        raise refuse("E1033", "--out is empty", "name a folder with --out; . is the one you are in")
    return Path(str(text))


def must_take(out: Path) -> None:
    """Refuse a folder that cannot be written (E1031) or is a file (E1033), before a search is spent on it."""
    if out.exists() and not out.is_dir():
        raise refuse("E1033", f"{out} is a file, not a folder", "name a folder with --out")
    there = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise _unwritable(out, error) from error


def write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` (relative name → content) below ``out``, all or none.

    Run sheets of an earlier plan would send crews to places that are no longer planned: they are moved to
    ``out/earlier``. An earlier plan file, which may be the announced one, is kept there. Both are told.
    """
    must_take(out)
    beside: Path | None = None
    try:
        out.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=out, prefix=".new-"))
        _fill(beside, files)
        _keep_plan(out, files.get(PLAN))
        for name in sorted(files):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).replace(out / name)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
    moved = _set_aside(out, files)
    if moved:
        were = "was" if moved == 1 else "were"
        typer.echo(f"{counted(moved, 'run sheet')} of an earlier plan {were} moved to {out / EARLIER}", err=True)


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _unwritable(out: Path, error: OSError) -> PlannerError:
    cause = f"{out} cannot be written: {error.strerror}"
    return refuse("E1031", cause, "choose a folder that exists and may be written to")


def _keep_plan(out: Path, fresh: bytes | None) -> None:
    """Copy the plan file in ``out`` to ``out/earlier`` under a free name, unless ``fresh`` is the same or none."""
    old = out / PLAN
    if fresh is None or not old.is_file() or old.read_bytes() == fresh:
        return
    (out / EARLIER).mkdir(exist_ok=True)
    names = (PLAN, *(f"plan-{number}.json" for number in range(2, 1_000_000)))
    kept = next(out / EARLIER / name for name in names if not (out / EARLIER / name).exists())
    shutil.copy2(old, kept)  # the new one takes its place in one step: there is a plan file at every moment
    if (out / SHEET_FACTS).is_file():  # what its papers tell besides; they name the plan they are of
        shutil.copy2(out / SHEET_FACTS, out / EARLIER / SHEET_FACTS)
    typer.echo(f"the earlier plan was kept as {kept}", err=True)


def _set_aside(out: Path, files: Collection[str]) -> int:
    """Move papers below ``out`` that are not among ``files``; how many."""
    kept = {out / PurePosixPath(name) for name in files}
    stale = [path for path in sorted((out / PAPERS).rglob("*")) if path.is_file() and path not in kept]
    for path in stale:
        target = out / EARLIER / path.relative_to(out)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
        except OSError as error:
            cause = f"{path} is of an earlier plan and cannot be moved: {error.strerror}"
            raise refuse("E1031", cause, "move it away by hand, or choose a new folder") from error
    return len(stale)
